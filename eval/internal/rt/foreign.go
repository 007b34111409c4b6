package rt

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"runtime"
	"sync"
	"testing"
	"time"

	asyncio "goasync/asyncrt"
)

// Some of Go's library calls code of cells on goroutines of its own: timers, servers, copiers of a command's output. What
// that prints goes to the cell that handed the code over. A panic there would end the process: it is reported.

// foreign returns the context of goroutines that compiled code has started.
func foreign() *asyncio.Context {
	c := make(chan *asyncio.Context)
	go func() { c <- asyncio.CurrentContext() }()
	return <-c
}

// isForeign reports whether the caller runs on a goroutine that compiled code has started.
func (e *Env) isForeign() bool { return asyncio.CurrentContext() == e.foreign }

// owned returns f for compiled code to call on a goroutine of its own.
func (e *Env) owned(f func()) func() {
	if f == nil {
		return nil
	}
	c := asyncio.CopyContext()
	return func() {
		if !e.isForeign() {
			f()
			return
		}
		c.Copy().Run(func() {
			defer e.survive(0)
			f()
		})
	}
}

// foreignPatches returns the functions of a package that call what they are given on goroutines of their own.
func (e *Env) foreignPatches(path string) map[string]any {
	switch path {
	case "time":
		return map[string]any{"AfterFunc": func(d time.Duration, f func()) *time.Timer { return time.AfterFunc(d, e.owned(f)) }}
	case "context":
		return map[string]any{"AfterFunc": func(c context.Context, f func()) func() bool { return context.AfterFunc(c, e.owned(f)) }}
	case "testing":
		return map[string]any{"Benchmark": benchmark}
	}
	return nil
}

// benchmark is testing.Benchmark, which calls f on another goroutine and waits for it. What f panics with its caller does.
func benchmark(f func(*testing.B)) testing.BenchmarkResult {
	var failure any
	c := asyncio.CopyContext()
	borrow, giveBack := asyncio.Lend()
	run := func(b *testing.B) {
		borrow()
		defer giveBack()
		defer func() { failure = recover() }()
		f(b)
	}
	result := testing.Benchmark(func(b *testing.B) {
		if failure == nil {
			c.Run(func() { run(b) })
		}
	})
	if failure != nil {
		panic(failure)
	}
	return result
}

// foreignMethod returns the same for a method.
func (e *Env) foreignMethod(recv reflect.Type, name string) any {
	switch {
	case recv == reflect.TypeFor[*sync.WaitGroup]() && name == "Go":
		return func(wg *sync.WaitGroup, f func()) { wg.Go(e.owned(f)) }
	case recv == reflect.TypeFor[*http.Server]() && name == "RegisterOnShutdown":
		return func(s *http.Server, f func()) { s.RegisterOnShutdown(e.owned(f)) }
	}
	return nil
}

// callBack calls a method of a value of a cell for compiled code that has it as an interface; c is the context of the
// cell that made it one. A method that panics on a foreign goroutine fails with its error, or ends
// the goroutine where it has none, as a server's handler does.
func (e *Env) callBack(c *asyncio.Context, v Value, name string, args []reflect.Value) (out []reflect.Value) {
	if !e.isForeign() {
		return v.call(name, args)
	}
	ended := false
	c.Copy().Run(func() {
		defer func() {
			if r := recover(); r == any(http.ErrAbortHandler) {
				panic(r)
			} else if r != nil {
				e.Panicked(Normalize(r), 0)
			}
		}()
		out = v.call(name, args)
		ended = true
	})
	if ended {
		return out
	}
	m, _ := v.method(name)
	e.mu.Lock()
	results := e.tupleTypes(m.obj.Signature().Results())
	e.mu.Unlock()
	last := len(results) - 1
	if last < 0 || results[last] != errorReflect {
		runtime.Goexit()
	}
	for _, t := range results {
		out = append(out, reflect.Zero(t))
	}
	out[last] = reflectError(errPanicked)
	return out
}

var errPanicked = errors.New("the method panicked")
