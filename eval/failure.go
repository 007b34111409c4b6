package eval

import (
	"errors"
	"fmt"
	"go/token"
	"runtime/debug"
	"strings"
	"sync"

	asyncio "goasync/asyncrt"
	"goasync/eval/diag"
	"goasync/eval/internal/rt"
	"goasync/eval/internal/run"
	"goasync/eval/lower"
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
	for _, e := range errs {
		line := s.sources.line(e.Pos.Filename, e.Pos.Line)
		if strings.HasSuffix(line, strings.TrimLeft(e.SourceLine, " ")) && len(line) == len(e.SourceLine) {
			e.SourceLine = line
		}
		if e.Hint == "" && e.Pos.Column > 0 && e.Pos.Column <= len(line) && magic.Known(line[e.Pos.Column-1:]) {
			e.Hint = "a magic stands on a line of its own, outside of blocks"
		}
	}
}

// compileFailure is the failure of a cell that does not compile.
func compileFailure(errs diag.List) *Failure {
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
	frames := x.session.machine.Trace().Take()
	if errors.Is(err, asyncio.ErrKeyboardInterrupt) || x.interrupted.Load() && errors.Is(err, asyncio.ErrCancelled) {
		return interruption()
	}
	if p := (*asyncio.PanicError)(nil); errors.As(err, &p) && p.Goexit && x.session.env.Overflowed() {
		err = &rt.StackOverflow{}
		debug.FreeOSMemory()
	}
	name, value := describeError(err)
	f := &Failure{Name: name, Value: value}
	f.Traceback = append(f.Traceback, red+name+reset+": "+value)
	f.Traceback = append(f.Traceback, x.traceback(frames, value)...)
	return f
}

// describeError gives the kind of an error and its message.
func describeError(err error) (name, value string) {
	var p *asyncio.PanicError
	if errors.As(err, &p) {
		if r, ok := rt.Normalize(p.Value).(error); ok {
			err = r
		} else {
			return "panic", fmt.Sprint(p.Value)
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

// traceback renders the places in cells that a failure came through, outermost first.
func (x *execution) traceback(frames []run.Frame, message string) []string {
	var out []string
	s := x.session
	places := x.places(frames, message)
	for i := len(places) - 1; i >= 0; i-- {
		p := places[i]
		pos := s.machine.FileSet().Position(p.pos)
		file := strings.TrimSuffix(pos.Filename, run.FileSuffix)
		in := ""
		if p.function != "" {
			in = ", in " + p.function
		}
		if skipped := len(places) - 2*maxPlaces; skipped > 0 && i == len(places)-1-maxPlaces {
			out = append(out, fmt.Sprintf("  … %d more", skipped))
			i = maxPlaces
			continue
		}
		out = append(out, fmt.Sprintf("%s%s%s line %d%s", green, file, reset, pos.Line, in))
		out = append(out, fmt.Sprintf("%s%4d%s %s", bold, pos.Line, reset, s.sources.line(file, pos.Line)))
	}
	return out
}

// maxPlaces bounds what is shown of either end of a long traceback.
const maxPlaces = 15

// place is a line of a traceback.
type place struct {
	pos      token.Pos
	function string // the user's name of it; "" for the statements of a cell
}

// places tells where a panic came through, innermost first. What is not known from the panic itself follows from what
// lowering knows of the functions: from where they call the next one, and what in them can fail so.
func (x *execution) places(frames []run.Frame, message string) []place {
	s := x.session
	s.compile.Lock()
	defer s.compile.Unlock()
	var out []place
	var raised token.Pos
	inner, around := "", "" // around: the function of the literal whose frame came last
	var last *lower.Function
	for _, f := range frames {
		if f.Function == "" {
			raised = f.Place
			continue
		}
		name, literal := baseFunction(f.Function)
		about, ok := s.lowerer.Function(name)
		if !ok || name == around && !raised.IsValid() {
			around = ""
			continue
		}
		if about.LedTo(last) {
			inner = name
			continue
		}
		last = about
		pos := where(about, raised, inner, message)
		if about.Name == "" && (pos < x.from || pos >= x.to) {
			pos = x.from // of a cell the statement is known
		}
		if pos.IsValid() {
			out = append(out, place{pos, about.Name})
		}
		raised, inner, around = token.NoPos, name, ""
		if literal {
			around = name
		}
	}
	if len(out) == 0 && x.from.IsValid() {
		out = append(out, place{x.from, ""})
	}
	return out
}

// where returns the place in a function that a panic came through.
func where(f *lower.Function, raised token.Pos, inner, message string) token.Pos {
	switch {
	case raised.IsValid():
		return raised
	case inner != "":
		return f.CallOf(inner)
	}
	for _, r := range lower.Risks {
		if strings.Contains(message, string(r)) {
			return f.RiskOf(r)
		}
	}
	return f.CallOf("")
}

// baseFunction returns the declared function in which a frame's function is a literal, and whether it is one.
func baseFunction(name string) (base string, literal bool) {
	base = strings.TrimSuffix(name, ".func")
	literal = base != name
	for strings.HasSuffix(base, ".func") {
		base = strings.TrimSuffix(base, ".func")
	}
	return base, literal
}
