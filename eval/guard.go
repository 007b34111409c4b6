package eval

import (
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// The guard watches what cells use while some run, and ends the culprit before the process would end.

const (
	guardTick = 10 * time.Millisecond
	// deepStack is how much stack one goroutine may have before the guard takes its recursion for endless, and the share
	// of the session's memory that it may be. Stacks double: it is at half of the next power of two that one is noticed,
	// some 80 000 calls deep.
	deepStack  = 300 << 20
	stackShare = 8
	leastStack = 96 << 20
	// maxStack is where Go's run-time system would end the process.
	maxStack = 2 << 30
	// usualStack is how much stack the other goroutines may have each.
	usualStack = 32 << 10
)

const (
	stackMetric = "/memory/classes/heap/stacks:bytes"
	heapMetric  = "/memory/classes/heap/objects:bytes"
)

// guard runs until the session is closed; it sleeps while no cell runs and no task lives.
func (s *Session) guard() {
	debug.SetMaxStack(maxStack)
	if s.memoryLimit > 0 {
		debug.SetMemoryLimit(int64(min(s.memoryLimit, math.MaxInt64))) // near it garbage is collected eagerly
	}
	samples := []metrics.Sample{{Name: stackMetric}, {Name: heapMetric}}
	tick := time.NewTicker(guardTick)
	defer tick.Stop()
	deadlocks := deadlockGuard{session: s}
	for {
		select {
		case <-s.ended:
			return
		case now := <-tick.C:
			deadlocks.look(now)
		}
		if !s.busy() {
			tick.Stop()
			select {
			case <-s.ended:
				return
			case <-s.work:
			}
			tick.Reset(guardTick)
		}
		metrics.Read(samples)
		if s.isFull(samples[1].Value.Uint64()) { // not of what is garbage only
			runtime.GC()
			metrics.Read(samples)
		}
		s.limit(samples[0].Value.Uint64(), samples[1].Value.Uint64())
	}
}

// isFull reports whether a heap is too large.
func (s *Session) isFull(heap uint64) bool { return s.memoryLimit > 0 && heap > s.memoryLimit }

// limit raises the alarm when the stacks or the heap are too large.
func (s *Session) limit(stacks, heap uint64) {
	others := uint64(runtime.NumGoroutine()) * usualStack
	s.env.Limit(stacks > others+s.deepStack(), s.isFull(heap), s.memoryLimit)
}

// deepStack returns how much stack one goroutine may have.
func (s *Session) deepStack() uint64 {
	if s.memoryLimit == 0 {
		return deepStack
	}
	return max(leastStack, min(deepStack, s.memoryLimit/stackShare))
}

// busy reports whether a cell runs, or tasks lived on when the last one was done.
func (s *Session) busy() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.running) > 0 || s.lingering
}

// machineShare is the part of the machine's memory that a session may use when nothing else is said, in percent.
const machineShare = 75
