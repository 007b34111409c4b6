package asyncio

import "slices"

// gathering is what a future of Gather waits for: the done callback of its children.
type gathering struct {
	outer     *future
	children  []AnyFuture
	done      []*future // children that were done when they were given
	left      int
	keep      bool // GatherResults: errors are results
	cancelled bool // somebody asked to cancel the gathering
	collect   func(*gathering) any
}

// add makes a child of x. What was given before counts once.
func (g *gathering) add(l *Loop, x any) {
	own := false
	if c, ok := x.(AnyCoroutine); ok {
		core := c.coroCore()
		if core.state != coroCreated {
			if f := g.taskOf(core); f != nil {
				g.children = append(g.children, f)
				return
			}
		}
		own = true
	}
	f := ensureAnyFuture(l, x)
	core := f.core()
	if core.loop != l {
		panic(valueErrorf("The future belongs to a different loop than the one specified as the loop argument"))
	}
	if own {
		core.bits.Or(flagNoDestroyLog)
	}
	g.children = append(g.children, f)
	switch {
	case core.Done():
		g.addDone(core)
	case own || !core.calls(g):
		g.left++
		core.whenDone(g)
	}
}

// taskOf gives the child that runs the coroutine c.
func (g *gathering) taskOf(c *coroutine) AnyFuture {
	for _, f := range g.children {
		if t, ok := f.(AnyTask); ok && t.taskCore().coro == c {
			return f
		}
	}
	return nil
}

func (g *gathering) addDone(f *future) {
	if !slices.Contains(g.done, f) {
		g.left++
		g.done = append(g.done, f)
	}
}

// calls reports whether r is among the done callbacks.
func (f *future) calls(r runner) bool {
	if f.first == r {
		return true
	}
	if f.ext != nil {
		return slices.Contains(f.ext.more, r)
	}
	return false
}

// seal makes the outer future, once all children are known.
func (g *gathering) seal(l *Loop, outer *future) {
	g.outer = outer
	if len(g.children) == 0 {
		outer.resolve(g.collect(g))
		return
	}
	outer.extra().gather = g
	for _, f := range g.done {
		g.run(l, f)
	}
	g.done = nil
}

// run is the done callback of the children.
func (g *gathering) run(_ *Loop, f *future) {
	g.left--
	if g.outer.Done() {
		f.retrieved()
		return
	}
	if !g.keep {
		if err := f.failure(); err != nil {
			g.outer.fail(err)
			return
		}
	}
	if g.left > 0 {
		return
	}
	if g.cancelled { // with the error of the last child, cancelled or not, as in Python
		g.outer.fail(g.children[len(g.children)-1].core().cancelledError())
		return
	}
	g.outer.resolve(g.collect(g))
}

// cancel is the cancellation of the outer future: that of every child.
func (g *gathering) cancel(msg any) (could bool) {
	for _, f := range g.children {
		if f.cancelWith(msg) {
			g.cancelled, could = true, true
		}
	}
	return could
}

// values gives the children's results, for a collector.
func (g *gathering) values() []any {
	out := make([]any, len(g.children))
	for i, f := range g.children {
		out[i] = f.core().value
	}
	return out
}

// results gives the children's outcomes, for a collector.
func (g *gathering) results() []Result[any] {
	out := make([]Result[any], len(g.children))
	for i, f := range g.children {
		out[i].Value, out[i].Err = f.core().gathered()
	}
	return out
}

// gathered is the outcome of a child where errors are results: that it was cancelled is told by its own message, not by
// the error that ended it.
func (f *future) gathered() (any, error) {
	switch {
	case !f.Cancelled():
		return f.outcome()
	case f.cancelMessage() == nil:
		return nil, ErrCancelled
	}
	return nil, &CancelledError{f.cancelMessage()}
}

// Result is what GatherResults gives for each awaitable.
type Result[T any] struct {
	// Value is the result, the zero value after a failure.
	Value T
	// Err is the error, nil after success.
	Err error
}

// Gather runs awaitables concurrently and gives their values in order (asyncio.gather). The
// first failure fails the future; the others go on. Cancelling the future cancels them all.
// For arguments of several types with the same value say
// Gather[asyncio.Awaitable[T]](…), for values of several types use GatherAny.
func Gather[A Awaitable[T], T any](xs ...A) *Future[[]T] {
	return gather[[]T](false, xs, func(g *gathering) any {
		out := make([]T, len(g.children))
		for i, f := range g.children {
			out[i] = valueAs[T](f.core().value)
		}
		return out
	})
}

// GatherResults is Gather with return_exceptions=True: it does not fail, and gives each
// awaitable's value or error.
func GatherResults[A Awaitable[T], T any](xs ...A) *Future[[]Result[T]] {
	return gather[[]Result[T]](true, xs, func(g *gathering) any {
		out := make([]Result[T], len(g.children))
		for i, f := range g.children {
			v, err := f.core().gathered()
			out[i] = Result[T]{valueAs[T](v), err}
		}
		return out
	})
}

// GatherAny is Gather for awaitables of any types. It panics with a *TypeError when x is not
// awaitable.
func GatherAny(xs ...any) *Future[[]any] {
	return gather[[]any](false, xs, func(g *gathering) any { return g.values() })
}

// GatherAnyResults is GatherResults for awaitables of any types.
func GatherAnyResults(xs ...any) *Future[[]Result[any]] {
	return gather[[]Result[any]](true, xs, func(g *gathering) any { return g.results() })
}

// GatherCollect is GatherAny whose value is what collect makes of the values, in order.
func GatherCollect(collect func([]any) any, xs ...any) *Future[any] {
	return gather[any](false, xs, func(g *gathering) any { return collect(g.values()) })
}

// GatherResultsCollect is GatherAnyResults whose value is what collect makes of them.
func GatherResultsCollect(collect func([]Result[any]) any, xs ...any) *Future[any] {
	return gather[any](true, xs, func(g *gathering) any { return collect(g.results()) })
}

func gather[R, A any](keep bool, xs []A, collect func(*gathering) any) *Future[R] {
	l := GetEventLoop()
	g := &gathering{keep: keep, collect: collect, children: make([]AnyFuture, 0, len(xs))}
	for _, x := range xs {
		g.add(l, any(x))
	}
	outer := CreateFutureIn[R](l)
	g.seal(l, &outer.future)
	return outer
}
