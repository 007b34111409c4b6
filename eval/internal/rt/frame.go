package rt

import (
	"reflect"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	asyncio "goasync/asyncrt"
	"goasync/asyncrt/goroutine"
)

// A frame keeps the deferred calls of one call of a function that has some.
type frame struct {
	env       *Env
	deferred  []deferredCall
	running   deferredCall
	panicking bool
	recovered bool
	value     any
	leave     func() // undoes activate
	raised    int    // frames of panics that were noted when it was activated
}

// A deferredCall is a literal that the frame calls. The deferred function is the depth-th interpreted function that the
// call enters.
type deferredCall struct {
	call  func()
	depth int
}

func (e *Env) newFrame() *frame { return &frame{env: e} }

// Defer adds the call of a literal.
func (f *frame) Defer(call func()) { f.deferred = append(f.deferred, deferredCall{call, 1}) }

// DeferCall adds a call that the literal given makes.
func (f *frame) DeferCall(call func()) { f.deferred = append(f.deferred, deferredCall{call, 2}) }

// DeferRecover adds a call of recover. Its caller is the function of f, so it recovers when another frame has deferred
// that, and nothing panics that f would see first.
func (f *frame) DeferRecover() {
	outer := callingFrame(1)
	f.deferred = append(f.deferred, deferredCall{call: func() {
		if outer != nil && (!f.panicking || f.recovered) {
			outer.recover()
		}
	}})
}

// Run runs the body of the function, then the deferred calls, last first.
func (f *frame) Run(body func()) {
	finished := false
	defer func() {
		if r := recover(); r != nil {
			f.panicking, f.value = true, Normalize(r)
		} else if !finished {
			f.unwind() // runtime.Goexit: it goes on when this returns
			return
		}
		f.unwind()
		if f.panicking && !f.recovered {
			panic(f.value)
		}
	}()
	body()
	finished = true
}

// unwind runs the deferred calls. A panic in one of them replaces the one under way.
func (f *frame) unwind() {
	defer func() {
		if f.leave != nil {
			f.leave()
		}
	}()
	for len(f.deferred) > 0 {
		f.running = f.deferred[len(f.deferred)-1]
		f.deferred = f.deferred[:len(f.deferred)-1]
		if f.leave == nil && (f.panicking || unwindCount.Load() > 0) {
			f.activate()
		}
		f.protect()
	}
}

func (f *frame) protect() {
	defer func() {
		if r := recover(); r != nil {
			f.panicking, f.recovered, f.value = true, false, Normalize(r)
		}
	}()
	f.running.call()
}

// The frames that are running deferred calls while something panics, by goroutine, innermost last.
var (
	unwinding   sync.Map // goroutine id → []*frame
	unwindCount atomic.Int64
)

// activate makes f the innermost frame of this goroutine.
func (f *frame) activate() {
	id := goroutine.ID()
	before, _ := unwinding.Load(id)
	stack, _ := before.([]*frame)
	f.raised = f.env.Raised()
	unwinding.Store(id, append(stack[:len(stack):len(stack)], f))
	unwindCount.Add(1)
	f.leave = func() {
		unwindCount.Add(-1)
		if len(stack) == 0 {
			unwinding.Delete(id)
		} else {
			unwinding.Store(id, stack)
		}
	}
}

// AnyDepth says that it is not known how many interpreted functions lie between a function and its call of recover.
const AnyDepth = 100

// recoverCurrent is recover(): the value of the panic under way on this goroutine, nil without one. It must be called
// by the function that the innermost frame has deferred; between is how many interpreted functions the lowered code
// has put between.
func recoverCurrent(between int) any {
	if f := callingFrame(between); f != nil {
		return f.recover()
	}
	return nil
}

// callingFrame returns the innermost frame that is running deferred calls on this goroutine, if what it runs is the
// interpreted function that called here; nil else.
func callingFrame(between int) *frame {
	if unwindCount.Load() == 0 {
		return nil
	}
	stack, _ := unwinding.Load(goroutine.ID())
	frames, _ := stack.([]*frame)
	if len(frames) == 0 {
		return nil
	}
	f := frames[len(frames)-1]
	if between != AnyDepth && interpretedDepth() != f.running.depth+between {
		return nil
	}
	return f
}

// Recover is recover() in a literal that the frame has deferred.
func (f *frame) Recover() any { return f.recover() }

func (f *frame) recover() any {
	if !f.panicking || f.recovered || isFinal(f.value) {
		return nil
	}
	f.recovered = true
	f.env.recoveredBy(f)
	f.env.forced.Store(nil)
	return f.value
}

// caughtPanic looks at a panic that the interpreter has recovered, and returns what recover does; nil when it is not for
// recover to see: then resume is to be deferred.
func (e *Env) caughtPanic(r any) any {
	if r = Normalize(r); isFinal(r) {
		e.unseen.Store(goroutine.ID(), r)
		return nil
	}
	e.recoveredBy(nil)
	e.forced.Store(nil)
	return r
}

// resume raises what recover has not seen.
func (e *Env) resume() {
	if r, ok := e.unseen.LoadAndDelete(goroutine.ID()); ok { // else another one unwinds already
		panic(r)
	}
}

// caught tells that an await has made a value of a failure.
func (e *Env) caught() {
	e.Recovered(0)
	e.forced.Store(nil)
}

// isFinal reports whether what unwinds is none of Go's panics: deferred calls run, but do not see it.
func isFinal(value any) bool {
	_, final := value.(interface{ Final() })
	return final || value == any(errGoexit)
}

// recoveredBy tells of a panic that f, nil when it is not known, has recovered. What was noted before the deferred call
// in which that happened, if it did in one, belongs to the panic that made it run.
func (e *Env) recoveredBy(f *frame) {
	n := 0
	if unwindCount.Load() > 0 {
		stack, _ := unwinding.Load(goroutine.ID())
		frames, _ := stack.([]*frame)
		if f != nil && len(frames) > 0 && frames[len(frames)-1] == f {
			frames = frames[:len(frames)-1]
		}
		if len(frames) > 0 {
			n = frames[len(frames)-1].raised
		}
	}
	e.Recovered(n)
}

// interpretedDepth counts the interpreted functions that are active since a frame ran a deferred call.
func interpretedDepth() int {
	var pcs [64]uintptr
	depth := 0
	for start := 2; ; start += len(pcs) {
		n := runtime.Callers(start, pcs[:])
		if n == 0 {
			return depth
		}
		for frames := runtime.CallersFrames(pcs[:n]); ; {
			frame, more := frames.Next()
			switch {
			case strings.HasSuffix(frame.Function, "interp.runCfg"):
				depth++
			case strings.HasSuffix(frame.Function, "rt.(*frame).protect"):
				return depth
			}
			if !more {
				break
			}
		}
	}
}

func raiseNilDereference() { panic(nilDereference) }

// panicWith is panic(v).
func (e *Env) panicWith(v any, place int) {
	e.Raising(place)
	if v == nil {
		panic(new(runtime.PanicNilError))
	}
	panic(v)
}

// raise unwinds with a failure, as an exception does.
func (e *Env) raise(err error, place int) {
	e.Raising(place)
	panic(err)
}

// raiseAnew is raise for an error that has taken the place of another failure.
func (e *Env) raiseAnew(err error, place int) {
	e.recoveredBy(nil)
	e.raise(err, place)
}

// try runs body, and gives a failure that unwinds it as an error. What Python's `except Exception` lets through goes on.
func (e *Env) try(body func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = failure(Normalize(r))
			e.caught()
		}
	}()
	return body()
}

// failure returns the error of a panic value; exceptions that are not errors of the program go on unwinding.
func failure(r any) error {
	if base, ok := r.(asyncio.BaseException); ok {
		panic(base)
	}
	if err, ok := r.(error); ok {
		return err
	}
	return &asyncio.PanicError{Value: r}
}

// runtimeError is a run-time error in Go's words.
type runtimeError string

func (e runtimeError) Error() string { return "runtime error: " + string(e) }

// RuntimeError marks a run-time error, as runtime.Error asks.
func (runtimeError) RuntimeError() {}

// ErrNilDereference is what the use of a nil pointer, or interface, panics with.
var ErrNilDereference error = nilDereference

const nilDereference = runtimeError("invalid memory address or nil pointer dereference")

// Normalize turns what the interpreter panics with into what Go panics with: reflection's complaints become run-time
// errors.
func Normalize(r any) any {
	if _, ok := unbox(r); ok {
		return r // a method of the cell is not called for this
	}
	switch x := r.(type) {
	case *reflect.ValueError:
		return nilDereference
	case reflect.Value:
		if x.IsValid() && x.CanInterface() {
			return Normalize(x.Interface())
		}
		return nil
	case string:
		if e, ok := reflectComplaint(x); ok {
			return e
		}
	case error:
		if e, ok := reflectComplaint(x.Error()); ok {
			return e
		}
		if e, ok := runtimeComplaint(x); ok {
			return e
		}
	}
	return r
}

// errGoexit is the panic of runtime.Goexit. It ends a goroutine of a cell without a word, and fails what runs on the
// loop's.
var errGoexit = &asyncio.RuntimeError{Message: "runtime.Goexit called"}

// Goexit is runtime.Goexit.
func Goexit() { panic(errGoexit) }

// Breakpoint is runtime.Breakpoint, which would end a process without a debugger.
func Breakpoint() { panic(plainError("runtime.Breakpoint called without a debugger")) }

// goroutine starts a goroutine that belongs to the cell that starts it, at a place in it, and whose panic is reported.
func (e *Env) goroutine(body func(), place int) {
	e.live.Add(1)
	asyncio.Go(func() {
		defer e.live.Add(-1)
		defer e.survive(place)
		growStack()
		body()
	})
}

// goroutineOf starts a goroutine that calls a function with arguments.
func (e *Env) goroutineOf(place int, fn any, args ...any) {
	f := reflect.ValueOf(fn)
	in := argumentsOf(f.Type(), args)
	e.goroutine(func() {
		if f.IsNil() {
			raiseNilDereference()
		}
		f.Call(in)
	}, place)
}

// growStack makes the stack of a new goroutine as large as the interpreter needs it. To let it double several times, with
// the interpreter's frames on it, takes a quarter of the time of a short goroutine.
//
//go:noinline
func growStack() {
	var room [interpreterStack]byte
	use(&room)
}

//go:noinline
func use(*[interpreterStack]byte) {}

// interpreterStack is the size of the stack of a few calls of interpreted functions.
const interpreterStack = 5 << 10

// survive reports the panic of a goroutine. It must be deferred.
func (e *Env) survive(place int) {
	if r := recover(); r != nil && r != any(errGoexit) {
		e.Panicked(Normalize(r), place)
	}
}

func shiftCount(n int) uint {
	if n < 0 {
		panic(runtimeError("negative shift amount"))
	}
	return uint(n)
}
