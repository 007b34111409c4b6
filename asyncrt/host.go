package asyncio

import "goasync/asyncrt/goroutine"

// A task that suspends hands over to the loop, and the loop to the task whose turn it is: two switches. When the next call
// in the queue is the step of another suspended task, the one that suspends makes it itself, as the loop's host, and goes
// on at once when its own turn comes: two tasks that wake one another in turn need one switch each. Everything else is done by
// the loop, to which the host then returns. The order of what happens is the same.

// mayHost reports whether a task may host the loop. A loop that is made to be nested may be abandoned, too: nobody
// else may then stand on the stack of what is abandoned.
func (l *Loop) mayHost() bool {
	return l.hosting == nil && l.eager == 0 && !l.nests && !l.debug
}

// yield suspends the task, for which everything is prepared, until its step.
func (t *task) yield() {
	if !t.host() {
		t.w.yield(struct{}{})
	}
}

// host makes the steps of other tasks in place of the loop. It gives true when the turn of t has come, which then goes on.
//
//go:noinline
func (t *task) host() bool {
	l := t.loop
	if !l.mayHost() || !l.stepIsNext() {
		return false
	}
	l.hosting, l.current = t, nil
	mine := false
	for l.recalled == nil && l.stepIsNext() {
		l.left--
		it := l.ready.pop()
		other, exc := stepOf(it)
		if mine = other == t; mine {
			t.resuming(l, exc)
			break
		}
		l.hosted = other.w
		other.step(l, exc)
	}
	l.hosting, l.hosted = nil, nil
	return mine
}

// stepIsNext reports whether the next call is the step of a suspended task, beginning an iteration of the loop if need be.
func (l *Loop) stepIsNext() bool {
	if l.left == 0 && !l.turn() {
		return false
	}
	if l.ready.n == 0 {
		return false
	}
	switch r := l.ready.items[l.ready.head].r.(type) {
	case *wakeup:
		return r.w != nil
	case *task:
		return r.w != nil
	}
	return false
}

// stepOf gives the task that a call steps, and what its await fails with.
func stepOf(it readyItem) (*task, error) {
	if w, ok := it.r.(*wakeup); ok {
		return (*task)(w), it.f.failure()
	}
	return it.r.(*task), nil
}

// recall sends the host, if there is one, back to the loop: the caller is going to run the loop on its own stack, and
// the host must be free to be stepped there.
func (l *Loop) recall() {
	if l.hosting == nil {
		return
	}
	current, ctx := l.current, l.ctx
	l.recalled = l.hosted
	l.recalled.yield(struct{}{})
	l.cur.Store(goroutine.ID())
	l.current, l.ctx = current, ctx
}

// resumeRecaller goes on with who recalled the host, once that is back.
func (l *Loop) resumeRecaller() {
	w := l.recalled
	l.recalled = nil
	t := w.job.(*task)
	t.resume(l)
	l.current = nil
}
