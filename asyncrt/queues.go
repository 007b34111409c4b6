package asyncio

import (
	"cmp"
	"fmt"
)

// Queue is asyncio.Queue and its kinds: NewQueue gives values first in first out,
// NewPriorityQueue the least first, NewLifoQueue the latest first. It is an AsyncIterable
// that ends when the queue is shut down and empty.
type Queue[T any] struct{ queue }

// NewQueue makes a first-in first-out queue of at most maxsize values, of any number when
// that is 0 or not given.
func NewQueue[T any](maxsize ...int) *Queue[T] {
	return newQueue[T]("Queue", &fifoItems{}, maxsize)
}

// NewLifoQueue is NewQueue for asyncio.LifoQueue.
func NewLifoQueue[T any](maxsize ...int) *Queue[T] {
	return newQueue[T]("LifoQueue", &lifoItems{}, maxsize)
}

// NewPriorityQueue is NewQueue for asyncio.PriorityQueue.
func NewPriorityQueue[T cmp.Ordered](maxsize ...int) *Queue[T] {
	return NewPriorityQueueFunc(cmp.Less[T], maxsize...)
}

// NewPriorityQueueFunc is NewPriorityQueue in the order that less defines.
func NewPriorityQueueFunc[T any](less func(a, b T) bool, maxsize ...int) *Queue[T] {
	erased := func(a, b any) bool { return less(valueAs[T](a), valueAs[T](b)) }
	return newQueue[T]("PriorityQueue", &heapItems{less: erased}, maxsize)
}

func newQueue[T any](kind string, items itemStore, maxsize []int) *Queue[T] {
	q := &Queue[T]{queue{kind: kind, items: items}}
	if len(maxsize) > 0 {
		q.maxsize = max(0, maxsize[0])
	}
	q.finished.set = true
	return q
}

// Put gives a coroutine that adds v, waiting while the queue is full. It fails with
// ErrQueueShutDown.
func (q *Queue[T]) Put(v T) *Coroutine[None] {
	return newCoroutine[None]("put", &queuePut{&q.queue, v})
}

// PutNowait adds v; it fails with ErrQueueFull or ErrQueueShutDown.
func (q *Queue[T]) PutNowait(v T) error { return q.putNow(v) }

// Get gives a coroutine of the next value, waiting while the queue is empty. It fails with
// ErrQueueShutDown when it is empty and shut down.
func (q *Queue[T]) Get() *Coroutine[T] { return newCoroutine[T]("get", (*queueGet)(&q.queue)) }

// GetNowait gives the next value; it fails with ErrQueueEmpty or ErrQueueShutDown.
func (q *Queue[T]) GetNowait() (T, error) {
	v, err := q.getNow()
	return valueAs[T](v), err
}

// AIter gives the queue's values as they come, until it is shut down.
func (q *Queue[T]) AIter() AsyncIterator[T] { return (*queueIterator[T])(q) }

type queueIterator[T any] Queue[T]

func (it *queueIterator[T]) ANext() *Coroutine[T] {
	return newCoroutine[T]("__anext__", (*queueNext)(&(*Queue[T])(it).queue))
}

func (q *Queue[T]) erased() any { return (*Queue[any])(q) }

// EraseQueue gives q itself as a queue of any.
func EraseQueue[T any](q *Queue[T]) *Queue[any] { return (*Queue[any])(q) }

// queue is the part of Queue that does not depend on its type.
type queue struct {
	loopBound
	kind       string
	items      itemStore
	maxsize    int
	getters    waiterList
	putters    waiterList
	unfinished int
	finished   Event
	down       bool
}

// Maxsize gives the greatest number of values, 0 for any.
func (q *queue) Maxsize() int { return q.maxsize }

// Qsize gives the number of values.
func (q *queue) Qsize() int { return q.items.size() }

// Empty reports whether there are no values.
func (q *queue) Empty() bool { return q.items.size() == 0 }

// Full reports whether there is no room.
func (q *queue) Full() bool { return q.maxsize > 0 && q.items.size() >= q.maxsize }

// String shows the state.
func (q *queue) String() string {
	s := fmt.Sprintf("<%s maxsize=%d", q.kind, q.maxsize)
	if n := q.items.size(); n > 0 {
		s += fmt.Sprintf(" qsize=%d", n)
	}
	if q.getters.n > 0 {
		s += fmt.Sprintf(" _getters[%d]", q.getters.n)
	}
	if q.putters.n > 0 {
		s += fmt.Sprintf(" _putters[%d]", q.putters.n)
	}
	if q.unfinished > 0 {
		s += fmt.Sprintf(" tasks=%d", q.unfinished)
	}
	if q.down {
		s += " shutdown"
	}
	return s + ">"
}

func (q *queue) putNow(v any) error {
	switch err := q.usable(); {
	case err != nil:
		return err
	case q.down:
		return ErrQueueShutDown
	case q.Full():
		return ErrQueueFull
	}
	q.items.put(v)
	q.unfinished++
	q.finished.set = false
	q.getters.wakeNext()
	return nil
}

func (q *queue) getNow() (any, error) {
	switch err := q.usable(); {
	case err != nil:
		return nil, err
	case q.items.size() > 0:
	case q.down:
		return nil, ErrQueueShutDown
	default:
		return nil, ErrQueueEmpty
	}
	v := q.items.take()
	q.putters.wakeNext()
	return v, nil
}

// queueGet is a queue as the body of Get.
type queueGet queue

func (g *queueGet) invoke() (any, error) {
	q := (*queue)(g)
	for q.items.size() == 0 {
		if q.down {
			return nil, ErrQueueShutDown
		}
		if woken, err := q.waitIn(&q.getters); err != nil {
			if woken && q.items.size() > 0 {
				q.getters.wakeNext()
			}
			return nil, err
		}
	}
	return q.getNow()
}

// queueNext is a queue as the body of its iterator's ANext.
type queueNext queue

func (n *queueNext) invoke() (any, error) {
	v, err := (*queueGet)(n).invoke()
	if err == ErrQueueShutDown {
		err = ErrStopAsyncIteration
	}
	return v, err
}

// queuePut is the body of Put.
type queuePut struct {
	q *queue
	v any
}

func (p *queuePut) invoke() (any, error) {
	q := p.q
	for q.Full() {
		if q.down {
			return nil, ErrQueueShutDown
		}
		if woken, err := q.waitIn(&q.putters); err != nil {
			if woken && !q.Full() {
				q.putters.wakeNext()
			}
			return nil, err
		}
	}
	return nil, q.putNow(p.v)
}

// waitIn suspends until woken. A failure says whether it came after being woken: then who fails
// wakes the next in line, unless there is nothing to be had.
func (q *queue) waitIn(line *waiterList) (woken bool, err error) {
	l, err := q.bind(q)
	if err != nil {
		return false, err
	}
	w := line.add(l)
	if err = w.wait(); err == nil {
		w.recycle()
		return true, nil
	}
	woken = w.Done() && !w.Cancelled()
	w.remove()
	return woken, err
}

// TaskDone says that a value taken from the queue has been dealt with. It fails with a
// *ValueError when called more often than Put.
func (q *queue) TaskDone() error {
	if err := q.usable(); err != nil {
		return err
	}
	if q.unfinished <= 0 {
		return valueErrorf("task_done() called too many times")
	}
	q.unfinished--
	if q.unfinished == 0 {
		q.finished.Set()
	}
	return nil
}

// Join gives a coroutine that waits until all values have been dealt with.
func (q *queue) Join() *Coroutine[None] {
	return NewCoroutineErr("join", func() error {
		if q.unfinished == 0 {
			return nil
		}
		return q.finished.wait()
	})
}

// Shutdown makes Put fail with ErrQueueShutDown, and Get once the queue is empty; with
// immediate it drops all values.
func (q *queue) Shutdown(immediate ...bool) {
	q.mustBeUsable()
	q.down = true
	if len(immediate) > 0 && immediate[0] {
		for q.items.size() > 0 {
			q.items.take()
			q.unfinished = max(0, q.unfinished-1)
		}
		if q.unfinished == 0 {
			q.finished.Set()
		}
	}
	for _, line := range []*waiterList{&q.getters, &q.putters} {
		for line.first != nil {
			line.wakeNext()
		}
	}
}

// itemStore keeps the values of a queue.
type itemStore interface {
	put(v any)
	take() any
	size() int
}

// fifoItems is a ring.
type fifoItems struct {
	ring []any
	head int
	n    int
}

func (s *fifoItems) size() int { return s.n }

func (s *fifoItems) put(v any) {
	if s.n == len(s.ring) {
		bigger := make([]any, max(8, 2*s.n))
		k := copy(bigger, s.ring[s.head:])
		copy(bigger[k:], s.ring[:s.head])
		s.ring, s.head = bigger, 0
	}
	s.ring[(s.head+s.n)&(len(s.ring)-1)] = v
	s.n++
}

func (s *fifoItems) take() any {
	v := s.ring[s.head]
	s.ring[s.head] = nil
	s.head = (s.head + 1) & (len(s.ring) - 1)
	s.n--
	return v
}

type lifoItems struct{ stack []any }

func (s *lifoItems) size() int { return len(s.stack) }
func (s *lifoItems) put(v any) { s.stack = append(s.stack, v) }

func (s *lifoItems) take() any {
	last := len(s.stack) - 1
	v := s.stack[last]
	s.stack[last] = nil
	s.stack = s.stack[:last]
	return v
}

// heapItems is a binary heap, moved as Python's heapq does, so that equal values come out in
// the same order.
type heapItems struct {
	heap []any
	less func(a, b any) bool
}

func (s *heapItems) size() int { return len(s.heap) }

func (s *heapItems) put(v any) {
	s.heap = append(s.heap, v)
	s.rise(0, len(s.heap)-1)
}

func (s *heapItems) take() any {
	last := len(s.heap) - 1
	v := s.heap[last]
	s.heap[last] = nil
	s.heap = s.heap[:last]
	if last == 0 {
		return v
	}
	least := s.heap[0]
	s.heap[0] = v
	s.sink(0)
	return least
}

// rise moves the value at pos up to its place, at start or below.
func (s *heapItems) rise(start, pos int) {
	v := s.heap[pos]
	for pos > start {
		parent := (pos - 1) / 2
		if !s.less(v, s.heap[parent]) {
			break
		}
		s.heap[pos] = s.heap[parent]
		pos = parent
	}
	s.heap[pos] = v
}

// sink moves the value at pos to a leaf, past the lesser children, and then up to its place.
func (s *heapItems) sink(pos int) {
	start, end := pos, len(s.heap)
	v := s.heap[pos]
	for child := 2*pos + 1; child < end; child = 2*pos + 1 {
		if right := child + 1; right < end && !s.less(s.heap[child], s.heap[right]) {
			child = right
		}
		s.heap[pos] = s.heap[child]
		pos = child
	}
	s.heap[pos] = v
	s.rise(start, pos)
}
