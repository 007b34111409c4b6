package asyncio

import (
	"sync/atomic"
	"time"
)

// Clock is the time of a loop. NewEventLoop uses the real one; WithClock replaces it.
type Clock interface {
	// Now gives the time since the clock's origin. It never goes back.
	Now() time.Duration
	// Wait blocks until something comes for the loop, which w knows, or d has passed, for ever
	// when d is negative. outside says what is under way whose end will come.
	Wait(d time.Duration, w Waker, outside Outside)
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
type realClock struct{ origin time.Time }

func newRealClock() *realClock { return &realClock{origin: time.Now()} }

func (c *realClock) Now() time.Duration { return time.Since(c.origin) }

func (c *realClock) Wait(d time.Duration, w Waker, _ Outside) { w.Wait(d) }

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
func (c *VirtualClock) Wait(d time.Duration, w Waker, outside Outside) {
	waitVirtually(c, d, w, outside)
}

func waitVirtually(c jumper, d time.Duration, w Waker, outside Outside) {
	if outside == WorkOutside || d < 0 {
		w.Wait(-1)
		return
	}
	if outside == MaybeOutside && w.Wait(outsideGrace) {
		return
	}
	if !w.Wait(0) {
		c.advance(d)
	}
}
