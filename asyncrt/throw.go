package asyncio

import "unsafe"

// Throw makes the await in which a task is suspended raise err, as a coroutine's throw does in Python; or the run of the loop
// that it has nested. It gives false when the task does neither: it is done, has not begun or is what runs. Other than with
// Cancel, what the task awaits is not told.
func (l *Loop) Throw(x AnyTask, err error) bool {
	f := x.core()
	if f.loop != l || f.bits.Load()&flagTask == 0 {
		return false
	}
	t := (*task)(unsafe.Pointer(f))
	if l.throwInto(t, err) {
		return true
	}
	if t.Done() || t.w == nil || t == l.current {
		return false
	}
	if t.waiter == nil || t.waiter.core().forget(t.isWakeup) == 0 { // its step is in the ready queue
		t.value = err
		return true
	}
	t.waiter = nil
	l.push(&thrown{t, err}, nil)
	return true
}

// Nests reports whether a task runs the loop itself, by RunForever, RunUntilComplete or Run within.
func (l *Loop) Nests(x AnyTask) bool {
	for level := l.level; level != nil; level = level.outer {
		if level.task != nil && &level.task.future == x.core() {
			return true
		}
	}
	return false
}

// throwInto has the run that t has nested end with err, and those within it.
func (l *Loop) throwInto(t *task, err error) bool {
	if !l.Nests(t.self()) {
		return false
	}
	for level := l.level; ; level = level.outer {
		level.thrown, level.stopping = err, true
		if level.task == t {
			return true
		}
	}
}

// isWakeup reports whether a done callback is the task's own.
func (t *task) isWakeup(r runner) bool {
	w, ok := r.(*wakeup)
	return ok && (*task)(w) == t
}
