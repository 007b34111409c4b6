package main

import (
	"context"
	"errors"
	"os"

	asyncio "goasync/asyncrt"
	"goasync/cmd/go-async/internal/cli"
	"goasync/cmd/go-async/internal/nbrun"
	"goasync/eval"
)

// session is an eval.Session as the command runs notebooks with it.
type session struct{ s *eval.Session }

func newSession(o cli.SessionOptions) (cli.Session, error) {
	options := eval.Options{MemoryLimit: uint64(o.MemoryLimit)}
	if o.Clock == cli.VirtualClock {
		options.Clock = asyncio.NewVirtualClock()
	}
	os.Args = os.Args[:1] // what cells see
	s, err := eval.NewSession(options)
	if err != nil {
		return nil, err
	}
	return session{s}, nil
}

func (s session) Execute(ctx context.Context, cell nbrun.Cell, out nbrun.Output) nbrun.Result {
	r := s.s.Execute(ctx, eval.Cell(cell), output{out})
	result := nbrun.Result{Data: r.Data}
	if f := r.Err; f != nil {
		result.Err = &nbrun.Failure{Name: f.Name, Value: f.Value, Traceback: f.Traceback}
	}
	return result
}

func (s session) Interrupt() { s.s.Interrupt() }

// Close ends the session. That its loop may be closed already is nobody's
// concern: the notebook has run.
func (s session) Close() error {
	var closed *asyncio.RuntimeError
	if err := s.s.Close(); err != nil && !errors.As(err, &closed) {
		return err
	}
	return nil
}

// output is what eval writes to.
type output struct{ nbrun.Output }

func (o output) Display(d eval.Display) { o.Output.Display(nbrun.Display(d)) }
