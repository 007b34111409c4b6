package asyncio

import (
	"sync/atomic"
	"time"
)

// Clock is the time of a loop. NewEventLoop uses the real one; WithClock replaces it.
type Clock interface {
	// Now gives the time since the clock's origin. It never goes back.
	Now() time.Duration
	// Wait blocks until a value comes from wake or d has passed, for ever when d is
	// negative. outside says what is under way whose end will be sent to wake.
	Wait(d time.Duration, wake <-chan struct{}, outside Outside)
}

// Outside says what a loop that has nothing to do may expect from outside.
type Outside int

// The kinds of work outside a loop.
const (
	// NothingOutside: only a call from another goroutine nobody knows of.
	NothingOutside Outside = iota
	// MaybeOutside: somebody waits for a channel or a socket, whose other end may be on the
	// loop itself. A virtual clock gives it a moment.
	MaybeOutside
	// WorkOutside: a function runs on an executor, a connection is being made, a process is
	// awaited. A virtual clock must not move meanwhile.
	WorkOutside
)

// realClock counts from its making.
type realClock struct {
	origin time.Time
	timer  *time.Timer
}

func newRealClock() *realClock { return &realClock{origin: time.Now()} }

func (c *realClock) Now() time.Duration { return time.Since(c.origin) }

func (c *realClock) Wait(d time.Duration, wake <-chan struct{}, _ Outside) {
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
type VirtualClock struct{ now atomic.Int64 }

// NewVirtualClock makes a virtual clock that shows zero. It serves one loop.
func NewVirtualClock() *VirtualClock { return &VirtualClock{} }

// Now gives the virtual time. It is safe for concurrent use.
func (c *VirtualClock) Now() time.Duration { return time.Duration(c.now.Load()) }

func (c *VirtualClock) advance(d time.Duration) { c.now.Add(int64(max(d, 0))) }

// outsideGrace is the real time for which a virtual clock waits for what may come.
const outsideGrace = 20 * time.Millisecond

// Wait jumps by d, unless something comes from outside first.
func (c *VirtualClock) Wait(d time.Duration, wake <-chan struct{}, outside Outside) {
	waitVirtually(c, d, wake, outside)
}

func waitVirtually(c jumper, d time.Duration, wake <-chan struct{}, outside Outside) {
	if outside == WorkOutside || d < 0 {
		<-wake
		return
	}
	if outside == MaybeOutside {
		grace := time.NewTimer(outsideGrace)
		defer grace.Stop()
		select {
		case <-wake:
			return
		case <-grace.C:
		}
	}
	select {
	case <-wake:
	default:
		c.advance(d)
	}
}
