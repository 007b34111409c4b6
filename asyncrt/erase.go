package asyncio

// The type parameters of this package are phantom: a coroutine, task, future, generator,
// queue or context variable of one type is laid out as that of any other, and its values are
// stored as any. So a pointer converts to another instantiation, and code that has lost the
// types, as interpreted cells have, uses everything at any.

// EraseCoroutine gives c itself as a coroutine of any.
func EraseCoroutine[T any](c *Coroutine[T]) *Coroutine[any] { return (*Coroutine[any])(c) }

// EraseFuture gives f itself as a future of any.
func EraseFuture[T any](f *Future[T]) *Future[any] { return (*Future[any])(f) }

// EraseTask gives t itself as a task of any.
func EraseTask[T any](t *Task[T]) *Task[any] { return (*Task[any])(t) }

// EraseGenerator gives g itself as a generator of any.
func EraseGenerator[T any](g *AsyncGenerator[T]) *AsyncGenerator[any] {
	return (*AsyncGenerator[any])(g)
}

// Restore* are the other direction: what is erased, as an instantiation whose values it has.

// RestoreCoroutine gives c as a coroutine of T; awaiting it panics unless its value is a T.
func RestoreCoroutine[T any](c *Coroutine[any]) *Coroutine[T] { return (*Coroutine[T])(c) }

// RestoreFuture gives f as a future of T.
func RestoreFuture[T any](f *Future[any]) *Future[T] { return (*Future[T])(f) }

// RestoreTask gives t as a task of T.
func RestoreTask[T any](t *Task[any]) *Task[T] { return (*Task[T])(t) }

// Erase gives a coroutine, task, future or other generic value of this package, whatever its
// type, as the instantiation at any; everything else it gives back as it is.
func Erase(x any) any {
	if e, ok := x.(interface{ erased() any }); ok {
		return e.erased()
	}
	return x
}

func (c *Coroutine[T]) erased() any      { return (*Coroutine[any])(c) }
func (f *Future[T]) erased() any         { return (*Future[any])(f) }
func (t *Task[T]) erased() any           { return (*Task[any])(t) }
func (g *AsyncGenerator[T]) erased() any { return (*AsyncGenerator[any])(g) }
