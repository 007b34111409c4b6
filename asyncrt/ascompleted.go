package asyncio

import "time"

// FutureLike is a *Task[T] or a *Future[T], where it is known at run time only which.
type FutureLike[T any] interface {
	AnyFuture
	Awaitable[T]
	// Result gives the result, or the error it failed with.
	Result() (T, error)
}

// CompletedIterator is what AsCompleted gives. Ranging over it gives coroutines, each of
// which awaits the next outcome; under `async for` it gives the finished tasks themselves.
type CompletedIterator[T any] func(yield func(*Coroutine[T]) bool)

// AsCompleted runs awaitables concurrently and gives their outcomes in the order in which
// they come (asyncio.as_completed).
func AsCompleted[A Awaitable[T], T any](xs ...A) CompletedIterator[T] {
	return AsCompletedWithin(NoTimeout, xs...)
}

// AsCompletedWithin is AsCompleted with a timeout: what is not done after d gives ErrTimeout.
func AsCompletedWithin[A Awaitable[T], T any](d time.Duration, xs ...A) CompletedIterator[T] {
	fs := make([]any, len(xs))
	for i, x := range xs {
		fs[i] = x
	}
	return completing[T](GetEventLoop(), d, fs)
}

// AsCompletedAny is AsCompleted for awaitables of any types.
func AsCompletedAny(xs ...any) CompletedIterator[any] {
	return AsCompletedAnyWithin(NoTimeout, xs...)
}

// AsCompletedAnyWithin is AsCompletedWithin for awaitables of any types.
func AsCompletedAnyWithin(d time.Duration, xs ...any) CompletedIterator[any] {
	fs := make([]any, len(xs))
	for i, x := range xs {
		fs[i] = Erase(x)
	}
	return completing[any](GetEventLoop(), d, fs)
}

func completing[T any](l *Loop, d time.Duration, xs []any) CompletedIterator[T] {
	c := newCompletion(l, d, xs)
	return func(yield func(*Coroutine[T]) bool) {
		for c.left > 0 {
			c.left--
			if !yield(newCoroutine[T]("_wait_for_one", (*completionResult)(c))) {
				return
			}
		}
	}
}

// AIter gives an iterator over the finished tasks and futures.
func (it CompletedIterator[T]) AIter() AsyncIterator[FutureLike[T]] {
	a := completedAsync[T]{}
	for co := range it {
		a.c = (*completion)(co.body.(*completionResult))
		a.c.left++
		co.Close()
		break
	}
	return a
}

// completedAsync is the asynchronous iteration over what AsCompleted gave.
type completedAsync[T any] struct{ c *completion }

func (a completedAsync[T]) ANext() *Coroutine[FutureLike[T]] {
	return NewCoroutine("__anext__", func() (FutureLike[T], error) {
		if a.c == nil || a.c.left == 0 {
			return nil, ErrStopAsyncIteration
		}
		a.c.left--
		f, err := a.c.next()
		if err != nil {
			return nil, err
		}
		return f.(FutureLike[T]), nil
	})
}

// completion collects futures as they are done.
type completion struct {
	loop    *Loop
	left    int // outcomes not asked for yet
	todo    map[*future]AnyFuture
	done    []AnyFuture // nil is a timeout
	getters waiterList
	timeout timer
}

func newCompletion(l *Loop, d time.Duration, xs []any) *completion {
	c := &completion{loop: l, todo: map[*future]AnyFuture{}}
	seen := map[any]bool{}
	for _, x := range xs {
		if seen[x] {
			continue
		}
		seen[x] = true
		f := ensureAnyFuture(l, x)
		c.todo[f.core()] = f
		f.core().whenDone(c)
	}
	c.left = len(c.todo)
	if c.left > 0 && d != NoTimeout {
		c.timeout.r = (*completionTimeout)(c)
		l.timers.add(l.clock.Now()+d, &c.timeout)
	}
	return c
}

// run is the done callback of the futures.
func (c *completion) run(l *Loop, f *future) {
	owner, ok := c.todo[f]
	if !ok {
		return
	}
	delete(c.todo, f)
	c.done = append(c.done, owner)
	c.getters.wakeNext()
	if len(c.todo) == 0 {
		l.timers.cancel(&c.timeout)
	}
}

type completionTimeout completion

func (t *completionTimeout) run(*Loop, *future) {
	c := (*completion)(t)
	if c.timeout.cancelled {
		return
	}
	for range c.todo {
		c.done = append(c.done, nil)
		c.getters.wakeNext()
	}
	for f := range c.todo {
		f.forget(func(r runner) bool { return r == runner(c) })
	}
	clear(c.todo)
}

// next suspends until one more is done, and gives it.
func (c *completion) next() (AnyFuture, error) {
	for len(c.done) == 0 {
		w := c.getters.add(c.loop)
		if err := w.wait(); err != nil {
			w.remove()
			if len(c.done) > 0 && !w.Cancelled() {
				c.getters.wakeNext()
			}
			return nil, err
		}
	}
	f := c.done[0]
	c.done = c.done[1:]
	if f == nil {
		return nil, ErrTimeout
	}
	return f, nil
}

// completionResult is the body of the coroutines that AsCompleted gives.
type completionResult completion

func (r *completionResult) invoke() (any, error) {
	f, err := (*completion)(r).next()
	if err != nil {
		return nil, err
	}
	return f.core().outcome()
}
