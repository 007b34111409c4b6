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
	frames map[*asyncio.Context][]Frame // of all but the current one
	// The context that was asked for last is at hand: most panics are recovered before another one is.
	current *asyncio.Context
	noted   []Frame
}

func newTrace() *Trace { return &Trace{frames: map[*asyncio.Context][]Frame{}} }

// switchTo makes c the current context. The caller holds t.mu.
func (t *Trace) switchTo(c *asyncio.Context) {
	if c == t.current {
		return
	}
	if len(t.noted) > 0 {
		t.frames[t.current] = t.noted
		t.noted = nil
	}
	t.current = c
	if frames, ok := t.frames[c]; ok {
		t.noted = frames
		delete(t.frames, c)
	}
}

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
	t.switchTo(c)
	if len(t.frames) >= maxTraces {
		clear(t.frames) // of tasks and goroutines long gone, whose panics compiled code has recovered
	}
	if len(t.noted) < maxFrames {
		t.noted = append(t.noted, f)
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
	maxKept   = 100 // room that is kept for the next frames
)

// Take returns the frames noted in a context since the last Take, and forgets them.
func (t *Trace) Take(c *asyncio.Context) []Frame {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.switchTo(c)
	frames := t.noted
	t.current, t.noted = nil, nil // the context may be gone
	return frames
}

// Len returns how many frames are noted in the current context.
func (t *Trace) Len() int {
	c := asyncio.CurrentContext()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.switchTo(c)
	return len(t.noted)
}

// Cut forgets the frames noted in the current context but for the first n: a panic was recovered.
func (t *Trace) Cut(n int) {
	c := asyncio.CurrentContext()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.switchTo(c)
	switch {
	case n == 0 && cap(t.noted) > maxKept:
		t.noted = nil
	case n < len(t.noted):
		t.noted = t.noted[:n]
	}
}
