package kernel

import "sync"

// lane runs what it is given one after the other, in order, on a goroutine of its own. It takes any number of jobs
// without blocking.
type lane struct {
	mu     sync.Mutex
	queue  []*request
	wake   chan struct{} // has room for one token; a token says that queue or closed has changed
	closed bool
	done   chan struct{} // closed when the goroutine has ended
}

func newLane(run func(*request)) *lane {
	l := &lane{wake: make(chan struct{}, 1), done: make(chan struct{})}
	go l.loop(run)
	return l
}

func (l *lane) loop(run func(*request)) {
	defer close(l.done)
	for {
		r, ok := l.next()
		if !ok {
			return
		}
		if r != nil {
			run(r)
			continue
		}
		<-l.wake
	}
}

// next takes the first request, nil when there is none. ok is false when the lane is closed and empty.
func (l *lane) next() (r *request, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.queue) == 0 {
		return nil, !l.closed
	}
	r = l.queue[0]
	l.queue[0] = nil
	l.queue = l.queue[1:]
	return r, true
}

// push adds r and reports whether the lane still takes requests.
func (l *lane) push(r *request) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return false
	}
	l.queue = append(l.queue, r)
	l.signal()
	return true
}

// takeAll empties the queue.
func (l *lane) takeAll() []*request {
	l.mu.Lock()
	defer l.mu.Unlock()
	taken := l.queue
	l.queue = nil
	return taken
}

// close ends the lane once it has run what is in its queue.
func (l *lane) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	l.signal()
}

func (l *lane) signal() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}
