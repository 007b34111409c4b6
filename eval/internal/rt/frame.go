package rt

import (
	"bytes"
	"fmt"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	asyncio "goasync/asyncrt"
)

// A frame keeps the deferred calls of one call of a function that has some.
type frame struct {
	deferred  []func()
	panicking bool
	recovered bool
	value     any
}

func newFrame() *frame { return &frame{} }

// Defer adds a call.
func (f *frame) Defer(call func()) { f.deferred = append(f.deferred, call) }

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
	leave := f.activate()
	defer leave()
	for len(f.deferred) > 0 {
		call := f.deferred[len(f.deferred)-1]
		f.deferred = f.deferred[:len(f.deferred)-1]
		f.protect(call)
	}
}

func (f *frame) protect(call func()) {
	defer func() {
		if r := recover(); r != nil {
			f.panicking, f.recovered, f.value = true, false, Normalize(r)
		}
	}()
	call()
}

// The frames that are running deferred calls because of a panic, by goroutine.
var (
	unwinding   sync.Map // goroutine id → []*frame
	unwindCount atomic.Int64
)

// activate makes f the frame whose panic recover() returns on this goroutine.
func (f *frame) activate() (leave func()) {
	if len(f.deferred) == 0 || !f.panicking {
		return func() {}
	}
	id := goroutineID()
	before, _ := unwinding.Load(id)
	stack, _ := before.([]*frame)
	unwinding.Store(id, append(stack[:len(stack):len(stack)], f))
	unwindCount.Add(1)
	return func() {
		unwindCount.Add(-1)
		if len(stack) == 0 {
			unwinding.Delete(id)
		} else {
			unwinding.Store(id, stack)
		}
	}
}

// recoverCurrent is recover(): the value of the panic under way on this goroutine, nil without one.
func recoverCurrent() any {
	if unwindCount.Load() == 0 {
		return nil
	}
	stack, ok := unwinding.Load(goroutineID())
	if !ok {
		return nil
	}
	frames := stack.([]*frame)
	f := frames[len(frames)-1]
	if !f.panicking || f.recovered {
		return nil
	}
	f.recovered = true
	return f.value
}

// goroutineID returns the number of the calling goroutine. It is slow, and called when a cell panics only.
func goroutineID() int64 {
	var buf [64]byte
	text := buf[:runtime.Stack(buf[:], false)]
	text = bytes.TrimPrefix(text, []byte("goroutine "))
	n, _ := strconv.ParseInt(string(text[:bytes.IndexByte(text, ' ')]), 10, 64)
	return n
}

// panicWith is panic(v).
func panicWith(v any) {
	if v == nil {
		panic(new(runtime.PanicNilError))
	}
	panic(v)
}

// raise unwinds with a failure, as an exception does.
func raise(err error) { panic(err) }

// try runs body, and gives a failure that unwinds it as an error. What Python's `except Exception` lets through goes on.
func try(body func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = failure(Normalize(r))
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

const nilDereference = runtimeError("invalid memory address or nil pointer dereference")

// Normalize turns what the interpreter panics with into what Go panics with: reflection's complaints become run-time
// errors.
func Normalize(r any) any {
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
	}
	return r
}

func reflectComplaint(text string) (runtimeError, bool) {
	if !strings.HasPrefix(text, "reflect") {
		return "", false
	}
	switch {
	case strings.Contains(text, "index out of range"):
		return "index out of range", true
	case strings.Contains(text, "slice index out of bounds"):
		return "slice bounds out of range", true
	case strings.Contains(text, "zero Value"), strings.Contains(text, "nil pointer"):
		return nilDereference, true
	case strings.Contains(text, "nil map"):
		return "assignment to entry in nil map", true
	}
	return runtimeError(text), true
}

// goroutine starts a goroutine that belongs to the cell that starts it and whose panic is reported.
func (e *Env) goroutine(body func()) {
	asyncio.Go(func() {
		defer func() {
			if r := recover(); r != nil {
				panic(Normalize(r))
			}
		}()
		body()
	})
}

func shiftCount(n int) uint {
	if n < 0 {
		panic(runtimeError("negative shift amount"))
	}
	return uint(n)
}

var _ = fmt.Sprint
