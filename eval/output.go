package eval

import (
	"bytes"
	"fmt"
	"go/token"
	"io"

	asyncio "goasync/asyncrt"
)

// report shows what the loop has to say, in the cell whose fault it is.
func (s *Session) report(r asyncio.Report) {
	x := s.current()
	if r.Context != nil {
		if o := owner.GetIn(r.Context); o != nil && o.session == s {
			x = o
		}
	}
	if x == nil {
		return
	}
	t := &traceback{session: s, plain: true}
	t.line("%s", r.Text)
	if r.Exception != nil {
		t.origin(r.Exception, s.machine.Trace().Take(r.Context))
	}
	x.out.Stream("stderr", t.text())
}

// goroutinePanicked shows the panic that has ended the calling goroutine, which the statement at a place started.
func (s *Session) goroutinePanicked(value any, place int) {
	frames := s.machine.Trace().Take(asyncio.CurrentContext())
	x := s.current()
	if x == nil {
		return
	}
	err, ok := value.(error)
	if !ok {
		err = &asyncio.PanicError{Value: value}
	}
	t := &traceback{session: s, plain: true}
	t.error(err, nil)
	t.trail(trail{task: "a goroutine", verb: "started", made: token.Pos(place), frames: frames}, err.Error())
	x.out.Stream("stderr", t.text())
}

// logWriter is where package log writes. What Go's servers log of a panic they have recovered ends in the stack of the
// goroutine, which says nothing of cells: the places in them stand there instead.
type logWriter struct {
	session *Session
	to      io.Writer
}

func (w *logWriter) Write(p []byte) (int, error) {
	text, stack, found := bytes.Cut(p, []byte("\ngoroutine "))
	if !found || !bytes.Contains(stack, []byte(" [running]:\n")) {
		return w.to.Write(p)
	}
	t := &traceback{session: w.session, plain: true}
	t.places(w.session.machine.Trace().Take(asyncio.CurrentContext()), string(text))
	t.lines = append([]string{string(text)}, t.lines...)
	_, err := io.WriteString(w.to, t.text())
	return len(p), err
}

// exit is os.Exit in a cell: it ends the cell, not the kernel.
func exit(code int) { panic(&ExitError{code}) }

// An ExitError is what a cell that calls os.Exit fails with (Python's SystemExit).
type ExitError struct{ Code int }

// Error says which code.
func (e *ExitError) Error() string { return fmt.Sprintf("exit status %d", e.Code) }

// Final marks it as what code of cells does not recover: there is no way back from os.Exit.
func (*ExitError) Final() {}

// BaseException marks an exception that awaits do not turn into an error, like SystemExit.
func (*ExitError) BaseException() {}
