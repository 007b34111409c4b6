package rt

import (
	"fmt"
	"runtime"
	"sync/atomic"

	asyncio "goasync/asyncrt"
)

// limits is what a checkpoint raises besides interrupts: a resource that a cell has used up.
type limits struct {
	stack  atomic.Bool // some goroutine's stack grows without end
	ended  atomic.Bool // it was ended for that
	memory atomic.Bool // the heap has reached its limit
	full   int         // how often in turn it was found full
	beside atomic.Bool // it stays full: what allocates may run beside the loop
}

// A StackOverflow is what endless recursion fails with (Python's RecursionError).
type StackOverflow struct {
	value bool // what has no end is a value, as a list that is its own element
}

// Error says so.
func (e *StackOverflow) Error() string {
	if e.value {
		return "stack overflow: the value contains itself"
	}
	return "stack overflow: a function calls itself without end"
}

// A MemoryLimit is what a cell fails with when the program has used all the memory that it may (Python's MemoryError).
type MemoryLimit struct {
	Bytes uint64 // the limit
}

// Error says how much.
func (e *MemoryLimit) Error() string {
	return fmt.Sprintf("out of memory: the limit is %d MB", e.Bytes>>20)
}

// Limit tells what has been used up. deep: some goroutine's stack grows without end; the one whose stack is deep ends
// at its next checkpoint, and its deferred calls run. full: the heap has reached the limit of so many bytes; what the
// loop runs raises a MemoryLimit at its next checkpoint. It is called again and again, from one goroutine.
func (e *Env) Limit(deep, full bool, bytes uint64) {
	e.memoryLimit.Store(bytes)
	e.limits.stack.Store(deep)
	e.limits.memory.Store(full)
	if e.limits.full++; !full {
		e.limits.full = 0
	}
	e.limits.beside.Store(e.limits.full > besideCount)
	if deep || full {
		setFlag(e.stop, true)
	}
}

// besideCount is how often in turn the heap is found full before goroutines beside the loop are to blame, too.
const besideCount = 10

// Overflowed reports whether what the loop ran was ended for endless recursion since the last call.
func (e *Env) Overflowed() bool { return e.limits.ended.Swap(false) }

// deepFrames is a number of frames that only endless recursion reaches; two of them are a call of the interpreter's.
const deepFrames = 60000

// A forced panic is one that no mistake of the code raised: an interrupt or the memory limit.
type forced struct {
	value error
	in    *asyncio.Context
}

// force raises value at a place in a cell.
func (e *Env) force(value error, place int) {
	if place > 0 {
		e.Raising(place)
	}
	e.forced.Store(&forced{value, asyncio.CurrentContext()})
	panic(value)
}

// Resurface raises again what was forced in the current task and nobody has seen: package fmt makes text of the panics of
// the String methods that it calls.
func (e *Env) Resurface() {
	if f := e.forced.Load(); f != nil && f.in == asyncio.CurrentContext() {
		panic(f.value)
	}
}

// isForced reports whether a panic, other than a BaseException, is not one for those who recover what a method does.
func isForced(value any) bool {
	_, forced := value.(*MemoryLimit)
	return forced
}

// slowFrames is a number of frames that a panic takes long to unwind: see raiseLimits.
const slowFrames = 1000

// raiseLimits raises when a limit is reached and the caller, which is at a place in a cell, is to blame.
func (e *Env) raiseLimits(onLoop bool, place int) {
	if e.limits.stack.Load() && isDeep(deepFrames) {
		// Not by a panic: the interpreter panics again in each of its frames, which takes time that grows with the
		// square of their number.
		e.limits.stack.Store(false)
		if place > 0 {
			e.Raising(place)
		}
		if onLoop {
			e.limits.ended.Store(true)
		} else {
			fmt.Fprintln(e.Stderr(), "a goroutine was ended:", &StackOverflow{})
		}
		runtime.Goexit()
	}
	if (onLoop || e.limits.beside.Load()) && e.limits.memory.CompareAndSwap(true, false) {
		e.force(&MemoryLimit{e.memoryLimit.Load()}, place)
	}
}

// isDeep reports whether the calling goroutine's stack has so many frames. To count ten thousands takes a millisecond.
func isDeep(frames int) bool {
	var pcs [1]uintptr
	return runtime.Callers(frames, pcs[:]) > 0
}

// onLoop reports whether the caller is what the loop runs.
func onLoop() bool {
	_, err := asyncio.GetRunningLoop()
	return err == nil
}
