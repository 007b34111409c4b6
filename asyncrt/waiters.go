package asyncio

// waiter is a future in the queue of a lock, a queue or the like.
type waiter struct {
	future
	list *waiterList
	prev *waiter
	next *waiter
}

// waiterList is the first-in first-out queue under all synchronisation primitives. Taking
// a waiter out, wherever it is, takes constant time.
type waiterList struct {
	first, last *waiter
	n           int
}

// add puts a new waiter at the end.
func (s *waiterList) add(l *Loop) *waiter {
	w := l.spareWaiter()
	w.list, w.prev, w.loop = s, s.last, l
	if s.last == nil {
		s.first = w
	} else {
		s.last.next = w
	}
	s.last = w
	s.n++
	return w
}

// remove takes a waiter out, if it is still in.
func (w *waiter) remove() {
	s := w.list
	if s == nil {
		return
	}
	if w.prev == nil {
		s.first = w.next
	} else {
		w.prev.next = w.next
	}
	if w.next == nil {
		s.last = w.prev
	} else {
		w.next.prev = w.prev
	}
	w.list, w.prev, w.next = nil, nil, nil
	s.n--
}

// wait suspends the current task until the waiter is woken.
func (w *waiter) wait() error {
	_, err := awaitFuture(&w.future, &w.future)
	return err
}

// spareWaiters bounds how many waiters a loop keeps for use again.
const spareWaiters = 64

// recycle lets a waiter be used again whose wait has succeeded, after which nobody has it any
// more.
func (w *waiter) recycle() {
	l := w.loop
	if w.list != nil || len(l.waiters) >= spareWaiters || l.observer != nil {
		return
	}
	w.value, w.ext = nil, nil
	w.bits.Store(statePending)
	l.waiters = append(l.waiters, w)
}

func (l *Loop) spareWaiter() *waiter {
	n := len(l.waiters)
	if n == 0 {
		return &waiter{}
	}
	w := l.waiters[n-1]
	l.waiters = l.waiters[:n-1]
	return w
}

// wakeNext takes waiters out until one is found that can be woken, and wakes it.
func (s *waiterList) wakeNext() {
	for s.first != nil {
		w := s.first
		w.remove()
		if !w.Done() {
			w.resolve(nil)
			return
		}
	}
}

// wakeFirst wakes the first waiter, leaving it in the list, unless that was done already.
func (s *waiterList) wakeFirst() {
	if s.first != nil && !s.first.Done() {
		s.first.resolve(true)
	}
}

// wakeAll wakes all waiters, leaving them in the list.
func (s *waiterList) wakeAll() {
	for w := s.first; w != nil; w = w.next {
		if !w.Done() {
			w.resolve(true)
		}
	}
}

// allCancelled reports that nobody in the list still wants to be woken.
func (s *waiterList) allCancelled() bool {
	for w := s.first; w != nil; w = w.next {
		if !w.Cancelled() {
			return false
		}
	}
	return true
}
