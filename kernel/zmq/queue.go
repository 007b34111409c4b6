package zmq

import (
	"sync"
	"sync/atomic"
)

// parcel is what is to be sent to a peer: the frames of a message, or a command.
type parcel struct {
	frames  [][]byte
	command string
	size    int
}

func newParcel(frames [][]byte) parcel {
	p := parcel{frames: frames, size: frameCost}
	for _, frame := range frames {
		p.size += len(frame) + frameCost
	}
	return p
}

// queue is what a peer is still to be sent. It is bounded: what does not fit is dropped, and from then on all else
// until the peer has read half of it, so that a slow reader misses one stretch and not every other message.
type queue struct {
	limit   int
	crowded *atomic.Int64 // counts the queues that are full in the sense of the method full

	mu      sync.Mutex
	parcels []parcel
	bytes   int // of parcels, and of what was taken and not yet sent
	dropped int // parcels, since dropping began; 0 means that it has not
	stalled bool
	counted bool // in crowded
	closed  bool
	wake    chan struct{} // has room for one token, for the writer
	eased   chan struct{} // closed and replaced when bytes falls to half the limit, or the queue ends
}

func newQueue(limit int, crowded *atomic.Int64) *queue {
	return &queue{limit: limit, crowded: crowded, wake: make(chan struct{}, 1), eased: make(chan struct{})}
}

// push adds p. dropping is true when p is the first that had to be dropped.
func (q *queue) push(p parcel) (dropping bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return false
	}
	if q.dropped > 0 || q.bytes > 0 && q.bytes+p.size > q.limit {
		q.dropped++
		return q.dropped == 1
	}
	q.parcels = append(q.parcels, p)
	q.bytes += p.size
	q.count()
	q.signal()
	return false
}

// take returns all that is queued. more is false when the queue is closed and empty.
func (q *queue) take(reuse []parcel) (batch []parcel, more bool) {
	for {
		q.mu.Lock()
		if len(q.parcels) > 0 {
			batch, q.parcels = q.parcels, reuse[:0]
			q.mu.Unlock()
			return batch, true
		}
		closed := q.closed
		q.mu.Unlock()
		if closed {
			return nil, false
		}
		<-q.wake
	}
}

// done says that size bytes of what was taken are sent. It returns how many parcels were dropped, when that ends.
func (q *queue) done(size int) (dropped int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	before := q.bytes
	q.bytes -= size
	if q.bytes == 0 {
		q.stalled = false
	}
	q.count()
	if half := q.limit / 2; before > half && q.bytes <= half {
		q.ease()
		dropped, q.dropped = q.dropped, 0
	}
	return dropped
}

func (q *queue) ease() {
	close(q.eased)
	q.eased = make(chan struct{})
}

// close lets the writer send what is queued, and nothing more be added.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.closed {
		q.closed = true
		q.count()
		q.ease()
	}
	q.signal()
}

func (q *queue) signal() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// full returns a channel to wait on while more than half of the limit is queued for a peer that reads, else nil.
func (q *queue) full() (eased <-chan struct{}) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.isFull() {
		return nil
	}
	return q.eased
}

// stall says that nobody is to wait for this peer until it has read everything. It reports whether that is news.
func (q *queue) stall() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.isFull() {
		return false
	}
	q.stalled = true
	q.count()
	return true
}

func (q *queue) isFull() bool { return !q.closed && !q.stalled && q.bytes > q.limit/2 }

// count keeps crowded right.
func (q *queue) count() {
	switch full := q.isFull(); {
	case full && !q.counted:
		q.crowded.Add(1)
	case !full && q.counted:
		q.crowded.Add(-1)
	default:
		return
	}
	q.counted = !q.counted
}
