package outlet

import (
	"errors"

	asyncio "goasync/asyncrt"
)

// A CommMessage is what goes through a comm, in either direction. Data is any JSON; what came is as encoding/json
// decodes it. Buffers are binary.
type CommMessage struct {
	Data     any
	Metadata map[string]any
	Buffers  [][]byte
}

// A Comm is one end of a comm; the other is in the front end. It may be used from any goroutine.
type Comm interface {
	// ID is unique, Target the name of what the comm was opened to.
	ID() string
	Target() string
	// Send fails when the comm is closed, or when m is no JSON.
	Send(m CommMessage) error
	// Close fails when the comm is closed already.
	Close(m CommMessage) error
	// Handle sets what is called for what comes, in order, from a goroutine of the front end's: it must not block.
	Handle(message, closed func(CommMessage))
}

// A Commer is an Outlet of a cell whose front end may have comms.
type Commer interface {
	// OpenComm opens a comm to a target of the front end. prepare gets it before the front end knows of it.
	OpenComm(target string, m CommMessage, prepare func(Comm)) (Comm, error)
	// RegisterComm has opened called, as Handle's functions are, when the front end opens a comm to target.
	RegisterComm(target string, opened func(Comm, CommMessage)) error
	// Post has f called on the loop, in the context c. Calls keep their order.
	Post(c *asyncio.Context, f func())
}

// ErrNoComms is what opening a comm fails with where there is no front end that has them.
var ErrNoComms = errors.New("there is no front end to open comms to")
