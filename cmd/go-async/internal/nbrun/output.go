package nbrun

import (
	"slices"
	"sync"

	"goasync/cmd/go-async/internal/nbformat"
)

// runner is one run of one notebook. Its mutex guards the notebook's outputs,
// the displays and the order of reports: background tasks write while the next
// cell runs.
type runner struct {
	session Session
	opts    Options
	cells   []*nbformat.Cell // the code cells
	reports []CellReport     // of the same indices
	outs    []*cellOutput
	stored  [][]nbformat.Output // what the cells held before
	count   int

	mu       sync.Mutex
	displays map[string][]nbformat.Output // by display id
	closed   bool                         // the run is over: outputs are dropped
}

func newRunner(nb *nbformat.Notebook, s Session, o Options) *runner {
	r := &runner{session: s, opts: o, displays: map[string][]nbformat.Output{}}
	for i, c := range nb.Cells() {
		if c.Type() != "code" {
			continue
		}
		r.stored = append(r.stored, c.Outputs())
		if !r.skips(c) {
			c.Executed(0) // nothing of an older run may look like this one's
		}
		r.cells = append(r.cells, c)
		r.reports = append(r.reports, CellReport{Index: len(r.cells), Position: i + 1, ID: c.ID(), Title: title(c.Source())})
		r.outs = append(r.outs, &cellOutput{runner: r, cell: len(r.cells) - 1})
	}
	return r
}

func (r *runner) report(e Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tell(e)
}

// tell reports with the mutex held.
func (r *runner) tell(e Event) {
	if r.opts.Report != nil {
		r.opts.Report(e)
	}
}

// change changes what is reported of a cell, and reports it.
func (r *runner) change(i int, kind Kind, set func(*CellReport)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	set(&r.reports[i])
	r.tell(Event{Kind: kind, Cell: r.reports[i]})
}

// close ends the run: from here on the notebook is the caller's.
func (r *runner) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
}

// cellOutput is the Output of one cell, and stays its own when later cells run.
type cellOutput struct {
	runner  *runner
	cell    int
	pending bool // clear before the next output
}

func (o *cellOutput) target() *nbformat.Cell { return o.runner.cells[o.cell] }

func (o *cellOutput) add(out nbformat.Output) {
	o.runner.mu.Lock()
	defer o.runner.mu.Unlock()
	o.addLocked(out, "")
}

// addLocked adds an output, which id names when it may be replaced.
func (o *cellOutput) addLocked(out nbformat.Output, id string) {
	if o.runner.closed {
		return
	}
	if o.pending {
		o.clearLocked()
	}
	o.runner.tell(Event{Kind: CellOutput, Cell: o.runner.reports[o.cell], Output: out.Clone(), DisplayID: id})
	o.target().Append(out)
}

// Stream implements [Output].
func (o *cellOutput) Stream(name, text string) {
	if text != "" {
		o.add(nbformat.NewStream(name, text))
	}
}

// Display implements [Output].
func (o *cellOutput) Display(d Display) {
	o.runner.mu.Lock()
	defer o.runner.mu.Unlock()
	if o.runner.closed {
		return
	}
	if d.Update {
		for _, shown := range o.runner.displays[d.ID] {
			shown.SetData(d.Data, d.Metadata)
		}
		o.runner.tell(Event{Kind: CellOutput, Cell: o.runner.reports[o.cell], Update: true, Output: nbformat.NewDisplay(d.Data, d.Metadata), DisplayID: d.ID})
		return
	}
	out := nbformat.NewDisplay(d.Data, d.Metadata)
	o.addLocked(out, d.ID)
	if d.ID != "" {
		o.runner.displays[d.ID] = append(o.runner.displays[d.ID], out)
	}
}

// Clear implements [Output].
func (o *cellOutput) Clear(wait bool) {
	o.runner.mu.Lock()
	defer o.runner.mu.Unlock()
	if o.pending = wait; !wait && !o.runner.closed {
		o.clearLocked()
	}
}

// clearLocked drops the outputs, and the displays among them: an update must
// not find what is no longer shown.
func (o *cellOutput) clearLocked() {
	o.pending = false
	gone := o.target().Outputs()
	for id, shown := range o.runner.displays {
		o.runner.displays[id] = slices.DeleteFunc(shown, func(out nbformat.Output) bool {
			return slices.ContainsFunc(gone, out.Same)
		})
	}
	o.target().ClearOutputs()
}

// Input implements [Output].
func (o *cellOutput) Input(prompt string, password bool) (string, error) {
	if o.runner.opts.Input == nil {
		return "", errNoInput
	}
	return o.runner.opts.Input(prompt, password)
}
