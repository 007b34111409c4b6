package asyncio

import (
	"math"
	"runtime/debug"
	"strconv"
	"sync/atomic"
	"unsafe"

	"goasync/asyncrt/goroutine"
)

// task is the part of Task that does not depend on its type: CPython's state machine.
//
// While a task is not done either waiter is nil and its step is in the ready queue, or
// waiter is the future whose completion will put it there.
type task struct {
	future
	coro   *coroutine
	w      *worker
	waiter AnyFuture      // what it awaits (_fut_waiter)
	table  unsafe.Pointer // of methods, see self
	ctx    *Context
	own    Context // what ctx points to unless a context was given
	id     uint64

	index      uint32 // in the loop's list
	cancels    uint16
	mustCancel bool
	unwinding  bool
}

// The size of a task matters, for there may be a million. So its value, which is unused
// until it is done, meanwhile holds what the await it is suspended in shall fail with; and of
// itself as an AnyTask, the *Task[T] that it is the core of, it keeps one word of two.

// interfaceWords is how Go lays out an interface value with methods.
type interfaceWords struct{ table, data unsafe.Pointer }

// setSelf makes x, which is t with its type, what self gives.
func (t *task) setSelf(x AnyTask) { t.table = (*interfaceWords)(unsafe.Pointer(&x)).table }

// self gives the task with its type.
func (t *task) self() (x AnyTask) {
	*(*interfaceWords)(unsafe.Pointer(&x)) = interfaceWords{t.table, unsafe.Pointer(t)}
	return x
}

// takeThrown gives, and forgets, what the present await shall fail with.
func (t *task) takeThrown() error {
	if t.value == nil {
		return nil
	}
	err := t.value.(error)
	t.value = nil
	return err
}

// setThrown makes err what the present await fails with; what Throw has set stays.
func (t *task) setThrown(err error) {
	if err != nil && t.value == nil {
		t.value = err
	}
}

var taskCounter atomic.Uint64

// launch makes t a task of l for the coroutine c, and schedules its first step.
func (t *task) launch(l *Loop, c *coroutine, self AnyTask, options []TaskOption) {
	var o taskOptions
	for _, option := range options {
		option(&o)
	}
	t.loop, t.coro, t.ctx = l, c, o.ctx
	t.setSelf(self)
	if o.name == nil {
		t.id = taskCounter.Add(1)
	} else {
		t.extra().name = *o.name
	}
	if t.ctx == nil {
		t.ctx = &t.own
		t.own.vars.Store(currentContext().vars.Load())
	}
	t.bits.Store(flagTask)
	c.claim()
	if l.observer != nil {
		l.observer.TaskCreated(self, l.currentTask())
	}
	if o.eager && l.cur.Load() != 0 {
		t.startEagerly(l)
		return
	}
	l.tasks.add(t)
	l.push(t, nil)
}

// startEagerly steps the task within the caller's own step.
func (t *task) startEagerly(l *Loop) {
	previous, ctx := l.current, l.ctx
	l.tasks.add(t)
	l.eager++
	t.step(l, nil)
	l.eager--
	l.current, l.ctx = previous, ctx
}

// run is a step that the ready queue makes: the first one, or after a bare yield.
func (t *task) run(l *Loop, _ *future) { t.step(l, nil) }

// wakeup is a task as the done callback of what it awaits.
type wakeup task

func (w *wakeup) run(l *Loop, f *future) { (*task)(w).step(l, f.failure()) }

// thrown steps a task with an error of the loop's own.
type thrown struct {
	t   *task
	err error
}

func (x *thrown) run(l *Loop, _ *future) { x.t.step(l, x.err) }

// step resumes the coroutine until it suspends again or ends; exc, when not nil, is
// what the await it is suspended in fails with.
func (t *task) step(l *Loop, exc error) {
	if t.Done() {
		return
	}
	previous := l.current
	exc = t.stepping(l, exc)
	if t.w != nil {
		t.setThrown(exc)
		t.resume(l)
	} else if exc != nil {
		t.coro.abandon()
		t.finish(nil, exc)
	} else {
		t.w = l.start(t)
		t.resume(l)
	}
	l.current = previous
}

// stepping makes t the task that runs, and gives what its await fails with: exc, or its cancellation.
func (t *task) stepping(l *Loop, exc error) error {
	if t.mustCancel {
		if !isCancelled(exc) {
			exc = t.cancelledError()
		}
		t.mustCancel = false
	}
	t.waiter = nil
	l.current, l.ctx = t, t.ctx
	if l.observer != nil {
		l.observer.TaskStep(t.self())
	}
	return exc
}

// resuming is the step of a suspended task on whose goroutine the caller is.
func (t *task) resuming(l *Loop, exc error) { t.setThrown(t.stepping(l, exc)) }

func (t *task) resume(l *Loop) {
	if t.w.resume() {
		t.w = nil
	}
}

// exec runs the coroutine on the task's worker.
func (t *task) exec() {
	b, err := t.coro.begin()
	if err != nil {
		t.finish(nil, err)
		return
	}
	t.finish(b.invoke())
}

// crashed ends the task whose coroutine panicked.
func (t *task) crashed(err error) { t.finish(nil, err) }

// finish is what __step does when the coroutine has ended.
func (t *task) finish(v any, err error) {
	l := t.loop
	if t.Done() || !l.runsHere() {
		return // it was abandoned
	}
	t.coro.state = coroClosed
	l.tasks.remove(t)
	switch {
	case err == nil && !t.mustCancel:
		t.resolve(v)
	case err == nil:
		t.mustCancel = false
		t.cancelNow(nil)
	case isCancelled(err):
		t.keepError(err)
		t.cancelNow(nil)
	default:
		if l.onFailure != nil {
			l.onFailure(t.ctx, t.self(), err)
		}
		t.failAs(t, err)
	}
	if l.observer != nil {
		l.observer.TaskDone(t.self())
	}
}

// keepError makes the error that ended a cancelled task the one its first awaiter gets, whatever message a later
// cancellation had.
func (t *task) keepError(err error) {
	if err != ErrCancelled {
		t.extra().cancelExc = err
	}
	if t.ext != nil {
		t.ext.cancelMsg = nil
	}
}

// unwind ends a task that will never be stepped again: its defers run.
func (t *task) unwind(l *Loop) {
	t.bits.Or(flagNoDestroyLog)
	t.unwinding = true
	if t.w == nil {
		t.coro.abandon()
		return
	}
	previous := l.current
	l.current = t
	t.value = errGeneratorExit
	t.resume(l)
	l.current = previous
	t.retrieved()
}

// The next three functions are at the bottom of every suspended task's stack, and are cut
// so that their frames are small: a sleeping task fits into the smallest stack there is.

// wait is `yield future`: it suspends the task until f is done, and gives what the step
// that resumed it threw.
func (t *task) wait(f *future, w AnyFuture) error {
	t.prepareWait(f, w)
	t.yield()
	return t.resumed()
}

// pause is a bare `yield`: it lets the loop do one iteration.
func (t *task) pause() error {
	if t.alone() {
		return nil
	}
	t.preparePause()
	t.yield()
	return t.resumed()
}

// alone reports that the loop's next iteration would do nothing but resume the task, so that
// there is no need to leave it.
func (t *task) alone() bool {
	l := t.loop
	if l.ready.n > 0 || l.eager > 0 || t.mustCancel || t.unwinding || l.inbox.full.Load() || l.level.stopping || l.debug || l.observer != nil || l.waker.poll.watching() {
		return false
	}
	if len(l.timers.entries) > 0 && l.timers.entries[0].when <= l.clock.Now() {
		return false
	}
	l.fresh.sweepAfterCollection(l)
	return true
}

// resumed is what a suspended task does first when it goes on.
func (t *task) resumed() error {
	t.loop.cur.Store(goroutine.ID())
	exc := t.takeThrown()
	if exc != nil && isBaseException(exc) {
		panic(exc)
	}
	return exc
}

//go:noinline
func (t *task) preparePause() {
	t.loop.push(t, nil)
	t.suspending()
}

// prepareWait has the completion of f step the task.
//
//go:noinline
func (t *task) prepareWait(f *future, w AnyFuture) {
	l := t.loop
	if f.loop == l && f != &t.future {
		f.whenDone((*wakeup)(t))
		t.waiter = w
		if t.mustCancel && w.cancelWith(t.cancelMessage()) {
			t.mustCancel = false
		}
	} else {
		l.push(&thrown{t, t.refusal(f, w)}, nil)
	}
	t.suspending()
}

// refusal is the error of a task that awaits what it cannot.
func (t *task) refusal(f *future, w AnyFuture) error {
	if f == &t.future {
		return runtimeErrorf("Task cannot await on itself: %v", t)
	}
	return runtimeErrorf("Task %v got Future %v attached to a different loop", t, w)
}

// suspending is called when everything is ready for the task to be suspended.
func (t *task) suspending() {
	if t.unwinding {
		panic(errGeneratorExit)
	}
	if o := t.loop.observer; o != nil {
		o.TaskSuspended(t.self(), t.waiter)
	}
}

func (t *task) cancelMessage() any {
	if t.ext == nil {
		return nil
	}
	return t.ext.cancelMsg
}

// Cancel asks the task to end: the await it is suspended in fails with ErrCancelled and
// the optional message. It gives false when the task is already done.
func (t *task) Cancel(msg ...any) bool { return t.cancelWith(oneMessage(msg)) }

func (t *task) cancelWith(msg any) bool {
	t.mustBeOwned()
	t.retrieved()
	if t.Done() {
		return false
	}
	if t.bits.Load()&flagCancelling != 0 {
		t.loop.cancelCycle = true
		return false
	}
	t.cancels = min(t.cancels, math.MaxUint16-1) + 1
	t.noteCancel(msg)
	if t.waiter != nil {
		could := t.cancelWaiter(msg)
		if t.loop.cancelCycle {
			t.leaveCycle(msg)
			return true
		}
		if could {
			return true
		}
	}
	t.mustCancel = true
	if msg != nil || t.ext != nil {
		t.extra().cancelMsg = msg
	}
	return true
}

// cancelWaiter cancels what the task awaits. Should that lead back to the task, it is not asked again.
func (t *task) cancelWaiter(msg any) bool {
	t.bits.Or(flagCancelling)
	defer t.bits.And(^uint32(flagCancelling))
	return t.waiter.cancelWith(msg)
}

// leaveCycle cancels a task that awaits, by whatever way, itself: its await fails, though what it awaits goes on. CPython
// recurses until it raises RecursionError, and such tasks can never be cancelled.
func (t *task) leaveCycle(msg any) {
	t.loop.cancelCycle = false
	t.waiter.core().forget(func(r runner) bool { return r == runner((*wakeup)(t)) })
	t.waiter = nil
	err := ErrCancelled
	if msg != nil {
		err = &CancelledError{msg}
	}
	t.loop.push(&thrown{t, err}, nil)
}

// Cancelling gives the number of cancellations that were requested and not taken back.
func (t *task) Cancelling() int { return int(t.cancels) }

// Uncancel takes one cancellation request back and gives the number of those that remain.
func (t *task) Uncancel() int {
	if t.cancels > 0 {
		t.cancels--
		if t.cancels == 0 {
			t.mustCancel = false
		}
	}
	return int(t.cancels)
}

// GetName gives the task's name.
func (t *task) GetName() string {
	if t.id == 0 {
		return t.ext.name
	}
	return "Task-" + strconv.FormatUint(t.id, 10)
}

// SetName names the task.
func (t *task) SetName(name string) {
	t.mustBeOwned()
	t.id = 0
	t.extra().name = name
}

// GetContext gives the context the task runs in.
func (t *task) GetContext() *Context { return t.ctx }

// GetCoro gives the coroutine that the task runs.
func (t *task) GetCoro() AnyCoroutine { return t.coro }

// Stack gives the stack on which a suspended task waits, as debug.Stack prints one, and
// nothing for a task that is done or has not begun.
func (t *task) Stack() string {
	if t.w == nil || t.Done() {
		return ""
	}
	if t.loop.current == t {
		return string(debug.Stack())
	}
	return stackOf(t.w.goid)
}

func (t *task) String() string {
	s := "<Task "
	b := t.bits.Load()
	switch {
	case b&stateMask != statePending:
		s += t.stateWord()
	case t.mustCancel || t.cancels > 0:
		s += "cancelling"
	default:
		s += "pending"
	}
	s += " name=" + valueRepr(t.GetName()) + " coro=" + t.coro.describe(t.Done())
	switch {
	case b&stateMask == stateFinished && b&flagFailed != 0:
		s += " exception=" + errorRepr(t.value.(error))
	case b&stateMask == stateFinished:
		s += " result=" + valueRepr(t.value)
	case t.waiter != nil:
		s += " wait_for=" + shortRepr(t.waiter)
	}
	return s + ">"
}

func (t *task) stateWord() string {
	if t.Cancelled() {
		return "cancelled"
	}
	return "finished"
}

func (l *Loop) currentTask() AnyTask {
	if l.current == nil {
		return nil
	}
	return l.current.self()
}

// CurrentTask gives the task that the caller runs in, nil in a callback. It panics with a
// *RuntimeError when no loop runs here.
func CurrentTask() AnyTask { return mustRunningLoop().currentTask() }

// AllTasks gives the running loop's tasks that are not done, in the order of their creation.
// It panics with a *RuntimeError when no loop runs here.
func AllTasks() []AnyTask { return mustRunningLoop().AllTasks() }

// AllTasks gives the loop's tasks that are not done, in the order of their creation.
func (l *Loop) AllTasks() []AnyTask {
	var all []AnyTask
	for _, t := range l.tasks.all() {
		all = append(all, t.self())
	}
	return all
}
