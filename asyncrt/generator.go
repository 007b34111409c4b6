package asyncio

import (
	"fmt"

	"goasync/asyncrt/goroutine"
)

// AsyncGenerator is an async generator: a body that yields values and may await. It is an
// AsyncIterable and its own AsyncIterator.
type AsyncGenerator[T any] struct{ generator }

// NewAsyncGenerator makes a generator of a body that calls yield for each value. name is the
// async function's. The body starts with the first ANext. A panic of the body reaches who
// awaits ANext; when the generator is closed early, yield panics so that defers run.
func NewAsyncGenerator[T any](name string, body func(yield func(T))) *AsyncGenerator[T] {
	return NewAsyncGeneratorErr(name, func(yield func(T)) error {
		body(yield)
		return nil
	})
}

// NewAsyncGeneratorErr is NewAsyncGenerator for a body that may return an error.
func NewAsyncGeneratorErr[T any](name string, body func(yield func(T)) error) *AsyncGenerator[T] {
	g := &AsyncGenerator[T]{}
	g.name = name
	g.body = func() error { return body(func(v T) { g.yield(v) }) }
	return g
}

// AIter gives the generator itself.
func (g *AsyncGenerator[T]) AIter() AsyncIterator[T] { return g }

// ANext gives a coroutine of the next value; it fails with ErrStopAsyncIteration at the end.
func (g *AsyncGenerator[T]) ANext() *Coroutine[T] {
	return newCoroutine[T]("__anext__", (*generatorNext)(&g.generator))
}

// AThrow gives a coroutine that makes the body's present yield panic with err, and has the
// next value the body yields after that.
func (g *AsyncGenerator[T]) AThrow(err error) *Coroutine[T] {
	return NewCoroutine("athrow", func() (T, error) {
		v, err := g.advance(err)
		return valueAs[T](v), err
	})
}

// AClose gives a coroutine that ends the generator: its present yield unwinds, running defers.
func (g *AsyncGenerator[T]) AClose() *Coroutine[None] { return NewCoroutineErr("aclose", g.close) }

type generatorState int

const (
	generatorCreated generatorState = iota
	generatorSuspended
	generatorRunning
	generatorClosed
)

// generator is the part of AsyncGenerator that does not depend on its type. Its body runs on a
// worker of its own, on behalf of whichever task awaits the next value: when it awaits, it
// suspends that task.
type generator struct {
	name  string
	body  func() error
	w     *worker
	state generatorState
	value any
	err   error
	throw error // what the present yield panics with
}

func (g *generator) String() string {
	return fmt.Sprintf("<async_generator object %s at %p>", g.name, g)
}

// generatorNext is a generator as the body of its ANext.
type generatorNext generator

func (n *generatorNext) invoke() (any, error) { return (*generator)(n).advance(nil) }

// advance runs the body to its next yield. With throw its present yield panics.
func (g *generator) advance(throw error) (any, error) {
	l := mustRunningLoop()
	switch g.state {
	case generatorRunning:
		return nil, runtimeErrorf("anext(): asynchronous generator is already running")
	case generatorClosed:
		return nil, ErrStopAsyncIteration
	case generatorCreated:
		if throw != nil {
			g.finish(l)
			return nil, throw
		}
		g.begin(l)
	}
	g.state, g.throw = generatorRunning, throw
	g.value, g.err = nil, nil
	if g.w.resume() {
		g.finish(l)
		if g.err == nil {
			return nil, ErrStopAsyncIteration
		}
		return nil, g.err
	}
	g.state = generatorSuspended
	return g.value, nil
}

func (g *generator) begin(l *Loop) {
	g.w = l.start(g)
	if l.generators == nil {
		l.generators = map[*generator]struct{}{}
	}
	l.generators[g] = struct{}{}
}

func (g *generator) finish(l *Loop) {
	g.state, g.w, g.body = generatorClosed, nil, nil
	delete(l.generators, g)
}

func (g *generator) exec()             { g.err = g.body() }
func (g *generator) crashed(err error) { g.err = err }

// yield hands v to the consumer and parks the body until it is asked for more.
func (g *generator) yield(v any) {
	if !g.w.loop.runsHere() {
		panic(errNoRunningLoop)
	}
	g.value = v
	g.w.yield(struct{}{})
	g.w.loop.cur.Store(goroutine.ID())
	if g.throw != nil {
		err := g.throw
		g.throw = nil
		panic(err)
	}
}

// close unwinds the body.
func (g *generator) close() error {
	if g.state == generatorCreated {
		g.state = generatorClosed
	}
	if g.state == generatorClosed {
		return nil
	}
	_, err := g.advance(errGeneratorExit)
	switch {
	case err == nil:
		return runtimeErrorf("async generator ignored GeneratorExit")
	case err == errGeneratorExit, err == ErrStopAsyncIteration:
		return nil
	}
	return err
}

// closeEarly is what a loop does that leaves the generator before its end.
func (g *generator) closeEarly() {
	if err := g.close(); err != nil {
		panic(err)
	}
}

// ShutdownAsyncgens gives a coroutine that closes all generators which were begun and have not
// ended (loop.shutdown_asyncgens).
func (l *Loop) ShutdownAsyncgens() *Coroutine[None] {
	return NewCoroutineVoid("shutdown_asyncgens", func() {
		for g := range l.generators {
			if g.state != generatorSuspended {
				continue
			}
			if err := AwaitErr(NewCoroutineErr("aclose", g.close)); err != nil {
				l.CallExceptionHandler(ExceptionContext{
					Message:   fmt.Sprintf("an error occurred during closing of asynchronous generator %v", g),
					Exception: err,
				})
			}
		}
	})
}
