package run

import (
	"go/token"
	"strings"
	"sync"

	asyncio "goasync/asyncrt"
)

// A Trace collects what yaegi writes when a panic unwinds its frames, a line a frame, innermost first, and the places
// that the run-time support knows of. It keeps apart what unwinds in different tasks and goroutines, by the context that
// each of them has.
type Trace struct {
	mu     sync.Mutex
	frames map[*asyncio.Context][]Frame
}

func newTrace() *Trace { return &Trace{frames: map[*asyncio.Context][]Frame{}} }

// A Frame is a function that a panic unwound, by its lowered name, or a place at which one was raised.
type Frame struct {
	Function string
	Place    token.Pos // valid in a frame without function
}

// Raising notes a place in a cell that raises.
func (t *Trace) Raising(place int) { t.add(Frame{Place: token.Pos(place)}) }

func (t *Trace) add(f Frame) {
	c := asyncio.CurrentContext()
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.frames) >= maxTraces && t.frames[c] == nil {
		clear(t.frames) // of tasks and goroutines long gone, whose panics compiled code has recovered
	}
	if len(t.frames[c]) < maxFrames {
		t.frames[c] = append(t.frames[c], f)
	}
}

// Write takes lines of the form "cell 3:2:5: panic: main.name(...)". The position is that of the function's body, at
// best, and not used.
func (t *Trace) Write(p []byte) (int, error) {
	for line := range strings.Lines(string(p)) {
		if _, name, ok := strings.Cut(strings.TrimRight(line, "\n"), ": panic: "); ok {
			t.add(Frame{Function: strings.TrimSuffix(strings.TrimPrefix(name, "main."), "(...)")})
		}
	}
	return len(p), nil
}

const (
	maxFrames = 10000 // of one endless recursion
	maxTraces = 1000
)

// Take returns the frames noted in a context since the last Take, and forgets them.
func (t *Trace) Take(c *asyncio.Context) []Frame {
	t.mu.Lock()
	defer t.mu.Unlock()
	frames := t.frames[c]
	delete(t.frames, c)
	return frames
}

// Len returns how many frames are noted in the current context.
func (t *Trace) Len() int {
	c := asyncio.CurrentContext()
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.frames[c])
}

// Cut forgets the frames noted in the current context but for the first n: a panic was recovered.
func (t *Trace) Cut(n int) {
	c := asyncio.CurrentContext()
	t.mu.Lock()
	defer t.mu.Unlock()
	switch frames := t.frames[c]; {
	case n == 0:
		delete(t.frames, c)
	case n < len(frames):
		t.frames[c] = frames[:n]
	}
}
