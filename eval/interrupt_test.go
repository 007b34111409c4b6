package eval_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"goasync/eval"
)

// A background is a session in which a cell runs beside the test.
type background struct {
	*testing.T
	*eval.Session
}

func newBackground(t *testing.T) background {
	t.Helper()
	s, err := eval.NewSession(eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return background{t, s}
}

// start runs a cell beside the test.
func (b background) start(source string, out *notes) <-chan eval.Result {
	done := make(chan eval.Result, 1)
	go func() { done <- b.Execute(context.Background(), eval.Cell{Source: source, Count: 1}, out) }()
	return done
}

// until waits for a condition.
func (b background) until(what string, condition func() bool) {
	b.Helper()
	for deadline := time.Now().Add(time.Minute); !condition(); runtime.Gosched() {
		if time.Now().After(deadline) {
			b.Fatal("never: " + what)
		}
	}
}

// interrupted checks that a cell ends with KeyboardInterrupt.
func (b background) interrupted(done <-chan eval.Result) {
	b.Helper()
	select {
	case r := <-done:
		if r.Err == nil || r.Err.Name != "KeyboardInterrupt" {
			b.Errorf("got %+v %+v", r, r.Err)
		}
	case <-time.After(time.Minute):
		b.Fatal("the cell goes on")
	}
}

// saying waits until a cell has printed something.
func (b background) saying(out *notes, what string) {
	b.Helper()
	b.until(what, func() bool { return strings.Contains(out.peek(), what) })
}

// works checks that cells run.
func (b background) works() {
	b.Helper()
	if r := b.Execute(context.Background(), eval.Cell{Source: "1 + 1"}, &notes{}); r.Err != nil || r.Data["text/plain"] != "2" {
		b.Errorf("got %+v", r)
	}
}

// An interrupt that comes while the cell is compiled counts.
func TestInterruptWhileCompiling(t *testing.T) {
	b := newBackground(t)
	release := b.HoldCompiler()
	before := b.Remembered()
	done := b.start("await asyncio.NewEvent().Wait()", &notes{})
	b.until("the cell has come", func() bool { return b.Remembered() > before })
	b.Interrupt()
	release()
	b.interrupted(done)
	b.works()
}

// What an earlier cell left behind blocks the loop, and a cell waits for it: an interrupt ends both.
func TestInterruptEndsCellBehindBusyTask(t *testing.T) {
	b, out := newBackground(t), &notes{}
	<-b.start(`
asyncio.GetRunningLoop().CallLater(time.Millisecond, func() { fmt.Println("busy"); for {} })`, out)
	b.saying(out, "busy")
	after := b.Running()
	done := b.start("await asyncio.NewEvent().Wait()", &notes{})
	b.until("the cell runs", func() bool { return b.Running() > after })
	b.Interrupt()
	b.interrupted(done)
	b.works()
}

// So it does when no cell runs.
func TestInterruptEndsBusyTask(t *testing.T) {
	b, out := newBackground(t), &notes{}
	<-b.start(`
tick := 0
asyncio.CreateTask(async func() { for { await asyncio.Sleep(time.Millisecond); tick++ } }())
asyncio.CreateTask(async func() { await asyncio.Sleep(time.Millisecond); fmt.Println("busy"); for {} }())`, out)
	b.saying(out, "busy")
	b.Interrupt()
	b.works()
	// An interrupt of a session that is idle does nothing, to tasks neither.
	b.Interrupt()
	b.works()
	if r := b.Execute(t.Context(), eval.Cell{Source: "old := tick; for tick == old { await asyncio.Sleep(0) }"}, &notes{}); r.Err != nil {
		t.Error(r.Err)
	}
}

// peek returns what was written, without taking it.
func (t *notes) peek() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.String()
}

// asking is an output whose user does not answer but interrupts.
type asking struct {
	notes
	session *eval.Session
}

func (a *asking) Input(string, bool) (string, error) {
	a.session.Interrupt()
	return "", errors.New("interrupted")
}

// An interrupt ends a cell that waits for input, also one that does not look at the error.
func TestInterruptedInput(t *testing.T) {
	for _, source := range []string{
		"var s string; fmt.Scan(&s)",
		"var s string; fmt.Scan(&s); s = `after`; fmt.Println(s)",
		"bufio.NewReader(os.Stdin).ReadString('\\n')",
		"await asyncio.Input(`who? `)",
	} {
		b := newBackground(t)
		out := &asking{session: b.Session}
		r := b.Execute(t.Context(), eval.Cell{Source: source}, out)
		if r.Err == nil || r.Err.Name != "KeyboardInterrupt" || strings.Contains(out.peek(), "after") {
			t.Errorf("%s: got %+v %s", source, r.Err, out.peek())
		}
		b.works()
	}
}

// TestStubbornCells interrupts cells that survive being cancelled, until they end.
func TestStubbornCells(t *testing.T) {
	tests := []struct{ name, cell string }{
		{"takes the cancellation as an error", "async func f() { for { fmt.Print(\"!\"); err := await asyncio.NewEvent().Wait(); _ = err } }\nawait f()"},
		{"recovers", "async func f() { for { await async func() { defer func() { recover() }(); fmt.Print(\"!\"); await asyncio.NewEvent().Wait() }() } }\nawait f()"},
		{"recovers while it computes", "for { func() { defer func() { recover() }(); fmt.Print(\"!\"); for {} }() }"},
		{"goes round by goto", "fmt.Print(\"!\")\nL: goto L"},
		{"runs the loop itself", "fmt.Print(\"!\")\nasyncio.GetRunningLoop().RunForever()"},
		{"runs another main", "fmt.Print(\"!\")\nasyncio.Run(async func() { await asyncio.NewEvent().Wait() }())"},
		{"waits for a task that computes", "t := asyncio.CreateTask(async func() { fmt.Print(\"!\"); for {} }())\nawait t"},
		{"waits beside a task that computes", "asyncio.CreateTask(async func() { fmt.Print(\"!\"); for {} }())\nawait asyncio.NewEvent().Wait()"},
		{"calls itself deeply", "var f func(n int) int\nf = func(n int) int { if n == 5000 { fmt.Print(\"!\"); for {} }; return f(n+1) + 1 }\nf(0)"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b, out := newBackground(t), &notes{}
			<-b.start("kept := 1", out)
			done := b.start(test.cell, out)
			for n := 1; ; n++ {
				b.until("it waits", func() bool { return len(done) > 0 || strings.Count(out.peek(), "!") >= n })
				if len(done) > 0 || n > 3 {
					break
				}
				b.Interrupt()
				b.until("it goes on or ends", func() bool { return len(done) > 0 || strings.Count(out.peek(), "!") > n })
			}
			b.interrupted(done)
			b.works()
		})
	}
}

// TestInterruptIsForTheCell interrupts a cell that awaits while a task of another one computes now and then: that goes on.
func TestInterruptIsForTheCell(t *testing.T) {
	b, out := newBackground(t), &notes{}
	<-b.start(`
rounds := 0
asyncio.CreateTask(async func() { for { for range 20000 { rounds++ }; await asyncio.Sleep(0) } }(), asyncio.WithName("busy"))`, out)
	for range 5 {
		before := b.Running()
		done := b.start("await asyncio.NewEvent().Wait()", &notes{})
		b.until("the cell runs", func() bool { return b.Running() > before })
		b.Interrupt()
		b.interrupted(done)
	}
	if r := b.Execute(t.Context(), eval.Cell{Source: "old := rounds; for rounds == old { await asyncio.Sleep(0) }"}, &notes{}); r.Err != nil {
		t.Error(r.Err)
	}
}

// TestAbandonedCellEnds interrupts a cell that compiled code keeps. When that returns the rest of the cell does not run.
func TestAbandonedCellEnds(t *testing.T) {
	b, out := newBackground(t), &notes{}
	<-b.start(`
r, w := io.Pipe()
ended, left := make(chan bool, 1), 0
func rest() { defer func() { ended <- true }(); fmt.Print("reads"); io.ReadAll(r); for { left++ } }`, out)
	done := b.start("rest()\nfmt.Println(\"after\")", out)
	b.saying(out, "reads")
	b.Interrupt()
	b.interrupted(done)
	r := b.Execute(t.Context(), eval.Cell{Source: "w.Close()\n<-ended\nleft = 7\ntime.Sleep(time.Millisecond)\nleft"}, out)
	if r.Err != nil || r.Data["text/plain"] != "7" || strings.Contains(out.peek(), "after") {
		t.Errorf("got %+v %s", r, out.peek())
	}
}

// TestInterruptEndsWhatIsWaitedFor interrupts cells that compiled code runs on goroutines of its own while the cell waits: their
// loops end with it.
func TestInterruptEndsWhatIsWaitedFor(t *testing.T) {
	const loop = "defer func() { ended = true }(); fmt.Print(\"!\"); for { n++ }"
	for _, cell := range []string{
		"next, stop := iter.Pull(func(yield func(int) bool) { " + loop + " })\nnext()",
		"next, stop := iter.Pull(func(yield func(int) bool) { yield(1); " + loop + " })\nnext(); next()",
		"next, stop := iter.Pull(func(yield func(int) bool) { defer func() { " + loop + " }(); yield(1) })\nnext(); stop()",
		"next, stop := iter.Pull2(func(yield func(int, int) bool) { " + loop + " })\nnext()",
		"testing.Benchmark(func(b *testing.B) { " + loop + " })",
		"var once sync.Once\nonce.Do(func() { " + loop + " })",
		"slices.SortFunc(make([]int, 9), func(a, b int) int { " + loop + " })",
	} {
		b, out := newBackground(t), &notes{}
		<-b.start("n, ended := 0, false", out)
		done := b.start(cell, out)
		b.saying(out, "!")
		b.Interrupt()
		b.interrupted(done)
		if r := b.Execute(t.Context(), eval.Cell{Source: "ended"}, out); r.Err != nil || r.Data["text/plain"] != "true" {
			t.Errorf("%s: got %+v", cell, r)
		}
	}
}

// TestClose closes sessions whose tasks do not want to end.
func TestClose(t *testing.T) {
	const blocked = "the event loop is blocked"
	for _, test := range []struct{ name, setup, want string }{
		{"awaits itself when it ends", "var t *asyncio.Task[int]\nasync func f() int { defer async func() { await t }(); await asyncio.Sleep(time.Hour); return 1 }\nt = asyncio.CreateTask(f())", ""},
		{"awaits itself again and again", "var t *asyncio.Task[int]\nasync func f() int { defer async func() { for { _, err := await t; _ = err } }(); await asyncio.Sleep(time.Hour); return 1 }\nt = asyncio.CreateTask(f())", ""},
		{"survives cancellation", "async func f() { for { err := await asyncio.Sleep(time.Hour); _ = err } }\nasyncio.CreateTask(f())", ""},
		{"computes when it ends", "async func f() { defer func() { for {} }(); await asyncio.Sleep(time.Hour) }\nasyncio.CreateTask(f())", ""},
		{"blocks when it ends", "async func f() { defer func() { select {} }(); await asyncio.Sleep(time.Hour) }\nasyncio.CreateTask(f())", ""},
		{"makes tasks when it ends", "async func f() { defer func() { asyncio.CreateTask(f()) }(); await asyncio.Sleep(time.Hour) }\nasyncio.CreateTask(f())", ""},
		{"is kept by a lock when it ends", "var mu sync.Mutex\nmu.Lock()\nasync func f() { defer func() { mu.Lock() }(); await asyncio.Sleep(time.Hour) }\nasyncio.CreateTask(f())", blocked},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, err := eval.NewSession(eval.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if r := s.Execute(t.Context(), eval.Cell{Source: test.setup + "\nawait asyncio.Sleep(0)"}, &notes{}); r.Err != nil {
				t.Fatal(r.Err)
			}
			got := ""
			if err := s.Close(); err != nil {
				got = err.Error()
			}
			if got != test.want {
				t.Errorf("got %q", got)
			}
		})
	}
}

// TestInterruptEndsBlockedChannel interrupts cells that block in channel operations in loops, where the interpreter blocks.
// What they have deferred runs.
func TestInterruptEndsBlockedChannel(t *testing.T) {
	for _, cell := range []string{
		"for { fmt.Print(`!`); <-make(chan int) }",
		"for c := make(chan int, 1); ; { c <- 1; fmt.Print(`!`); c <- 2 }",
		"func() { defer fmt.Print(`left`); for { fmt.Print(`!`); for range make(chan string) { } } }()",
		"func send(c chan<- []int) { defer fmt.Print(`left`); fmt.Print(`!`); for { c <- nil } }\nsend(make(chan []int))",
		"async func receive(c chan error) { defer fmt.Print(`left`); fmt.Print(`!`); for { if err := <-c; err != nil { return } } }\nawait receive(make(chan error))",
	} {
		b, out := newBackground(t), &notes{}
		done := b.start(cell, out)
		b.saying(out, "!")
		b.Interrupt()
		b.interrupted(done)
		if strings.Contains(cell, "left") && !strings.Contains(out.peek(), "left") {
			t.Errorf("%s: what was deferred did not run", cell)
		}
		b.works()
	}
}
