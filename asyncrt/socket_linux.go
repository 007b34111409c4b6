package asyncio

import (
	"io"
	"net"
	"os"
	"syscall"
	"unsafe"
)

// socket is one socket or pipe of a loop's poller, the outside of a StreamReader, a StreamWriter or both.
type socket struct {
	loop     *Loop
	fd       int
	network  string // for the texts of errors
	local    net.Addr
	remote   net.Addr
	interest uint32 // what is watched
	closed   bool

	r      *StreamReader
	ended  func(error)
	w      *StreamWriter
	unsent []byte
}

// takeOver takes a connection or pipe over for the loop's poller, and closes it: its descriptor is another one from then
// on, which Go's own poller does not know. It gives nil for what cannot be polled.
func (l *Loop) takeOver(conn io.Closer) *socket {
	c, ok := conn.(syscall.Conn)
	if !ok || !l.startPoller() {
		return nil
	}
	raw, err := c.SyscallConn()
	if err != nil {
		return nil
	}
	fd := -1
	err = raw.Control(func(old uintptr) {
		n, _, errno := syscall.Syscall(syscall.SYS_FCNTL, old, syscall.F_DUPFD_CLOEXEC, 0)
		if errno == 0 {
			fd = int(n)
		}
	})
	if err != nil || fd < 0 {
		return nil
	}
	s := &socket{loop: l, fd: fd}
	if nc, ok := conn.(net.Conn); ok {
		s.local, s.remote = nc.LocalAddr(), nc.RemoteAddr()
		s.network = s.local.Network()
	}
	if s.watch(syscall.EPOLLIN) != nil || s.watch(0) != nil { // a file, say
		_ = syscall.Close(fd)
		return nil
	}
	_ = conn.Close()
	if l.sockets == nil {
		l.sockets = map[*socket]struct{}{}
	}
	l.sockets[s] = struct{}{}
	return s
}

// startPoller makes the loop's poller, if there is none, and reports whether there is one.
func (l *Loop) startPoller() bool {
	if l.waker.poll == nil {
		p, err := newPoller()
		if err != nil {
			return false
		}
		l.waker.poll = p
	}
	return true
}

// watch changes what is watched.
func (s *socket) watch(events uint32) error {
	p := s.loop.waker.poll
	if s.interest == events || p == nil {
		return nil
	}
	op := syscall.EPOLL_CTL_MOD
	switch {
	case s.interest == 0:
		op = syscall.EPOLL_CTL_ADD
		p.watched[int32(s.fd)] = s
	case events == 0:
		op = syscall.EPOLL_CTL_DEL
		delete(p.watched, int32(s.fd))
	}
	err := p.control(op, s.fd, events)
	if err == nil {
		s.interest = events
	} else if s.interest == 0 {
		delete(p.watched, int32(s.fd))
	}
	return err
}

// ready schedules the calls for what the poller has found.
func (s *socket) ready(l *Loop, events uint32) {
	const over = syscall.EPOLLHUP | syscall.EPOLLERR
	if events&(syscall.EPOLLIN|over) != 0 && s.interest&syscall.EPOLLIN != 0 {
		l.push((*socketRead)(s), nil)
	}
	if events&(syscall.EPOLLOUT|over) != 0 && s.interest&syscall.EPOLLOUT != 0 {
		l.push((*socketWrite)(s), nil)
	}
}

// attach makes the socket send for w.
func (s *socket) attach(w *StreamWriter) { s.w = w }

// read begins to read for r. ended is called when that is over; err is nil at the end of the stream.
func (s *socket) read(r *StreamReader, ended func(err error)) {
	s.r, s.ended = r, ended
	r.loop, r.source = s.loop, s
	_ = s.watch(s.interest | syscall.EPOLLIN)
}

// taken has the socket read on when there is room again.
func (s *socket) taken(int) {
	if s.interest&syscall.EPOLLIN == 0 && len(s.r.pending()) <= s.r.limit {
		_ = s.watch(s.interest | syscall.EPOLLIN)
	}
}

// stop ends reading.
func (s *socket) stop() {
	s.r.source = nil
	_ = s.watch(s.interest &^ syscall.EPOLLIN)
}

// socketRead is a socket as the call that reads from it.
type socketRead socket

func (x *socketRead) run(l *Loop, _ *future) {
	s := (*socket)(x)
	if s.closed || s.r.source != s || l.waker.poll == nil {
		return // it was stopped meanwhile
	}
	buf := l.waker.poll.buf
	n, _, errno := syscall.RawSyscall(syscall.SYS_READ, uintptr(s.fd), uintptr(unsafe.Pointer(&buf[0])), uintptr(len(buf)))
	switch {
	case errno == syscall.EAGAIN || errno == syscall.EINTR:
	case errno != 0:
		s.stop()
		s.ended(s.failure("read", errno))
	case n == 0:
		s.stop()
		s.r.FeedEOF()
		s.ended(nil)
	default:
		s.r.feed(buf[:n])
		if len(s.r.pending()) > 2*s.r.limit {
			_ = s.watch(s.interest &^ syscall.EPOLLIN)
		}
	}
}

// failure is an error as package net would give it.
func (s *socket) failure(op string, errno syscall.Errno) error {
	err := os.NewSyscallError(op, errno)
	if s.network == "" {
		return err
	}
	return &net.OpError{Op: op, Net: s.network, Source: s.local, Addr: s.remote, Err: err}
}

// write sends as much as can be sent at once.
func (s *socket) write(data []byte) (int, error) {
	n, _, errno := syscall.RawSyscall(syscall.SYS_WRITE, uintptr(s.fd), uintptr(unsafe.Pointer(&data[0])), uintptr(len(data)))
	switch errno {
	case 0:
		return int(n), nil
	case syscall.EAGAIN, syscall.EINTR:
		return 0, nil
	}
	return 0, s.failure("write", errno)
}

// flush sends data when there is room for it.
func (s *socket) flush(data []byte) {
	s.unsent = data
	_ = s.watch(s.interest | syscall.EPOLLOUT)
}

// socketWrite is a socket as the call that writes to it.
type socketWrite socket

func (x *socketWrite) run(*Loop, *future) {
	s := (*socket)(x)
	if s.closed || len(s.unsent) == 0 {
		return
	}
	n, err := s.write(s.unsent)
	s.unsent = s.unsent[n:]
	if err != nil || len(s.unsent) == 0 {
		s.unsent = nil
		_ = s.watch(s.interest &^ syscall.EPOLLOUT)
	}
	s.w.sent(n)
	if s.unsent == nil {
		s.w.flushed(err)
	}
}

// canCloseWrite reports whether closeWrite works.
func (s *socket) canCloseWrite() bool { return true }

// closeWrite ends the writing side.
func (s *socket) closeWrite() {
	if s.network == "" {
		s.close()
		return
	}
	_ = syscall.Shutdown(s.fd, syscall.SHUT_WR)
}

func (s *socket) close() {
	if s.closed {
		return
	}
	_ = s.watch(0)
	s.closed = true
	delete(s.loop.sockets, s)
	_ = syscall.Close(s.fd)
}

// conn gives another net.Conn for the same connection, nil for a pipe.
func (s *socket) conn() net.Conn {
	if s.network == "" || s.closed {
		return nil
	}
	n, _, errno := syscall.Syscall(syscall.SYS_FCNTL, uintptr(s.fd), syscall.F_DUPFD_CLOEXEC, 0)
	if errno != 0 {
		return nil
	}
	f := os.NewFile(n, s.network)
	defer func() { _ = f.Close() }()
	c, err := net.FileConn(f)
	if err != nil {
		return nil
	}
	return c
}
