package zmq

import (
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/go-zeromq/zmq4"

	"goasync/kernel/wire"
)

const (
	// maxPeers bounds the connections of a socket, those in the handshake included.
	maxPeers = 1000
	// maxHandshakes bounds those of them that have not yet shown that they speak ZMTP.
	maxHandshakes = 200
)

// socket is one of the five: it accepts connections and keeps the peers, by identity.
type socket struct {
	transport *Transport
	kind      zmq4.SocketType
	listener  net.Listener
	log       *slog.Logger
	inbound   int // bound of the length of a message that comes in
	// receive takes what a peer sent. Calls for one socket do not overlap.
	receive func(p *peer, frames [][]byte)

	mu        sync.Mutex
	peers     map[string]*peer
	greeting  []net.Conn // those in the handshake, oldest first
	anonymous uint32
	closed    bool
	serving   sync.WaitGroup

	crowded atomic.Int64 // peers that Throttle waits for

	delivery sync.Mutex // held while receive runs
}

// listen binds a socket. A file left behind by an ipc socket that is dead is replaced.
func listen(network, address string) (net.Listener, error) {
	listener, err := net.Listen(network, address)
	if err != nil && network == "unix" {
		if conn, dialErr := net.Dial(network, address); dialErr == nil {
			_ = conn.Close()
			return nil, err
		}
		if os.Remove(address) == nil {
			listener, err = net.Listen(network, address)
		}
	}
	if err == nil && network == "unix" {
		err = os.Chmod(address, 0o600)
	}
	return listener, err
}

// accept serves connections until the listener is closed.
func (s *socket) accept() {
	defer s.serving.Done()
	for serial := 0; ; serial++ {
		conn, err := s.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil { // too many open files, or a connection that broke at once
			s.log.Warn("accept", "error", err)
			time.Sleep(10 * time.Millisecond)
			continue
		}
		if !s.admit(conn) {
			s.log.Warn("too many connections", "peer", conn.RemoteAddr())
			_ = conn.Close()
			continue
		}
		go s.serve(conn, serial)
	}
}

// admit counts a new connection. When there are too many handshakes the oldest is ended: a client needs a millisecond
// for its own, those who say nothing stay.
func (s *socket) admit(conn net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || len(s.peers)+len(s.greeting) >= maxPeers {
		return false
	}
	if len(s.greeting) >= maxHandshakes {
		_ = s.greeting[0].Close() // its server reports
		s.greeting = s.greeting[1:]
	}
	s.greeting = append(s.greeting, conn)
	s.serving.Add(1)
	return true
}

// greeted takes conn from those in the handshake.
func (s *socket) greeted(conn net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := slices.Index(s.greeting, conn); i >= 0 {
		s.greeting = slices.Delete(s.greeting, i, i+1)
	}
}

// serve runs a connection from the handshake to its end. serial numbers the connections in the order in which they came.
func (s *socket) serve(conn net.Conn, serial int) {
	defer s.serving.Done()
	defer conn.Close()
	p, err := s.handshake(conn)
	s.greeted(conn)
	if err != nil {
		s.log.Warn("no ZMTP handshake", "peer", conn.RemoteAddr(), "error", err)
		return
	}
	p.serial = serial
	if !s.join(p) {
		return
	}
	go p.write()
	err = p.read(func(frames [][]byte) {
		s.delivery.Lock()
		defer s.delivery.Unlock()
		s.receive(p, frames)
	})
	p.guard.release()
	s.leave(p)
	p.close()
	<-p.written
	switch {
	case err == nil, errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, syscall.ECONNRESET):
		s.log.Debug("a client has gone", "peer", conn.RemoteAddr())
	default:
		s.log.Warn("connection dropped", "peer", conn.RemoteAddr(), "error", err)
	}
}

// join adds p to the peers. A client that comes back under the identity of an older connection takes its place, and
// the older connection does not take it back if its handshake is the later one to end.
func (s *socket) join(p *peer) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	if p.identity == "" || s.kind == zmq4.XPub {
		s.anonymous++
		p.identity = string(binary.BigEndian.AppendUint32([]byte{0}, s.anonymous))
	}
	if old := s.peers[p.identity]; old != nil {
		if old.serial > p.serial {
			return false
		}
		s.log.Debug("a client returns", "peer", p.name())
		old.close()
	}
	s.peers[p.identity] = p
	return true
}

func (s *socket) leave(p *peer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.peers[p.identity] == p {
		delete(s.peers, p.identity)
	}
}

// send queues m for the peer that it is addressed to. A peer that has gone is not an error.
func (s *socket) send(m *wire.Message) error {
	if len(m.Identities) == 0 {
		return fmt.Errorf("%s without an identity to send it to", m.Header.MsgType)
	}
	s.mu.Lock()
	p := s.peers[string(m.Identities[0])]
	s.mu.Unlock()
	if p == nil {
		s.log.Debug("the client has gone", "type", m.Header.MsgType)
		return nil
	}
	p.push(s.transport.codec.Encode(m)[1:])
	return nil
}

// all returns the peers as they are now.
func (s *socket) all() []*peer {
	s.mu.Lock()
	defer s.mu.Unlock()
	peers := make([]*peer, 0, len(s.peers))
	for _, p := range s.peers {
		peers = append(peers, p)
	}
	return peers
}

// close accepts and joins no more, and ends the handshakes.
func (s *socket) close() error {
	s.mu.Lock()
	s.closed = true
	for _, conn := range s.greeting {
		_ = conn.Close() // its server reports
	}
	s.mu.Unlock()
	return s.listener.Close()
}
