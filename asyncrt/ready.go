package asyncio

// runner is what the ready queue holds: a task's step or wake-up, a handle, a done
// callback. f is the future which completed, nil where there is none.
type runner interface {
	run(l *Loop, f *future)
}

// readyItem is one call that is due. A runner makes the context it needs the loop's.
type readyItem struct {
	r runner
	f *future
}

// readyQueue is a first-in first-out ring whose size is a power of two.
type readyQueue struct {
	items []readyItem
	head  int
	n     int
}

const readyMinimum = 64

// readyShrink is the capacity above which an emptied queue gives its memory back.
const readyShrink = 1 << 14

func (q *readyQueue) push(it readyItem) {
	if q.n == len(q.items) {
		q.grow()
	}
	q.items[(q.head+q.n)&(len(q.items)-1)] = it
	q.n++
}

func (q *readyQueue) pop() readyItem {
	slot := &q.items[q.head]
	it := *slot
	*slot = readyItem{}
	q.head = (q.head + 1) & (len(q.items) - 1)
	q.n--
	if q.n == 0 && len(q.items) > readyShrink {
		q.items, q.head = nil, 0
	}
	return it
}

func (q *readyQueue) grow() {
	bigger := make([]readyItem, max(readyMinimum, 2*len(q.items)))
	k := copy(bigger, q.items[q.head:])
	copy(bigger[k:], q.items[:q.head])
	q.items, q.head = bigger, 0
}
