package asyncio

import "time"

// Clock is the time of a loop. NewEventLoop uses the real one; WithClock replaces it.
type Clock interface {
	// Now gives the time since the clock's origin. It never goes back.
	Now() time.Duration
	// Wait blocks until a value comes from wake or d has passed, for ever when d is
	// negative. held says that outside work is under way whose end will be sent to
	// wake: a virtual clock must not move meanwhile.
	Wait(d time.Duration, wake <-chan struct{}, held bool)
}

// realClock counts from its making.
type realClock struct {
	origin time.Time
	timer  *time.Timer
}

func newRealClock() *realClock { return &realClock{origin: time.Now()} }

func (c *realClock) Now() time.Duration { return time.Since(c.origin) }

func (c *realClock) Wait(d time.Duration, wake <-chan struct{}, _ bool) {
	if d < 0 {
		<-wake
		return
	}
	if c.timer == nil {
		c.timer = time.NewTimer(d)
	} else {
		c.timer.Reset(d)
	}
	select {
	case <-wake:
		c.timer.Stop()
	case <-c.timer.C:
	}
}

// VirtualClock is a clock that stands still while anything runs and jumps to the next
// timer when nothing is ready and no outside work is pending.
type VirtualClock struct{ now time.Duration }

// NewVirtualClock makes a virtual clock that shows zero. It serves one loop.
func NewVirtualClock() *VirtualClock { return &VirtualClock{} }

// Now gives the virtual time.
func (c *VirtualClock) Now() time.Duration { return c.now }

// Wait jumps by d, or blocks on wake while outside work is pending.
func (c *VirtualClock) Wait(d time.Duration, wake <-chan struct{}, held bool) {
	if held || d < 0 {
		<-wake
		return
	}
	select {
	case <-wake:
	default:
		c.now += d
	}
}
