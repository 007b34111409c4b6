package eval

import (
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	asyncio "goasync/asyncrt"
	"goasync/eval/diag"
	"goasync/eval/internal/rt"
	"goasync/eval/magic"
)

// sources keeps the text of cells for tracebacks.
type sources struct {
	mu   sync.Mutex
	text map[string]string
}

func (s *sources) add(name, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.text == nil {
		s.text = map[string]string{}
	}
	s.text[name] = text
}

// line returns a line of a cell, from 1; "" when there is none.
func (s *sources) line(name string, n int) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	lines := strings.Split(s.text[name], "\n")
	if n < 1 || n > len(lines) {
		return ""
	}
	return lines[n-1]
}

// ownLines gives errors the lines that the user wrote: magics in them were blanks for the passes. An error at a magic
// that stands within other code says where magics may stand.
func (s *Session) ownLines(errs diag.List) {
	for _, e := range errs[:min(len(errs), maxErrors)] {
		line := s.sources.line(e.Pos.Filename, e.Pos.Line)
		if strings.HasSuffix(line, strings.TrimLeft(e.SourceLine, " ")) && len(line) == len(e.SourceLine) {
			e.SourceLine = line
		}
		if e.Hint == "" && e.Pos.Column > 0 && e.Pos.Column <= len(line) && magic.Known(line[e.Pos.Column-1:]) {
			e.Hint = "a magic stands on a line of its own, outside of blocks"
		}
	}
}

// maxErrors is how many errors of a cell are shown. The compiler stops after ten.
const maxErrors = 50

// compileFailure is the failure of a cell that does not compile.
func compileFailure(errs diag.List) *Failure {
	if more := len(errs) - maxErrors; more > 0 {
		errs = append(slices.Clone(errs[:maxErrors]), &diag.Error{Msg: fmt.Sprintf("too many errors (%d more)", more)})
	}
	return &Failure{Name: "CompileError", Value: errs.Error(), Traceback: strings.Split(errs.Render(diag.Style{ANSI: true}), "\n")}
}

const (
	red   = "\x1b[31m"
	green = "\x1b[32m"
	bold  = "\x1b[1m"
	reset = "\x1b[0m"
)

// failure is the failure of a cell that ran.
func (x *execution) failure(err error) *Failure {
	frames := x.session.machine.Trace().Take(x.context)
	if p := (*asyncio.PanicError)(nil); errors.As(err, &p) && p.Goexit && x.session.env.Overflowed() {
		err = &rt.StackOverflow{}
		debug.FreeOSMemory()
	}
	t := &traceback{session: x.session, from: x.from, to: x.to}
	if x.isInterruption(err) {
		f := interruption()
		t.places(frames, "")
		f.Traceback = append(f.Traceback, t.lines...)
		return f
	}
	name, value := describeError(err)
	t.error(err, frames)
	if x.starved > 0 {
		t.line("  the cell blocked the event loop, and the tasks on it (%d): await asyncio.Receive(ch) and asyncio.Send(ch, v) let them run", x.starved)
	}
	return &Failure{Name: name, Value: value, Traceback: t.lines}
}

// isInterruption reports whether the cell failed since it was interrupted. What unwinds a deep stack is no panic.
func (x *execution) isInterruption(err error) bool {
	if errors.Is(err, asyncio.ErrKeyboardInterrupt) {
		return true
	}
	p := (*asyncio.PanicError)(nil)
	return x.interrupted.Load() && (errors.Is(err, asyncio.ErrCancelled) || errors.As(err, &p) && p.Goexit)
}

// describeError gives the kind of an error and its message.
func describeError(err error) (name, value string) {
	if p, ok := err.(*asyncio.PanicError); ok {
		if r, ok := rt.Normalize(p.Value).(error); ok {
			err = r
		} else {
			return "panic", panicText(p.Value)
		}
	}
	if r, ok := rt.Normalize(err).(error); ok {
		err = r
	}
	switch err.(type) {
	case *rt.StackOverflow:
		return "StackOverflow", err.Error()
	case *rt.MemoryLimit:
		debug.FreeOSMemory()
		return "MemoryLimit", err.Error()
	}
	if _, ok := err.(interface{ RuntimeError() }); ok {
		return "panic", err.Error()
	}
	return asyncio.ErrorName(err), err.Error()
}

// panicText is what the run-time system prints of the value of a panic; of values that it has an address for only it
// shows more.
func panicText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case fmt.Stringer:
		return v.String()
	}
	if t := rt.TypeName(v); strings.HasPrefix(t, "main.") && rt.IsBasic(v) {
		return fmt.Sprintf("%s(%#v)", t, v)
	}
	return fmt.Sprintf("%#v", v)
}
