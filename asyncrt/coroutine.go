package asyncio

import (
	"fmt"
	"sync/atomic"
	"unsafe"
)

// body is what a coroutine runs, once.
type body interface {
	invoke() (any, error)
}

// The func types of coroutine bodies. Funcs fit into an interface without allocation.
type (
	bodyFull[T any]  func() (T, error)
	bodyValue[T any] func() T
	bodyErr          func() error
	bodyVoid         func()
)

func (b bodyFull[T]) invoke() (any, error)  { return b() }
func (b bodyValue[T]) invoke() (any, error) { return b(), nil }
func (b bodyErr) invoke() (any, error)      { return nil, b() }
func (b bodyVoid) invoke() (any, error)     { b(); return nil, nil }

// coroutine is the part of Coroutine that does not depend on its type.
type coroutine struct {
	body    body
	nameAt  *byte // the name, cut into two words for the sake of size
	nameLen uint32
	state   coroState
}

func (c *coroutine) init(name string, b body) {
	c.body, c.nameAt, c.nameLen = b, unsafe.StringData(name), uint32(len(name))
}

// watchedBody is the body of a coroutine that the garbage collector watches.
type watchedBody struct {
	body
	watch *neverAwaited
}

type coroState uint8

const (
	coroCreated coroState = iota
	coroClaimed           // made a task, which has not begun
	coroRunning
	coroClosed
)

// AnyCoroutine is what coroutines of every type have in common.
type AnyCoroutine interface {
	// Name gives the name of the coroutine's function.
	Name() string
	// Close ends a coroutine that was not awaited, so that it does not warn.
	Close()
	fmt.Stringer

	coroCore() *coroutine
}

func (c *coroutine) coroCore() *coroutine { return c }

// Name gives the name of the coroutine's function.
func (c *coroutine) Name() string { return unsafe.String(c.nameAt, c.nameLen) }

// Close ends a coroutine that was not awaited: it will not warn, and cannot be awaited.
func (c *coroutine) Close() {
	if c.state == coroCreated {
		c.abandon()
	}
}

// abandon closes a coroutine that has not begun.
func (c *coroutine) abandon() {
	c.claim()
	c.state, c.body = coroClosed, nil
}

// claim notes that the coroutine is taken care of.
func (c *coroutine) claim() {
	if w, ok := c.body.(*watchedBody); ok {
		w.watch.awaited.Store(true)
		c.body = w.body
	}
	if c.state == coroCreated {
		c.state = coroClaimed
	}
}

// begin takes the body out of a coroutine that is about to run.
func (c *coroutine) begin() (body, error) {
	switch c.state {
	case coroRunning:
		return nil, runtimeErrorf("coroutine is being awaited already")
	case coroClosed:
		return nil, runtimeErrorf("cannot reuse already awaited coroutine")
	}
	c.claim()
	b := c.body
	c.body, c.state = nil, coroRunning
	return b, nil
}

// await runs the coroutine's body to its end in the current task.
func (c *coroutine) await() (any, error) {
	b, err := c.beginInTask()
	if err != nil {
		return nil, err
	}
	v, err := b.invoke()
	c.state = coroClosed // after a panic it stays as it is: the task ends, or knows better
	return v, err
}

//go:noinline
func (c *coroutine) beginInTask() (body, error) {
	if _, err := runningTask(); err != nil {
		return nil, err // c may belong to another goroutine: leave it alone
	}
	return c.begin()
}

func (c *coroutine) String() string {
	return fmt.Sprintf("<coroutine object %s at %p>", c.Name(), c)
}

// describe is how a task shows its coroutine.
func (c *coroutine) describe(done bool) string {
	if done {
		return "<" + c.Name() + "() done>"
	}
	return "<" + c.Name() + "() running>"
}

// Coroutine is what calling an async function gives: a body that has not started. It
// starts when it is awaited, or made a task; it runs once.
type Coroutine[T any] struct{ coroutine }

// None is the result of what has none.
type None struct{}

// String gives "None".
func (None) String() string { return "None" }

// Await gives the coroutine itself.
func (c *Coroutine[T]) Await() *Coroutine[T] { return c }

func (c *Coroutine[T]) asTask(l *Loop) AnyTask { return createTask(l, c, nil) }

// NewCoroutine makes a coroutine of a body with a value and an error. name is the async
// function's.
func NewCoroutine[T any](name string, f func() (T, error)) *Coroutine[T] {
	return newCoroutine[T](name, bodyFull[T](f))
}

// NewCoroutineValue makes a coroutine of a body that gives a value.
func NewCoroutineValue[T any](name string, f func() T) *Coroutine[T] {
	return newCoroutine[T](name, bodyValue[T](f))
}

// NewCoroutineErr makes a coroutine of a body that gives an error only.
func NewCoroutineErr(name string, f func() error) *Coroutine[None] {
	return newCoroutine[None](name, bodyErr(f))
}

// NewCoroutineVoid makes a coroutine of a body that gives nothing.
func NewCoroutineVoid(name string, f func()) *Coroutine[None] {
	return newCoroutine[None](name, bodyVoid(f))
}

func newCoroutine[T any](name string, b body) *Coroutine[T] {
	c := &Coroutine[T]{}
	c.init(name, b)
	c.note()
	return c
}

// note has somebody warn when the coroutine is never awaited.
func (c *coroutine) note() {
	if l := runningLoop(); l != nil {
		l.fresh.add(l, c)
		return
	}
	c.watchBy(nil, currentContext())
}

// neverAwaited is what is left of a coroutine that the garbage collector has freed.
type neverAwaited struct {
	loop    *Loop
	ctx     *Context
	name    string
	awaited atomic.Bool
}

// ReportNeverAwaited warns at once, in asyncio's words, when c was not awaited nor made a
// task, and closes it. The kernel calls it where it sees a coroutine dropped.
func ReportNeverAwaited(c AnyCoroutine) {
	core := c.coroCore()
	if core.state != coroCreated {
		return
	}
	core.abandon()
	n := &neverAwaited{loop: runningLoop(), ctx: currentContext(), name: core.Name()}
	n.warn()
}
