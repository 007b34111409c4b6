package display

import (
	asyncio "goasync/asyncrt"
	"goasync/eval/internal/outlet"
)

// ErrNoComms is what OpenComm and RegisterComm fail with where there is no front end with comms.
var ErrNoComms = outlet.ErrNoComms

// A CommMessage is what goes through a comm, in either direction. Data is any value that encoding/json takes; what came
// is as encoding/json decodes it (map[string]any, float64, …). Buffers are binary.
type CommMessage struct {
	Data     any
	Metadata map[string]any
	Buffers  [][]byte
}

// A Comm is one end of a channel between the session and a part of the front end, such as a widget (ipykernel's Comm).
// Its handlers are called on the loop, as part of the cell that set them, so that they may print, display and make
// tasks. It is used by the loop alone, but for Send and Close.
type Comm struct {
	link      outlet.Comm
	onMessage func(CommMessage)
	onClose   func(CommMessage)
}

// OpenComm opens a comm to a target that the front end knows ("jupyter.widget" is ipywidgets'), with m as the first
// message. It fails with ErrNoComms, or when m is no JSON.
func OpenComm(target string, m CommMessage) (*Comm, error) {
	o := outlet.Current()
	if o == nil {
		return nil, ErrNoComms
	}
	c := &Comm{}
	_, err := o.OpenComm(target, outlet.CommMessage(m), func(link outlet.Comm) { c.attach(o, link, asyncio.CopyContext()) })
	if err != nil {
		return nil, err
	}
	return c, nil
}

// RegisterComm makes target known, so that the front end can open comms to it: opened gets each of them with its first
// message, and sets the handlers. A later call for the same target takes the place of the earlier one. It fails with
// ErrNoComms.
func RegisterComm(target string, opened func(c *Comm, m CommMessage)) error {
	o := outlet.Current()
	if o == nil {
		return ErrNoComms
	}
	context := asyncio.CopyContext()
	return o.RegisterComm(target, func(link outlet.Comm, m outlet.CommMessage) {
		c := &Comm{}
		c.attach(o, link, context)
		o.Post(context, func() { opened(c, CommMessage(m)) })
	})
}

// attach binds c to its link. What comes is handed to the handlers on the loop, as they are by then.
func (c *Comm) attach(o outlet.Outlet, link outlet.Comm, context *asyncio.Context) {
	c.link = link
	hand := func(handler *func(CommMessage)) func(outlet.CommMessage) {
		return func(m outlet.CommMessage) {
			o.Post(context, func() {
				if f := *handler; f != nil {
					f(CommMessage(m))
				}
			})
		}
	}
	link.Handle(hand(&c.onMessage), hand(&c.onClose))
}

// ID gives the id that both ends know the comm by.
func (c *Comm) ID() string { return c.link.ID() }

// Target gives the name that the comm was opened to.
func (c *Comm) Target() string { return c.link.Target() }

// String says what it is.
func (c *Comm) String() string { return "<comm " + c.Target() + " " + c.ID() + ">" }

// OnMessage sets what is called with each message of the front end, one at a time and in order (Comm.on_msg).
func (c *Comm) OnMessage(handle func(m CommMessage)) { c.onMessage = handle }

// OnClose sets what is called when the front end closes the comm (Comm.on_close).
func (c *Comm) OnClose(handle func(m CommMessage)) { c.onClose = handle }

// Send sends m to the front end. It fails when the comm is closed, or when m is no JSON.
func (c *Comm) Send(m CommMessage) error { return c.link.Send(outlet.CommMessage(m)) }

// Close closes the comm with a last message. It fails when the comm was closed before, from either side.
func (c *Comm) Close(m CommMessage) error { return c.link.Close(outlet.CommMessage(m)) }
