package asyncio

import "runtime"

// What stands for a goroutine's id in Loop.cur while the loop runs on none.
const (
	nobodyGoroutine = -1 // it is being taken away
	idleGoroutine   = -2 // it waits for work
)

// Abandon takes the loop away from the coroutine or callback that it is running, which blocks it
// for too long, and has it go on on a goroutine of its own. The coroutine's task fails with err, and so
// do those in whose runs it was nested. What was abandoned goes on beside the loop until its
// next use of that, which fails as on any foreign goroutine; its defers run then. Its context tells that it is Abandoned.
//
// Abandon is for another goroutine to call, once it knows that the loop is blocked. It gives false when the
// loop is not running anything, and for a loop that was not made WithNesting. The loop must have been started by RunForever on a goroutine that nobody
// waits for: that one ends.
func (l *Loop) Abandon(err error) bool {
	stuck := l.cur.Load()
	if stuck <= 0 || !l.nests || l.runsHere() || !l.cur.CompareAndSwap(stuck, nobodyGoroutine) {
		return false
	}
	if l.current == nil && stuck == l.level.base {
		l.cur.Store(stuck)
		return false
	}
	c := l.ctx.Copy()
	c.abandoned = true
	goroutineContexts.Store(stuck, c)
	go l.goOn(err)
	return true
}

// goOn runs an abandoned loop until its outermost level is stopped.
func (l *Loop) goOn(err error) {
	abandoned := []*task{l.current}
	level := l.level
	for ; level.outer != nil; level = level.outer {
		abandoned = append(abandoned, level.task)
	}
	l.level, l.current, l.ctx, l.eager = nil, nil, nil, 0
	unregisterRunning(l)
	l.cur.Store(0)
	leave, failed := l.enter()
	if failed != nil {
		return
	}
	defer leave()
	l.level.stopping = level.stopping
	for _, t := range abandoned {
		if t != nil && !t.Done() {
			t.finish(nil, err)
		}
	}
	for level := l.level; ; {
		l.runOnce()
		if level.stopping {
			return
		}
	}
}

// endLost ends the calling goroutine, which waited for w to suspend or end its job: the loop has
// been taken from both.
func (w *worker) endLost() {
	w.quit = true
	go w.next()
	runtime.Goexit()
}
