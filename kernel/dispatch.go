package kernel

import (
	"encoding/json"
	"fmt"
	"runtime/debug"
	"strings"

	"goasync/kernel/wire"
)

// request is a message that a client sent, on its way through the kernel.
type request struct {
	*wire.Message
	kernel  *Kernel
	channel Channel
	replied bool
}

// handler serves the requests of one type, in a lane: those of one lane wait for each other.
type handler struct {
	serve func(*Kernel, *request)
	lane  laneName
}

// laneName is one of the lanes that are not a shell's.
type laneName int

const (
	// urgent is for what must not wait for anything.
	urgent laneName = iota
	// ours is for what the kernel answers from what it knows.
	ours
	// asking is for what the language is asked, which may take its time.
	asking
	// comms keeps the messages of comms in order.
	comms
	laneCount
)

// handlers are the requests of the protocol that are not execute_request, by type.
var handlers = map[string]handler{
	"shutdown_request":        {(*Kernel).shutdown, urgent},
	"interrupt_request":       {(*Kernel).interrupt, urgent},
	"kernel_info_request":     {(*Kernel).kernelInfo, ours},
	"history_request":         {(*Kernel).historyRequest, ours},
	"comm_info_request":       {(*Kernel).commInfo, ours},
	"usage_request":           {(*Kernel).usage, ours},
	"create_subshell_request": {(*Kernel).createSubshell, ours},
	"delete_subshell_request": {(*Kernel).deleteSubshell, ours},
	"list_subshell_request":   {(*Kernel).listSubshell, ours},
	"complete_request":        {(*Kernel).complete, asking},
	"inspect_request":         {(*Kernel).inspect, asking},
	"is_complete_request":     {(*Kernel).isComplete, asking},
	"debug_request":           {(*Kernel).debug, asking},
	"comm_open":               {(*Kernel).commOpen, comms},
	"comm_msg":                {(*Kernel).commMessage, comms},
	"comm_close":              {(*Kernel).commClose, comms},
}

// Receive implements Handler: it puts the message into the lane that is to handle it.
func (k *Kernel) Receive(channel Channel, m *wire.Message) {
	r := &request{Message: m, kernel: k, channel: channel}
	kind := m.Header.MsgType
	h, known := handlers[kind]
	k.asked.Store(true)
	switch {
	case channel == Stdin && kind == "input_reply":
		k.inputReply(m)
	case channel == Shell && kind == "execute_request":
		k.enqueue(r)
	case channel == Stdin || !known:
		k.log.Warn("unknown message type", "channel", channel, "type", kind)
	default:
		k.lanes[h.lane].push(r)
	}
}

// Subscribed implements Handler: a subscriber is welcomed, and told that the kernel starts as long as nobody has asked it
// for anything. Front ends wait for that when a server has started the kernel anew.
func (k *Kernel) Subscribed(topic string) []*wire.Message {
	welcome, err := wire.New("iopub_welcome", k.session, nil, map[string]any{"subscription": topic})
	if err != nil {
		k.logError("iopub_welcome", err)
		return nil
	}
	if topic != "" {
		welcome.Identities = [][]byte{[]byte(topic)}
	}
	greetings := []*wire.Message{welcome}
	if starting := k.starting(); !k.asked.Load() && strings.HasPrefix(string(starting.Identities[0]), topic) {
		greetings = append(greetings, starting)
	}
	return greetings
}

// handle serves one request that is not execute_request.
func (k *Kernel) handle(r *request) {
	k.log.Debug("request", "type", r.Header.MsgType, "id", r.Header.MsgID)
	k.status("busy", r.Message)
	k.guarded(r, func() { handlers[r.Header.MsgType].serve(k, r) })
	k.iopub.end(r.Message)
	k.idle(r)
}

// guarded calls serve and turns a panic of a handler or of the language into an error reply.
func (k *Kernel) guarded(r *request, serve func()) {
	defer func() {
		if cause := recover(); cause != nil {
			k.log.Error("panic in a request", "type", r.Header.MsgType, "cause", cause, "stack", string(debug.Stack()))
			r.fail("InternalError", fmt.Sprint(cause))
		}
	}()
	serve()
}

// recovered is deferred where a panic of the language has nobody to be reported to.
func (k *Kernel) recovered(where string) {
	if cause := recover(); cause != nil {
		k.log.Error("panic", "in", where, "cause", cause, "stack", string(debug.Stack()))
	}
}

// idle ends a request. What runs still is busy, and says so again; the lock keeps that before its own idle. After an
// interrupt nothing is said, as what runs is about to end.
func (k *Kernel) idle(r *request) {
	k.status("idle", r.Message)
	if kind := r.Header.MsgType; kind == "interrupt_request" || kind == "shutdown_request" {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.running) > 0 {
		k.status("busy", k.running[0].Message)
	}
}

// decode reads the content into v. When it cannot, the client gets an error reply and decode returns false.
func (r *request) decode(v any) bool {
	if len(r.Content) == 0 {
		return true
	}
	if err := json.Unmarshal(r.Content, v); err != nil {
		r.kernel.log.Warn("malformed content", "type", r.Header.MsgType, "error", err)
		r.fail("InvalidRequest", "content of "+r.Header.MsgType+": "+err.Error())
		return false
	}
	return true
}

// reply answers the request on its channel, once; comm messages have no answer.
func (r *request) reply(content any) {
	r.replyWith(nil, content)
}

func (r *request) replyWith(metadata, content any) {
	name, isRequest := strings.CutSuffix(r.Header.MsgType, "_request")
	if !isRequest || r.replied {
		return
	}
	m, err := wire.Reply(name+"_reply", r.kernel.session, r.Message, content)
	if err != nil { // the language gave something that is no JSON
		m, err = wire.Reply(name+"_reply", r.kernel.session, r.Message, failure("InternalError", err.Error()))
	}
	if err == nil {
		m.Metadata, err = wire.Marshal(metadata)
	}
	r.replied = true
	if err == nil {
		err = r.kernel.transport.Send(r.channel, m)
	}
	r.kernel.logError("reply to "+r.Header.MsgType, err)
}

// fail answers with an error.
func (r *request) fail(name, value string) {
	r.reply(failure(name, value))
}

// failure is the content of an error reply.
func failure(name, value string) map[string]any {
	content := Error{Name: name, Value: value}.content()
	content["status"] = Failed
	return content
}
