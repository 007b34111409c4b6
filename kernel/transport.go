package kernel

import (
	"context"

	"goasync/kernel/wire"
)

// Channel names one of the sockets of a kernel, Handler receives what a Transport delivers; the kernel is one. They
// are declared in package wire, which is all that a transport needs to know of a kernel.
type (
	Channel = wire.Channel
	Handler = wire.Handler
)

// The channels, see package wire.
const (
	Shell   = wire.Shell
	Control = wire.Control
	Stdin   = wire.Stdin
	IOPub   = wire.IOPub
)

// Transport carries messages between the kernel and its clients. What it delivers is verified: a message that is
// malformed or not signed never reaches the kernel.
type Transport interface {
	// Serve delivers to handler until ctx is done or the transport fails. It returns nil in the first case. Messages
	// of a channel are delivered one at a time, in the order in which they came.
	Serve(ctx context.Context, handler Handler) error
	// Send queues m for the client named by m.Identities, or on IOPub for all subscribers of the topic in
	// m.Identities. It does not wait for the network and keeps the caller's order. An error means that m can never
	// be sent; a client that has gone is not an error. Safe for concurrent use.
	Send(channel Channel, m *wire.Message) error
	// Close sends what is queued, within a bound of the transport's choosing, and ends all connections.
	Close() error
}

// Throttler is an optional capability of a Transport: Throttle waits while subscribers that do read are far behind,
// so that a cell that prints without end is slowed rather than its output lost. It returns at once for subscribers
// that have stalled, and when ctx is done.
type Throttler interface {
	Throttle(ctx context.Context)
}
