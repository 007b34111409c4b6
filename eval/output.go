package eval

import (
	"fmt"

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
