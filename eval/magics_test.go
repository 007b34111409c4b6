package eval_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"goasync/eval"
)

// started is an Output that tells when something was written.
type started struct {
	recorder
	ch chan struct{}
}

func (s *started) Stream(name, text string) {
	s.recorder.Stream(name, text)
	if strings.Contains(text, "started") {
		close(s.ch)
	}
}

// An interrupt ends a magic, whatever it does, and nothing else: tasks and variables are still there.
func TestInterruptedMagics(t *testing.T) {
	for _, c := range []struct{ name, source string }{
		{"command", "!echo started; sleep 100; echo never"},
		{"script", "%%bash\necho started\nsleep 100 & wait\necho never"},
		{"script in a comment", "//go-async:sh\n// echo started; sleep 100"},
		{"time, waiting", "%time await long()"},
		{"time, computing", "%%time\nbusy()"},
		{"timeit, waiting", "%timeit await long()"},
		{"timeit, computing", "%%timeit -n 1\nbusy()"},
		{"timeit, of many loops", "%timeit -n 1000000000 -r 1 await step()"},
		{"capture", "%%capture c\nawait long()"},
		{"timeline", "%%timeline\nawait long()"},
		{"timeline, computing", "%%timeline\nbusy()"},
		{"behind another", "%pwd\n%time await long()"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := eval.NewSession(eval.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			out := &started{ch: make(chan struct{})}
			s.Execute(t.Context(), eval.Cell{Count: 1, Source: `
began := asyncio.NewEvent()
async func tell() { await began.Wait(); fmt.Println("started") }
teller := asyncio.CreateTask(tell())
async func long() { began.Set(); await asyncio.Sleep(time.Hour) }
async func step() { began.Set(); await asyncio.Sleep(0) }
func busy() {
	fmt.Println("started")
	for {
	}
}`}, out)
			go func() {
				<-out.ch
				s.Interrupt()
			}()
			r := s.Execute(t.Context(), eval.Cell{Source: c.source, Count: 2}, out)
			if r.Err == nil || r.Err.Name != "KeyboardInterrupt" {
				t.Errorf("ended with %v", r.Err)
			}
			if got := run(t, s, 3, "began == nil"); got != "[result]\n  text/plain: false\n" {
				t.Errorf("afterwards: %s", got)
			}
		})
	}
}

// The timeline of a cell that is interrupted or fails is shown.
func TestTimelineOfTheFailed(t *testing.T) {
	s, err := eval.NewSession(eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	out := &started{ch: make(chan struct{})}
	go func() {
		<-out.ch
		s.Interrupt()
	}()
	r := s.Execute(context.Background(), eval.Cell{Source: "%%timeline\nfmt.Println(\"started\")\nawait asyncio.Sleep(time.Hour)", Count: 1}, out)
	if r.Err == nil || r.Err.Name != "KeyboardInterrupt" {
		t.Errorf("ended with %v", r.Err)
	}
	if got := out.out.String(); !strings.Contains(got, "timeline of cell 1") || !strings.Contains(got, "cancelled") {
		t.Errorf("shows %s", got)
	}
}

// Errors in the Go of magics, and magics that stand where none may, show the line as it was written.
func TestLinesOfMagics(t *testing.T) {
	s, err := eval.NewSession(eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for source, want := range map[string]string{
		"%time undefined1()":                 "   1 | %time undefined1()\n     |       ^~~~~~~~~~\n",
		"//go-async:timeit -n 2 undefined2":  "   1 | //go-async:timeit -n 2 undefined2\n     |                        ^~~~~~~~~~\n",
		"%%timeline\n\nx := undefined3":      "   3 | x := undefined3\n     |      ^~~~~~~~~~\n",
		"for range 2 {\n%time 1\n}":          "   2 | %time 1\n     | ^\n  hint: a magic stands on a line of its own, outside of blocks\n",
		"if true { %pwd }":                   "     |           ^\n  hint: a magic stands on a line of its own, outside of blocks\n",
		"%pwd\n%timeit -r 1 undefined4(\n1)": "   2 | %timeit -r 1 undefined4(\n",
	} {
		r := s.Execute(t.Context(), eval.Cell{Source: source, Count: 1}, new(recorder))
		if r.Err == nil {
			t.Errorf("%s: no error", source)
			continue
		}
		if got := colour.ReplaceAllString(strings.Join(r.Err.Traceback, "\n")+"\n", ""); !strings.Contains(got, want) {
			t.Errorf("%s shows\n%s\nwant\n%s", source, got, want)
		}
	}
}

var colour = regexp.MustCompile("\x1b\\[[0-9;]*m")
