package zmq

import (
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"
	"github.com/go-zeromq/zmq4/security/null"
)

// peer is a connection to a client's socket. The goroutine that serves it reads; another one writes what is queued.
type peer struct {
	socket   *socket
	guard    *guard
	conn     *zmq4.Conn
	identity string
	serial   int
	queue    *queue
	written  chan struct{} // closed when the writer has ended

	topics map[string]int // what an iopub peer subscribes to, and how often; socket.mu guards it

	closing sync.Once
}

// handshake makes a peer of a new connection.
func (s *socket) handshake(conn net.Conn) (p *peer, err error) {
	defer func() { // zmq4 panics on some malformed commands
		if cause := recover(); cause != nil {
			err = fmt.Errorf("handshake: %v", cause)
		}
	}()
	options := s.transport.options
	if err := conn.SetDeadline(time.Now().Add(options.HandshakeTimeout)); err != nil {
		return nil, err
	}
	guard := newGuard(conn, s.inbound)
	guard.strangers = s.transport.strangers
	zconn, err := zmq4.Open(guard, null.Security(), s.kind, nil, true, nil)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(guard.Flush(), conn.SetDeadline(time.Time{})); err != nil {
		return nil, err
	}
	guard.open = true
	p = &peer{
		socket: s, guard: guard, conn: zconn, identity: zconn.Peer.Meta["Identity"],
		queue: newQueue(options.QueueBytes, &s.crowded), written: make(chan struct{}), topics: map[string]int{},
	}
	guard.command = p.command
	return p, nil
}

// command handles a ZMTP command that came after the handshake.
func (p *peer) command(name string, body []byte) {
	switch name {
	case zmq4.CmdPing:
		// The first two bytes are the time to live, the rest a context to be returned.
		if len(body) >= 2 {
			p.queue.push(parcel{command: zmq4.CmdPong, frames: [][]byte{body[2:]}, size: len(body) + frameCost})
		}
	case zmq4.CmdSubscribe:
		p.socket.subscribe(p, string(body), true)
	case zmq4.CmdCancel:
		p.socket.subscribe(p, string(body), false)
	}
}

// read hands each message to receive until the connection ends. It returns nil when the client closed it.
func (p *peer) read(receive func(frames [][]byte)) error {
	for {
		message, err := p.conn.RecvMsg()
		switch {
		case errors.Is(err, io.ErrUnexpectedEOF):
			return err
		case errors.Is(err, io.EOF), errors.Is(err, net.ErrClosed), errors.Is(err, zmq4.ErrClosedConn):
			return nil
		case err != nil:
			return err
		}
		receive(message.Frames)
	}
}

// write sends what is queued until the queue is closed or the connection fails.
func (p *peer) write() {
	defer close(p.written)
	var batch []parcel
	for {
		var more bool
		if batch, more = p.queue.take(batch); !more {
			return
		}
		for i, parcel := range batch {
			batch[i].frames = nil
			if err := p.send(parcel, i == len(batch)-1); err != nil {
				p.close()
				return
			}
			if dropped := p.queue.done(parcel.size); dropped > 0 {
				p.socket.log.Warn("a client that did not read has missed messages", "peer", p.name(), "messages", dropped)
			}
		}
	}
}

func (p *peer) send(parcel parcel, flush bool) error {
	var err error
	if parcel.command != "" {
		err = p.conn.SendCmd(parcel.command, parcel.frames[0])
	} else {
		err = p.conn.SendMsg(zmq4.NewMsgFrom(parcel.frames...))
	}
	if err == nil && flush {
		err = p.guard.Flush()
	}
	return err
}

// push queues frames.
func (p *peer) push(frames [][]byte) {
	if p.queue.push(newParcel(frames)) {
		p.socket.log.Warn("a client does not read: messages for it are dropped", "peer", p.name())
	}
}

// close ends the connection at once.
func (p *peer) close() {
	p.closing.Do(func() {
		p.queue.close()
		_ = p.guard.Close() // nothing can be done about it
	})
}

// drain sends what is queued, tells the client that no more comes, and ends the connection when the client has seen
// that or at the deadline.
func (p *peer) drain(deadline time.Time) {
	p.queue.close()
	if p.guard.SetDeadline(deadline) == nil {
		<-p.written
		if half, ok := p.guard.Conn.(interface{ CloseWrite() error }); ok && half.CloseWrite() == nil {
			return // the reader closes when the client has
		}
	}
	p.close()
}

// name identifies the peer in logs.
func (p *peer) name() string { return p.guard.RemoteAddr().String() }
