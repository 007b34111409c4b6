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
	waiting map[chan struct{}]bool // what blocked channel operations listen to
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
	for wake := range e.interrupt.waiting {
		select {
		case wake <- struct{}{}:
		default:
		}
	}
	e.interrupt.mu.Unlock()
	setFlag(e.stop, true)
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
	if _, err := asyncio.GetRunningLoop(); err != nil {
		return // a goroutine beside the loop goes on
	}
	if e.take() {
		panic(asyncio.ErrKeyboardInterrupt)
	}
}

// block returns a channel on which an interrupt wakes a blocked operation.
func (i *interrupts) block() (wake <-chan struct{}, done func()) {
	ch := make(chan struct{}, 1)
	i.mu.Lock()
	if i.waiting == nil {
		i.waiting = map[chan struct{}]bool{}
	}
	i.waiting[ch] = true
	if i.pending {
		ch <- struct{}{}
	}
	i.mu.Unlock()
	return ch, func() {
		i.mu.Lock()
		delete(i.waiting, ch)
		i.mu.Unlock()
	}
}

// Sleep is time.Sleep; an interrupt ends it on the loop.
func (e *Env) Sleep(d time.Duration) {
	asyncio.Blocking()
	wake, done := e.interrupt.block()
	defer done()
	timer := time.NewTimer(d)
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
			return
		case <-wake:
			e.checkpoint()
		}
	}
}
