// Package zmq carries Jupyter messages over ZeroMQ: the five sockets of a kernel on tcp or ipc, signatures, the
// heartbeat, and the connection file. It knows no message type and answers nothing but heartbeats and pings.
//
//	connection, err := zmq.ReadConnectionFile(name)
//	transport, err := zmq.Listen(connection, zmq.Options{})
//	err = kernel.New(kernel.Options{Language: language, Transport: transport}).Run(ctx)
//
// # What of zmq4 is used
//
// The handshake and the framing ([zmq4.Open], Conn). Its sockets are not: their accept loop can be held up by one
// silent connection, the publisher writes to all subscribers in turn from one goroutine and never learns of
// subscriptions, the router knows no handover, and closing drops what is queued. Here every connection is served by
// goroutines of its own behind a bounded queue, handshakes have a deadline, and Close drains. What zmq4 believes too
// easily, lengths and commands, is checked in the connection beneath it, see guard.
package zmq

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"

	"goasync/kernel/wire"
)

// Options tune a transport; the zero value is for normal use.
type Options struct {
	// Logger takes one line for each connection or message that is dropped. nil logs nothing.
	Logger *slog.Logger
	// HandshakeTimeout is how long a new connection may take to show that it speaks ZMTP; 0 means 5 s.
	HandshakeTimeout time.Duration
	// QueueBytes bounds what waits for one client that does not read; 0 means 64 MB. A message that is longer is
	// sent when nothing else waits.
	QueueBytes int
	// Patience is how long output waits for a subscriber that has stopped to read, before messages for it are dropped;
	// 0 means 3 s. Many that have stopped are waited for together.
	Patience time.Duration
	// MaxMessage bounds the length of a message from a client, and of all messages together that are on their way from
	// clients that have not signed one yet; 0 means 256 MB.
	MaxMessage int
	// Linger is how long Close waits for clients to take what is queued; 0 means 2 s.
	Linger time.Duration
}

func (o Options) withDefaults() Options {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.HandshakeTimeout == 0 {
		o.HandshakeTimeout = 5 * time.Second
	}
	if o.QueueBytes == 0 {
		o.QueueBytes = 64 << 20
	}
	if o.Patience == 0 {
		o.Patience = 3 * time.Second
	}
	if o.MaxMessage == 0 {
		o.MaxMessage = 256 << 20
	}
	if o.Linger == 0 {
		o.Linger = 2 * time.Second
	}
	return o
}

// farewell is how long Close waits for clients to close their end, once they were sent everything.
const farewell = 200 * time.Millisecond

// Transport is the kernel's side of the five sockets. It implements kernel.Transport and kernel.Throttler.
type Transport struct {
	options    Options
	codec      *wire.Codec
	connection Connection
	handler    wire.Handler // set by Serve, before anything is accepted
	sockets    []*socket
	routers    map[wire.Channel]*socket
	iopub      *socket
	strangers  *allowance // what clients that have not signed anything yet can make us remember
}

// Listen binds the sockets of connection. Clients can connect from then on, and are served when Serve is called.
func Listen(connection Connection, options Options) (*Transport, error) {
	if err := connection.checkKey(); err != nil {
		return nil, err
	}
	codec, err := wire.NewCodec(connection.SignatureScheme, []byte(connection.Key))
	if err != nil {
		return nil, err
	}
	t := &Transport{
		options: options.withDefaults(), codec: codec, connection: connection,
		routers: map[wire.Channel]*socket{},
	}
	t.strangers = newAllowance(t.options.MaxMessage)
	if err := t.bind(); err != nil {
		for _, s := range t.sockets {
			_ = s.close() // the error that counts is err
		}
		return nil, err
	}
	return t, nil
}

// bind makes the sockets.
func (t *Transport) bind() error {
	c := &t.connection
	for channel, port := range map[wire.Channel]*int{
		wire.Shell: &c.ShellPort, wire.Control: &c.ControlPort, wire.Stdin: &c.StdinPort,
	} {
		s, err := t.socket(string(channel), zmq4.Router, t.options.MaxMessage, port)
		if err != nil {
			return err
		}
		s.receive = func(p *peer, frames [][]byte) { t.receive(channel, p, frames) }
		t.routers[channel] = s
	}
	s, err := t.socket("iopub", zmq4.XPub, maxSubscription, &c.IOPubPort)
	if err != nil {
		return err
	}
	s.receive = s.subscription
	t.iopub = s
	s, err = t.socket("heartbeat", zmq4.Router, maxSubscription, &c.HBPort)
	if err != nil {
		return err
	}
	s.receive = func(p *peer, frames [][]byte) { p.push(frames) }
	return nil
}

// socket binds one socket and stores the port that it got.
func (t *Transport) socket(name string, kind zmq4.SocketType, inbound int, port *int) (*socket, error) {
	network, address, err := t.connection.address(*port)
	if err != nil {
		return nil, err
	}
	listener, err := listen(network, address)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if tcp, ok := listener.Addr().(*net.TCPAddr); ok {
		*port = tcp.Port
	}
	s := &socket{
		transport: t, kind: kind, listener: listener, inbound: inbound, peers: map[string]*peer{},
		log: t.options.Logger.With("socket", name),
	}
	t.sockets = append(t.sockets, s)
	return s, nil
}

// Connection returns where the sockets are, with the ports that the system chose.
func (t *Transport) Connection() Connection { return t.connection }

// Serve implements kernel.Transport.
func (t *Transport) Serve(ctx context.Context, handler wire.Handler) error {
	t.handler = handler
	for _, s := range t.sockets {
		s.serving.Add(1)
		go s.accept()
	}
	<-ctx.Done()
	return nil
}

// receive verifies what a client sent and hands it on.
func (t *Transport) receive(channel wire.Channel, p *peer, frames [][]byte) {
	m, err := t.codec.Decode(append([][]byte{[]byte(p.identity)}, frames...))
	if err != nil {
		p.socket.log.Warn("message dropped", "peer", p.name(), "error", err)
		return
	}
	p.guard.known = true
	t.handler.Receive(channel, m)
}

// Send implements kernel.Transport.
func (t *Transport) Send(channel wire.Channel, m *wire.Message) error {
	if channel == wire.IOPub {
		t.iopub.publish(m)
		return nil
	}
	return t.routers[channel].send(m)
}

// Close implements kernel.Transport: no client is accepted any more, what is queued is sent within Options.Linger,
// and all connections end.
func (t *Transport) Close() error {
	var failures []error
	for _, s := range t.sockets {
		failures = append(failures, s.close())
	}
	deadline := time.Now().Add(t.options.Linger)
	var drained sync.WaitGroup
	for _, s := range t.sockets {
		for _, p := range s.all() {
			drained.Go(func() { p.drain(deadline) })
		}
	}
	drained.Wait()
	t.disconnect()
	return errors.Join(failures...)
}

// disconnect waits for the clients to go, for a moment, and then for all goroutines to end.
func (t *Transport) disconnect() {
	ending := time.AfterFunc(farewell, func() {
		for _, s := range t.sockets {
			for _, p := range s.all() {
				p.close()
			}
		}
	})
	defer ending.Stop()
	for _, s := range t.sockets {
		s.serving.Wait()
	}
}
