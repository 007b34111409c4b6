// Package nbrun executes a notebook in a session, as nbclient does with a
// kernel: cell by cell, outputs into the notebook, stopping at the first
// failure.
//
// The conventions are those of nbclient and papermill, so that a notebook
// behaves alike under all three: the cell tags skip-execution and
// raises-exception, the tag parameters with an injected cell behind it, empty
// cells passed over, display updates and clear_output(wait) honoured. It knows
// neither the terminal (see package report) nor how a session works: it
// declares what it needs as [Session].
//
// To start: [Run].
package nbrun

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"goasync/cmd/go-async/internal/nbcompare"
	"goasync/cmd/go-async/internal/nbformat"
)

// Session is what executes cells. Execute returns when the cell is done;
// its background tasks may go on writing to out. Interrupt, from any
// goroutine, makes a running Execute return soon.
type Session interface {
	Execute(ctx context.Context, cell Cell, out Output) Result
	Interrupt()
}

// Cell is one cell to execute.
type Cell struct {
	Source string
	Name   string // for positions in messages
	Count  int    // the execution count, from 1
}

// Output takes what a cell shows, from any goroutine.
type Output interface {
	Stream(name, text string)
	Display(d Display)
	Clear(wait bool)
	Input(prompt string, password bool) (string, error)
}

// Display is a MIME bundle that a cell shows or, with Update, puts in place of
// those shown before under the same ID.
type Display struct {
	Data     map[string]any
	Metadata map[string]any
	ID       string
	Update   bool
}

// Result is how a cell ended: Data is the last expression's MIME bundle or
// nil, Err the failure or nil.
type Result struct {
	Data map[string]any
	Err  *Failure
}

// Failure is what an error output says.
type Failure struct {
	Name, Value string
	Traceback   []string
}

// The cell tags that Run heeds.
const (
	TagParameters = "parameters"
	TagInjected   = "injected-parameters"
	TagSkip       = "skip-execution"
	TagRaises     = "raises-exception"
)

// Options say how to run. The zero value runs without limits, stops at the
// first failure and reports nothing.
type Options struct {
	Timeout     time.Duration // for each cell, in real time; 0 is none
	Grace       time.Duration // how long an interrupted cell has to return; 0 is 5 s
	AllowErrors bool          // go on behind failing cells
	Parameters  []Parameter
	Input       func(prompt string, password bool) (string, error) // nil: there is no input
	Report      func(Event)                                        // called one at a time
	Compare     *Compare                                           // nil: outputs are not compared
}

// Compare says that the outputs are to be those stored in the notebook.
type Compare struct {
	Rules  nbcompare.Rules // what is masked
	Marked bool            // only cells marked nbval-check-output
}

// ErrCellFailed reports that a cell failed that was not allowed to, or gave
// outputs that differ from those stored.
var ErrCellFailed = errors.New("cell failed")

// errStuck ends a run whose session hangs.
var errStuck = errors.New("the session does not answer")

// errNoInput is what nbclient's kernels say when nobody can answer.
var errNoInput = errors.New("a cell asked for input, and there is nobody to ask")

// Run executes the notebook's code cells in order and leaves their outputs in
// it. It returns what became of each cell; the error is nil, [ErrCellFailed],
// the context's, or says that the session hangs. What background tasks write
// after Run has returned is dropped.
//
// With Options.Compare the outputs of each cell are compared with the stored
// ones when the last cell is done, so that late output counts; nbval's marks
// are heeded then.
func Run(ctx context.Context, nb *nbformat.Notebook, s Session, o Options) ([]CellReport, error) {
	if len(o.Parameters) > 0 {
		inject(nb, o.Parameters)
	}
	r := newRunner(nb, s, o)
	r.report(Event{Kind: Started, Total: len(r.reports)})
	begin := time.Now()
	err := r.all(ctx)
	if differs := r.compare(); err == nil {
		err = differs
	}
	r.report(Event{Kind: Finished, Total: len(r.reports), Duration: time.Since(begin), Failed: err != nil})
	r.close()
	return r.reports, err
}

// all runs each code cell. Those behind a failure are reported as not run.
func (r *runner) all(ctx context.Context) (failure error) {
	for i := range r.reports {
		if failure != nil {
			r.change(i, CellDone, func(*CellReport) {})
			continue
		}
		failure = r.cell(ctx, i)
	}
	return failure
}

func (r *runner) cell(ctx context.Context, i int) error {
	c := r.cells[i]
	if r.skips(c) || strings.TrimSpace(c.Source()) == "" {
		r.change(i, CellDone, func(*CellReport) {})
		return nil
	}
	r.count++
	r.change(i, CellStarted, func(rep *CellReport) {
		c.Executed(r.count)
		rep.Count = r.count
	})
	begin := time.Now()
	result, err := r.execute(ctx, i)
	status := r.settle(i, result, time.Since(begin))
	if err == nil && status == Failed && !r.opts.AllowErrors {
		return fmt.Errorf("cell %d: %w", i+1, ErrCellFailed)
	}
	return err
}

// settle puts the result into the cell and its report.
func (r *runner) settle(i int, result Result, took time.Duration) Status {
	c, status := r.cells[i], Passed
	if result.Data != nil {
		r.outs[i].add(nbformat.NewResult(r.count, result.Data))
	}
	if f := result.Err; f != nil {
		r.outs[i].add(nbformat.NewError(f.Name, f.Value, f.Traceback))
		status = Failed
		if c.HasTag(TagRaises) || r.marked(c, nbcompare.Raises) {
			status = Raised
		}
	}
	r.change(i, CellDone, func(rep *CellReport) {
		rep.Status, rep.Failure, rep.Duration = status, result.Err, took
	})
	return status
}

// execute runs one cell under the time limit. The error is set where the
// session cannot be used any more.
func (r *runner) execute(ctx context.Context, i int) (Result, error) {
	cell := Cell{Source: r.cells[i].Source(), Name: fmt.Sprintf("cell %d", r.count), Count: r.count}
	results := make(chan Result, 1)
	go func() { results <- r.session.Execute(ctx, cell, r.outs[i]) }()
	var expired <-chan time.Time
	if r.opts.Timeout > 0 {
		timer := time.NewTimer(r.opts.Timeout)
		defer timer.Stop()
		expired = timer.C
	}
	select {
	case result := <-results:
		return result, nil
	case <-expired:
		return r.stop(results, &Failure{Name: "CellTimeoutError", Value: fmt.Sprintf("the cell did not end within %v", r.opts.Timeout)})
	case <-ctx.Done():
		result, err := r.stop(results, &Failure{Name: "Interrupted", Value: context.Cause(ctx).Error()})
		return result, errors.Join(context.Cause(ctx), err)
	}
}

// stop interrupts the running cell and gives why as its failure, with the
// traceback of where it was. A session that does not heed it is of no more use.
func (r *runner) stop(results <-chan Result, why *Failure) (Result, error) {
	r.session.Interrupt()
	grace := r.opts.Grace
	if grace == 0 {
		grace = 5 * time.Second
	}
	why.Traceback = []string{why.Name + ": " + why.Value}
	select {
	case result := <-results:
		if result.Err != nil {
			why.Traceback = append(result.Err.Traceback, why.Traceback...)
		}
	case <-time.After(grace):
		why.Traceback = append(why.Traceback, fmt.Sprintf("and did not heed the interrupt within %v", grace))
		return Result{Err: why}, errStuck
	}
	return Result{Err: why}, nil
}
