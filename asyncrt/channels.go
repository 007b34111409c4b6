package asyncio

import (
	"context"
	"reflect"
)

// Receiver receives from a Go channel without blocking the loop: awaited it gives the next
// value, under `async for` all until the channel is closed.
type Receiver[T any] struct{ receiver }

// receiver is the part of Receiver that does not depend on its type.
type receiver struct {
	ch channel
	// kept holds values which arrived for an await that was cancelled at that moment.
	kept []any
}

// channel is a Go channel of any type. With quit nil an operation does not block; done says
// whether it took place.
type channel interface {
	receive(quit <-chan struct{}) (v any, open, done bool)
	send(v any, quit <-chan struct{}) (done bool)
}

// Receive gives a receiver of the channel ch.
func Receive[T any](ch <-chan T) *Receiver[T] {
	return &Receiver[T]{receiver{ch: typedChannel[T]{in: ch}}}
}

// ReceiveAny is Receive for a channel whose type is not known when compiling: ch is a channel
// that can be received from.
func ReceiveAny(ch any) *Receiver[any] {
	return &Receiver[any]{receiver{ch: reflectChannel{reflect.ValueOf(ch)}}}
}

// Await gives a coroutine of the next value; it fails with ErrStopAsyncIteration when the
// channel is closed.
func (r *Receiver[T]) Await() *Coroutine[T] { return receiving[T]("receive", &r.receiver) }

// ANext is Await.
func (r *Receiver[T]) ANext() *Coroutine[T] { return receiving[T]("__anext__", &r.receiver) }

// AIter gives the receiver itself.
func (r *Receiver[T]) AIter() AsyncIterator[T] { return r }

func receiving[T any](name string, r *receiver) *Coroutine[T] {
	return newCoroutine[T](name, bodyFull[any](r.next))
}

func (r *receiver) next() (any, error) {
	if len(r.kept) > 0 {
		v := r.kept[0]
		r.kept = r.kept[1:]
		return v, nil
	}
	if v, open, done := r.ch.receive(nil); done {
		return v, closedError(open)
	}
	var v any
	var open bool
	outcome, err := awaitOutside(func(quit <-chan struct{}) (done bool) {
		v, open, done = r.ch.receive(quit)
		return done
	})
	if err == nil {
		return v, closedError(open)
	}
	if outcome && open {
		r.kept = append(r.kept, v)
	}
	return nil, err
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
	return sending(typedChannel[T]{out: ch}, v)
}

// SendAny is Send for a channel whose type is not known when compiling: v is assignable to
// the elements of ch.
func SendAny(ch, v any) *Coroutine[None] { return sending(reflectChannel{reflect.ValueOf(ch)}, v) }

func sending(ch channel, v any) *Coroutine[None] {
	return NewCoroutineErr("send", func() error {
		if ch.send(v, nil) {
			return nil
		}
		var closed any
		sent, err := awaitOutside(func(quit <-chan struct{}) bool {
			defer func() { closed = recover() }()
			return ch.send(v, quit)
		})
		if closed != nil {
			panic(closed)
		}
		if sent {
			return nil
		}
		return err
	})
}

// typedChannel is a channel, or one direction of it, of a known type.
type typedChannel[T any] struct {
	in  <-chan T
	out chan<- T
}

func (c typedChannel[T]) receive(quit <-chan struct{}) (v any, open, done bool) {
	if quit == nil {
		select {
		case v, open = <-c.in:
			return v, open, true
		default:
			return nil, false, false
		}
	}
	select {
	case v, open = <-c.in:
		return v, open, true
	case <-quit:
		return nil, false, false
	}
}

func (c typedChannel[T]) send(v any, quit <-chan struct{}) (done bool) {
	if quit == nil {
		select {
		case c.out <- valueAs[T](v):
			return true
		default:
			return false
		}
	}
	select {
	case c.out <- valueAs[T](v):
		return true
	case <-quit:
		return false
	}
}

// reflectChannel is a channel of a type known only when running.
type reflectChannel struct{ ch reflect.Value }

func (c reflectChannel) receive(quit <-chan struct{}) (any, bool, bool) {
	i, v, open := reflect.Select([]reflect.SelectCase{{Dir: reflect.SelectRecv, Chan: c.ch}, orElse(quit)})
	if i != 0 {
		return nil, false, false
	}
	return v.Interface(), open, true
}

func (c reflectChannel) send(v any, quit <-chan struct{}) bool {
	value := reflect.New(c.ch.Type().Elem()).Elem()
	if v != nil {
		value.Set(reflect.ValueOf(v))
	}
	i, _, _ := reflect.Select([]reflect.SelectCase{{Dir: reflect.SelectSend, Chan: c.ch, Send: value}, orElse(quit)})
	return i == 0
}

// orElse is the case beside an operation: quit, or the default one.
func orElse(quit <-chan struct{}) reflect.SelectCase {
	if quit == nil {
		return reflect.SelectCase{Dir: reflect.SelectDefault}
	}
	return reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(quit)}
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

// WrapFutureAny is WrapFuture for a channel whose type is not known when compiling.
func WrapFutureAny(ch any) *Future[any] {
	return FromFunc(func() (any, error) {
		v, open := reflect.ValueOf(ch).Recv()
		if !open {
			return nil, runtimeErrorf("the channel was closed")
		}
		return v.Interface(), nil
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
