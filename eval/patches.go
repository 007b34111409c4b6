package eval

import (
	"flag"
	"fmt"
	"io"
	"log"
	"reflect"
	"sync"
	"time"

	"goasync/eval/internal/rt"
)

// patch puts the session's own functions in place of those of Go's library that reach outside.
func (s *Session) patch(path string, table map[string]reflect.Value) {
	for name, f := range s.env.Patches(path) {
		table[name] = reflect.ValueOf(f)
	}
	for name, f := range s.patches(path) {
		table[name] = reflect.ValueOf(f)
	}
	s.env.Bound(path, table)
}

func (s *Session) patches(path string) map[string]any {
	switch path {
	case "fmt":
		return s.fmtPatches()
	case "errors":
		return map[string]any{"As": s.env.ErrorsAs, "Is": s.env.ErrorsIs}
	case "os":
		return map[string]any{"Exit": exit}
	case "log":
		return withSetOutput(s.logPatches(log.Default))
	case "log/slog":
		return map[string]any{"SetDefault": setDefaultLogger}
	case "flag":
		return map[string]any{"Parse": func() { s.parseFlags(flag.CommandLine, nil) }}
	case "os/signal":
		return s.signalPatches()
	case "time":
		return s.timerPatches(s.timePatches())
	case "context":
		return s.contextPatches()
	case "runtime":
		return map[string]any{"Goexit": rt.Goexit, "Breakpoint": rt.Breakpoint, "Caller": s.env.Caller}
	}
	return nil
}

// fmtPatches are the functions of fmt that print to the cell, read from its user, or format: %T knows boxed values. What a
// method of an operand was made to raise is no text.
func (s *Session) fmtPatches() map[string]any {
	out := printer{s.stream("stdout")}
	in := s.stdin.input
	verbs, operands, spaced := s.env.Verbs, s.env.Operands, s.env.Spaced
	done := func(n int, err error) (int, error) { s.env.Resurface(); return n, err }
	text := func(t string) string { s.env.Resurface(); return t }
	return map[string]any{
		"Print":    func(a ...any) (int, error) { return done(fmt.Fprint(out, spaced(a)...)) },
		"Println":  func(a ...any) (int, error) { return done(fmt.Fprintln(out, operands(a)...)) },
		"Printf":   func(f string, a ...any) (int, error) { f, a = verbs(f, a); return done(fmt.Fprintf(out, f, a...)) },
		"Sprint":   func(a ...any) string { return text(fmt.Sprint(spaced(a)...)) },
		"Sprintln": func(a ...any) string { return text(fmt.Sprintln(operands(a)...)) },
		"Sprintf":  func(f string, a ...any) string { f, a = verbs(f, a); return text(fmt.Sprintf(f, a...)) },
		"Fprint":   func(w io.Writer, a ...any) (int, error) { return done(fmt.Fprint(w, spaced(a)...)) },
		"Fprintln": func(w io.Writer, a ...any) (int, error) { return done(fmt.Fprintln(w, operands(a)...)) },
		"Fprintf": func(w io.Writer, f string, a ...any) (int, error) {
			f, a = verbs(f, a)
			return done(fmt.Fprintf(w, f, a...))
		},
		"Append":   func(b []byte, a ...any) []byte { return fmt.Append(b, spaced(a)...) },
		"Appendln": func(b []byte, a ...any) []byte { return fmt.Appendln(b, operands(a)...) },
		"Appendf":  func(b []byte, f string, a ...any) []byte { f, a = verbs(f, a); return fmt.Appendf(b, f, a...) },
		"Errorf":   func(f string, a ...any) error { f, a = verbs(f, a); return fmt.Errorf(f, a...) },
		"Scan":     func(a ...any) (int, error) { return fmt.Fscan(in(), rt.Scannable(a)...) },
		"Scanln":   func(a ...any) (int, error) { return fmt.Fscanln(in(), rt.Scannable(a)...) },
		"Scanf":    func(f string, a ...any) (int, error) { return fmt.Fscanf(in(), f, rt.Scannable(a)...) },
	}
}

// timePatches let cells sleep in the loop's time, and an interrupt wake them. While the clock is virtual the time of day
// is virtual too; afterwards it goes on from there.
func (s *Session) timePatches() map[string]any {
	if s.clock == nil {
		return map[string]any{"Sleep": s.env.Sleep, "After": func(d time.Duration) <-chan time.Time { s.awaitTimer(d); return time.After(d) }}
	}
	start := time.Now().Add(-s.loop.Time())
	now := func() time.Time {
		if !s.clock.EverVirtual() {
			return time.Now()
		}
		return start.Add(s.loop.Time())
	}
	return map[string]any{
		"Sleep": s.sleep,
		"Now":   now,
		"Since": func(t time.Time) time.Duration { return now().Sub(t) },
		"Until": func(t time.Time) time.Duration { return t.Sub(now()) },
		"After": func(d time.Duration) <-chan time.Time { return s.after(d, now) },
	}
}

// sleep is time.Sleep.
func (s *Session) sleep(d time.Duration) {
	if s.clock.Virtual() {
		s.loop.BlockFor(d)
	} else {
		s.env.Sleep(d)
	}
}

// after is time.After. On a virtual clock the loop's timer fires first, unless a cell blocks the loop by receiving from
// the channel and virtual time stands still: then real time counts.
func (s *Session) after(d time.Duration, now func() time.Time) <-chan time.Time {
	s.awaitTimer(d)
	if !s.clock.Virtual() {
		return time.After(d)
	}
	ch := make(chan time.Time, 1)
	fire := sync.OnceFunc(func() { ch <- now() })
	s.loop.CallSoonThreadsafe(func() { s.loop.CallLater(d, fire) })
	time.AfterFunc(d, fire)
	return ch
}
