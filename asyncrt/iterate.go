package asyncio

import (
	"errors"
	"iter"
)

// AsyncIterator gives values one await after another.
type AsyncIterator[T any] interface {
	// ANext gives a coroutine of the next value; it fails with ErrStopAsyncIteration at the end.
	ANext() *Coroutine[T]
}

// AsyncIterable is what `async for` takes.
type AsyncIterable[T any] interface {
	// AIter begins an iteration.
	AIter() AsyncIterator[T]
}

// AsyncContextManager is what `async with` takes.
type AsyncContextManager[T any] interface {
	// AEnter gives a coroutine of what the body is to use.
	AEnter() *Coroutine[T]
	// AExit gives a coroutine that cleans up after a body which ended with err, nil when it did
	// not fail. True swallows the failure.
	AExit(err error) *Coroutine[bool]
}

// Each gives the values of an async iterable, for a range loop in a coroutine (`async for`).
// When the iterator fails the loop panics with the error, as MustAwait does. When the loop is
// left early, by whatever way, an async generator is closed before that takes effect.
// x has a method AIter whose result has a method ANext: an AsyncIterable, or a type of one's own.
func Each[X interface{ AIter() I }, I AsyncIterator[T], T any](x X) iter.Seq[T] {
	return func(yield func(T) bool) {
		it := x.AIter()
		ended := false
		if g, ok := any(it).(interface{ closeEarly() }); ok {
			defer func() {
				if !ended {
					g.closeEarly()
				}
			}()
		}
		for {
			raw, err := awaitAny(it.ANext())
			if err != nil {
				ended = true
				if errors.Is(err, ErrStopAsyncIteration) {
					return
				}
				panic(err)
			}
			if !yield(valueAs[T](raw)) {
				return
			}
		}
	}
}

// ANext gives a coroutine of the iterator's next value (anext).
func ANext[T any](it AsyncIterator[T]) *Coroutine[T] { return it.ANext() }

// AIter begins an iteration (aiter).
func AIter[T any](x AsyncIterable[T]) AsyncIterator[T] { return x.AIter() }

// With enters cm, runs body with what that yields, and exits cm with the body's failure
// (`async with`). The result is what is left of the failure: that of AEnter, that of AExit, or
// body's own unless AExit swallowed it. A body that panicked panics again with the same value.
func With[T any](cm AsyncContextManager[T], body func(T) error) error {
	raw, err := awaitAny(cm.AEnter())
	if err != nil {
		return err
	}
	return within(func() error { return body(valueAs[T](raw)) }, func(err error) (bool, error) {
		swallow, exitErr := awaitAny(cm.AExit(err))
		return valueAs[bool](swallow), exitErr
	})
}

// within runs body, and then exit with its failure, whether it was returned or panicked.
func within(body func() error, exit func(error) (bool, error)) error {
	p, err := attempt(body, exit)
	swallow, exitErr := exit(err)
	switch {
	case exitErr != nil:
		return exitErr
	case swallow:
		return nil
	case p != nil:
		panic(p)
	}
	return err
}

// attempt runs body and gives its error, and what it panicked with. On runtime.Goexit it calls
// exit itself, since it cannot return.
func attempt(body func() error, exit func(error) (bool, error)) (p any, err error) {
	ended := false
	defer func() {
		if ended {
			return
		}
		if p = recover(); p != nil {
			err = panicToError(p)
			return
		}
		_, _ = exit(&PanicError{Goexit: true})
	}()
	err = body()
	ended = true
	return nil, err
}

// guard runs body within the timeout: With, without its coroutines.
func (c *TimeoutContext) guard(body func() error) error {
	if err := c.enter(); err != nil {
		return err
	}
	return within(body, func(err error) (bool, error) { return false, c.exit(err) })
}
