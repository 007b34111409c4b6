package asyncio

import (
	"sync"
	"syscall"
	"time"
	"unsafe"
)

// poller watches the sockets and pipes of a loop, by an epoll instance of the loop's own: data goes from the system to a
// StreamReader, and from a StreamWriter to the system, without another goroutine between. All of it but kick belongs to
// the loop.
type poller struct {
	epoll   int
	watched map[int32]*socket
	events  [64]syscall.EpollEvent
	buf     []byte // what is read goes through

	mu     sync.Mutex // for kick and close
	event  int        // the eventfd by which other goroutines interrupt wait
	closed bool
}

// readChunk is how much is read at once, as in Python.
const readChunk = 256 << 10

func newPoller() (*poller, error) {
	epoll, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		return nil, err
	}
	event, _, errno := syscall.Syscall(syscall.SYS_EVENTFD2, 0, syscall.O_CLOEXEC|syscall.O_NONBLOCK, 0)
	if errno != 0 {
		_ = syscall.Close(epoll)
		return nil, errno
	}
	p := &poller{epoll: epoll, event: int(event), watched: map[int32]*socket{}, buf: make([]byte, readChunk)}
	if err := p.control(syscall.EPOLL_CTL_ADD, p.event, syscall.EPOLLIN); err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

func (p *poller) control(op, fd int, events uint32) error {
	return syscall.EpollCtl(p.epoll, op, fd, &syscall.EpollEvent{Events: events, Fd: int32(fd)})
}

// watching reports whether there is anything to wait for.
func (p *poller) watching() bool { return p != nil && len(p.watched) > 0 }

// poll puts the calls for what is ready into the loop's queue, and gives their number.
func (p *poller) poll(l *Loop) int {
	n, _, errno := syscall.RawSyscall6(syscall.SYS_EPOLL_PWAIT, uintptr(p.epoll),
		uintptr(unsafe.Pointer(&p.events[0])), uintptr(len(p.events)), 0, 0, 0)
	if errno != 0 {
		return 0
	}
	before := l.ready.n
	for _, e := range p.events[:n] {
		if int(e.Fd) == p.event {
			p.drainKicks()
		} else if s := p.watched[e.Fd]; s != nil {
			s.ready(l, e.Events)
		}
	}
	return l.ready.n - before
}

// wait blocks until something is ready, somebody kicks, or d has passed, for ever when it is negative. It may give true
// for nothing.
func (p *poller) wait(d time.Duration) bool {
	pfd := struct {
		fd              int32
		events, revents int16
	}{fd: int32(p.epoll), events: 1 /* POLLIN */}
	var limit *syscall.Timespec
	if d >= 0 {
		ts := syscall.NsecToTimespec(int64(d))
		limit = &ts
	}
	n, _, errno := syscall.Syscall6(syscall.SYS_PPOLL, uintptr(unsafe.Pointer(&pfd)), 1, uintptr(unsafe.Pointer(limit)), 0, 0, 0)
	return errno != 0 || n > 0
}

// kick ends a wait. It is safe for concurrent use.
func (p *poller) kick() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed {
		one := [8]byte{1}
		_, _ = syscall.Write(p.event, one[:])
	}
}

func (p *poller) drainKicks() {
	var count [8]byte
	_, _ = syscall.Read(p.event, count[:])
}

// close closes what the poller itself opened.
func (p *poller) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	_ = syscall.Close(p.epoll)
	_ = syscall.Close(p.event)
}

// pollSockets looks for what is ready now and gives the number of calls.
func (l *Loop) pollSockets() int {
	if !l.waker.poll.watching() {
		return 0
	}
	return l.waker.poll.poll(l)
}

// closeSockets ends the poller, when the loop is closed.
func (l *Loop) closeSockets() {
	p := l.waker.poll
	if p == nil {
		return
	}
	for s := range l.sockets {
		s.close()
	}
	l.waker.poll = nil
	p.close()
}
