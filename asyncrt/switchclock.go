package asyncio

import (
	"sync"
	"time"
)

// SwitchClock is a clock that can be made virtual and real again while its loop runs. Its time never goes back: a virtual
// stretch begins at the time that is, and real time goes on from where it ended.
type SwitchClock struct {
	mu      sync.Mutex
	virtual bool
	ever    bool          // it was virtual once
	base    time.Duration // the time at since; while it is virtual, the time
	since   time.Time
}

// NewSwitchClock makes a clock that shows zero. It serves one loop.
func NewSwitchClock(virtual bool) *SwitchClock {
	return &SwitchClock{virtual: virtual, ever: virtual, since: time.Now()}
}

// SetVirtual makes the clock virtual or real. While the loop runs only the loop may call it.
func (c *SwitchClock) SetVirtual(virtual bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.base = c.now()
	c.since = time.Now()
	c.virtual, c.ever = virtual, c.ever || virtual
}

// Virtual reports whether the clock is virtual now. It is safe for concurrent use.
func (c *SwitchClock) Virtual() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.virtual
}

// EverVirtual reports whether the clock is or was virtual: whether it has left real time. It is safe for concurrent use.
func (c *SwitchClock) EverVirtual() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ever
}

// Now gives the time. It is safe for concurrent use.
func (c *SwitchClock) Now() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

// now is Now with the mutex held.
func (c *SwitchClock) now() time.Duration {
	if c.virtual {
		return c.base
	}
	return c.base + time.Since(c.since)
}

func (c *SwitchClock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.virtual {
		c.base += max(d, 0)
	}
}

// Wait waits as the real clock or the virtual one does.
func (c *SwitchClock) Wait(d time.Duration, w Waker, outside Outside) {
	if c.Virtual() {
		waitVirtually(c, d, w, outside)
		return
	}
	w.Wait(d)
}

// jumper is a clock that can jump.
type jumper interface {
	Clock
	advance(d time.Duration)
}

// virtualClock gives the clock of a loop when it is virtual at present.
func (l *Loop) virtualClock() (jumper, bool) {
	switch c := l.clock.(type) {
	case *VirtualClock:
		return c, true
	case *SwitchClock:
		return c, c.Virtual()
	}
	return nil, false
}
