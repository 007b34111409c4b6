package asyncio

import (
	"fmt"
	"os"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// ExceptionContext is what the loop tells its exception handler: the dict of
// loop.call_exception_handler. Fields may be zero but for Message.
type ExceptionContext struct {
	// Message says what happened.
	Message string
	// Exception is the error, if there was one.
	Exception error
	// Future is the future concerned, Task the task.
	Future AnyFuture
	Task   AnyTask
	// Handle is the callback concerned.
	Handle *Handle
	// Subject describes a future or task that is gone already.
	Subject string
}

// ReportKind tells the reports of a loop apart.
type ReportKind int

// The kinds of reports.
const (
	// ReportError is a message of the default exception handler (logger "asyncio", ERROR).
	ReportError ReportKind = iota
	// ReportWarning is a message of asyncio's logger at WARNING, as for slow callbacks.
	ReportWarning
	// ReportRuntimeWarning is Python's RuntimeWarning, as for coroutines never awaited.
	ReportRuntimeWarning
)

// Report is something that the loop wants a human to see.
type Report struct {
	Kind ReportKind
	// Text is the message, in asyncio's words, of one line or more.
	Text string
	// Exception is the error reported, or nil.
	Exception error
	// Context is the context of what is reported on: it tells whose fault it was.
	Context *Context
}

// SetReporter makes f receive the loop's reports instead of os.Stderr; nil restores that. f
// may be called from any goroutine.
func (l *Loop) SetReporter(f func(Report)) { l.onReport = f }

// SetFailureObserver makes f see each task that fails, with its context and its error, before those who await the task do;
// nil ends that. Of a function that fails in a thread (ToThread, RunInExecutor) it sees the same, with a nil task. The loop
// calls f.
func (l *Loop) SetFailureObserver(f func(c *Context, t AnyTask, err error)) { l.onFailure = f }

// SetExceptionHandler makes f receive what CallExceptionHandler is called with
// (loop.set_exception_handler); nil restores DefaultExceptionHandler.
func (l *Loop) SetExceptionHandler(f func(*Loop, ExceptionContext)) { l.onException = f }

// GetExceptionHandler gives the function that SetExceptionHandler set, or nil.
func (l *Loop) GetExceptionHandler() func(*Loop, ExceptionContext) { return l.onException }

// CallExceptionHandler reports an error nobody else can receive.
func (l *Loop) CallExceptionHandler(c ExceptionContext) {
	if l.onException == nil {
		l.DefaultExceptionHandler(c)
		return
	}
	defer func() {
		if p := recover(); p != nil {
			l.DefaultExceptionHandler(ExceptionContext{
				Message: "Unhandled error in exception handler", Exception: panicToError(p),
			})
		}
	}()
	l.onException(l, c)
}

// DefaultExceptionHandler writes the context as a report of kind ReportError.
func (l *Loop) DefaultExceptionHandler(c ExceptionContext) {
	ctx := l.ctx
	switch {
	case c.Task != nil:
		ctx = c.Task.GetContext()
	case c.Handle != nil:
		ctx = c.Handle.ctx
	}
	l.report(c.report(ctx))
}

// report is the text of the default handler: the message, what it concerns, the error.
func (c ExceptionContext) report(ctx *Context) Report {
	var b strings.Builder
	b.WriteString(c.Message)
	if c.Message == "" {
		b.WriteString("Unhandled exception in event loop")
	}
	if c.Subject != "" {
		b.WriteString("\n" + c.Subject)
	}
	if c.Future != nil {
		fmt.Fprintf(&b, "\nfuture: %v", c.Future)
	}
	if c.Handle != nil {
		fmt.Fprintf(&b, "\nhandle: %v", c.Handle)
	}
	if c.Task != nil {
		fmt.Fprintf(&b, "\ntask: %v", c.Task)
	}
	if p, ok := c.Exception.(*PanicError); ok {
		b.WriteString("\n" + p.Error())
	} else if c.Exception != nil {
		fmt.Fprintf(&b, "\n%s: %s", ErrorName(c.Exception), errorText(c.Exception))
	}
	return Report{ReportError, b.String(), c.Exception, ctx}
}

func (l *Loop) report(r Report) {
	if r.Context == nil {
		r.Context = &rootContext
	}
	if l == nil || l.onReport == nil {
		defaultReport(r)
		return
	}
	defer func() {
		if p := recover(); p != nil {
			defaultReport(r)
			defaultReport(ExceptionContext{Message: "Unhandled error in reporter", Exception: panicToError(p)}.report(r.Context))
		}
	}()
	l.onReport(r)
}

func defaultReport(r Report) {
	text := r.Text
	if r.Kind == ReportRuntimeWarning {
		text = "RuntimeWarning: " + text
	}
	fmt.Fprintln(os.Stderr, text)
}

// reportFromOutside is CallExceptionHandler for any goroutine.
func (l *Loop) reportFromOutside(c ExceptionContext) {
	ctx := currentContext()
	if l.post(readyItem{r: &contextCall{func() { l.CallExceptionHandler(c) }, ctx}}) != nil {
		l.report(c.report(ctx))
	}
}

// ErrorName gives the name by which Python knows the kind of err (CancelledError,
// TimeoutError, …), or its Go type without package and star; an error with a method ErrorName tells it itself.
func ErrorName(err error) string {
	switch e := err.(type) {
	case *timeoutError:
		return "TimeoutError"
	case *interruptError:
		return "KeyboardInterrupt"
	case *generatorExit:
		return "GeneratorExit"
	case *stateError:
		return "InvalidStateError"
	case *barrierError:
		return "BrokenBarrierError"
	case *assertionError:
		return "AssertionError"
	case *PanicError:
		return "panic"
	case interface{ ErrorName() string }:
		return e.ErrorName()
	case runtime.Error:
		return "runtime error"
	default:
		if name, ok := sentinelNames[err]; ok {
			return name
		}
		t := reflect.TypeOf(e)
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		switch t.Name() {
		case "", "errorString", "wrapError", "wrapErrors", "joinError":
			return "error"
		}
		return t.Name()
	}
}

var sentinelNames = map[error]string{
	ErrInvalidState: "InvalidStateError", ErrQueueEmpty: "QueueEmpty", ErrQueueFull: "QueueFull",
	ErrQueueShutDown: "QueueShutDown", ErrBrokenBarrier: "BrokenBarrierError",
	ErrStopAsyncIteration: "StopAsyncIteration", ErrLimitOverrun: "LimitOverrunError",
}

// errorRepr shows an error as Python shows an exception: CancelledError('stop').
func errorRepr(err error) string {
	switch e := err.(type) {
	case *CancelledError:
		if e.Message == nil {
			return "CancelledError()"
		}
		return "CancelledError(" + valueRepr(e.Message) + ")"
	case *timeoutError, *interruptError, *generatorExit:
		return ErrorName(err) + "()"
	}
	return ErrorName(err) + "(" + valueRepr(errorText(err)) + ")"
}

// errorText is the text of an error whose method may panic, as that of a nil pointer does.
func errorText(err error) (text string) {
	defer func() {
		if p := recover(); p != nil {
			text = fmt.Sprintf("panic in Error: %v", p)
		}
	}()
	return err.Error()
}

// valueRepr shows a value as Python's repr would, as far as there is a counterpart.
func valueRepr(v any) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case string:
		return pythonQuote(v)
	case bool:
		if v {
			return "True"
		}
		return "False"
	case error:
		return errorRepr(v)
	default:
		return fmt.Sprint(v)
	}
}

// pythonQuote quotes with ' unless only that occurs inside.
func pythonQuote(s string) string {
	q := strconv.Quote(s)
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		return q
	}
	inner := strings.ReplaceAll(q[1:len(q)-1], `\"`, `"`)
	return "'" + strings.ReplaceAll(inner, "'", `\'`) + "'"
}

// shortRepr shows the future that a task waits for, without what that waits for.
func shortRepr(f AnyFuture) string {
	if t, ok := f.(AnyTask); ok {
		return "<Task pending name=" + valueRepr(t.GetName()) + ">"
	}
	return "<Future " + f.core().describe() + ">"
}

// stackOf gives the part of all goroutines' stacks that belongs to one of them, of which it
// has the low half of the id.
func stackOf(id uint32) string {
	buf := make([]byte, 1<<16)
	for {
		n := runtime.Stack(buf, true)
		if n < len(buf) {
			buf = buf[:n]
			break
		}
		buf = make([]byte, 2*len(buf))
	}
	for part := range strings.SplitSeq(string(buf), "\n\n") {
		number, _, _ := strings.Cut(strings.TrimPrefix(part, "goroutine "), " ")
		if n, err := strconv.ParseInt(number, 10, 64); err == nil && uint32(n) == id {
			return part
		}
	}
	return ""
}

// SetDebug turns the debug mode on or off (loop.set_debug): callbacks that take longer than
// SlowCallbackDuration are reported.
func (l *Loop) SetDebug(on bool) { l.debug = on }

// GetDebug reports whether the debug mode is on.
func (l *Loop) GetDebug() bool { return l.debug }

// SetSlowCallbackDuration sets what the debug mode calls slow; it is 100 ms by default.
func (l *Loop) SetSlowCallbackDuration(d time.Duration) { l.slow = d }

// SlowCallbackDuration gives what the debug mode calls slow.
func (l *Loop) SlowCallbackDuration() time.Duration { return l.slow }

// runTimed runs a callback in debug mode.
func (l *Loop) runTimed(it readyItem) {
	begin := l.clock.Now()
	it.r.run(l, it.f)
	if took := l.clock.Now() - begin; took >= l.slow {
		l.report(Report{
			Kind:    ReportWarning,
			Text:    fmt.Sprintf("Executing %s took %.3f seconds", describeRunner(it.r), took.Seconds()),
			Context: l.ctx,
		})
	}
}

func describeRunner(r runner) string {
	switch r := r.(type) {
	case *task:
		return r.String()
	case *wakeup:
		return (*task)(r).String()
	case *Handle:
		return r.String()
	default:
		return fmt.Sprintf("<Handle %T>", r)
	}
}

// Observer sees what the tasks of a loop do. Its methods are called by the loop, in the
// task's own place in the order of events; they must not block.
type Observer interface {
	// TaskCreated is called when parent, or a callback when it is nil, makes t.
	TaskCreated(t, parent AnyTask)
	// TaskStep is called before the task's coroutine begins or goes on.
	TaskStep(t AnyTask)
	// TaskSuspended is called when the coroutine waits for a future; nil for Sleep(0).
	TaskSuspended(t AnyTask, on AnyFuture)
	// TaskDone is called when the task has ended, however it did.
	TaskDone(t AnyTask)
}

// SetObserver makes o see what the loop's tasks do; nil ends that.
func (l *Loop) SetObserver(o Observer) { l.observer = o }
