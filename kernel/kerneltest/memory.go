package kerneltest

import (
	"context"
	"slices"
	"sync"

	"goasync/kernel/wire"
)

// Memory is a kernel.Transport without a network: what the kernel sends is kept, what a client would send is given to
// Deliver. Make it with NewMemory. Safe for concurrent use.
type Memory struct {
	ready chan struct{} // closed when handler is set

	mu      sync.Mutex
	handler wire.Handler
	sent    []Sent
	closed  bool
}

// Sent is a message of the kernel.
type Sent struct {
	Channel wire.Channel
	Message *wire.Message
}

// NewMemory makes a transport for one kernel.
func NewMemory() *Memory { return &Memory{ready: make(chan struct{})} }

// Serve implements kernel.Transport.
func (m *Memory) Serve(ctx context.Context, handler wire.Handler) error {
	m.mu.Lock()
	m.handler = handler
	m.mu.Unlock()
	close(m.ready)
	<-ctx.Done()
	return nil
}

// Send implements kernel.Transport.
func (m *Memory) Send(channel wire.Channel, message *wire.Message) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.closed {
		m.sent = append(m.sent, Sent{channel, message})
	}
	return nil
}

// Close implements kernel.Transport.
func (m *Memory) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	return nil
}

// Deliver gives the kernel a message, once it serves.
func (m *Memory) Deliver(channel wire.Channel, message *wire.Message) {
	<-m.ready
	m.handler.Receive(channel, message)
}

// Subscribe makes a subscriber of iopub, whose greetings are kept like any other message.
func (m *Memory) Subscribe(topic string) {
	<-m.ready
	for _, greeting := range m.handler.Subscribed(topic) {
		_ = m.Send(wire.IOPub, greeting) // never fails
	}
}

// Take returns what the kernel has sent since the last call.
func (m *Memory) Take() []Sent {
	m.mu.Lock()
	defer m.mu.Unlock()
	sent := m.sent
	m.sent = nil
	return slices.Clip(sent)
}
