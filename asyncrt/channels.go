package asyncio

import "context"

// Receiver receives from a Go channel without blocking the loop: awaited it gives the next
// value, under `async for` all until the channel is closed.
type Receiver[T any] struct {
	ch <-chan T
	// kept holds values which arrived for an await that was cancelled at that moment.
	kept []T
}

// Receive gives a receiver of the channel ch.
func Receive[T any](ch <-chan T) *Receiver[T] { return &Receiver[T]{ch: ch} }

// Await gives a coroutine of the next value; it fails with ErrStopAsyncIteration when the
// channel is closed.
func (r *Receiver[T]) Await() *Coroutine[T] { return NewCoroutine("receive", r.next) }

// ANext is Await.
func (r *Receiver[T]) ANext() *Coroutine[T] { return NewCoroutine("__anext__", r.next) }

// AIter gives the receiver itself.
func (r *Receiver[T]) AIter() AsyncIterator[T] { return r }

func (r *Receiver[T]) next() (v T, err error) {
	if len(r.kept) > 0 {
		v, r.kept = r.kept[0], r.kept[1:]
		return v, nil
	}
	select {
	case v, open := <-r.ch:
		return v, closedError(open)
	default:
	}
	var open bool
	outcome, err := awaitOutside(func(quit <-chan struct{}) bool {
		select {
		case v, open = <-r.ch:
			return true
		case <-quit:
			return false
		}
	})
	if err == nil {
		return v, closedError(open)
	}
	if outcome && open {
		r.kept = append(r.kept, v)
	}
	var zero T
	return zero, err
}

func closedError(open bool) error {
	if open {
		return nil
	}
	return ErrStopAsyncIteration
}

// Send gives a coroutine that sends v on ch without blocking the loop. When it is cancelled, v
// was not sent. It panics, as a send does, when ch is closed.
func Send[T any](ch chan<- T, v T) *Coroutine[None] {
	return NewCoroutineErr("send", func() error {
		select {
		case ch <- v:
			return nil
		default:
		}
		var closed any
		sent, err := awaitOutside(func(quit <-chan struct{}) bool {
			defer func() { closed = recover() }()
			select {
			case ch <- v:
				return true
			case <-quit:
				return false
			}
		})
		switch {
		case closed != nil:
			panic(closed)
		case sent:
			return nil
		}
		return err
	})
}

// awaitOutside runs operation on a goroutine of its own and suspends until it returns. When the
// task is cancelled quit is closed and the operation's result awaited, so that nothing is
// lost; operation must then return at once.
func awaitOutside(operation func(quit <-chan struct{}) bool) (result bool, err error) {
	l := mustRunningLoop()
	f := &future{loop: l}
	quit, ended := make(chan struct{}), make(chan struct{})
	l.expecting.Add(1)
	defer l.expecting.Add(-1)
	go func() {
		result = operation(quit)
		close(ended)
		_ = l.post(readyItem{r: callFunc(func() {
			if !f.Done() {
				f.resolve(nil)
			}
		})})
	}()
	finished := false
	defer func() {
		if !finished { // the loop is being closed
			close(quit)
			<-ended
		}
	}()
	_, err = awaitFuture(f, f)
	finished = true
	if err != nil {
		close(quit)
		<-ended
	}
	return result, err
}

// FromFunc starts f on a goroutine of its own at once and gives the future of its outcome. It
// differs from ToThread in that no executor bounds it. Cancelling the future abandons f.
func FromFunc[T any](f func() (T, error)) *Future[T] {
	l := mustRunningLoop()
	fut := CreateFutureIn[T](l)
	j := &outsideJob{loop: l, f: &fut.future, ctx: CopyContext(),
		call: func() (any, error) { return f() }}
	l.holds.Add(1)
	go j.work()
	return fut
}

// FromContextFunc gives a coroutine that runs f on a goroutine of its own. When the coroutine is
// cancelled, the context is, with the cancellation as its cause; the coroutine does not wait for f then.
func FromContextFunc[T any](f func(ctx context.Context) (T, error)) *Coroutine[T] {
	return NewCoroutine("from_context_func", func() (T, error) {
		ctx, cancel := context.WithCancelCause(context.Background())
		defer cancel(context.Canceled)
		raw, err := awaitAny(FromFunc(func() (T, error) { return f(ctx) }))
		if err != nil {
			cancel(err)
		}
		return valueAs[T](raw), err
	})
}

// WrapFuture gives a future of the next value from ch (asyncio.wrap_future, with a channel
// for the foreign future). It fails with ErrStopAsyncIteration's kind when ch is closed.
func WrapFuture[T any](ch <-chan T) *Future[T] {
	return FromFunc(func() (T, error) {
		v, open := <-ch
		if !open {
			return v, runtimeErrorf("the channel was closed")
		}
		return v, nil
	})
}
