package asyncio_test

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	asyncio "goasync/asyncrt"
)

// The Go counterpart of testdata/corpus/prelude.py: the same short names.

// printed is what the running program has printed. Programs run one after another, but some
// print from threads.
var printed struct {
	sync.Mutex
	bytes.Buffer
}

// transcript runs a program and gives what it printed.
func transcript(t *testing.T, f func()) string {
	printed.Reset()
	asyncio.ResetTaskNames()
	done := make(chan any)
	go func() {
		defer func() { done <- recover() }()
		f()
	}()
	select {
	case p := <-done:
		if p != nil {
			t.Errorf("panic: %v", p)
		}
	case <-time.After(20 * time.Second):
		t.Fatalf("hangs after printing\n%s", printed.String())
	}
	return printed.String()
}

type none = asyncio.None

// p prints as Python's print does.
func p(args ...any) {
	printed.Lock()
	defer printed.Unlock()
	for i, a := range args {
		if i > 0 {
			printed.WriteByte(' ')
		}
		printed.WriteString(str(a))
	}
	printed.WriteByte('\n')
}

func str(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	return repr(v)
}

func repr(v any) string {
	switch v := v.(type) {
	case nil, none:
		return "None"
	case bool:
		return map[bool]string{true: "True", false: "False"}[v]
	case string:
		return "'" + v + "'"
	case time.Duration:
		s := fmt.Sprintf("%g", v.Seconds())
		if !strings.Contains(s, ".") {
			s += ".0"
		}
		return s
	case error:
		return v.Error()
	}
	if s := reflect.ValueOf(v); s.Kind() == reflect.Slice {
		parts := make([]string, s.Len())
		for i := range parts {
			parts[i] = repr(s.Index(i).Interface())
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return fmt.Sprint(v)
}

// en shows an error as the name Python has for it, and its text.
func en(err error) string {
	if err == nil {
		return "None"
	}
	text := err.Error()
	switch e := err.(type) {
	case *asyncio.CancelledError:
		text = ""
		if e.Message != nil {
			text = fmt.Sprint(e.Message)
		}
	}
	name := asyncio.ErrorName(err)
	switch name {
	case "TimeoutError", "QueueEmpty", "QueueFull", "QueueShutDown", "StopAsyncIteration":
		text = ""
	}
	if text == "" {
		return name
	}
	return name + ": " + text
}

func secs(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

func sl(s float64) *asyncio.Coroutine[none] { return asyncio.Sleep(secs(s)) }

func loop() *asyncio.Loop {
	l, err := asyncio.GetRunningLoop()
	if err != nil {
		panic(err)
	}
	return l
}

func now() string { return fmt.Sprintf("%.2f", loop().Time().Seconds()) }

func aw[T any](x asyncio.Awaitable[T]) T { return asyncio.MustAwait(x) }

func def(f func()) *asyncio.Coroutine[none] { return asyncio.NewCoroutineVoid("f", f) }

func val[T any](f func() T) *asyncio.Coroutine[T] { return asyncio.NewCoroutineValue("f", f) }

func task[T any](c *asyncio.Coroutine[T], o ...asyncio.TaskOption) *asyncio.Task[T] {
	return asyncio.CreateTask(c, o...)
}

func named(n string) asyncio.TaskOption { return asyncio.WithName(n) }

// tr awaits x and gives its value or its error's description.
func tr[T any](x asyncio.Awaitable[T]) any {
	v, err := asyncio.Await(x)
	if err != nil {
		return en(err)
	}
	return any(v)
}

// trs calls f and gives its error's description, or nil.
func trs(f func() error) any { return trv(func() (any, error) { return nil, f() }) }

// trv calls f and gives its value or its error's description.
func trv[T any](f func() (T, error)) (result any) {
	defer func() {
		if r := recover(); r != nil {
			err, ok := r.(error)
			if !ok {
				panic(r)
			}
			result = en(err)
		}
	}()
	v, err := f()
	if err != nil {
		return en(err)
	}
	return any(v)
}

// exc gives the error that f failed with, as Python's exception().
func exc(f asyncio.AnyFuture) any {
	return trv(func() (any, error) {
		e, err := f.Exception()
		if e == nil {
			return nil, err
		}
		return en(e), err
	})
}

func virtualLoop() *asyncio.Loop {
	return asyncio.NewEventLoop(asyncio.WithClock(asyncio.NewVirtualClock()))
}

func runner() *asyncio.Runner {
	return asyncio.NewRunner(asyncio.WithLoopFactory(virtualLoop))
}

func runv[T any](c asyncio.Awaitable[T]) (T, error) {
	return asyncio.Run(c, asyncio.WithLoopFactory(virtualLoop))
}

// run runs a main function.
func run(f func()) {
	if _, err := runv(asyncio.NewCoroutineVoid("main", f)); err != nil {
		panic(err)
	}
}

func say(what string, d ...float64) *asyncio.Coroutine[none] {
	return asyncio.NewCoroutineVoid("say", func() {
		aw(sl(append(d, 0)[0]))
		p(what)
	})
}

func sayv[T any](what string, d float64, v T) *asyncio.Coroutine[T] {
	return asyncio.NewCoroutineValue("say", func() T {
		aw(sl(d))
		p(what)
		return v
	})
}

func boom(d float64, text ...string) *asyncio.Coroutine[none] {
	return asyncio.NewCoroutineVoid("boom", func() {
		aw(sl(d))
		raise(append(text, "boom")[0])
	})
}

// raise panics with a ValueError.
func raise(text string) { panic(&asyncio.ValueError{Message: text}) }

// except calls f, and handler with the error that f failed with, if handler wants it.
func except(f func(), handler func(err error)) {
	if err := asyncio.AwaitErr(def(f)); err != nil {
		handler(err)
	}
}

// onCancel is except for cancellations; others go on unwinding.
func onCancel(f, handler func()) {
	except(f, func(err error) {
		if !errors.Is(err, asyncio.ErrCancelled) {
			panic(err)
		}
		handler()
	})
}

// reraise is handler code that ends with `raise`.
func reraise(f, handler func()) {
	except(f, func(err error) {
		handler()
		panic(err)
	})
}

func stubborn(n int) *asyncio.Coroutine[none] {
	return asyncio.NewCoroutineVoid("stubborn", func() {
		for {
			except(func() { aw(sl(100)) }, func(err error) {
				n--
				p("stubborn", n)
				if n < 0 {
					panic(err)
				}
			})
		}
	})
}

// with is `async with cm`; what is left of a failure is raised.
func with[T any](cm asyncio.AsyncContextManager[T], body func(T)) {
	if err := asyncio.With(cm, func(v T) error { body(v); return nil }); err != nil {
		panic(err)
	}
}

// members shows the errors of a group.
func members(err error) []string {
	var g *asyncio.ExceptionGroup
	if !errors.As(err, &g) {
		panic(err)
	}
	var all []string
	for _, e := range g.Errors {
		all = append(all, en(e))
	}
	return all
}

// outcomes shows results as a list of values or errors.
func outcomes[T any](rs []asyncio.Result[T]) []any {
	var all []any
	for _, r := range rs {
		if r.Err != nil {
			all = append(all, en(r.Err))
		} else {
			all = append(all, any(r.Value))
		}
	}
	return all
}

func handler(_ *asyncio.Loop, c asyncio.ExceptionContext) {
	message, _, _ := strings.Cut(c.Message, " <")
	p("handler:", message, en(c.Exception))
}
