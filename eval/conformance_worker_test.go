package eval_test

import (
	"context"
	"errors"
	"strings"
	"sync"

	"goasync/eval"
	"goasync/eval/internal/conform"
)

// evaluate gives a program to a fresh session as two cells: its source, and a
// call of main.
func evaluate(_, source string) conform.Outcome {
	session, err := eval.NewSession(eval.Options{})
	if err != nil {
		return conform.Outcome{Err: err}
	}
	defer session.Close()
	var out transcript
	declared := session.Execute(context.Background(), eval.Cell{Source: source, Count: 1}, &out)
	if declared.Err != nil {
		return outcome(&out, declared.Err, declared.Err.Name != "CompileError")
	}
	called := session.Execute(context.Background(), eval.Cell{Source: "main()", Count: 2}, &out)
	return outcome(&out, called.Err, true)
}

func outcome(out *transcript, failure *eval.Failure, ran bool) conform.Outcome {
	o := conform.Outcome{Output: out.String(), Ran: ran}
	if failure != nil && !isSuccess(failure) {
		o.Err = errors.New(failure.Name + ": " + failure.Value)
	}
	return o
}

// isSuccess reports whether the failure is that of os.Exit(0).
func isSuccess(f *eval.Failure) bool {
	return strings.Contains(f.Name, "Exit") && strings.HasSuffix(f.Value, " 0")
}

// transcript is an eval.Output that keeps what both streams get, in order.
type transcript struct {
	mu   sync.Mutex
	text strings.Builder
}

func (t *transcript) Stream(_, text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text.WriteString(text)
}

func (t *transcript) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.String()
}

func (*transcript) Display(eval.Display) {}
func (*transcript) Clear(bool)           {}

func (*transcript) Input(string, bool) (string, error) {
	return "", errors.New("a program of the tests has no input")
}
