package asyncio

import (
	"fmt"
	"time"
)

type timeoutState int

const (
	timeoutCreated timeoutState = iota
	timeoutEntered
	timeoutExpiring
	timeoutExpired
	timeoutExited
)

// String gives Python's word for the state.
func (s timeoutState) String() string {
	return [...]string{"created", "active", "expiring", "expired", "finished"}[s]
}

// TimeoutContext is asyncio.Timeout: an async context manager that cancels its body when it
// takes too long, and then fails with ErrTimeout.
type TimeoutContext struct {
	state      timeoutState
	when       time.Duration // NoTimeout: never
	relative   bool          // when counts from entering: no loop ran when it was made
	task       *task
	cancelling int
	pending    *expiry
}

// Timeout gives a context manager that limits its body to d (asyncio.timeout).
func Timeout(d time.Duration) *TimeoutContext {
	c := &TimeoutContext{when: d}
	if d == NoTimeout {
		return c
	}
	if l := runningLoop(); l != nil {
		c.when += l.clock.Now()
	} else {
		c.relative = true
	}
	return c
}

// TimeoutAt is Timeout with the loop's time at which the body must have ended.
func TimeoutAt(when time.Duration) *TimeoutContext { return &TimeoutContext{when: when} }

// When gives the loop's time at which the body will be cancelled, or NoTimeout.
func (c *TimeoutContext) When() time.Duration { return c.when }

// Expired reports whether the time was up while the body ran.
func (c *TimeoutContext) Expired() bool {
	return c.state == timeoutExpiring || c.state == timeoutExpired
}

// Reschedule changes the loop's time at which the body is cancelled; NoTimeout lifts the
// limit. It fails with a *RuntimeError unless the body is running.
func (c *TimeoutContext) Reschedule(when time.Duration) error {
	switch c.state {
	case timeoutEntered:
	case timeoutCreated:
		return runtimeErrorf("Timeout has not been entered")
	default:
		return runtimeErrorf("Cannot change state of %s Timeout", c.state)
	}
	c.when = when
	l := c.task.loop
	c.disarm(l)
	if when == NoTimeout {
		return nil
	}
	c.pending = &expiry{c: c}
	if when <= l.clock.Now() {
		l.push(c.pending, nil)
	} else {
		c.pending.timer.r = c.pending
		l.timers.add(when, &c.pending.timer)
	}
	return nil
}

// expiry is one scheduled end of a timeout.
type expiry struct {
	timer
	c *TimeoutContext
}

func (e *expiry) run(*Loop, *future) {
	if e.cancelled {
		return
	}
	c := e.c
	c.task.cancelWith(nil)
	c.state = timeoutExpiring
	c.pending = nil
}

func (c *TimeoutContext) disarm(l *Loop) {
	if c.pending != nil {
		l.timers.cancel(&c.pending.timer)
		c.pending = nil
	}
}

// AEnter starts the time. It fails with a *RuntimeError outside a task and when used twice.
func (c *TimeoutContext) AEnter() *Coroutine[*TimeoutContext] {
	return NewCoroutine("__aenter__", func() (*TimeoutContext, error) { return c, c.enter() })
}

func (c *TimeoutContext) enter() error {
	if c.state != timeoutCreated {
		return runtimeErrorf("Timeout has already been entered")
	}
	l := runningLoop()
	if l == nil || l.current == nil {
		return runtimeErrorf("Timeout should be used inside a task")
	}
	c.state, c.task = timeoutEntered, l.current
	c.cancelling = c.task.Cancelling()
	if c.relative {
		c.relative = false
		c.when += l.clock.Now()
	}
	return c.Reschedule(c.when)
}

// AExit ends the time. A body that failed because of it fails with ErrTimeout instead.
func (c *TimeoutContext) AExit(err error) *Coroutine[bool] {
	return NewCoroutine("__aexit__", func() (bool, error) { return false, c.exit(err) })
}

func (c *TimeoutContext) exit(err error) error {
	c.disarm(c.task.loop)
	switch c.state {
	case timeoutExpiring:
		c.state = timeoutExpired
		if c.task.Uncancel() <= c.cancelling && isCancelled(err) {
			return &timeoutError{err}
		}
	case timeoutEntered:
		c.state = timeoutExited
	}
	return nil
}

// String shows the state as Python does.
func (c *TimeoutContext) String() string {
	if c.state == timeoutEntered && c.when != NoTimeout {
		return fmt.Sprintf("<Timeout [%s] when=%.3f>", c.state, c.when.Seconds())
	}
	if c.state == timeoutEntered {
		return "<Timeout [active] when=None>"
	}
	return fmt.Sprintf("<Timeout [%s]>", c.state)
}
