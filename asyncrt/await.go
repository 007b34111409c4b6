package asyncio

import (
	"fmt"
	"reflect"
)

// Awaitable is what can be awaited for a T: coroutines, tasks, futures, and every type
// with such a method.
type Awaitable[T any] interface {
	// Await gives the coroutine that is awaited.
	Await() *Coroutine[T]
}

// MustAwait awaits x and gives its value (`await x` where no error is taken). When x fails it
// panics with the error, which unwinds the caller's coroutine as an exception does.
func MustAwait[T any](x Awaitable[T]) T {
	v, err := awaitAny(x)
	if err != nil {
		panic(err)
	}
	return valueAs[T](v)
}

// Await awaits x and gives its value and error (`v, err := await x`). The error may be the
// cancellation of the awaiting task itself.
func Await[T any](x Awaitable[T]) (v T, err error) {
	defer catch(&err)
	raw, err := awaitAny(x)
	return valueAs[T](raw), err
}

// AwaitErr awaits x for its error alone (`err := await x`).
func AwaitErr[T any](x Awaitable[T]) (err error) {
	defer catch(&err)
	_, err = awaitAny(x)
	return err
}

// catch makes a panic the error of an await that takes one. It must be deferred. What only
// unwinds goes on unwinding.
func catch(err *error) {
	p := recover()
	if p == nil {
		return
	}
	if e, ok := p.(BaseException); ok {
		panic(e)
	}
	*err = panicToError(p)
}

func awaitAny[T any](x Awaitable[T]) (any, error) {
	switch x := x.(type) {
	case *Coroutine[T]:
		return x.coroutine.await()
	case *Task[T]:
		return awaitFuture(&x.future, x)
	case *Future[T]:
		return awaitFuture(&x.future, x)
	default:
		return x.Await().coroutine.await()
	}
}

// runningTask gives the task that the caller runs in.
func runningTask() (*task, error) {
	l := runningLoop()
	if l == nil {
		return nil, errNoRunningLoop
	}
	if l.current == nil {
		return nil, runtimeErrorf("await outside a task")
	}
	return l.current, nil
}

// awaitFuture suspends the current task until f, whose self is w, is done.
func awaitFuture(f *future, w AnyFuture) (any, error) {
	if !f.Done() {
		t, err := runningTask()
		if err == nil {
			err = t.wait(f, w)
		}
		if err != nil {
			return nil, err
		}
	}
	return f.result()
}

// awaiter is the body of a coroutine that awaits a future.
type awaiter struct{ f AnyFuture }

func (a *awaiter) invoke() (any, error) { return awaitFuture(a.f.core(), a.f) }

func awaiting[T any](f AnyFuture) *Coroutine[T] {
	return newCoroutine[T]("await", &awaiter{f})
}

// EnsureFuture gives x as a future: futures and tasks as they are, coroutines as a new
// task of the running loop, or of GetEventLoop's (asyncio.ensure_future). The future given is a
// *Task[T] or *Future[T].
func EnsureFuture[T any](x Awaitable[T], options ...TaskOption) AnyFuture {
	l := GetEventLoop()
	if c, ok := x.(*Coroutine[T]); ok {
		return createTask(l, c, options)
	}
	return ensureFuture[T](l, x)
}

func ensureFuture[T any](l *Loop, x Awaitable[T]) AnyFuture {
	if f, ok := any(x).(AnyFuture); ok {
		return f
	}
	return createTask(l, x.Await(), nil)
}

// ensureAnyFuture is ensureFuture for a value whose type is known at run time only.
func ensureAnyFuture(l *Loop, x any) AnyFuture {
	switch x := x.(type) {
	case AnyFuture:
		return x
	case interface{ asTask(*Loop) AnyTask }:
		return x.asTask(l)
	}
	if m := reflect.ValueOf(x); m.IsValid() {
		if m = m.MethodByName("Await"); m.IsValid() && m.Type().NumIn() == 0 && m.Type().NumOut() == 1 {
			if c, ok := m.Call(nil)[0].Interface().(interface{ asTask(*Loop) AnyTask }); ok {
				return c.asTask(l)
			}
		}
	}
	panic(&TypeError{fmt.Sprintf("An asyncio.Future, a coroutine or an awaitable is required, not %T", x)})
}

// TypeError is Python's TypeError, where Go's own types cannot tell before.
type TypeError struct{ Message string }

// Error gives the message, in asyncio's words.
func (e *TypeError) Error() string { return e.Message }
