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
			b.Errorf("got %+v", r)
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
