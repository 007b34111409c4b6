package eval_test

import (
	"context"
	"strings"
	"testing"
	"time"

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

// An interrupt ends a shell command and everything that it has started; tasks go on meanwhile.
func TestInterruptedCommand(t *testing.T) {
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
	begin := time.Now()
	r := s.Execute(context.Background(), eval.Cell{Source: "!echo started; sleep 100; echo never", Count: 1}, out)
	if r.Err == nil || r.Err.Name != "KeyboardInterrupt" {
		t.Errorf("ended with %v", r.Err)
	}
	if took := time.Since(begin); took > 50*time.Second {
		t.Errorf("took %v", took)
	}
	if got := run(t, s, 2, "1 + 1"); got != "[result]\n  text/plain: 2\n" {
		t.Errorf("afterwards: %s", got)
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
