package asyncio

import "time"

// NoTimeout is None as a timeout.
const NoTimeout = time.Duration(-1 << 63)

// waitOptions collects the options of Wait.
type waitOptions struct {
	until   waitUntil
	timeout time.Duration
}

type waitUntil int

const (
	untilAll waitUntil = iota
	untilFirst
	untilFailure
)

// WaitOption is an option of Wait: AllCompleted, FirstCompleted, FirstException or WithTimeout.
type WaitOption struct {
	until   waitUntil
	timeout time.Duration
	timed   bool
}

// The conditions on which Wait returns.
var (
	// AllCompleted waits for all; it is the default.
	AllCompleted = WaitOption{until: untilAll}
	// FirstCompleted waits for the first to be done.
	FirstCompleted = WaitOption{until: untilFirst}
	// FirstException waits for the first to fail, or for all.
	FirstException = WaitOption{until: untilFailure}
)

// WithTimeout has Wait return after d with what is done by then.
func WithTimeout(d time.Duration) WaitOption { return WaitOption{timeout: d, timed: true} }

// WaitResult is what Wait gives: the done and the pending ones, each in the order given.
type WaitResult[F any] struct {
	Done    []F
	Pending []F
}

// Wait waits until the tasks or futures are done, as the options say (asyncio.wait). It fails
// with a *ValueError when there are none, and does not cancel anything.
func Wait[F AnyFuture](fs []F, options ...WaitOption) *Coroutine[WaitResult[F]] {
	return NewCoroutine("wait", func() (r WaitResult[F], err error) {
		if len(fs) == 0 {
			return r, valueErrorf("Set of Tasks/Futures is empty.")
		}
		o := waitOptions{timeout: NoTimeout}
		for _, option := range options {
			if option.timed {
				o.timeout = option.timeout
			} else {
				o.until = option.until
			}
		}
		cores := make([]*future, 0, len(fs))
		seen := make(map[*future]bool, len(fs))
		unique := make([]F, 0, len(fs))
		for _, f := range fs {
			if c := f.core(); !seen[c] {
				seen[c] = true
				cores = append(cores, c)
				unique = append(unique, f)
			}
		}
		if err := waitFor(mustRunningLoop(), cores, o); err != nil {
			return r, err
		}
		for _, f := range unique {
			if f.Done() {
				r.Done = append(r.Done, f)
			} else {
				r.Pending = append(r.Pending, f)
			}
		}
		return r, nil
	})
}

// waiting is a Wait under way: the done callback of what it waits for.
type waiting struct {
	waiter  future
	until   waitUntil
	left    int
	timeout timer
}

// waitFor suspends the current task as Wait says.
func waitFor(l *Loop, fs []*future, o waitOptions) error {
	w := &waiting{until: o.until}
	w.waiter.loop = l
	if o.timeout != NoTimeout {
		w.timeout.r = &released{f: &w.waiter, t: &w.timeout}
		l.timers.add(l.clock.Now()+o.timeout, &w.timeout)
	}
	w.left = len(fs)
	for _, f := range fs {
		f.whenDone(w)
	}
	_, err := awaitFuture(&w.waiter, &w.waiter)
	l.timers.cancel(&w.timeout)
	for _, f := range fs {
		f.forget(func(r runner) bool { return r == runner(w) })
	}
	return err
}

func (w *waiting) run(_ *Loop, f *future) {
	w.left--
	b := f.bits.Load()
	failed := b&stateMask == stateFinished && b&flagFailed != 0
	if failed && w.until == untilFailure {
		f.retrieved()
	}
	if w.left <= 0 || w.until == untilFirst || failed && w.until == untilFailure {
		if !w.waiter.Done() {
			w.waiter.resolve(nil)
		}
	}
}

// released completes a waiter when a timer is due.
type released struct {
	f *future
	t *timer
}

func (r *released) run(*Loop, *future) {
	if !r.t.cancelled && !r.f.Done() {
		r.f.resolve(nil)
	}
}

// WaitFor awaits x for at most d (asyncio.wait_for): after that x is cancelled and the
// coroutine fails with ErrTimeout. NoTimeout waits for ever.
func WaitFor[T any](x Awaitable[T], d time.Duration) *Coroutine[T] {
	return NewCoroutine("wait_for", func() (T, error) {
		if d != NoTimeout && d <= 0 {
			return waitForNow(x)
		}
		var v T
		err := Timeout(d).guard(func() error {
			raw, err := awaitAny(x)
			v = valueAs[T](raw)
			return err
		})
		return v, err
	})
}

// waitForNow is WaitFor when there is no time: x counts only if it is already done.
func waitForNow[T any](x Awaitable[T]) (zero T, err error) {
	f := ensureFuture(mustRunningLoop(), x)
	core := f.core()
	if core.Done() {
		raw, err := core.outcome()
		return valueAs[T](raw), err
	}
	if err := cancelAndWait(f); err != nil {
		return zero, err
	}
	raw, err := core.outcome()
	if isCancelled(err) {
		return zero, &timeoutError{err}
	}
	return valueAs[T](raw), err
}

// cancelAndWait cancels f and suspends until it is done, whatever its outcome.
func cancelAndWait(f AnyFuture) error {
	l := mustRunningLoop()
	w := &waiting{left: 1}
	w.waiter.loop = l
	core := f.core()
	core.whenDone(w)
	f.cancelWith(nil)
	_, err := awaitFuture(&w.waiter, &w.waiter)
	core.forget(func(r runner) bool { return r == runner(w) })
	return err
}

// Shield gives a future with the outcome of x whose cancellation does not cancel x
// (asyncio.shield).
func Shield[T any](x Awaitable[T]) *Future[T] {
	l := GetEventLoop()
	inner := ensureFuture(l, x)
	core := inner.core()
	if core.Done() {
		if f, ok := any(x).(*Future[T]); ok {
			return f
		}
		return shieldDone[T](core)
	}
	s := &shielding{}
	outer := CreateFutureIn[T](core.loop)
	s.outer, s.inner = &outer.future, core
	core.whenDone(s)
	s.outer.whenDone((*unshielding)(s))
	return outer
}

// shieldDone gives a done future with the outcome of f.
func shieldDone[T any](f *future) *Future[T] {
	outer := CreateFutureIn[T](f.loop)
	outer.settleAs(f)
	return outer
}

// settleAs gives a pending future the outcome of one that is done.
func (f *future) settleAs(done *future) {
	v, err := done.outcome()
	switch {
	case done.Cancelled():
		f.cancelNow(done.cancelMessage())
	case err != nil:
		f.fail(err)
	default:
		f.resolve(v)
	}
}

func (f *future) cancelMessage() any {
	if f.ext == nil {
		return nil
	}
	return f.ext.cancelMsg
}

// shielding is the done callback of a shielded future.
type shielding struct{ outer, inner *future }

func (s *shielding) run(_ *Loop, f *future) {
	if s.outer.Cancelled() {
		f.retrieved()
		return
	}
	if s.outer.Done() {
		return
	}
	if f.Cancelled() {
		s.outer.cancelNow(nil)
		return
	}
	s.outer.settleAs(f)
}

// unshielding is the done callback of the future that Shield gave: when it is cancelled
// the inner one is left to itself, and its failure is reported.
type unshielding shielding

func (s *unshielding) run(l *Loop, _ *future) {
	if s.inner.Done() {
		return
	}
	mine := runner((*shielding)(s))
	s.inner.forget(func(r runner) bool { return r == mine })
}
