package asyncio_test

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	asyncio "goasync/asyncrt"
)

// reports collects what a loop reports.
type reports struct {
	sync.Mutex
	all []asyncio.Report
}

func (r *reports) attach() *reports {
	loop().SetReporter(func(report asyncio.Report) {
		r.Lock()
		defer r.Unlock()
		r.all = append(r.all, report)
	})
	return r
}

func (r *reports) first() (asyncio.Report, bool) {
	r.Lock()
	defer r.Unlock()
	if len(r.all) == 0 {
		return asyncio.Report{}, false
	}
	return r.all[0], true
}

// collected has the garbage collector find what was dropped, until the loop has reported it.
func (r *reports) collected(t *testing.T) asyncio.Report {
	for range 1000 {
		runtime.GC()
		aw(asyncio.Sleep(time.Millisecond))
		if report, ok := r.first(); ok {
			return report
		}
	}
	t.Fatal("nothing was reported")
	return asyncio.Report{}
}

func TestNeverAwaited(t *testing.T) {
	v := asyncio.NewContextVar("cell", 0)
	realRun(t, func() {
		r := (&reports{}).attach()
		v.Set(3)
		asyncio.NewCoroutineVoid("nested", func() {})
		got := r.collected(t)
		if got.Text != "coroutine 'nested' was never awaited" || got.Kind != asyncio.ReportRuntimeWarning || v.GetIn(got.Context) != 3 {
			t.Errorf("%+v", got)
		}
	})
}

func TestAwaitedDoesNotWarn(t *testing.T) {
	realRun(t, func() {
		r := (&reports{}).attach()
		for range 1000 {
			aw(sl(0))
			aw(task(say("x")))
			say("closed").Close()
		}
		for range 3 {
			runtime.GC()
			aw(asyncio.Sleep(time.Millisecond))
		}
		if got, ok := r.first(); ok {
			t.Errorf("%+v", got)
		}
	})
}

func TestReportNeverAwaited(t *testing.T) {
	run(func() {
		r := (&reports{}).attach()
		c := asyncio.NewCoroutineVoid("dropped", func() {})
		asyncio.ReportNeverAwaited(c)
		asyncio.ReportNeverAwaited(c)
		if len(r.all) != 1 || r.all[0].Text != "coroutine 'dropped' was never awaited" {
			t.Errorf("%+v", r.all)
		}
	})
}

func TestNeverRetrieved(t *testing.T) {
	realRun(t, func() {
		r := (&reports{}).attach()
		task(boom(0), named("lost"))
		got := r.collected(t)
		if !strings.HasPrefix(got.Text, "Task exception was never retrieved\nfuture: <Task finished name='lost' coro=<boom() done> exception=ValueError('boom')>\nValueError: boom") {
			t.Error(got.Text)
		}
	})
}

func TestPendingDestroyed(t *testing.T) {
	var r reports
	l, unwound := virtualLoop(), false
	_, err := asyncio.RunUntilComplete(l, def(func() {
		r.attach()
		task(def(func() { defer func() { unwound = true }(); aw(sl(100)) }), named("left"))
		aw(sl(1))
	}))
	must(err)
	must(l.Close())
	if !unwound || len(r.all) != 1 || !strings.HasPrefix(r.all[0].Text, "Task was destroyed but it is pending!\ntask: <Task pending name='left' coro=<f() running>") {
		t.Errorf("%v %+v", unwound, r.all)
	}
}

func TestSlowCallback(t *testing.T) {
	run(func() {
		r, l := (&reports{}).attach(), loop()
		l.SetDebug(true)
		l.SetSlowCallbackDuration(time.Second)
		l.CallSoon(func() { l.BlockFor(2 * time.Second) })
		aw(sl(0))
		if len(r.all) != 1 || !strings.HasSuffix(r.all[0].Text, "took 2.000 seconds") {
			t.Errorf("%+v", r.all)
		}
	})
}

// A coroutine may run its own loop: everything else goes on meanwhile.
func TestReentrance(t *testing.T) {
	run(func() {
		l, ticks := loop(), 0
		ticker := task(def(func() {
			for {
				aw(sl(1))
				ticks++
			}
		}))
		me := asyncio.CurrentTask()
		v, err := asyncio.RunUntilComplete(l, val(func() int {
			v, _ := asyncio.Run(asyncio.SleepResult(secs(5.5), 7))
			return v
		}))
		if v != 7 || err != nil || ticks != 5 || asyncio.CurrentTask() != me {
			t.Error(v, err, ticks)
		}
		if err := l.Close(); err == nil || err.Error() != "Cannot close a running event loop" {
			t.Error(err)
		}
		loop().CallLater(secs(1), func() { loop().Stop() })
		if err := l.RunForever(); err != nil {
			t.Error(err)
		}
		ticker.Cancel()
	})
}

func TestGoexit(t *testing.T) {
	run(func() {
		(&reports{}).attach()
		_, err := asyncio.Await(task(def(runtime.Goexit)))
		var p *asyncio.PanicError
		if !errors.As(err, &p) || !p.Goexit {
			t.Error(err)
		}
		loop().CallSoon(runtime.Goexit)
		_, err = asyncio.Await(asyncio.ToThreadVoid(runtime.Goexit))
		if !errors.As(err, &p) || !p.Goexit {
			t.Error(err)
		}
		if aw(asyncio.ToThreadValue(func() int { return 2 })) != 2 {
			t.Error("the executor does not go on")
		}
	})
}

func TestPanics(t *testing.T) {
	run(func() {
		_, err := asyncio.Await(task(def(func() { panic("text") })))
		var p *asyncio.PanicError
		if !errors.As(err, &p) || p.Value != "text" || !strings.Contains(string(p.Stack), "TestPanics") || err.Error() != "panic: text" {
			t.Error(err)
		}
		mine := errors.New("mine")
		var recovered any
		aw(def(func() {
			defer func() { recovered = recover() }()
			aw(task(def(func() { panic(mine) })))
		}))
		if recovered != mine {
			t.Error(recovered)
		}
		_, err = asyncio.Await(task(def(func() { str([]int{}[len(programs)]) })))
		var re runtime.Error
		if !errors.As(err, &re) {
			t.Error(err)
		}
	})
}

// What only unwinds is not caught by an await that takes its error.
func TestBaseException(t *testing.T) {
	_, err := runv(def(func() {
		asyncio.AwaitErr(def(func() { panic(asyncio.ErrKeyboardInterrupt) }))
		t.Error("caught")
	}))
	if err != asyncio.ErrKeyboardInterrupt {
		t.Error(err)
	}
}

// leaked gives the number of goroutines beyond those before, once they had time to end.
func leaked(before int) int {
	for range 1000 {
		if runtime.NumGoroutine() <= before {
			return 0
		}
		time.Sleep(time.Millisecond)
	}
	return runtime.NumGoroutine() - before
}

func TestNoGoroutineIsLeaked(t *testing.T) {
	before := runtime.NumGoroutine()
	realRun(t, func() {
		for n := range 500 {
			task(def(func() { aw(sl(float64(n))) }))
		}
		task(def(runtime.Goexit))
		g := gen(func(yield func(int)) { yield(1); yield(2) })
		aw(g.ANext())
		task(def(func() { aw(asyncio.Receive(make(chan int))) }))
		s := aw(asyncio.StartServer(echo, "127.0.0.1", 0))
		connect(t, s)
		s.Close()
		aw(asyncio.ToThreadVoid(func() {}))
		(&reports{}).attach()
		aw(sl(0))
	})
	if n := leaked(before); n > 0 {
		buf := make([]byte, 1<<16)
		t.Errorf("%d goroutines are left\n%s", n, buf[:runtime.Stack(buf, true)])
	}
}

func TestGoContexts(t *testing.T) {
	run(func() {
		stopped := make(chan error, 1)
		w := task(def(func() {
			ctx := asyncio.TaskContext()
			aw(asyncio.FromFunc(func() (none, error) {
				<-ctx.Done()
				stopped <- context.Cause(ctx)
				return none{}, nil
			}))
		}))
		aw(sl(0))
		w.Cancel("why")
		tr(w)
		if err := aw(asyncio.Receive(stopped)); err.Error() != "cancelled: why" {
			t.Error(err)
		}
		ctx, cancel := context.WithCancelCause(context.Background())
		loop().CallLater(secs(1), func() { cancel(errors.New("cause")) })
		if got := tr(asyncio.UnderContext(ctx, sl(5))); got != "error: cause" {
			t.Error(got)
		}
		if got := tr(asyncio.UnderContext(ctx, sl(5))); got != "error: cause" {
			t.Error(got)
		}
		if got := aw(asyncio.UnderContext(context.Background(), sayv("x", 1, 3))); got != 3 {
			t.Error(got)
		}
	})
}

func TestForeignGoroutine(t *testing.T) {
	realRun(t, func() {
		l, f, e := loop(), future(), asyncio.NewEvent()
		waiter := task(e.Wait())
		aw(sl(0))
		errs := aw(asyncio.ToThreadValue(func() []any {
			nap := sl(0)
			defer nap.Close()
			return []any{
				trs(func() error { return f.SetResult(1) }),
				trs(func() error { f.Cancel(); return nil }),
				trs(func() error { e.Set(); return nil }),
				trs(func() error { l.CallSoon(func() {}); return nil }),
				trs(func() error { asyncio.CreateTaskIn(l, say("x")); return nil }),
				trv(func() (none, error) { return asyncio.RunUntilComplete(l, say("x")) }),
				tr(nap),
			}
		}))
		foreign := "RuntimeError: Non-thread-safe operation invoked on an event loop other than the current one"
		want := []any{foreign, foreign, foreign, foreign, foreign,
			"RuntimeError: This event loop is already running", "RuntimeError: no running event loop"}
		if !slices.Equal(errs, want) {
			t.Errorf("%q", errs)
		}
		e.Set()
		aw(waiter)
	})
}

func TestExceptionGroupSplit(t *testing.T) {
	a, b := errors.New("a"), errors.New("b")
	g := &asyncio.ExceptionGroup{Message: "m", Errors: []error{a, &asyncio.ExceptionGroup{Message: "n", Errors: []error{a, b}}}}
	yes, no := g.Split(func(err error) bool { return err == a })
	if yes.Error() != "m (2 sub-exceptions)" || no.Error() != "m (1 sub-exception)" || !errors.Is(no, b) || errors.Is(no, a) {
		t.Error(yes, no)
	}
}

func TestReprs(t *testing.T) {
	run(func() {
		done := func(c taskNone) string { tr(c); return c.String() }
		f := asyncio.NewFuture[string]()
		f.SetResult("it's")
		cancelled := task(sl(9), named("c"))
		cancelled.Cancel()
		rows := [][2]string{
			{task(sl(9), named("p")).String(), "<Task pending name='p' coro=<sleep() running>>"},
			{done(task(say("x"), named("d"))), "<Task finished name='d' coro=<say() done> result=None>"},
			{done(task(boom(0), named("e"))), "<Task finished name='e' coro=<boom() done> exception=ValueError('boom')>"},
			{done(cancelled), "<Task cancelled name='c' coro=<sleep() done>>"},
			{future().String(), "<Future pending>"},
			{f.String(), `<Future finished result="it's">`},
			{asyncio.NewTaskGroup().String(), "<TaskGroup>"},
			{asyncio.Timeout(1).String(), "<Timeout [created]>"},
			{asyncio.NewBarrier(2).String(), "<Barrier [filling, waiters:0/2]>"},
			{asyncio.NewSemaphore(2).String(), "<Semaphore [unlocked, value:2]>"},
		}
		for _, row := range rows {
			if row[0] != row[1] {
				t.Errorf("%s, want %s", row[0], row[1])
			}
		}
	})
}

func TestTaskStack(t *testing.T) {
	run(func() {
		w := task(def(func() { waitHere() }))
		aw(sl(0))
		if s := w.Stack(); !strings.Contains(s, "waitHere") {
			t.Error(s)
		}
	})
}

func waitHere() { aw(sl(5)) }

// A coroutine that blocks can be abandoned: its task fails and the loop goes on.
func TestAbandon(t *testing.T) {
	before := runtime.NumGoroutine()
	rows := map[string]func(block func()) *asyncio.Coroutine[none]{
		"task":   func(block func()) *asyncio.Coroutine[none] { return def(block) },
		"nested": func(block func()) *asyncio.Coroutine[none] { return def(func() { asyncio.Run(def(block)) }) },
		"generator": func(block func()) *asyncio.Coroutine[none] {
			return def(func() { aw(gen(func(yield func(int)) { block(); yield(1) }).ANext()) })
		},
		"callback": func(block func()) *asyncio.Coroutine[none] {
			return def(func() { loop().CallSoon(block); aw(sl(1)); panic(errors.New("abandoned")) })
		},
	}
	for name, makeStuck := range rows {
		t.Run(name, func(t *testing.T) {
			l := asyncio.NewEventLoop(asyncio.WithNesting())
			go l.RunForever()
			started, gate, after := make(chan bool), make(chan bool), make(chan error, 1)
			stuck := asyncio.RunCoroutineThreadsafe(makeStuck(func() {
				started <- true
				<-gate
				after <- asyncio.AwaitErr(asyncio.Sleep(0))
			}), l)
			other := asyncio.RunCoroutineThreadsafe(val(func() int { aw(asyncio.Sleep(time.Millisecond)); return 5 }), l)
			<-started
			if !l.Abandon(errors.New("abandoned")) {
				t.Fatal("not abandoned")
			}
			if _, err := stuck.Result(); err == nil || err.Error() != "abandoned" {
				t.Error(err)
			}
			if v, err := other.Result(); v != 5 || err != nil {
				t.Error(v, err)
			}
			close(gate)
			if err := <-after; err == nil || err.Error() != "no running event loop" {
				t.Error(err)
			}
			if _, err := asyncio.RunCoroutineThreadsafe(sl(0), l).Result(); err != nil {
				t.Error(err)
			}
			l.Stop()
			for l.IsRunning() {
				time.Sleep(time.Millisecond)
			}
			must(l.Close())
		})
	}
	if n := leaked(before); n > 0 {
		buf := make([]byte, 1<<16)
		t.Errorf("%d goroutines are left\n%s", n, buf[:runtime.Stack(buf, true)])
	}
}

func TestInput(t *testing.T) {
	run(func() {
		loop().SetInput(func(_ context.Context, prompt string, password bool) (string, error) {
			if password {
				prompt = "secret " + prompt
			}
			return "answer to " + prompt, nil
		})
		if got := aw(asyncio.Input("name? ")); got != "answer to name? " {
			t.Error(got)
		}
		if got := aw(asyncio.Password("word? ")); got != "answer to secret word? " {
			t.Error(got)
		}
	})
}
