package eval

import (
	"fmt"
	"io"
	"reflect"

	asyncio "goasync/asyncrt"
	"goasync/eval/internal/rt"
)

// stream returns a writer to the cell that the calling goroutine works for.
func (s *Session) stream(name string) io.Writer { return streamWriter{s, name} }

type streamWriter struct {
	session *Session
	name    string
}

// Write never fails: output that nobody can receive is lost.
func (w streamWriter) Write(p []byte) (int, error) {
	if x := w.session.current(); x != nil {
		x.out.Stream(w.name, string(p))
	}
	return len(p), nil
}

// report shows what the loop has to say, in the cell whose fault it is.
func (s *Session) report(r asyncio.Report) {
	x := s.current()
	if r.Context != nil {
		if o := owner.GetIn(r.Context); o != nil && o.session == s {
			x = o
		}
	}
	if x != nil {
		x.out.Stream("stderr", r.Text+"\n")
	}
}

// patch puts the session's own functions in place of those of Go's library that reach outside.
func (s *Session) patch(path string, table map[string]reflect.Value) {
	for name, f := range s.patches(path) {
		table[name] = reflect.ValueOf(f)
	}
}

func (s *Session) patches(path string) map[string]any {
	stdout := s.stream("stdout")
	switch path {
	case "fmt":
		return map[string]any{
			"Print":   func(a ...any) (int, error) { return fmt.Fprint(stdout, a...) },
			"Println": func(a ...any) (int, error) { return fmt.Fprintln(stdout, a...) },
			"Printf":  func(f string, a ...any) (int, error) { f, a = rt.Verbs(f, a); return fmt.Fprintf(stdout, f, a...) },
			"Sprintf": func(f string, a ...any) string { f, a = rt.Verbs(f, a); return fmt.Sprintf(f, a...) },
			"Fprintf": func(w io.Writer, f string, a ...any) (int, error) {
				f, a = rt.Verbs(f, a)
				return fmt.Fprintf(w, f, a...)
			},
			"Errorf":  func(f string, a ...any) error { f, a = rt.Verbs(f, a); return fmt.Errorf(f, a...) },
			"Appendf": func(b []byte, f string, a ...any) []byte { f, a = rt.Verbs(f, a); return fmt.Appendf(b, f, a...) },
		}
	case "errors":
		return map[string]any{"As": s.env.ErrorsAs, "Is": s.env.ErrorsIs}
	case "os":
		return map[string]any{"Exit": exit}
	case "runtime":
		return map[string]any{"Goexit": func() { panic(&asyncio.RuntimeError{Message: "runtime.Goexit called"}) }}
	}
	return nil
}

// exit is os.Exit in a cell: it ends the cell, not the kernel.
func exit(code int) { panic(&ExitError{code}) }

// An ExitError is what a cell that calls os.Exit fails with (Python's SystemExit).
type ExitError struct{ Code int }

// Error says which code.
func (e *ExitError) Error() string { return fmt.Sprintf("exit status %d", e.Code) }

// BaseException marks an exception that awaits do not turn into an error, like SystemExit.
func (*ExitError) BaseException() {}

// show makes the MIME bundle of the values of a last expression; nil when there is nothing to show.
func (s *Session) show(values []rt.Result) map[string]any {
	if len(values) == 1 {
		if values[0].Value == nil {
			return nil
		}
		if _, none := values[0].Value.(asyncio.None); none {
			return nil
		}
	}
	text := ""
	for i, v := range values {
		if i > 0 {
			text += " "
		}
		text += s.env.Text(v)
	}
	return map[string]any{"text/plain": text}
}
