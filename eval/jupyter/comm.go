package jupyter

import (
	"encoding/json"

	"goasync/eval"
	"goasync/kernel"
)

// comm is a kernel.Comm as an eval.Comm.
type comm struct{ *kernel.Comm }

// Send sends a message to the front end.
func (c comm) Send(m eval.CommMessage) error { return c.Comm.Send(toKernel(m)) }

// Close closes the comm.
func (c comm) Close(m eval.CommMessage) error { return c.Comm.Close(toKernel(m)) }

// Handle sets what is called for what the front end sends.
func (c comm) Handle(message, closed func(eval.CommMessage)) {
	c.OnMessage(func(e kernel.CommEvent) { message(fromKernel(e)) })
	c.OnClose(func(e kernel.CommEvent) { closed(fromKernel(e)) })
}

// OpenComm opens a comm to a target of the front end.
func (o output) OpenComm(target string, m eval.CommMessage, prepare func(eval.Comm)) (eval.Comm, error) {
	c, err := o.Output.OpenComm(target, toKernel(m), func(c *kernel.Comm) { prepare(comm{c}) })
	if err != nil {
		return nil, err
	}
	return comm{c}, nil
}

// RegisterComm makes a target known to the front end.
func (o output) RegisterComm(target string, opened func(eval.Comm, eval.CommMessage)) {
	o.Comms().Register(target, func(c *kernel.Comm, e kernel.CommEvent) { opened(comm{c}, fromKernel(e)) })
}

func toKernel(m eval.CommMessage) kernel.CommMessage {
	to := kernel.CommMessage{Data: m.Data, Buffers: m.Buffers}
	if m.Metadata != nil {
		to.Metadata = m.Metadata
	}
	return to
}

func fromKernel(e kernel.CommEvent) eval.CommMessage {
	m := eval.CommMessage{Buffers: e.Buffers}
	_ = json.Unmarshal(e.Data, &m.Data)         // the kernel has found them to be JSON
	_ = json.Unmarshal(e.Metadata, &m.Metadata) // and this an object, or empty
	return m
}
