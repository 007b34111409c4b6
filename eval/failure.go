package eval

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"

	asyncio "goasync/asyncrt"
	"goasync/eval/diag"
	"goasync/eval/internal/rt"
	"goasync/eval/internal/run"
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

// compileFailure is the failure of a cell that does not compile.
func compileFailure(errs diag.List) *Failure {
	return &Failure{Name: "CompileError", Value: errs.Error(), Traceback: []string{errs.Error()}}
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
		return &Failure{Name: "KeyboardInterrupt", Value: "", Traceback: []string{red + "KeyboardInterrupt" + reset + ": the cell was interrupted"}}
	}
	name, value := describeError(err)
	f := &Failure{Name: name, Value: value}
	f.Traceback = append(f.Traceback, red+name+reset+": "+value)
	for _, line := range x.session.traceback(frames) {
		f.Traceback = append(f.Traceback, line)
	}
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
	if r, ok := err.(interface{ RuntimeError() }); ok {
		_ = r
		return "panic", err.Error()
	}
	return asyncio.ErrorName(err), err.Error()
}

// traceback renders the places in cells that a failure came through, outermost first.
func (s *Session) traceback(frames []run.Frame) []string {
	var out []string
	last := ""
	for i := len(frames) - 1; i >= 0 && len(out) < 30; i-- {
		f := frames[i]
		file, line, ok := splitPosition(f.Position)
		if !ok || f.Position == last {
			continue
		}
		text := s.sources.line(file, line)
		if text == "" {
			continue
		}
		last = f.Position
		out = append(out, fmt.Sprintf("%s%s%s line %d%s", green, file, reset, line, functionName(f.Function)))
		out = append(out, fmt.Sprintf("%s%4d%s %s", bold, line, reset, text))
	}
	return out
}

// splitPosition parses file:line:column.
func splitPosition(pos string) (file string, line int, ok bool) {
	parts := strings.Split(pos, ":")
	if len(parts) < 3 {
		return "", 0, false
	}
	line, err := strconv.Atoi(parts[len(parts)-2])
	return strings.Join(parts[:len(parts)-2], ":"), line, err == nil
}

// functionName gives the user's name of a lowered function, as " in f".
func functionName(lowered string) string {
	name := strings.TrimSuffix(lowered, ".func")
	if i := strings.LastIndex(name, "_"); i > 0 {
		name = name[:i]
	}
	name = strings.TrimSuffix(name, "_body")
	if name == "cell" || name == "" {
		return ""
	}
	return ", in " + name
}
