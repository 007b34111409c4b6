package rt

import (
	"sync"
	"time"

	asyncio "goasync/asyncrt"
)

// interrupts is the state of interrupting what runs on the loop.
type interrupts struct {
	mu      sync.Mutex
	pending bool
	wake    chan struct{} // closed by the next interrupt; made when something blocks
}

// StopFlag is the name of the variable that lowered code tests. It is one of the interpreter's own: a condition on a
// compiled variable would be decided when the cell is compiled.
const StopFlag = "stop"

// UseFlag makes flag the variable that checkpoints test.
func (e *Env) UseFlag(flag *bool) { e.stop = flag }

// Interrupt asks the code that runs on the loop to raise KeyboardInterrupt at its next checkpoint or blocked channel
// operation. It may be called from any goroutine.
func (e *Env) Interrupt() {
	e.interrupt.mu.Lock()
	e.interrupt.pending = true
	if e.interrupt.wake != nil {
		close(e.interrupt.wake)
		e.interrupt.wake = nil
	}
	e.interrupt.mu.Unlock()
	setFlag(e.stop, true)
}

// Pending reports whether nothing has taken the interrupt yet.
func (e *Env) Pending() bool {
	e.interrupt.mu.Lock()
	defer e.interrupt.mu.Unlock()
	return e.interrupt.pending
}

// Take withdraws the interrupt, and reports whether nothing had taken it.
func (e *Env) Take() bool { return e.take() }

// take withdraws the interrupt, and reports whether there was one.
func (e *Env) take() bool {
	e.interrupt.mu.Lock()
	defer e.interrupt.mu.Unlock()
	was := e.interrupt.pending
	e.interrupt.pending = false
	setFlag(e.stop, false)
	return was
}

// setFlag writes the flag that interpreted code reads without synchronisation: it is a hint, and stays one byte.
//
//go:norace
func setFlag(flag *bool, v bool) { *flag = v }

// checkpoint raises when an interrupt is pending and the caller is what the loop is running.
func (e *Env) checkpoint() {
	here := onLoop()
	e.raiseLimits(here)
	if !here {
		return // a goroutine beside the loop goes on
	}
	if e.take() { // which lowers the flag: what is still at its limit raises it again
		if e.Interrupted != nil {
			e.Interrupted()
		}
		panic(asyncio.ErrKeyboardInterrupt)
	}
}

// wake returns a channel that an interrupt closes, for what blocks the loop to listen to; nil on a goroutine beside
// the loop, which no interrupt ends.
func (e *Env) wake() <-chan struct{} {
	if _, err := asyncio.GetRunningLoop(); err != nil {
		return nil
	}
	e.interrupt.mu.Lock()
	defer e.interrupt.mu.Unlock()
	if e.interrupt.pending {
		return closedChannel
	}
	if e.interrupt.wake == nil {
		e.interrupt.wake = make(chan struct{})
	}
	return e.interrupt.wake
}

// woken raises when there is an interrupt to take, or returns what to listen to further.
func (e *Env) woken() <-chan struct{} {
	e.checkpoint()
	return e.wake()
}

var closedChannel = func() <-chan struct{} {
	ch := make(chan struct{})
	close(ch)
	return ch
}()

// Sleep is time.Sleep; an interrupt ends it on the loop.
func (e *Env) Sleep(d time.Duration) {
	asyncio.Blocking()
	timer := time.NewTimer(d)
	defer timer.Stop()
	for wake := e.wake(); wake != nil; wake = e.woken() {
		select {
		case <-timer.C:
			return
		case <-wake:
		}
	}
	<-timer.C
}
