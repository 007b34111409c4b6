package rt

import (
	"fmt"
	"go/types"
	"iter"
	"reflect"
	"time"

	asyncio "goasync/asyncrt"
)

// The erased side of asyncio: every coroutine, task and future of cells is the instance at any.

func newCoroutine(name string, body func() (any, error)) *asyncio.Coroutine[any] {
	return asyncio.NewCoroutine(name, body)
}

func newCoroutineValue(name string, body func() any) *asyncio.Coroutine[any] {
	return asyncio.NewCoroutineValue(name, body)
}

// newCoroutineOf is newCoroutineValue of a call: body is a function that returns nothing or one value.
func newCoroutineOf(name string, body any, args ...any) *asyncio.Coroutine[any] {
	switch body := body.(type) {
	case func():
		return newCoroutineVoid(name, body)
	case func() int:
		return asyncio.NewCoroutineValue(name, func() any { return body() })
	case func() string:
		return asyncio.NewCoroutineValue(name, func() any { return body() })
	}
	f := reflect.ValueOf(body)
	in := argumentsOf(f.Type(), args)
	return asyncio.NewCoroutineValue(name, func() any {
		if out := f.Call(in); len(out) > 0 {
			return out[0].Interface()
		}
		return asyncio.None{}
	})
}

// argumentsOf returns arguments as a function takes them.
func argumentsOf(f reflect.Type, args []any) []reflect.Value {
	in := make([]reflect.Value, len(args))
	for i, a := range args {
		if a == nil {
			in[i] = reflect.Zero(f.In(i))
		} else {
			in[i] = reflect.ValueOf(a)
		}
	}
	return in
}

// The value of a coroutine without one is None, so that a list of values of several types shows it.

func newCoroutineErr(name string, body func() error) *asyncio.Coroutine[any] {
	return asyncio.NewCoroutine(name, func() (any, error) { return asyncio.None{}, body() })
}

func newCoroutineVoid(name string, body func()) *asyncio.Coroutine[any] {
	return asyncio.NewCoroutineValue(name, func() any {
		body()
		return asyncio.None{}
	})
}

// dropped warns of a coroutine that a statement made and let go.
func dropped(x any) {
	if c, ok := x.(asyncio.AnyCoroutine); ok {
		asyncio.ReportNeverAwaited(c)
	}
}

// awaitable returns x as an awaitable of the erased asyncio.
func (e *Env) awaitable(x any) asyncio.Awaitable[any] {
	if a, ok := x.(asyncio.Awaitable[any]); ok {
		return a
	}
	if v, ok := unbox(x); ok {
		return asyncio.Erase(v.call("Await", nil)[0].Interface()).(asyncio.Awaitable[any])
	}
	if m := reflect.ValueOf(x).MethodByName("Await"); m.IsValid() {
		return asyncio.Erase(m.Call(nil)[0].Interface()).(asyncio.Awaitable[any])
	}
	panic(&asyncio.TypeError{Message: fmt.Sprintf("object %T can't be used in 'await' expression", x)})
}

// makingAt is the place of the statement that makes tasks next, in a context. Tasks inherit it from the context that they
// are made in: it is then where they were made.
type makingAt struct {
	next, made int
	in         *asyncio.Context
}

var madeAt = asyncio.NewContextVar("made", makingAt{})

// making tells that the statement at a place makes tasks.
func making(place int) {
	c := asyncio.CurrentContext()
	m := madeAt.GetIn(c)
	if m.in != c {
		m.made, m.in = m.next, c
	}
	m.next = place
	madeAt.Set(m)
}

// createTask is asyncio.CreateTask, at a place.
func createTask(place int, c *asyncio.Coroutine[any]) *asyncio.Task[any] {
	making(place)
	return asyncio.CreateTask(c)
}

// Made returns the place of the statement that made a task, 0 when it is not known.
func Made(t asyncio.AnyTask) int {
	m := madeAt.GetIn(t.GetContext())
	if m.in == t.GetContext() {
		return m.made
	}
	return m.next
}

func (e *Env) awaitStmt(x any, place int) { e.await(x, place) }

// awaitSleep is await asyncio.Sleep(d), in one call: nothing is awaited more often.
func (e *Env) awaitSleep(d time.Duration, place int) {
	done := false
	defer func() {
		if !done {
			e.Raising(place)
		}
	}()
	asyncio.MustAwait(asyncio.Sleep(d))
	done = true
}

// await gives the value of x, or raises its failure.
func (e *Env) await(x any, place int) any {
	done := false
	defer func() {
		if !done {
			e.Raising(place)
		}
	}()
	v := asyncio.MustAwait(e.awaitable(x))
	done = true
	return v
}

func (e *Env) awaitErr(x any) error {
	err := asyncio.AwaitErr(e.awaitable(x))
	if err != nil {
		e.caught()
	}
	return err
}

func (e *Env) buildAwait(h *Helper) reflect.Value {
	to := e.lockedType(h.To)
	if f := e.typedAwait(h, to); f != nil {
		return reflect.ValueOf(f)
	}
	if h.Kind == Await {
		return makeFunc(typesOf(anyReflect, intReflect), typesOf(to), func(args []reflect.Value) []reflect.Value {
			return one(e.awaited(e.await(args[0].Interface(), int(args[1].Int())), h.To))
		})
	}
	return makeFunc(typesOf(anyReflect), typesOf(to, errorReflect), func(args []reflect.Value) []reflect.Value {
		v, err := asyncio.Await(e.awaitable(args[0].Interface()))
		if err != nil {
			e.caught()
			return []reflect.Value{reflect.Zero(to), reflectError(err)}
		}
		return []reflect.Value{e.awaited(v, h.To), reflectError(nil)}
	})
}

// typedAwait returns the operation for types that coroutines often have, without reflection; nil for others.
func (e *Env) typedAwait(h *Helper, to reflect.Type) any {
	switch to {
	case boolReflect:
		return awaitAs[bool](e, h)
	case intReflect:
		return awaitAs[int](e, h)
	case reflect.TypeFor[string]():
		return awaitAs[string](e, h)
	case reflect.TypeFor[float64]():
		return awaitAs[float64](e, h)
	case reflect.TypeFor[[]byte]():
		return awaitAs[[]byte](e, h)
	}
	return nil
}

func awaitAs[T any](e *Env, h *Helper) any {
	value := func(x any) T {
		if v, ok := x.(T); ok {
			return v
		}
		return e.awaited(x, h.To).Interface().(T)
	}
	if h.Kind == Await {
		return func(x any, place int) T { return value(e.await(x, place)) }
	}
	return func(x any) (v T, err error) {
		got, err := asyncio.Await(e.awaitable(x))
		if err != nil {
			return v, err
		}
		return value(got), nil
	}
}

// awaited gives the value of an awaitable the form of its type.
func (e *Env) awaited(x any, t types.Type) reflect.Value {
	r := e.lockedType(t)
	if x == nil {
		return reflect.Zero(r)
	}
	if types.IsInterface(t) {
		return e.toInterface(x, t)
	}
	v := reflect.ValueOf(asyncio.Erase(x))
	if b, ok := unbox(x); ok {
		v = reflect.ValueOf(b.v)
	}
	if v.Type() == r {
		return v
	}
	return e.repr(v, anyFormOf(t), t, r)
}

// anyFormOf returns a type whose elements are any, of the shape of t: what an erased collection is.
func anyFormOf(t types.Type) types.Type {
	if _, ok := t.Underlying().(*types.Slice); ok {
		return types.NewSlice(types.NewInterfaceType(nil, nil))
	}
	return types.NewInterfaceType(nil, nil)
}

// spread returns the elements of a slice as they are passed to a variadic any.
func spread(xs any) []any {
	v := reflect.ValueOf(xs)
	out := make([]any, v.Len())
	for i := range out {
		out[i] = v.Index(i).Interface()
	}
	return out
}

// gather is asyncio.Gather; collect, when it is not nil, makes the slice that the caller expects of the values.
func (e *Env) gather(collect any, xs []any) *asyncio.Future[any] {
	return asyncio.GatherCollect(func(values []any) any {
		if collect == nil {
			return values
		}
		return reflect.ValueOf(collect).Call(one(reflect.ValueOf(values)))[0].Interface()
	}, e.eraseAll(xs)...)
}

func (e *Env) gatherResults(_ any, xs []any) *asyncio.Future[any] {
	return asyncio.GatherResultsCollect(func(values []asyncio.Result[any]) any { return values }, e.eraseAll(xs)...)
}

func (e *Env) eraseAll(xs []any) []any {
	out := make([]any, len(xs))
	for i, x := range xs {
		if _, ok := unbox(x); ok {
			x = e.awaitable(x)
		}
		out[i] = asyncio.Erase(x)
	}
	return out
}

// lowered returns the lowered value in an interface value.
func lowered(x any) any {
	if v, ok := unbox(x); ok {
		return v.v
	}
	return x
}

// receive is asyncio.Receive.
func receive(ch any) *asyncio.Receiver[any] { return asyncio.ReceiveAny(lowered(ch)) }

// send is asyncio.Send.
func send(ch, v any) *asyncio.Coroutine[any] {
	c := lowered(ch)
	if reflect.TypeOf(c).Elem().Kind() != reflect.Interface {
		v = lowered(v)
	}
	return asyncio.EraseCoroutine(asyncio.SendAny(c, v))
}

// wrapFuture is asyncio.WrapFuture.
func wrapFuture(ch any) *asyncio.Future[any] { return asyncio.WrapFutureAny(lowered(ch)) }

// asCompleted is asyncio.AsCompleted.
func (e *Env) asCompleted(xs []any) asyncio.CompletedIterator[any] {
	return asyncio.AsCompletedAny(e.eraseAll(xs)...)
}

func (e *Env) asCompletedWithin(d time.Duration, xs []any) asyncio.CompletedIterator[any] {
	return asyncio.AsCompletedAnyWithin(d, e.eraseAll(xs)...)
}

// waitFutures is asyncio.Wait: the futures come in a slice of their own type, and go so.
func (e *Env) waitFutures(fs any, options ...asyncio.WaitOption) *asyncio.Coroutine[any] {
	v := reflect.ValueOf(fs)
	list := make([]asyncio.AnyFuture, v.Len())
	for i := range list {
		list[i] = v.Index(i).Interface().(asyncio.AnyFuture)
	}
	return asyncio.NewCoroutine("wait", func() (any, error) {
		r, err := asyncio.Await(asyncio.Wait(list, options...))
		return asyncio.WaitResult[any]{Done: futuresAny(r.Done), Pending: futuresAny(r.Pending)}, err
	})
}

func futuresAny(fs []asyncio.AnyFuture) []any {
	out := make([]any, len(fs))
	for i, f := range fs {
		out[i] = f
	}
	return out
}

// contextManager is an asynchronous context manager of any kind with its value erased.
type contextManager struct {
	enter func() any
	exit  func(error) any
	env   *Env
}

// AEnter enters the manager.
func (c *contextManager) AEnter() *asyncio.Coroutine[any] {
	return asyncio.Erase(c.enter()).(*asyncio.Coroutine[any])
}

// AExit leaves the manager with a failure, or nil.
func (c *contextManager) AExit(err error) *asyncio.Coroutine[bool] {
	return asyncio.NewCoroutine("AExit", func() (bool, error) {
		v, err := asyncio.Await(c.env.awaitable(c.exit(err)))
		if p, ok := err.(*asyncio.PanicError); ok && !p.Goexit {
			panic(p.Value)
		}
		swallow, _ := v.(bool)
		return swallow, err
	})
}

func (e *Env) manager(x any) *contextManager {
	call := func(name string, args ...reflect.Value) any {
		return e.invoke(x, name, args)[0].Interface()
	}
	return &contextManager{
		env:   e,
		enter: func() any { return call("AEnter") },
		exit:  func(err error) any { return call("AExit", reflectError(err)) },
	}
}

// with is asyncio.With.
func (e *Env) with(cm any, body func(any) error) error {
	return asyncio.With[any](e.manager(cm), func(x any) error { return body(asyncio.Erase(x)) })
}

// each is asyncio.Each.
func (e *Env) each(x any) iter.Seq[any] {
	it, ok := x.(asyncio.AsyncIterable[any])
	if !ok {
		it = &iterable{e, x}
	}
	return asyncio.Each[asyncio.AsyncIterable[any], asyncio.AsyncIterator[any], any](it)
}

// iterable is an asynchronous iterable of any kind with its values erased.
type iterable struct {
	env *Env
	x   any
}

// AIter returns the iterator.
func (i *iterable) AIter() asyncio.AsyncIterator[any] {
	return &iterator{i.env, i.env.invoke(i.x, "AIter", nil)[0].Interface()}
}

type iterator struct {
	env *Env
	x   any
}

// ANext returns a coroutine of the next value.
func (i *iterator) ANext() *asyncio.Coroutine[any] {
	return asyncio.Erase(i.env.invoke(i.x, "ANext", nil)[0].Interface()).(*asyncio.Coroutine[any])
}

// adapt implements the interfaces of asyncio for values of cells.
func (e *Env) adapt(v Value, n *types.Named) (reflect.Value, bool) {
	if !Erased(n.Obj().Pkg()) {
		return reflect.Value{}, false
	}
	x := e.box(v.t, reflect.ValueOf(v.v))
	switch n.Obj().Name() {
	case "Awaitable":
		return reflect.ValueOf(e.awaitable(x)), true
	case "AsyncIterable":
		return reflect.ValueOf(&iterable{e, x}), true
	case "AsyncIterator":
		return reflect.ValueOf(&iterator{e, x}), true
	case "AsyncContextManager":
		return reflect.ValueOf(e.manager(x)), true
	}
	return reflect.Value{}, false
}
