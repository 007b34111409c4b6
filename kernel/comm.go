package kernel

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"goasync/kernel/wire"
)

// ErrCommClosed is what sending through a closed comm fails with.
var ErrCommClosed = errors.New("comm is closed")

// CommMessage is the payload of a comm message in either direction. Data and Metadata marshal to JSON objects; nil
// means {}.
type CommMessage struct {
	Data     any
	Metadata any
	Buffers  [][]byte
}

// CommEvent is what a front end sent through a comm. Out shows things with that message as their parent; no input
// can be asked for there.
type CommEvent struct {
	Data     json.RawMessage
	Metadata json.RawMessage
	Buffers  [][]byte
	Out      Output
}

// Comms are the open comms of a kernel and the targets that front ends can open ("Custom Messages" of the
// protocol). Safe for concurrent use.
type Comms struct {
	kernel *Kernel

	mu      sync.Mutex
	targets map[string]func(*Comm, CommEvent)
	open    map[string]*commState
}

// Comm is one end of a comm. What it sends has as its parent the cell, or the front end's message, that opened it.
// Safe for concurrent use.
type Comm struct {
	comms *Comms
	state *commState
	out   *output
}

// commState is what all Comm values of one id share. comms.mu guards it.
type commState struct {
	id, target string
	closed     bool
	onMessage  func(CommEvent)
	onClose    func(CommEvent)
}

// commContent is the content of comm_open, comm_msg and comm_close.
type commContent struct {
	CommID     string `json:"comm_id"`
	TargetName string `json:"target_name,omitempty"`
	Data       any    `json:"data"`
}

func newComms(k *Kernel) *Comms {
	return &Comms{kernel: k, targets: map[string]func(*Comm, CommEvent){}, open: map[string]*commState{}}
}

// Register makes target known: opened is called for each comm_open of a front end, before any message of that comm
// is handled, and sets the comm's handlers. A later Register of the same name replaces the earlier one.
func (c *Comms) Register(target string, opened func(*Comm, CommEvent)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.targets[target] = opened
}

// Unregister makes target unknown. Comms that are open stay so.
func (c *Comms) Unregister(target string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.targets, target)
}

// ID is the comm's id, unique among all.
func (c *Comm) ID() string { return c.state.id }

// Target is the name of the target that the comm was opened with.
func (c *Comm) Target() string { return c.state.target }

// OnMessage sets what is called for each comm_msg, one call at a time. It must not block for long: other comms wait.
func (c *Comm) OnMessage(handle func(CommEvent)) {
	c.comms.mu.Lock()
	defer c.comms.mu.Unlock()
	c.state.onMessage = handle
}

// OnClose sets what is called when the front end closes the comm.
func (c *Comm) OnClose(handle func(CommEvent)) {
	c.comms.mu.Lock()
	defer c.comms.mu.Unlock()
	c.state.onClose = handle
}

// With returns the same comm, sending with out's request as the parent. An Output of another making is ignored.
func (c *Comm) With(out Output) *Comm {
	if o, ok := out.(*output); ok {
		return &Comm{comms: c.comms, state: c.state, out: o}
	}
	return c
}

// Send sends a comm_msg. It fails with ErrCommClosed, or when m does not marshal.
func (c *Comm) Send(m CommMessage) error {
	c.comms.mu.Lock()
	closed := c.state.closed
	c.comms.mu.Unlock()
	if closed {
		return ErrCommClosed
	}
	c.comms.kernel.throttle()
	return c.publish("comm_msg", "", m)
}

// Close sends a comm_close. It fails with ErrCommClosed when that happened before, from either side.
func (c *Comm) Close(m CommMessage) error {
	if !c.comms.remove(c.state) {
		return ErrCommClosed
	}
	return c.publish("comm_close", "", m)
}

func (c *Comm) publish(msgType, target string, m CommMessage) error {
	if m.Data == nil {
		m.Data = struct{}{}
	}
	content := commContent{CommID: c.state.id, TargetName: target, Data: m.Data}
	message, err := wire.New(msgType, c.comms.kernel.session, c.out.request, content)
	if err != nil {
		return err
	}
	if message.Metadata, err = wire.Marshal(m.Metadata); err != nil {
		return fmt.Errorf("metadata of %s: %w", msgType, err)
	}
	message.Buffers = m.Buffers
	message.Identities = topic("comm-" + c.state.id)
	c.comms.kernel.iopub.send(message)
	return nil
}

func (c *Comms) add(state *commState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open[state.id] = state
}

// remove reports whether the comm was open.
func (c *Comms) remove(state *commState) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	was := !state.closed
	state.closed = true
	delete(c.open, state.id)
	return was
}

func (c *Comms) find(id string) *commState {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.open[id]
}

// openFrom opens a comm from the kernel's side.
func (c *Comms) openFrom(out *output, target string, m CommMessage, prepare func(*Comm)) (*Comm, error) {
	comm := &Comm{comms: c, out: out, state: &commState{id: wire.NewID(), target: target}}
	if prepare != nil {
		prepare(comm)
	}
	c.add(comm.state)
	if err := comm.publish("comm_open", target, m); err != nil {
		c.remove(comm.state)
		return nil, err
	}
	return comm, nil
}

// receivedComm is the content of a comm message of a front end.
type receivedComm struct {
	CommID     string          `json:"comm_id"`
	TargetName string          `json:"target_name"`
	Data       json.RawMessage `json:"data"`
}

func (k *Kernel) commOpen(r *request) {
	var content receivedComm
	if !r.decode(&content) {
		return
	}
	c, event := k.comms, r.commEvent(content)
	comm := &Comm{comms: c, out: event.Out.(*output), state: &commState{id: content.CommID, target: content.TargetName}}
	c.mu.Lock()
	opened := c.targets[content.TargetName]
	_, exists := c.open[content.CommID]
	if opened != nil && !exists {
		c.open[content.CommID] = comm.state
	}
	c.mu.Unlock()
	switch {
	case exists:
		k.log.Warn("comm_open for a comm that is open", "comm", content.CommID)
	case opened == nil:
		k.log.Warn("comm_open for an unknown target", "target", content.TargetName)
		k.logError("comm_close", comm.publish("comm_close", "", CommMessage{}))
	default:
		opened(comm, event)
	}
}

func (k *Kernel) commMessage(r *request) {
	k.toComm(r, func(s *commState) func(CommEvent) { return s.onMessage })
}

func (k *Kernel) commClose(r *request) {
	k.toComm(r, func(s *commState) func(CommEvent) {
		s.closed = true
		delete(k.comms.open, s.id)
		return s.onClose
	})
}

// toComm calls the handler that pick chooses, under the lock, for the comm of r.
func (k *Kernel) toComm(r *request, pick func(*commState) func(CommEvent)) {
	var content receivedComm
	if !r.decode(&content) {
		return
	}
	state := k.comms.find(content.CommID)
	if state == nil {
		k.log.Debug("message for a comm that is not open", "type", r.Header.MsgType, "comm", content.CommID)
		return
	}
	k.comms.mu.Lock()
	handle := pick(state)
	k.comms.mu.Unlock()
	if handle != nil {
		handle(r.commEvent(content))
	}
}

func (r *request) commEvent(content receivedComm) CommEvent {
	data := content.Data
	if len(data) == 0 {
		data = json.RawMessage("{}")
	}
	return CommEvent{Data: data, Metadata: r.Metadata, Buffers: r.Buffers, Out: r.kernel.newOutput(r.Message)}
}

// commInfo answers comm_info_request: the open comms, of one target or of all.
func (k *Kernel) commInfo(r *request) {
	var content struct {
		TargetName string `json:"target_name"`
	}
	if !r.decode(&content) {
		return
	}
	type info struct {
		TargetName string `json:"target_name"`
	}
	comms := map[string]info{}
	k.comms.mu.Lock()
	for id, state := range k.comms.open {
		if content.TargetName == "" || content.TargetName == state.target {
			comms[id] = info{state.target}
		}
	}
	k.comms.mu.Unlock()
	r.reply(map[string]any{"status": OK, "comms": comms})
}
