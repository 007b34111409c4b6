package asyncio

import (
	"errors"
	"fmt"
	"io"
	"runtime/debug"
)

// Sentinels for errors.Is. The errors actually returned may carry more (a message,
// a cause) and match these.
var (
	// ErrCancelled is asyncio.CancelledError: what a cancelled await fails with.
	ErrCancelled error = &CancelledError{}
	// ErrTimeout is asyncio.TimeoutError.
	ErrTimeout error = &timeoutError{}
	// ErrInvalidState is asyncio.InvalidStateError: a future was not in the state needed.
	ErrInvalidState = errors.New("invalid state")
	// ErrQueueEmpty is asyncio.QueueEmpty.
	ErrQueueEmpty = errors.New("queue empty")
	// ErrQueueFull is asyncio.QueueFull.
	ErrQueueFull = errors.New("queue full")
	// ErrQueueShutDown is asyncio.QueueShutDown.
	ErrQueueShutDown = errors.New("queue shut down")
	// ErrBrokenBarrier is asyncio.BrokenBarrierError.
	ErrBrokenBarrier = errors.New("barrier broken")
	// ErrStopAsyncIteration is StopAsyncIteration: ANext fails with it at the end.
	ErrStopAsyncIteration = errors.New("stop async iteration")
	// ErrLimitOverrun is asyncio.LimitOverrunError: a separator was not found within a stream's limit.
	ErrLimitOverrun = errors.New("separator is not found, and chunk exceed the limit")
	// ErrKeyboardInterrupt is KeyboardInterrupt: Run fails with it after an interrupt.
	ErrKeyboardInterrupt error = &interruptError{}
)

// CancelledError is asyncio.CancelledError with the message given to Cancel.
// It matches ErrCancelled.
type CancelledError struct {
	// Message is the argument of Cancel, nil without one.
	Message any
}

// Error gives "cancelled", with the message when there is one.
func (e *CancelledError) Error() string {
	if e.Message == nil {
		return "cancelled"
	}
	return fmt.Sprintf("cancelled: %v", e.Message)
}

// Is reports that every CancelledError is ErrCancelled.
func (e *CancelledError) Is(target error) bool { return target == ErrCancelled }

// timeoutError is the type of ErrTimeout; cause is what it was raised from.
type timeoutError struct{ cause error }

func (e *timeoutError) Error() string        { return "timed out" }
func (e *timeoutError) Timeout() bool        { return true }
func (e *timeoutError) Temporary() bool      { return true }
func (e *timeoutError) Is(target error) bool { return target == ErrTimeout }

// BaseException marks errors that only unwind: an await which takes its error as a
// value does not receive them, as `except Exception` does not receive Python's
// KeyboardInterrupt. They still fail the task they reach.
type BaseException interface {
	error
	// BaseException does nothing; it marks the type.
	BaseException()
}

type interruptError struct{}

func (*interruptError) Error() string  { return "KeyboardInterrupt" }
func (*interruptError) BaseException() {}

// generatorExit unwinds a coroutine or generator that is closed before its end.
type generatorExit struct{}

func (*generatorExit) Error() string  { return "GeneratorExit" }
func (*generatorExit) BaseException() {}

var errGeneratorExit error = &generatorExit{}

// RuntimeError is Python's RuntimeError: asyncio was used in a way it cannot serve.
type RuntimeError struct{ Message string }

// Error gives the message, in asyncio's words.
func (e *RuntimeError) Error() string { return e.Message }

// ValueError is Python's ValueError: an argument is out of range.
type ValueError struct{ Message string }

// Error gives the message, in asyncio's words.
func (e *ValueError) Error() string { return e.Message }

func runtimeErrorf(format string, args ...any) error {
	return &RuntimeError{fmt.Sprintf(format, args...)}
}

func valueErrorf(format string, args ...any) error {
	return &ValueError{fmt.Sprintf(format, args...)}
}

// assertionError is Python's AssertionError: a contract was broken.
type assertionError struct{ text string }

func (e *assertionError) Error() string { return e.text }

var errNoRunningLoop error = &RuntimeError{"no running event loop"}

var errNonThreadSafe error = &RuntimeError{
	"Non-thread-safe operation invoked on an event loop other than the current one"}

// stateError is an InvalidStateError with its own words; it matches ErrInvalidState.
type stateError struct{ text string }

func (e *stateError) Error() string        { return e.text }
func (e *stateError) Is(target error) bool { return target == ErrInvalidState }

// PanicError is what a coroutine fails with when it panics with something that is
// not an error, or calls runtime.Goexit.
type PanicError struct {
	// Value is what panic was called with, nil after runtime.Goexit.
	Value any
	// Stack is the stack of the panic, as debug.Stack gives it.
	Stack []byte
	// Goexit says that the coroutine called runtime.Goexit.
	Goexit bool
}

// Error gives "panic: " and the value.
func (e *PanicError) Error() string {
	if e.Goexit {
		return "runtime.Goexit called in a coroutine"
	}
	return fmt.Sprintf("panic: %v", e.Value)
}

// panicToError makes the error that a recovered panic value stands for. It must be
// called while the panicking stack is still there.
func panicToError(p any) error {
	if err, ok := p.(error); ok {
		return err
	}
	return &PanicError{Value: p, Stack: debug.Stack()}
}

// IncompleteReadError is asyncio.IncompleteReadError: a stream ended too early.
// It matches io.ErrUnexpectedEOF.
type IncompleteReadError struct {
	// Partial is what was read before the end.
	Partial []byte
	// Expected is the number of bytes asked for, or -1 when a separator was.
	Expected int
}

// Error gives asyncio's words.
func (e *IncompleteReadError) Error() string {
	if e.Expected < 0 {
		return fmt.Sprintf("%d bytes read on a total of undefined expected bytes", len(e.Partial))
	}
	return fmt.Sprintf("%d bytes read on a total of %d expected bytes", len(e.Partial), e.Expected)
}

// Is reports that the error is an unexpected end of file.
func (e *IncompleteReadError) Is(target error) bool {
	return target == io.ErrUnexpectedEOF || target == io.EOF
}

// ExceptionGroup is Python's ExceptionGroup: what a TaskGroup fails with.
type ExceptionGroup struct {
	// Message says what the errors have in common.
	Message string
	// Errors are the members, in the order in which they came.
	Errors []error
}

// Error gives the message and the number of members, as Python's str does.
func (g *ExceptionGroup) Error() string {
	plural := "s"
	if len(g.Errors) == 1 {
		plural = ""
	}
	return fmt.Sprintf("%s (%d sub-exception%s)", g.Message, len(g.Errors), plural)
}

// Unwrap gives the members to errors.Is and errors.As.
func (g *ExceptionGroup) Unwrap() []error { return g.Errors }

// Split parts the group, as Python's split does, into the errors for which match holds
// and the others; nested groups are parted too. A part without errors is nil.
func (g *ExceptionGroup) Split(match func(error) bool) (matching, rest *ExceptionGroup) {
	var yes, no []error
	for _, err := range g.Errors {
		inner, nested := err.(*ExceptionGroup)
		switch {
		case match(err):
			yes = append(yes, err)
		case nested:
			m, r := inner.Split(match)
			if m != nil {
				yes = append(yes, m)
			}
			if r != nil {
				no = append(no, r)
			}
		default:
			no = append(no, err)
		}
	}
	return g.derive(yes), g.derive(no)
}

// derive makes a group with the same message, nil when it would be empty.
func (g *ExceptionGroup) derive(errs []error) *ExceptionGroup {
	if len(errs) == 0 {
		return nil
	}
	return &ExceptionGroup{g.Message, errs}
}

// isCancelled reports whether err is a cancellation. The common cases need no walk.
func isCancelled(err error) bool {
	if err == nil {
		return false
	}
	switch e := err.(type) {
	case *CancelledError:
		return true
	case *ExceptionGroup, *RuntimeError, *ValueError, *PanicError, *timeoutError:
		return false
	default:
		return wrapsCancelled(e)
	}
}

// wrapsCancelled asks the error itself, whose methods may panic.
func wrapsCancelled(err error) (is bool) {
	defer func() {
		if recover() != nil {
			is = false
		}
	}()
	return errors.Is(err, ErrCancelled)
}

func isBaseException(err error) bool {
	_, ok := err.(BaseException)
	return ok
}
