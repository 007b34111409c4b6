package eval

import (
	asyncio "goasync/asyncrt"
	"goasync/eval/internal/outlet"
)

// A CommMessage is what goes through a comm, in either direction; a Comm is one end of one. Package display gives
// them to cells.
type (
	CommMessage = outlet.CommMessage
	Comm        = outlet.Comm
)

// A CommOutput is an Output of a front end that has comms.
type CommOutput interface {
	Output
	// OpenComm opens a comm to a target of the front end. prepare gets it before the front end knows of it.
	OpenComm(target string, m CommMessage, prepare func(Comm)) (Comm, error)
	// RegisterComm has opened called when the front end opens a comm to target, before anything else of that comm is
	// handled.
	RegisterComm(target string, opened func(Comm, CommMessage))
}

// OpenComm implements outlet.Commer.
func (x *execution) OpenComm(target string, m CommMessage, prepare func(Comm)) (Comm, error) {
	if out, ok := x.out.(CommOutput); ok {
		return out.OpenComm(target, m, prepare)
	}
	return nil, outlet.ErrNoComms
}

// RegisterComm implements outlet.Commer.
func (x *execution) RegisterComm(target string, opened func(Comm, CommMessage)) error {
	out, ok := x.out.(CommOutput)
	if !ok {
		return outlet.ErrNoComms
	}
	out.RegisterComm(target, opened)
	return nil
}

// Post implements outlet.Commer.
func (x *execution) Post(c *asyncio.Context, f func()) {
	c.Run(func() { _, _ = x.session.loop.CallSoonThreadsafe(f) }) // a closed session has nothing to say
}
