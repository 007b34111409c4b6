// Package asyncio is Python's asyncio for Go: an event loop, coroutines, tasks and
// futures, and what is built on them, in CPython 3.13's order of events.
//
// # The algorithm
//
// The [Loop] keeps a queue of callbacks that are ready and a heap of timers. One
// iteration waits for the outside (or for the next timer, when nothing is ready),
// moves the timers that are due to the queue, and runs the callbacks that were in
// the queue at that moment, no later ones. A [Task] is stepped by such a callback: it
// runs its coroutine until that awaits a future which is not done; the future's done
// callback then steps the task again, through the queue. Completing a future never
// runs anything at once: its callbacks are put into the queue. Those rules decide
// every interleaving, and they are CPython's.
//
// A coroutine body is plain Go that calls [Await] or [MustAwait]. Each task which is
// suspended inside its body owns a goroutine made with iter.Pull, so that switching
// is a direct hand-over within one thread; a task that ends without suspending gives
// its goroutine back for the next. One body runs at a time, always.
//
// # Types
//
// Type parameters are phantom: a [Coroutine], [Task] or [Future] holds its value as
// any, so that pointers to different instantiations convert to one another. The cells
// of the kernel use everything instantiated at any; see [Erase].
//
// # Threads
//
// What belongs to a loop may be used from that loop only. A call from another goroutine
// fails with a [*RuntimeError] instead of racing; [Loop.CallSoonThreadsafe] and
// [RunCoroutineThreadsafe] are the ways in, [ToThread] the way out.
//
// # Start
//
//	v, err := asyncio.Run(asyncio.NewCoroutine("main", func() (int, error) {
//		asyncio.MustAwait(asyncio.Sleep(time.Second))
//		return 42, nil
//	}))
//
// It does not know the kernel, nor how cells are compiled.
package asyncio
