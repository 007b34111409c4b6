package asyncio

import "time"

// timer is a call that is due at a time. It is embedded in what owns it.
type timer struct {
	r         runner
	cancelled bool
	scheduled bool // it is in the heap
}

// timerEntry is a timer in the heap, with its keys at hand.
type timerEntry struct {
	when time.Duration
	seq  uint64
	t    *timer
}

func (a *timerEntry) before(b *timerEntry) bool {
	return a.when < b.when || a.when == b.when && a.seq < b.seq
}

// timerHeap orders timers by deadline, equal ones by making. Four children a node:
// fewer cache lines than two. Cancelled timers stay until they surface, or until they
// are more than half of at least cancelledMinimum.
type timerHeap struct {
	entries   []timerEntry
	seq       uint64
	cancelled int
}

const (
	heapArity        = 4
	cancelledMinimum = 100
)

func (h *timerHeap) add(when time.Duration, t *timer) {
	h.seq++
	t.scheduled = true
	h.entries = append(h.entries, timerEntry{when, h.seq, t})
	h.up(len(h.entries) - 1)
}

func (h *timerHeap) cancel(t *timer) {
	if t.cancelled {
		return
	}
	t.cancelled = true
	if !t.scheduled {
		return
	}
	h.cancelled++
	if h.cancelled > cancelledMinimum && 2*h.cancelled > len(h.entries) {
		h.sweep()
	}
}

// sweep rebuilds the heap without the cancelled timers.
func (h *timerHeap) sweep() {
	kept := h.entries[:0]
	for _, e := range h.entries {
		if e.t.cancelled {
			e.t.scheduled = false
			continue
		}
		kept = append(kept, e)
	}
	clear(h.entries[len(kept):])
	h.entries, h.cancelled = kept, 0
	for i := (len(kept) - 2) / heapArity; i >= 0 && len(kept) > 1; i-- {
		h.down(i)
	}
}

// first gives the earliest timer that is not cancelled.
func (h *timerHeap) first() (timerEntry, bool) {
	for len(h.entries) > 0 {
		if !h.entries[0].t.cancelled {
			return h.entries[0], true
		}
		h.cancelled--
		h.pop()
	}
	return timerEntry{}, false
}

func (h *timerHeap) pop() *timer {
	t := h.entries[0].t
	t.scheduled = false
	last := len(h.entries) - 1
	h.entries[0] = h.entries[last]
	h.entries[last] = timerEntry{}
	h.entries = h.entries[:last]
	if last > 1 {
		h.down(0)
	}
	if last == 0 && cap(h.entries) > readyShrink {
		h.entries = nil
	}
	return t
}

func (h *timerHeap) up(i int) {
	e := h.entries[i]
	for i > 0 {
		parent := (i - 1) / heapArity
		if !e.before(&h.entries[parent]) {
			break
		}
		h.entries[i] = h.entries[parent]
		i = parent
	}
	h.entries[i] = e
}

func (h *timerHeap) down(i int) {
	e := h.entries[i]
	for {
		child := heapArity*i + 1
		if child >= len(h.entries) {
			break
		}
		least := child
		for c := child + 1; c < min(child+heapArity, len(h.entries)); c++ {
			if h.entries[c].before(&h.entries[least]) {
				least = c
			}
		}
		if !h.entries[least].before(&e) {
			break
		}
		h.entries[i] = h.entries[least]
		i = least
	}
	h.entries[i] = e
}
