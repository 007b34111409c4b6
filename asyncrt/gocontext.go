package asyncio

import "context"

// TaskContext gives a context.Context that is cancelled when the current task is asked to
// cancel, or has ended. It derives from parent, or from context.Background without one; its
// cause is then ErrCancelled's kind. It lets blocking Go code, on an executor or goroutine, end with
// its task. It panics with a *RuntimeError outside a task.
func TaskContext(parent ...context.Context) context.Context {
	t, err := runningTask()
	if err != nil {
		panic(err)
	}
	base := context.Background()
	if len(parent) > 0 {
		base = parent[0]
	}
	ctx, cancel := context.WithCancelCause(base)
	e := t.extra()
	e.onCancel = append(e.onCancel, cancel)
	t.whenDone(callFunc(func() { cancel(context.Canceled) }))
	return ctx
}

// noteCancel tells the contexts of the task that it is to end.
func (t *task) noteCancel(msg any) {
	if t.ext == nil || t.ext.onCancel == nil {
		return
	}
	for _, cancel := range t.ext.onCancel {
		cancel(&CancelledError{msg})
	}
	t.ext.onCancel = nil
}

// UnderContext gives a coroutine that awaits x as long as ctx lasts: when ctx is done first, x
// is cancelled and the coroutine fails with ctx's cause.
func UnderContext[T any](ctx context.Context, x Awaitable[T]) *Coroutine[T] {
	return NewCoroutine("under_context", func() (zero T, err error) {
		if ctx.Err() != nil {
			if c, ok := x.(*Coroutine[T]); ok {
				c.Close()
			}
			return zero, context.Cause(ctx)
		}
		l := mustRunningLoop()
		f := ensureFuture(l, x)
		ended := false
		l.expecting.Add(1)
		defer l.expecting.Add(-1)
		stop := context.AfterFunc(ctx, func() {
			_, _ = l.CallSoonThreadsafe(func() {
				ended = true
				f.cancelWith(nil)
			})
		})
		raw, err := awaitFuture(f.core(), f)
		stop()
		if err != nil && ended && isCancelled(err) {
			return zero, context.Cause(ctx)
		}
		if err != nil && !f.Done() {
			f.cancelWith(nil)
		}
		return valueAs[T](raw), err
	})
}

// ResultContext is Result that gives up, and cancels the coroutine, when ctx is done; then it
// fails with ctx's cause.
func (f *ConcurrentFuture[T]) ResultContext(ctx context.Context) (zero T, err error) {
	select {
	case <-f.done:
		return f.Result()
	case <-ctx.Done():
		f.Cancel()
		return zero, context.Cause(ctx)
	}
}
