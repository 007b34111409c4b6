package kernel

import (
	"context"
	"errors"
	"maps"

	"goasync/kernel/wire"
)

// ErrNoStdin is what Output.Input fails with when the front end takes no input (allow_stdin is false).
var ErrNoStdin = errors.New("input was asked for, but this front end does not support input requests")

// ErrInterrupted is what a waiting Output.Input fails with on an interrupt_request.
var ErrInterrupted = errors.New("interrupted")

// Stream names of Output.Stream.
const (
	Stdout = "stdout"
	Stderr = "stderr"
)

// Output is where a cell shows things: each method becomes a message with that cell's request as its parent. It is
// valid for ever, for tasks that outlive their cell, and safe for concurrent use; messages keep the order of the
// calls. Output of a silent request is dropped.
type Output interface {
	// Stream writes to "stdout" or "stderr". Writes that follow each other are sent together, a few milliseconds
	// later or before the next message of any other kind. Parts of a UTF-8 sequence may come in different calls.
	Stream(name, text string)
	// Display shows a value (display_data).
	Display(d DisplayData)
	// UpdateDisplay changes what was displayed before under d.DisplayID (update_display_data).
	UpdateDisplay(d DisplayData)
	// ClearOutput clears the cell's output, at once or when the next output comes (clear_output).
	ClearOutput(wait bool)
	// Error shows the failure of something in the background; a cell's own failure is in its ExecuteReply.
	Error(e Error)
	// Input asks the user for a line (input_request). It fails with ErrNoStdin where that cannot be, with
	// ErrInterrupted, and with the cause of ctx when ctx is done first.
	Input(ctx context.Context, prompt string, password bool) (string, error)
	// OpenComm opens a comm to the front end's target (comm_open). prepare, which may be nil, gets the comm before the
	// front end knows of it, to set its handlers. It fails when message does not marshal.
	OpenComm(target string, message CommMessage, prepare func(*Comm)) (*Comm, error)
	// Comms returns the comms of the kernel, where targets are registered.
	Comms() *Comms
}

// DisplayData is a value to display. DisplayID, when not empty, lets it be updated. Transient is further transient
// data, not kept in the notebook; may be nil.
type DisplayData struct {
	MIMEBundle
	DisplayID string
	Transient map[string]any
}

// output is the Output of one request.
type output struct {
	kernel  *Kernel
	request *wire.Message
	silent  bool
	stdin   bool
}

func (k *Kernel) newOutput(request *wire.Message) *output {
	return &output{kernel: k, request: request}
}

func (o *output) Stream(name, text string) {
	if o.silent || text == "" {
		return
	}
	o.kernel.throttle()
	o.kernel.iopub.stream(o.request, name, text)
}

func (o *output) Display(d DisplayData)       { o.display("display_data", d) }
func (o *output) UpdateDisplay(d DisplayData) { o.display("update_display_data", d) }

func (o *output) display(msgType string, d DisplayData) {
	transient := map[string]any{}
	maps.Copy(transient, d.Transient)
	if d.DisplayID != "" {
		transient["display_id"] = d.DisplayID
	}
	content := bundleContent(d.MIMEBundle)
	content["transient"] = transient
	o.publish(msgType, content)
}

func (o *output) ClearOutput(wait bool) {
	o.publish("clear_output", map[string]any{"wait": wait})
}

func (o *output) Error(e Error) {
	o.publish("error", e.content())
}

func (o *output) publish(msgType string, content any) {
	if o.silent {
		return
	}
	o.kernel.throttle()
	if err := o.kernel.iopub.publish(msgType, o.request, content); err != nil {
		o.Stream(Stderr, "this output cannot be shown: "+err.Error()+"\n")
	}
}

func (o *output) OpenComm(target string, message CommMessage, prepare func(*Comm)) (*Comm, error) {
	return o.kernel.comms.openFrom(o, target, message, prepare)
}

func (o *output) Comms() *Comms { return o.kernel.comms }

// bundleContent gives b the form of message contents, where nothing is null.
func bundleContent(b MIMEBundle) map[string]any {
	content := map[string]any{"data": b.Data, "metadata": b.Metadata}
	if b.Data == nil {
		content["data"] = map[string]any{}
	}
	if b.Metadata == nil {
		content["metadata"] = map[string]any{}
	}
	return content
}

// content is the content of an error message, and part of error replies.
func (e Error) content() map[string]any {
	traceback := e.Traceback
	if len(traceback) == 0 {
		traceback = []string{e.Name + ": " + e.Value}
	}
	return map[string]any{"ename": e.Name, "evalue": e.Value, "traceback": traceback}
}
