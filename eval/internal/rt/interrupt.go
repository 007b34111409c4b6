package rt

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	asyncio "goasync/asyncrt"
)

// interrupts is the state of interrupting what runs on the loop.
type interrupts struct {
	mu       sync.Mutex
	pending  atomic.Bool
	overdue  bool                          // what is not meant by it takes it, too
	deadlock bool                          // it is one because nothing else can end what blocks the loop
	wake     atomic.Pointer[chan struct{}] // closed while an interrupt is pending
	late     chan struct{}                 // closed when it is overdue
}

// An interruption unwinds what is interrupted. It is KeyboardInterrupt, but code of cells does not recover it: Stop stops
// also what recovers from whatever happens.
type interruption struct{}

func (*interruption) Error() string { return asyncio.ErrKeyboardInterrupt.Error() }

// ErrorName is Python's name.
func (*interruption) ErrorName() string { return "KeyboardInterrupt" }

// Is reports that it is ErrKeyboardInterrupt.
func (*interruption) Is(target error) bool { return target == asyncio.ErrKeyboardInterrupt }

// BaseException marks it as what awaits do not turn into an error.
func (*interruption) BaseException() {}

// Final marks it as what code of cells does not recover.
func (*interruption) Final() {}

// Interruption is what an interrupt raises.
var Interruption error = &interruption{}

// A deadlock ends code that waits for what never comes. As in Go nothing recovers it.
type deadlock struct{}

func (*deadlock) Error() string { return "all goroutines are asleep - deadlock!" }

// ErrorName is what a Go program says.
func (*deadlock) ErrorName() string { return "fatal error" }

// Final marks it as what code of cells does not recover.
func (*deadlock) Final() {}

// Deadlock is what is raised when all goroutines of cells are asleep.
var Deadlock error = &deadlock{}

// StopFlag is the name of the variable that lowered code tests. It is one of the interpreter's own: a condition on a
// compiled variable would be decided when the cell is compiled.
const StopFlag = "stop"

// WakeSignal is the name of the variable with the channel that is closed while an interrupt is pending. It is for what
// blocks the loop of the session.
const WakeSignal = "wake"

// UseFlag makes flag the variable that checkpoints test.
func (e *Env) UseFlag(flag *bool) { e.stop = flag }

// UseSignal makes wake the variable of that name. What runs on the loop may block with it.
func (e *Env) UseSignal(wake *chan struct{}, loop *asyncio.Loop) {
	e.signal, e.loop = wake, loop
	setSignal(wake, *e.interrupt.wake.Load())
}

// Interrupt asks the code that runs on the loop to raise KeyboardInterrupt at its next checkpoint or blocked channel
// operation. It may be called from any goroutine.
func (e *Env) Interrupt() {
	e.interrupt.mu.Lock()
	if !e.interrupt.pending.Swap(true) {
		close(*e.interrupt.wake.Load())
	}
	e.interrupt.mu.Unlock()
	setFlag(e.stop, true)
}

// Deadlock raises Deadlock in what blocks the loop. It may be called from any goroutine.
func (e *Env) Deadlock() {
	e.interrupt.mu.Lock()
	e.interrupt.overdue, e.interrupt.deadlock = true, true
	e.interrupt.mu.Unlock()
	e.Interrupt()
}

// Pending reports whether nothing has taken the interrupt yet.
func (e *Env) Pending() bool { return e.interrupt.pending.Load() }

// Take withdraws the interrupt, and reports whether nothing had taken it.
func (e *Env) Take() bool { return e.take() }

// take withdraws the interrupt, and reports whether there was one.
func (e *Env) take() bool {
	e.interrupt.mu.Lock()
	defer e.interrupt.mu.Unlock()
	was := e.interrupt.pending.Swap(false)
	if was {
		e.renewWake()
	}
	e.interrupt.overdue, e.interrupt.deadlock = false, false
	setFlag(e.stop, false)
	return was
}

// renewWake gives what blocks from now on something to wait for.
func (e *Env) renewWake() {
	wake := make(chan struct{})
	e.interrupt.wake.Store(&wake)
	setSignal(e.signal, wake)
}

// setFlag writes the flag that interpreted code reads without synchronisation: it is a hint, and stays one byte.
//
//go:norace
func setFlag(flag *bool, v bool) { *flag = v }

// setSignal writes a variable that interpreted code reads in the same way: where it finds the channel of an interrupt that
// has been taken it looks again.
//
//go:norace
func setSignal(signal *chan struct{}, wake chan struct{}) { *signal = wake }

// checkpoint raises when an interrupt is pending and meant for the caller, which is at a place in a cell.
func (e *Env) checkpoint(place int) {
	here := onLoop()
	e.raiseLimits(here, place)
	if !here { // a goroutine beside the loop goes on, unless it was the cell's
		e.leaveAbandoned()
		return
	}
	e.interrupt.mu.Lock()
	pending, meant, deadlock := e.interrupt.pending.Load(), e.interrupt.overdue, e.interrupt.deadlock
	e.interrupt.mu.Unlock()
	if !pending {
		e.take() // which lowers the flag: what is still at its limit raises it again
		return
	}
	if deadlock && e.take() {
		e.force(Deadlock, place)
	}
	if (meant || e.Meant()) && e.take() {
		e.Interrupted()
		if isDeep(slowFrames) {
			if place > 0 {
				e.Raising(place)
			}
			runtime.Goexit()
		}
		e.force(Interruption, place)
	}
}

// leaveAbandoned ends the goroutine of a cell that was interrupted while compiled code kept it: the rest of the cell is not
// to run when that returns.
func (e *Env) leaveAbandoned() {
	c := asyncio.CurrentContext()
	if !c.Abandoned() {
		return
	}
	if _, again := e.ending.LoadOrStore(c, true); !again { // what it has deferred runs
		runtime.Goexit()
	}
}

// Reap has abandoned goroutines end that compute: they find out at their next checkpoint.
func (e *Env) Reap() { setFlag(e.stop, true) }

// Overdue makes the pending interrupt one for whatever the loop runs.
func (e *Env) Overdue() {
	e.interrupt.mu.Lock()
	defer e.interrupt.mu.Unlock()
	if e.interrupt.pending.Load() {
		e.interrupt.overdue = true
		if e.interrupt.late != nil {
			close(e.interrupt.late)
			e.interrupt.late = nil
		}
	}
}

// wake returns a channel that an interrupt closes, for what blocks the loop to listen to; nil on a goroutine beside
// the loop, which no interrupt ends.
func (e *Env) wake() <-chan struct{} {
	if !onLoop() {
		return nil
	}
	if e.interrupt.pending.Load() {
		return e.wakeLate()
	}
	return *e.interrupt.wake.Load()
}

// wakeLate is wake while an interrupt is pending.
func (e *Env) wakeLate() <-chan struct{} {
	meant := e.Meant()
	e.interrupt.mu.Lock()
	defer e.interrupt.mu.Unlock()
	if !e.interrupt.pending.Load() || meant || e.interrupt.overdue {
		return *e.interrupt.wake.Load()
	}
	if e.interrupt.late == nil {
		e.interrupt.late = make(chan struct{})
	}
	return e.interrupt.late
}

// woken raises when there is an interrupt to take, or returns what to listen to further.
func (e *Env) woken() <-chan struct{} {
	e.checkpoint(0)
	return e.wake()
}

// where tells lowered code, once a call, how it may block: beside the loop as it likes, on the loop of the session with the
// wake signal, on another loop by the support alone.
func (e *Env) where() (beside, looped bool) {
	l, err := asyncio.GetRunningLoop()
	return err != nil, err == nil && l == e.loop
}

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
