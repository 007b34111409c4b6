package eval

import (
	"fmt"

	asyncio "goasync/asyncrt"
	"goasync/eval/internal/rt"
)

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
