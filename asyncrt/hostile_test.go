package asyncio_test

import (
	"bufio"
	"errors"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	asyncio "goasync/asyncrt"
)

// nilError is an error whose text panics: it is a nil pointer in an error. isError is one that cannot be compared either.
type (
	nilError struct{ text string }
	isError  struct{ nilError }
)

func (e *nilError) Error() string       { return e.text }
func (e *isError) Is(target error) bool { return e.text == target.Error() }

// Whatever panics where the loop itself calls it is reported, and the loop goes on.
func TestNothingEndsTheLoop(t *testing.T) {
	rows := map[string]struct {
		run    func(t *testing.T)
		report string
	}{
		"handler of a server": {func(t *testing.T) {
			s := aw(asyncio.StartServer(func(*asyncio.StreamReader, *asyncio.StreamWriter) *asyncio.Coroutine[none] {
				panic(errors.New("no handler"))
			}, "127.0.0.1", 0))
			defer s.Close()
			c := connect(t, s)
			if data := aw(c.Reader.Read()); len(data) > 0 {
				t.Error(data)
			}
			c.Writer.Close()
		}, "no handler"},
		"callback of a concurrent future": {func(t *testing.T) {
			l := loop()
			aw(asyncio.ToThreadVoid(func() {
				f := asyncio.RunCoroutineThreadsafe(asyncio.Sleep(0), l)
				f.AddDoneCallback(func(*asyncio.ConcurrentFuture[none]) { panic("in the callback") })
				_, _ = f.Result()
			}))
		}, "in the callback"},
		"submitted function": {func(*testing.T) {
			done := make(chan bool, 1)
			must(asyncio.NewExecutor(1).Submit(func() { defer close(done); panic("submitted") }))
			aw(asyncio.ToThreadVoid(func() { <-done }))
		}, "submitted"},
		"exception handler": {func(*testing.T) {
			loop().SetExceptionHandler(func(*asyncio.Loop, asyncio.ExceptionContext) { panic("in the handler") })
			loop().CallExceptionHandler(asyncio.ExceptionContext{Message: "first"})
		}, "in the handler"},
		"error that panics": {func(*testing.T) {
			f := task(asyncio.NewCoroutineErr("f", func() error { return (*nilError)(nil) }))
			aw(sl(0))
			loop().CallExceptionHandler(asyncio.ExceptionContext{Message: f.String(), Exception: asyncio.Failure(f)})
			_ = asyncio.AwaitErr(f)
		}, "panic in Error"},
		"error that panics, gathered": {func(*testing.T) {
			thread := asyncio.ToThreadErr(func() error { return (*isError)(nil) })
			_ = asyncio.AwaitErr(asyncio.WaitFor(asyncio.Gather(thread, sl(0)), 50*time.Millisecond))
		}, ""},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			realRun(t, func() {
				r := (&reports{}).attach()
				row.run(t)
				for range 1000 {
					if row.report == "" || strings.Contains(r.text(), row.report) {
						break
					}
					aw(asyncio.Sleep(time.Millisecond))
				}
				if got := r.text(); !strings.Contains(got, row.report) {
					t.Errorf("reported: %q", got)
				}
				if aw(task(sayv("alive", 0, 5))) != 5 {
					t.Error("the loop does not go on")
				}
			})
		})
	}
}

// text gives all that was reported.
func (r *reports) text() string {
	r.Lock()
	defer r.Unlock()
	var b strings.Builder
	for _, report := range r.all {
		b.WriteString(report.Text + "\n")
	}
	return b.String()
}

// A reporter that panics does not take the report with it.
func TestReporterPanics(t *testing.T) {
	realRun(t, func() {
		loop().SetReporter(func(asyncio.Report) { panic("in the reporter") })
		loop().CallExceptionHandler(asyncio.ExceptionContext{Message: "reported"})
		aw(task(sl(0)))
	})
}

// Connections that come and go, from many goroutines, while the loop is busy with others.
func TestManyConnections(t *testing.T) {
	realRun(t, func() {
		s := aw(asyncio.StartServer(echo, "127.0.0.1", 0))
		var clients sync.WaitGroup
		for i := range 50 {
			clients.Go(func() {
				if i%3 == 0 { // is gone at once
					if c, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(s.Port()))); err == nil {
						_ = c.Close()
					}
					return
				}
				if err := foreignClient(s.Port()); err != nil {
					t.Error(err)
				}
			})
		}
		inside := spawn(10, func(int) { talk(t, connect(t, s)) })
		aw(asyncio.Gather(inside...))
		aw(asyncio.ToThreadVoid(clients.Wait))
		s.Close()
		aw(s.WaitClosed())
	})
}

// foreignClient talks to an echo server without the loop.
func foreignClient(port int) error {
	conn, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return err
	}
	defer conn.Close()
	lines := bufio.NewReader(conn)
	for range 50 {
		if _, err := conn.Write([]byte("line\n")); err != nil {
			return err
		}
		if line, err := lines.ReadString('\n'); err != nil || line != "line\n" {
			return errors.Join(err, errors.New("got "+line))
		}
	}
	return nil
}
