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
}

// A StackOverflow is what endless recursion fails with (Python's RecursionError).
type StackOverflow struct{}

// Error says so.
func (*StackOverflow) Error() string { return "stack overflow: a function calls itself without end" }

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
	if deep || full {
		setFlag(e.stop, true)
	}
}

// Overflowed reports whether what the loop ran was ended for endless recursion since the last call.
func (e *Env) Overflowed() bool { return e.limits.ended.Swap(false) }

// deepFrames is a number of frames that only endless recursion reaches; two of them are a call of the interpreter's.
const deepFrames = 60000

// raiseLimits raises when a limit is reached and the caller is to blame.
func (e *Env) raiseLimits(onLoop bool) {
	if e.limits.stack.Load() && isDeep() {
		// Not by a panic: the interpreter panics again in each of its frames, which takes time that grows with the
		// square of their number.
		e.limits.stack.Store(false)
		if onLoop {
			e.limits.ended.Store(true)
		} else {
			fmt.Fprintln(e.Stderr(), "a goroutine was ended:", &StackOverflow{})
		}
		runtime.Goexit()
	}
	if onLoop && e.limits.memory.CompareAndSwap(true, false) {
		panic(&MemoryLimit{e.memoryLimit.Load()})
	}
}

// isDeep reports whether the calling goroutine's stack is deep. It takes a millisecond when it is.
func isDeep() bool {
	var pcs [1]uintptr
	return runtime.Callers(deepFrames, pcs[:]) > 0
}

// onLoop reports whether the caller is what the loop runs.
func onLoop() bool {
	_, err := asyncio.GetRunningLoop()
	return err == nil
}
