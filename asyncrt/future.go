package asyncio

import (
	"context"
	"fmt"
	"sync/atomic"
	"unsafe"
)

// The states and flags of a future, in its bits.
const (
	statePending   = 0
	stateCancelled = 1
	stateFinished  = 2
	stateMask      = 3

	flagFailed       = 1 << 2 // value holds the error
	flagUnretrieved  = 1 << 3 // nobody has looked at the error yet
	flagNoDestroyLog = 1 << 4 // no warning when destroyed while pending
	flagTask         = 1 << 5
	flagCancelling   = 1 << 6 // what the task awaits is being cancelled
)

// future is the part of Future and Task that does not depend on their type. It is
// written by its loop only; bits may be read from anywhere, and so may value once they
// say that the future is done.
type future struct {
	loop  *Loop
	value any
	first runner // the done callback; most futures have one
	ext   *futureExt
	bits  atomic.Uint32
}

// futureExt is what few futures need.
type futureExt struct {
	more      []runner // done callbacks after the first
	name      string   // of a task, when it was given one
	cancelMsg any
	cancelExc error // what ended a task that is cancelled
	gather    *gathering
	seen      *atomic.Bool // set when the error is retrieved
	onCancel  []context.CancelCauseFunc
}

func (f *future) extra() *futureExt {
	if f.ext == nil {
		f.ext = &futureExt{}
	}
	return f.ext
}

// AnyFuture is what futures and tasks of every type have in common. Only this package's
// types, and types that embed them, implement it.
type AnyFuture interface {
	// Done reports whether the future has a result, an error, or was cancelled.
	Done() bool
	// Cancelled reports whether the future was cancelled.
	Cancelled() bool
	// Cancel asks for cancellation, with an optional message, and reports whether it could.
	Cancel(msg ...any) bool
	// Exception gives the error the future failed with, or nil. It fails itself while
	// the future is pending, and when it was cancelled.
	Exception() (exc error, err error)
	// GetLoop gives the future's loop.
	GetLoop() *Loop
	fmt.Stringer

	core() *future
	cancelWith(msg any) bool
}

func (f *future) core() *future  { return f }
func (f *future) GetLoop() *Loop { return f.loop }

// Done reports whether the future has a result, an error, or was cancelled. It may be
// called from any goroutine.
func (f *future) Done() bool { return f.bits.Load()&stateMask != statePending }

// Cancelled reports whether the future was cancelled. It may be called from any goroutine.
func (f *future) Cancelled() bool { return f.bits.Load()&stateMask == stateCancelled }

// Cancel cancels the future, with an optional message for those who await it. It gives
// false when the future is already done.
func (f *future) Cancel(msg ...any) bool { return f.cancelWith(oneMessage(msg)) }

func oneMessage(msg []any) any {
	switch len(msg) {
	case 0:
		return nil
	case 1:
		return msg[0]
	default:
		return fmt.Sprint(msg...)
	}
}

func (f *future) cancelWith(msg any) bool {
	f.mustBeOwned()
	f.retrieved()
	if f.Done() {
		return false
	}
	if f.ext != nil && f.ext.gather != nil {
		return f.ext.gather.cancel(msg)
	}
	f.cancelNow(msg)
	return true
}

// owned reports whether the future may be changed by the caller.
func (f *future) owned() bool { return f.loop.owned() }

func (f *future) mustBeOwned() {
	if !f.owned() {
		panic(errNonThreadSafe)
	}
}

// cancelNow makes a pending future cancelled.
func (f *future) cancelNow(msg any) {
	if msg != nil {
		f.extra().cancelMsg = msg
	}
	f.bits.Store(f.bits.Load()&^stateMask | stateCancelled)
	f.schedule()
}

// cancelledError makes the error of a cancelled future. A task gives the very error that ended
// it to the first who asks, as in CPython.
func (f *future) cancelledError() error {
	if f.ext == nil {
		return ErrCancelled
	}
	if err := f.ext.cancelExc; err != nil && f.owned() {
		f.ext.cancelExc = nil
		return err
	}
	if f.ext.cancelMsg != nil {
		return &CancelledError{f.ext.cancelMsg}
	}
	return ErrCancelled
}

// resolve gives a pending future its result.
func (f *future) resolve(v any) {
	f.value = v
	f.bits.Store(f.bits.Load() | stateFinished)
	f.schedule()
}

// fail gives a pending future its error.
func (f *future) fail(err error) { f.failAs(nil, err) }

// failAs is fail for a future that is the core of the task t, if that is not nil.
func (f *future) failAs(t *task, err error) {
	f.value = err
	f.bits.Store(f.bits.Load() | stateFinished | flagFailed | flagUnretrieved)
	f.loop.fresh.addFailed(f, t)
	f.schedule()
}

// schedule puts the done callbacks into the ready queue, in the order they were added.
func (f *future) schedule() {
	if f.first == nil {
		return
	}
	r := f.first
	f.first = nil
	f.loop.push(r, f)
	if f.ext == nil {
		return
	}
	more := f.ext.more
	f.ext.more = nil
	for _, r := range more {
		f.loop.push(r, f)
	}
}

// whenDone adds a done callback; that of a future already done is pushed at once.
func (f *future) whenDone(r runner) {
	switch {
	case f.Done():
		f.loop.push(r, f)
	case f.first == nil:
		f.first = r
	default:
		e := f.extra()
		e.more = append(e.more, r)
	}
}

// forget removes the done callbacks for which match holds and gives their number.
func (f *future) forget(match func(runner) bool) int {
	var kept []runner
	n := 0
	add := func(r runner) {
		if match(r) {
			n++
		} else {
			kept = append(kept, r)
		}
	}
	if f.first == nil {
		return 0
	}
	add(f.first)
	if f.ext != nil {
		for _, r := range f.ext.more {
			add(r)
		}
		f.ext.more = nil
	}
	f.first = nil
	for i, r := range kept {
		if i == 0 {
			f.first = r
		} else {
			f.ext.more = append(f.ext.more, r)
		}
	}
	return n
}

// retrieved notes that somebody has seen the future's error.
func (f *future) retrieved() {
	if f.bits.Load()&flagUnretrieved != 0 {
		f.bits.And(^uint32(flagUnretrieved))
		if f.ext != nil && f.ext.seen != nil {
			f.ext.seen.Store(true)
		}
	}
}

// failure gives the error of a future that is done, nil when it has a result.
func (f *future) failure() error {
	b := f.bits.Load()
	switch {
	case b&stateMask == stateCancelled:
		return f.cancelledError()
	case b&flagFailed != 0:
		f.retrieved()
		return f.value.(error)
	default:
		return nil
	}
}

// outcome gives the result or the error of a future that is done.
func (f *future) outcome() (any, error) {
	if f.bits.Load()&(stateMask|flagFailed) == stateFinished {
		return f.value, nil
	}
	return nil, f.failure()
}

func (f *future) result() (any, error) {
	if !f.Done() {
		return nil, &stateError{"Result is not set."}
	}
	return f.outcome()
}

// Exception gives the error the future failed with, or nil. It fails with ErrInvalidState
// while the future is pending and with ErrCancelled when it was cancelled.
func (f *future) Exception() (exc error, err error) {
	switch f.bits.Load() & stateMask {
	case statePending:
		return nil, &stateError{"Exception is not set."}
	case stateCancelled:
		return nil, f.cancelledError()
	}
	return f.failure(), nil
}

func (f *future) setResult(v any) error {
	if err := f.settable(); err != nil {
		return err
	}
	f.resolve(v)
	return nil
}

// SetException makes the future fail with exc. It fails itself with ErrInvalidState when the
// future is done, and with a *RuntimeError on a goroutine that is not the loop's.
func (f *future) SetException(exc error) error {
	if err := f.settable(); err != nil {
		return err
	}
	if exc == nil {
		return &TypeError{"exception must not be nil"}
	}
	f.fail(exc)
	return nil
}

func (f *future) settable() error {
	if !f.owned() {
		return errNonThreadSafe
	}
	if f.bits.Load()&flagTask != 0 {
		return runtimeErrorf("Task does not support set_result operation")
	}
	if f.Done() {
		return &stateError{"invalid state"}
	}
	return nil
}

// doneCall is a user's done callback.
type doneCall struct {
	loop *Loop
	ctx  *Context
	fn   func()
	id   unsafe.Pointer // identity of the function that was added
}

func (d *doneCall) run(l *Loop, _ *future) {
	l.ctx = d.ctx
	l.start(d).resume()
}

func (d *doneCall) exec() { d.fn() }

func (d *doneCall) crashed(err error) {
	d.loop.CallExceptionHandler(ExceptionContext{
		Message: fmt.Sprintf("Exception in callback <function at %p>", d.id), Exception: err,
	})
}

// identity tells function values apart: that of a func is its closure.
func identity[F any](fn F) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&fn)) }

func (f *future) addDone(id unsafe.Pointer, fn func()) {
	f.loop.mustBeUsable()
	f.whenDone(&doneCall{f.loop, CopyContext(), fn, id})
}

func (f *future) removeDone(id unsafe.Pointer) int {
	return f.forget(func(r runner) bool {
		d, ok := r.(*doneCall)
		return ok && d.id == id
	})
}

func (f *future) String() string {
	return "<Future " + f.describe() + ">"
}

// describe gives the state, and the outcome, as Python's repr does.
func (f *future) describe() string {
	b := f.bits.Load()
	switch {
	case b&stateMask == stateCancelled:
		return "cancelled"
	case b&stateMask == statePending:
		return "pending"
	case b&flagFailed != 0:
		return fmt.Sprintf("finished exception=%s", errorRepr(f.value.(error)))
	default:
		return "finished result=" + valueRepr(f.value)
	}
}

// Future is asyncio.Future: a result that is yet to come.
type Future[T any] struct{ future }

// NewFuture makes a pending future of the running loop, or else of GetEventLoop's.
func NewFuture[T any]() *Future[T] { return CreateFutureIn[T](GetEventLoop()) }

// CreateFutureIn makes a pending future of the loop l (loop.create_future).
func CreateFutureIn[T any](l *Loop) *Future[T] {
	f := &Future[T]{}
	f.loop = l
	return f
}

// Await gives a coroutine that awaits the future.
func (f *Future[T]) Await() *Coroutine[T] { return awaiting[T](f) }

// Result gives the result, or the error the future failed with. It fails with ErrInvalidState
// while the future is pending.
func (f *Future[T]) Result() (T, error) {
	v, err := f.result()
	return valueAs[T](v), err
}

// SetResult makes the future done. It fails with ErrInvalidState when it already is, and
// with a *RuntimeError on a goroutine that is not the loop's.
func (f *Future[T]) SetResult(v T) error { return f.setResult(v) }

// AddDoneCallback has fn called by the loop, in a copy of the current context, once the
// future is done.
func (f *Future[T]) AddDoneCallback(fn func(*Future[T])) {
	f.addDone(identity(fn), func() { fn(f) })
}

// RemoveDoneCallback removes every callback that was added with this very func value, and
// gives their number.
func (f *Future[T]) RemoveDoneCallback(fn func(*Future[T])) int {
	return f.removeDone(identity(fn))
}

// valueAs gives a stored value its type back; nil is the zero value.
func valueAs[T any](v any) T {
	if v == nil {
		var zero T
		return zero
	}
	return v.(T)
}
