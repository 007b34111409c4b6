package asyncio

import (
	"os"
	"os/signal"
	"sync"
)

// Run runs the awaitable main to its end on a new loop and gives its value (asyncio.run). What
// tasks are left are cancelled, generators and the executor shut down, and the loop
// closed. On a running loop's own goroutine it runs main on that loop, nested, instead, but
// for a session's loop when options say how to make another.
// An interrupt (os.Interrupt) cancels main; then Run fails with ErrKeyboardInterrupt.
func Run[T any](main Awaitable[T], options ...RunnerOption) (T, error) {
	r := NewRunner(options...)
	if l := runningLoop(); l != nil && (!l.nests || r.options.factory == nil) {
		return runNested(l, main)
	}
	v, err := RunWith(r, main)
	if closing := r.Close(); err == nil {
		err = closing
	}
	return v, err
}

func runNested[T any](l *Loop, main Awaitable[T]) (T, error) {
	f := ensureFuture(l, main)
	raw, err := l.runUntilDone(f)
	if !f.Done() {
		f.cancelWith(nil)
		_, _ = l.runUntilDone(f)
	}
	return valueAs[T](raw), err
}

// RunUntilComplete runs the loop until x is done and gives its outcome
// (loop.run_until_complete). Within the loop itself it nests: everything else goes on
// meanwhile. It fails with a *RuntimeError when the loop is closed, stopped before the end, or
// running elsewhere.
func RunUntilComplete[T any](l *Loop, x Awaitable[T]) (zero T, err error) {
	if err := l.runnable(); err != nil {
		if c, ok := x.(*Coroutine[T]); ok {
			c.Close()
		}
		return zero, err
	}
	_, isFuture := any(x).(AnyFuture)
	f := ensureFuture(l, x)
	if !isFuture {
		f.core().bits.Or(flagNoDestroyLog)
	}
	raw, err := l.runUntilDone(f)
	return valueAs[T](raw), err
}

func (l *Loop) runnable() error {
	if l.IsClosed() {
		return runtimeErrorf("Event loop is closed")
	}
	if !l.owned() {
		return runtimeErrorf("This event loop is already running")
	}
	return nil
}

// stopLevel is the done callback that ends a level of running.
type stopLevel struct{ level *runLevel }

func (s *stopLevel) run(*Loop, *future) { s.level.stopping = true }

// runUntilDone runs the loop until f is done.
func (l *Loop) runUntilDone(f AnyFuture) (any, error) {
	leave, err := l.enter()
	if err != nil {
		return nil, err
	}
	defer leave()
	level, core := l.level, f.core()
	if core.loop != l {
		return nil, valueErrorf("The future belongs to a different loop than the one specified as the loop argument")
	}
	stop := &stopLevel{level}
	core.whenDone(stop)
	for !level.stopping {
		l.runOnce()
	}
	core.forget(func(r runner) bool { return r == runner(stop) })
	if level.thrown != nil {
		f.Cancel()
		panic(level.thrown)
	}
	if !core.Done() {
		return nil, runtimeErrorf("Event loop stopped before Future completed.")
	}
	return core.outcome()
}

// Runner is asyncio.Runner: a loop of its own for several runs in one context.
type Runner struct {
	loop    *Loop
	ctx     *Context
	options runnerOptions
	closed  bool
}

type runnerOptions struct {
	debug    bool
	factory  func() *Loop
	noSignal bool
}

// RunnerOption is an option of NewRunner and Run.
type RunnerOption func(*runnerOptions)

// WithDebug turns the loop's debug mode on.
func WithDebug(on bool) RunnerOption { return func(o *runnerOptions) { o.debug = on } }

// WithLoopFactory has f make the loop.
func WithLoopFactory(f func() *Loop) RunnerOption { return func(o *runnerOptions) { o.factory = f } }

// WithoutInterrupts leaves os.Interrupt alone.
func WithoutInterrupts() RunnerOption { return func(o *runnerOptions) { o.noSignal = true } }

// NewRunner makes a runner. Its loop is made when it is first needed; Close it when done.
func NewRunner(options ...RunnerOption) *Runner {
	r := &Runner{}
	for _, o := range options {
		o(&r.options)
	}
	return r
}

// GetLoop gives the runner's loop.
func (r *Runner) GetLoop() *Loop {
	if r.loop != nil {
		return r.loop
	}
	if r.options.factory != nil {
		r.loop = r.options.factory()
	} else {
		r.loop = NewEventLoop(clockLike(runningLoop()))
	}
	if r.options.debug {
		r.loop.SetDebug(true)
	}
	r.ctx = CopyContext()
	return r.loop
}

// clockLike gives a new loop the kind of clock that the running one has, if any: a runner in
// a session on virtual time is on virtual time, too.
func clockLike(running *Loop) LoopOption {
	return func(l *Loop) {
		if running == nil {
			return
		}
		if _, virtual := running.virtualClock(); virtual {
			l.clock = NewVirtualClock()
		}
	}
}

// RunWith runs main to its end on the runner's loop and gives its value (Runner.run). Within
// a running loop it fails with a *RuntimeError, but for one made WithNesting; Run nests.
func RunWith[T any](r *Runner, main Awaitable[T], options ...TaskOption) (zero T, err error) {
	c := main.Await()
	if r.closed {
		c.Close()
		return zero, runtimeErrorf("Runner is closed")
	}
	if outer := runningLoop(); outer != nil && !outer.nests {
		c.Close()
		return zero, runtimeErrorf("Runner.run() cannot be called from a running event loop")
	}
	l := r.GetLoop()
	t := createTask(l, c, append([]TaskOption{WithContext(r.ctx)}, options...))
	t.bits.Or(flagNoDestroyLog)
	interrupted := r.catchInterrupt(l, &t.task)
	raw, err := l.runUntilDone(t)
	if interrupted() && isCancelled(err) && t.Uncancel() == 0 {
		return zero, ErrKeyboardInterrupt
	}
	return valueAs[T](raw), err
}

// catchInterrupt has the first os.Interrupt cancel t. The function returned ends that, and
// reports whether it came. A second interrupt has its usual effect.
func (r *Runner) catchInterrupt(l *Loop, t *task) (interrupted func() bool) {
	if r.options.noSignal {
		return func() bool { return false }
	}
	signals, quit := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(signals, os.Interrupt)
	var caught bool
	var ended sync.WaitGroup
	ended.Go(func() {
		select {
		case <-signals:
			caught = true
			signal.Stop(signals)
			_, _ = l.CallSoonThreadsafe(func() { t.cancelWith(nil) })
		case <-quit:
		}
	})
	return func() bool {
		signal.Stop(signals)
		close(quit)
		ended.Wait()
		return caught
	}
}

// Close ends the runner: it cancels the tasks that are left and waits for them, shuts
// generators and the executor down, and closes the loop.
func (r *Runner) Close() error {
	if r.closed || r.loop == nil {
		r.closed = true
		return nil
	}
	r.closed = true
	l := r.loop
	l.cancelAll()
	_, _ = RunUntilComplete(l, l.ShutdownAsyncgens())
	_, _ = RunUntilComplete(l, l.ShutdownDefaultExecutor(executorPatience))
	return l.Close()
}

// executorPatience is how long closing a runner waits for blocking functions, as in Python.
const executorPatience = 5 * 60 * 1e9

// cancelAll cancels the tasks that are left, waits for them, and reports their failures.
func (l *Loop) cancelAll() {
	left := l.AllTasks()
	if len(left) == 0 {
		return
	}
	g := &gathering{keep: true, collect: func(*gathering) any { return nil }}
	for _, t := range left {
		t.taskCore().cancelWith(nil)
		g.add(l, t)
	}
	outer := CreateFutureIn[None](l)
	g.seal(l, &outer.future)
	_, _ = l.runUntilDone(outer)
	for _, t := range left {
		if t.Cancelled() {
			continue
		}
		if exc, _ := t.Exception(); exc != nil {
			l.CallExceptionHandler(ExceptionContext{
				Message: "unhandled exception during asyncio.run() shutdown", Exception: exc, Task: t,
			})
		}
	}
}
