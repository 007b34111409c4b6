package kernel

// interrupt answers interrupt_request.
func (k *Kernel) interrupt(r *request) {
	k.Interrupt()
	r.reply(map[string]any{"status": OK})
}

// shutdown answers shutdown_request, tells all clients, and ends Run.
func (k *Kernel) shutdown(r *request) {
	var content struct {
		Restart bool `json:"restart"`
	}
	if !r.decode(&content) {
		return
	}
	k.end(content.Restart)
	reply := map[string]any{"status": OK, "restart": content.Restart}
	r.reply(reply)
	k.logError("shutdown_reply", k.iopub.publish("shutdown_reply", r.Message, reply))
	k.stopServing()
}
