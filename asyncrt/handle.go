package asyncio

import (
	"fmt"
	"time"
)

// Handle is asyncio.Handle: a callback that CallSoon scheduled.
type Handle struct {
	timer
	ctx  *Context
	loop *Loop
	fn   func()
	when time.Duration
}

// Cancel prevents the callback from running, when it has not yet run.
func (h *Handle) Cancel() {
	if !h.loop.owned() {
		h.loop.CallSoonThreadsafe(h.Cancel)
		return
	}
	h.loop.timers.cancel(&h.timer)
	h.fn = nil
}

// Cancelled reports whether Cancel was called.
func (h *Handle) Cancelled() bool { return h.cancelled }

func (h *Handle) String() string {
	if h.cancelled {
		return "<Handle cancelled>"
	}
	return fmt.Sprintf("<Handle %p>", h)
}

// run calls the callback on a worker, where it may panic and even exit as it likes.
func (h *Handle) run(l *Loop, _ *future) {
	if !h.cancelled {
		l.ctx = h.ctx
		l.start(h).resume()
	}
}

func (h *Handle) exec() { h.fn() }

func (h *Handle) crashed(err error) {
	h.loop.CallExceptionHandler(ExceptionContext{
		Message: fmt.Sprintf("Exception in callback %v", h), Exception: err, Handle: h,
	})
}

// TimerHandle is asyncio.TimerHandle: a callback that CallLater or CallAt scheduled.
type TimerHandle struct{ Handle }

// When gives the loop's time at which the callback is due.
func (h *TimerHandle) When() time.Duration { return h.when }

// CallSoon has f called in the next iteration of the loop, after what was scheduled
// before, in a copy of the current context. It panics with a *RuntimeError when the loop is
// closed or belongs to another goroutine.
func (l *Loop) CallSoon(f func()) *Handle { return l.CallSoonIn(nil, f) }

// CallSoonIn is CallSoon with a context; nil means a copy of the current one.
func (l *Loop) CallSoonIn(c *Context, f func()) *Handle {
	l.mustBeUsable()
	h := &Handle{loop: l, fn: f}
	h.ctx = c.orCopy()
	l.push(h, nil)
	return h
}

func (c *Context) orCopy() *Context {
	if c == nil {
		return CopyContext()
	}
	return c
}

// CallLater has f called when d has passed. Equal deadlines keep the order of the calls.
func (l *Loop) CallLater(d time.Duration, f func()) *TimerHandle {
	return l.CallAt(l.Time()+d, f)
}

// CallAt has f called at the loop's time when (see Time).
func (l *Loop) CallAt(when time.Duration, f func()) *TimerHandle {
	l.mustBeUsable()
	h := &TimerHandle{Handle{loop: l, fn: f, when: when}}
	h.r, h.ctx = &h.Handle, CopyContext()
	l.timers.add(when, &h.timer)
	return h
}

// CallSoonThreadsafe is CallSoon for any goroutine; it wakes the loop. The context is a
// copy of the caller's. It fails with a *RuntimeError when the loop is closed.
func (l *Loop) CallSoonThreadsafe(f func()) (*Handle, error) {
	h := &Handle{loop: l, fn: f}
	h.ctx = CopyContext()
	if err := l.post(readyItem{r: h}); err != nil {
		return nil, err
	}
	return h, nil
}

// callFunc is a runner for internal callbacks that neither block nor panic.
type callFunc func()

func (f callFunc) run(*Loop, *future) { f() }

// contextCall is a callFunc with a context.
type contextCall struct {
	f   func()
	ctx *Context
}

func (c *contextCall) run(l *Loop, _ *future) {
	l.ctx = c.ctx
	c.f()
}
