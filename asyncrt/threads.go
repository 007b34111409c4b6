package asyncio

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// Executor runs blocking functions on a bounded number of goroutines, in the order they were
// submitted (concurrent.futures.ThreadPoolExecutor). It is safe for concurrent use.
type Executor struct {
	mu      sync.Mutex
	idle    sync.Cond
	limit   int
	threads int // that Python would have started: they stay, idle or not
	active  int
	queue   []func()
	closing bool
}

// NewExecutor makes an executor of at most workers goroutines; with 0 or less it is Python's
// default, the number of processors and 4, at most 32. Its goroutines exist while there is work.
func NewExecutor(workers int) *Executor {
	if workers <= 0 {
		workers = min(32, runtime.NumCPU()+4)
	}
	e := &Executor{limit: workers}
	e.idle.L = &e.mu
	return e
}

// Submit has f run when a goroutine is free, in a copy of the current context; when it panics, that is reported. It fails
// with a *RuntimeError after Shutdown.
func (e *Executor) Submit(f func()) error {
	_, err := e.submit(owned(f))
	return err
}

// submit is Submit; fresh says that Python would start a thread for f, none being idle.
func (e *Executor) submit(f func()) (fresh bool, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closing {
		return false, runtimeErrorf("cannot schedule new futures after shutdown")
	}
	e.queue = append(e.queue, f)
	if e.active < e.limit {
		e.active++
		go e.work()
	}
	if fresh = e.threads < e.active; fresh {
		e.threads++
	}
	return fresh, nil
}

func (e *Executor) work() {
	defer func() {
		e.mu.Lock()
		e.active--
		if len(e.queue) > 0 && e.active < e.limit { // the job has called runtime.Goexit
			e.active++
			go e.work()
		}
		e.idle.Broadcast()
		e.mu.Unlock()
	}()
	for {
		e.mu.Lock()
		if len(e.queue) == 0 {
			e.mu.Unlock()
			return
		}
		f := e.queue[0]
		e.queue[0] = nil
		e.queue = e.queue[1:]
		e.mu.Unlock()
		f()
	}
}

// Shutdown makes Submit fail; with wait it returns when all work is done.
func (e *Executor) Shutdown(wait bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closing = true
	for wait && e.active > 0 {
		e.idle.Wait()
	}
}

// SetDefaultExecutor makes e the executor of ToThread and of RunInExecutor with nil.
func (l *Loop) SetDefaultExecutor(e *Executor) { l.executor = e }

func (l *Loop) defaultExecutor() (*Executor, error) {
	if l.noExecutor {
		return nil, runtimeErrorf("Executor shutdown has been called")
	}
	if l.executor == nil {
		l.executor = NewExecutor(0)
	}
	return l.executor, nil
}

// ShutdownDefaultExecutor gives a coroutine that waits until the default executor has done its
// work, for at most d; NoTimeout waits for ever (loop.shutdown_default_executor).
func (l *Loop) ShutdownDefaultExecutor(d time.Duration) *Coroutine[None] {
	return NewCoroutineErr("shutdown_default_executor", func() error {
		l.noExecutor = true
		e := l.executor
		if e == nil {
			return nil
		}
		idle := CreateFutureIn[None](l)
		release := l.Hold()
		go func() {
			e.Shutdown(true)
			_, _ = l.CallSoonThreadsafe(func() {
				release()
				if !idle.Done() {
					idle.resolve(nil)
				}
			})
		}()
		err := AwaitErr(WaitFor(idle, d))
		if err == nil || d == NoTimeout {
			return err
		}
		l.report(Report{Kind: ReportWarning, Context: l.ctx,
			Text: "The executor did not finish joining its threads within " + d.String() + "."})
		return nil
	})
}

// runInExecutor submits call and gives the core of the future that waits for it.
func runInExecutor(l *Loop, e *Executor, f *future, call func() (any, error)) error {
	if e == nil {
		var err error
		if e, err = l.defaultExecutor(); err != nil {
			return err
		}
	}
	j := &outsideJob{loop: l, f: f, ctx: CopyContext(), call: call, begun: make(chan struct{}), paused: make(chan struct{})}
	l.holds.Add(1)
	fresh, err := e.submit(j.work)
	if err != nil {
		l.holds.Add(-1)
		return err
	}
	if fresh {
		j.headStart()
	}
	f.whenDone(j.withdrawal())
	return nil
}

// outsideJob is a function that runs on another goroutine and completes a future of a loop. It
// holds a virtual clock meanwhile.
type outsideJob struct {
	loop  *Loop
	f     *future
	ctx   *Context
	call  func() (any, error)
	taken atomic.Bool // it has begun, or was withdrawn
	value any
	err   error

	begun     chan struct{} // closed when its goroutine runs; may be nil
	paused    chan struct{} // closed when it blocks for the first time, or ends; nil when nobody waits for that; may be nil
	pauseOnce sync.Once
}

const (
	// startTime bounds how long the maker of a new thread waits for it to run at all: on a busy machine that takes.
	startTime = 100 * time.Millisecond
	// headStartTime bounds how long it runs then before its maker goes on: as long as a thread may hold the interpreter.
	headStartTime = 5 * time.Millisecond
)

// headStart lets a new thread run until it blocks or ends, for a moment at most: in Python, too, the starter waits for
// the thread, which then holds the interpreter until it blocks. What it prints first comes out first.
func (j *outsideJob) headStart() {
	limit := time.NewTimer(startTime)
	defer limit.Stop()
	select {
	case <-j.begun:
	case <-limit.C:
		return
	}
	limit.Reset(headStartTime)
	select {
	case <-j.paused:
	case <-limit.C:
	}
}

// pause ends the head start; a function that no thread was made for has none.
func (j *outsideJob) pause() {
	if j.paused != nil {
		j.pauseOnce.Do(func() { close(j.paused) })
	}
}

// work runs the function, on its own goroutine, and sends the outcome to the loop.
func (j *outsideJob) work() {
	if j.begun != nil {
		close(j.begun)
	}
	if !j.taken.CompareAndSwap(false, true) {
		j.pause()
		return
	}
	defer enterGoroutineContext(j.ctx)()
	defer enterJob(j)()
	ended := false
	defer func() {
		if !ended {
			j.err = recoveredError(recover())
		}
		if j.loop.post(readyItem{r: (*outsideDone)(j)}) != nil {
			j.loop.holds.Add(-1)
		}
	}()
	j.value, j.err = j.call()
	ended = true
}

// recoveredError makes an error of what recover gave; nil stands for runtime.Goexit.
func recoveredError(p any) error {
	if p == nil {
		return &PanicError{Goexit: true}
	}
	return panicToError(p)
}

// outsideDone is an outsideJob whose outcome has come to the loop.
type outsideDone outsideJob

func (d *outsideDone) run(l *Loop, _ *future) {
	l.holds.Add(-1)
	switch {
	case d.f.Done():
	case isCancelled(d.err):
		d.f.cancelNow(nil)
	case d.err != nil:
		if l.onFailure != nil {
			l.onFailure(d.ctx, nil, d.err)
		}
		d.f.fail(d.err)
	default:
		d.f.resolve(d.value)
	}
}

// withdrawal gives a done callback for the future: when it was cancelled before the function
// began, it will not begin.
func (j *outsideJob) withdrawal() runner { return (*outsideWithdrawal)(j) }

type outsideWithdrawal outsideJob

func (w *outsideWithdrawal) run(l *Loop, f *future) {
	if f.Cancelled() && w.taken.CompareAndSwap(false, true) {
		l.holds.Add(-1)
	}
}

// RunInExecutor runs f on the executor e, or on the default one when it is nil
// (loop.run_in_executor). The future fails as f does, also when it panics. Its context is a
// copy of the caller's. Cancelling the future does not stop an f that has begun.
// It panics with a *RuntimeError when the executor is shut down.
func RunInExecutor[T any](l *Loop, e *Executor, f func() (T, error)) *Future[T] {
	l.mustBeUsable()
	fut := CreateFutureIn[T](l)
	if err := runInExecutor(l, e, &fut.future, func() (any, error) { return f() }); err != nil {
		panic(err)
	}
	return fut
}

// RunInExecutorValue is RunInExecutor for a function without error.
func RunInExecutorValue[T any](l *Loop, e *Executor, f func() T) *Future[T] {
	return RunInExecutor(l, e, func() (T, error) { return f(), nil })
}

// RunInExecutorErr is RunInExecutor for a function without value.
func RunInExecutorErr(l *Loop, e *Executor, f func() error) *Future[None] {
	return RunInExecutor(l, e, func() (None, error) { return None{}, f() })
}

// RunInExecutorVoid is RunInExecutor for a function without results.
func RunInExecutorVoid(l *Loop, e *Executor, f func()) *Future[None] {
	return RunInExecutor(l, e, func() (None, error) { f(); return None{}, nil })
}

// ToThread gives a coroutine that runs f on the default executor (asyncio.to_thread).
func ToThread[T any](f func() (T, error)) *Coroutine[T] {
	return NewCoroutine("to_thread", func() (zero T, err error) {
		raw, err := awaitAny(RunInExecutor(mustRunningLoop(), nil, f))
		return valueAs[T](raw), err
	})
}

// ToThreadValue is ToThread for a function without error.
func ToThreadValue[T any](f func() T) *Coroutine[T] {
	return ToThread(func() (T, error) { return f(), nil })
}

// ToThreadErr is ToThread for a function without value.
func ToThreadErr(f func() error) *Coroutine[None] {
	return ToThread(func() (None, error) { return None{}, f() })
}

// ToThreadVoid is ToThread for a function without results.
func ToThreadVoid(f func()) *Coroutine[None] {
	return ToThread(func() (None, error) { f(); return None{}, nil })
}

// ConcurrentFuture is concurrent.futures.Future as RunCoroutineThreadsafe gives it: the
// outcome of a coroutine for other goroutines. It is safe for concurrent use.
type ConcurrentFuture[T any] struct {
	loop *Loop
	done chan struct{}
	out  *concurrentOutcome
}

type concurrentOutcome struct {
	mu        sync.Mutex
	task      AnyFuture
	cancelled bool
	value     any
	err       error
	callbacks []func()
}

// RunCoroutineThreadsafe runs c on the loop l from any other goroutine
// (asyncio.run_coroutine_threadsafe). When the loop is closed the future fails at once.
func RunCoroutineThreadsafe[T any](c *Coroutine[T], l *Loop) *ConcurrentFuture[T] {
	f := &ConcurrentFuture[T]{loop: l, done: make(chan struct{}), out: &concurrentOutcome{}}
	_, err := l.CallSoonThreadsafe(func() {
		defer func() {
			if p := recover(); p != nil {
				f.finish(nil, panicToError(p))
			}
		}()
		f.start(createTask(l, c, nil))
	})
	if err != nil {
		c.Close()
		f.finish(nil, err)
	}
	return f
}

func (f *ConcurrentFuture[T]) start(t *Task[T]) {
	f.out.mu.Lock()
	f.out.task = t
	cancelled := f.out.cancelled
	f.out.mu.Unlock()
	if cancelled {
		t.Cancel()
	}
	t.whenDone(callFunc(func() { f.finish(t.outcome()) }))
}

func (f *ConcurrentFuture[T]) finish(v any, err error) {
	o := f.out
	o.mu.Lock()
	o.value, o.err = v, err
	callbacks := o.callbacks
	o.callbacks = nil
	close(f.done)
	o.mu.Unlock()
	for _, fn := range callbacks {
		f.call(fn)
	}
}

// call calls a done callback; its panic is reported.
func (f *ConcurrentFuture[T]) call(fn func()) {
	defer func() {
		if p := recover(); p != nil {
			f.loop.reportFromOutside(ExceptionContext{Message: "exception calling callback", Exception: panicToError(p)})
		}
	}()
	fn()
}

// Result blocks until the coroutine has ended and gives its value or error. With a timeout it
// fails with ErrTimeout after that. On the loop's own goroutine it would block for ever.
func (f *ConcurrentFuture[T]) Result(timeout ...time.Duration) (T, error) {
	if len(timeout) > 0 && timeout[0] != NoTimeout {
		timer := time.NewTimer(timeout[0])
		defer timer.Stop()
		select {
		case <-f.done:
		case <-timer.C:
			var zero T
			return zero, ErrTimeout
		}
	}
	<-f.done
	return valueAs[T](f.out.value), f.out.err
}

// Done reports whether the coroutine has ended.
func (f *ConcurrentFuture[T]) Done() bool {
	select {
	case <-f.done:
		return true
	default:
		return false
	}
}

// Cancelled reports whether the coroutine was cancelled.
func (f *ConcurrentFuture[T]) Cancelled() bool { return f.Done() && isCancelled(f.out.err) }

// Cancel asks the loop to cancel the coroutine's task. It gives false when that has ended.
func (f *ConcurrentFuture[T]) Cancel() bool {
	if f.Done() {
		return false
	}
	f.out.mu.Lock()
	f.out.cancelled = true
	t := f.out.task
	f.out.mu.Unlock()
	if t != nil {
		_, _ = f.loop.CallSoonThreadsafe(func() { t.Cancel() })
	}
	return true
}

// AddDoneCallback has fn called with the future when the coroutine has ended, by whichever
// goroutine notices; at once when it has.
func (f *ConcurrentFuture[T]) AddDoneCallback(fn func(*ConcurrentFuture[T])) {
	f.out.mu.Lock()
	if !f.Done() {
		f.out.callbacks = append(f.out.callbacks, func() { fn(f) })
		f.out.mu.Unlock()
		return
	}
	f.out.mu.Unlock()
	f.call(func() { fn(f) })
}
