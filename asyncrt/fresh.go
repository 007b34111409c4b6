package asyncio

import (
	"fmt"
	"runtime"
	"sync/atomic"
)

// freshList holds the coroutines that were made lately, and futures that failed lately.
//
// Having the garbage collector tell when one of them is dropped costs more than making it,
// and nearly all are awaited before any collection. So a loop keeps them here for a
// while: until it has nothing to do, or until a collection has happened. What is still
// not awaited then is watched by runtime.AddCleanup from then on.
type freshList struct {
	coros  []freshCoro
	failed []failedFuture
	limit  int
	cycle  uint32
}

type freshCoro struct {
	c   *coroutine
	ctx *Context
}

// failedFuture is a future that failed, and the task it is the core of, if any.
type failedFuture struct {
	f *future
	t *task
}

const freshMinimum = 256

func (s *freshList) add(l *Loop, c *coroutine) {
	if len(s.coros) >= s.limit {
		s.compact()
	}
	s.coros = append(s.coros, freshCoro{c, l.ctx})
}

// compact drops what was awaited. The limit follows what remains, so that the cost a
// coroutine stays constant.
func (s *freshList) compact() {
	kept := s.coros[:0]
	for _, e := range s.coros {
		if e.c.state == coroCreated {
			kept = append(kept, e)
		}
	}
	clear(s.coros[len(kept):])
	s.coros = kept
	s.limit = max(freshMinimum, 2*len(kept))
}

func (s *freshList) addFailed(f *future, t *task) {
	if len(s.failed) >= freshMinimum {
		s.watchFailed()
	}
	s.failed = append(s.failed, failedFuture{f, t})
}

// collections counts the garbage collections, by an object that each one finds dropped.
var collections struct {
	count   atomic.Uint32
	started atomic.Bool
}

type collectionProbe struct{ _ *int }

func watchCollections() {
	if collections.started.CompareAndSwap(false, true) {
		armCollectionProbe()
	}
}

func armCollectionProbe() {
	runtime.AddCleanup(&collectionProbe{}, func(int) {
		collections.count.Add(1)
		armCollectionProbe()
	}, 0)
}

// sweepAfterCollection hands everything to the garbage collector when it has run since
// the last time, so that the next one finds what was dropped.
func (s *freshList) sweepAfterCollection(l *Loop) {
	if c := collections.count.Load(); c != s.cycle {
		s.cycle = c
		s.watchAll(l)
	}
}

// watchAll hands everything to the garbage collector.
func (s *freshList) watchAll(l *Loop) {
	if len(s.coros) > 0 {
		for i, e := range s.coros {
			if e.c.state == coroCreated {
				e.c.watchBy(l, e.ctx)
			}
			s.coros[i] = freshCoro{}
		}
		s.coros = s.coros[:0]
		if cap(s.coros) > readyShrink {
			s.coros, s.limit = nil, 0
		}
	}
	if len(s.failed) > 0 {
		s.watchFailed()
	}
}

func (s *freshList) watchFailed() {
	for i, e := range s.failed {
		if e.f.bits.Load()&flagUnretrieved != 0 {
			e.watch()
		}
		s.failed[i] = failedFuture{}
	}
	s.failed = s.failed[:0]
}

// watchBy has the garbage collector warn when c is dropped before it is awaited.
func (c *coroutine) watchBy(l *Loop, ctx *Context) {
	watch := &neverAwaited{loop: l, ctx: ctx.Copy(), name: c.Name()}
	c.body = &watchedBody{c.body, watch}
	runtime.AddCleanup(c, (*neverAwaited).warn, watch)
}

func (n *neverAwaited) warn() {
	if n.awaited.Load() {
		return
	}
	n.loop.report(Report{
		Kind: ReportRuntimeWarning, Context: n.ctx,
		Text: fmt.Sprintf("coroutine '%s' was never awaited", n.name),
	})
}

// unretrieved is what is left of a failed future that was dropped.
type unretrieved struct {
	loop *Loop
	ctx  *Context
	c    ExceptionContext
	seen atomic.Bool
}

// watch has the garbage collector report the error of a future that is dropped before
// anyone looked at it.
func (e failedFuture) watch() {
	f := e.f
	u := &unretrieved{loop: f.loop}
	u.c.Exception = f.value.(error)
	if e.t != nil {
		u.ctx = e.t.ctx.Copy() // its own would keep the task alive
		u.c.Message = "Task exception was never retrieved"
		u.c.Subject = "future: " + e.t.String()
	} else {
		u.c.Message = "Future exception was never retrieved"
		u.c.Subject = "future: " + f.String()
	}
	f.extra().seen = &u.seen
	runtime.AddCleanup(f, (*unretrieved).report, u)
}

func (u *unretrieved) report() {
	if u.seen.Load() {
		return
	}
	call := &contextCall{func() { u.loop.CallExceptionHandler(u.c) }, u.ctx}
	if u.loop.post(readyItem{r: call}) != nil {
		u.loop.report(u.c.report(u.ctx))
	}
}
