package asyncio

import (
	"iter"
	"runtime/debug"

	"goasync/asyncrt/goroutine"
)

// job is what a worker runs: a task's coroutine, a callback, a generator's body.
type job interface {
	// exec runs it to its end.
	exec()
	// crashed is called instead of exec's return when it panicked.
	crashed(err error)
}

// worker is a goroutine of iter.Pull that runs jobs for a loop, one after another.
// While a job is suspended its worker belongs to it.
type worker struct {
	loop *Loop
	next func() (struct{}, bool)
	// yield parks the goroutine that calls it, and lets the caller of next go on. The
	// goroutine may be another than the one the worker started: a generator's body
	// suspends the task that consumes it.
	yield func(struct{}) bool
	job   job
	goid  uint32 // the low half of the goroutine's id, to find its stack
	dying bool   // a job called runtime.Goexit
	quit  bool
	lost  bool // the loop was taken from it, see Abandon
}

func (l *Loop) newWorker() *worker {
	w := &worker{loop: l}
	w.next, _ = iter.Pull(w.serve)
	return w
}

// serve is the worker's goroutine.
func (w *worker) serve(yield func(struct{}) bool) {
	w.yield = yield
	w.goid = uint32(goroutine.ID())
	for !w.quit {
		w.perform()
		w.noteLost()
		yield(struct{}{})
	}
}

// perform runs one job to its end, whatever that is.
func (w *worker) perform() {
	w.loop.cur.Store(goroutine.ID())
	ended := false
	defer func() {
		if !ended {
			w.rescue(recover())
		}
	}()
	w.job.exec()
	ended = true
	w.job = nil
}

// rescue ends a job that panicked. After runtime.Goexit (p is nil) the goroutine cannot be
// kept: it parks here once more, so that the loop goes on, and dies when resumed.
func (w *worker) rescue(p any) {
	j := w.job
	w.job = nil
	if p != nil {
		j.crashed(panicToError(p))
		return
	}
	w.dying = true
	j.crashed(&PanicError{Goexit: true, Stack: debug.Stack()})
	w.noteLost()
	w.yield(struct{}{})
}

// noteLost notes at the end of a job whether the loop was taken away meanwhile, see Abandon.
func (w *worker) noteLost() {
	if w.lost = !w.loop.runsHere(); w.lost {
		goroutineContexts.Delete(goroutine.ID())
	}
}

// resume switches to the worker until it suspends or ends its job. It returns whether
// the job ended; then the worker is free for others.
func (w *worker) resume() (ended bool) {
	l := w.loop
	here := l.cur.Load()
	w.next()
	if w.lost {
		w.endLost()
	}
	l.cur.Store(here)
	if w.job != nil {
		return false
	}
	l.release(w)
	return true
}

// idleWorkers bounds how many workers wait for another job.
const idleWorkers = 256

// start runs j on a worker until it first suspends or ends.
func (l *Loop) start(j job) *worker {
	var w *worker
	if n := len(l.idle); n > 0 {
		w = l.idle[n-1]
		l.idle = l.idle[:n-1]
	} else {
		w = l.newWorker()
	}
	w.job = j
	return w
}

func (l *Loop) release(w *worker) {
	switch {
	case w.dying:
		go w.next() // goexits: not on a goroutine that is needed
	case len(l.idle) >= idleWorkers || l.closed:
		w.quit = true
		w.next()
	default:
		l.idle = append(l.idle, w)
	}
}

// dismiss ends the idle workers.
func (l *Loop) dismiss() {
	for _, w := range l.idle {
		w.quit = true
		w.next()
	}
	l.idle = nil
}
