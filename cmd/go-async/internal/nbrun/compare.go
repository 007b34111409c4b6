package nbrun

import (
	"fmt"

	"goasync/cmd/go-async/internal/nbcompare"
	"goasync/cmd/go-async/internal/nbformat"
)

// marked tells whether a cell has one of nbval's marks, which mean something
// where outputs are compared.
func (r *runner) marked(c *nbformat.Cell, m nbcompare.Mark) bool {
	return r.opts.Compare != nil && nbcompare.Has(c, m)
}

func (r *runner) skips(c *nbformat.Cell) bool {
	return c.HasTag(TagSkip) || r.marked(c, nbcompare.Skip)
}

// compare holds the outputs of the cells that ran against those stored, and
// reports each that differs. The error names the first.
func (r *runner) compare() (failure error) {
	if r.opts.Compare == nil {
		return nil
	}
	for i := range r.reports {
		difference := r.difference(i)
		if difference == "" {
			continue
		}
		r.change(i, CellDiffers, func(rep *CellReport) {
			rep.Status, rep.Difference = Differs, difference
		})
		if failure == nil {
			failure = fmt.Errorf("cell %d differs from what is stored: %w", i+1, ErrCellFailed)
		}
	}
	return failure
}

// difference is "" also for a cell that is not to be compared: it did not run
// or failed, or a mark says so.
func (r *runner) difference(i int) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	c, status := r.cells[i], r.reports[i].Status
	if status != Passed && status != Raised || nbcompare.Has(c, nbcompare.Ignore) || c.HasTag(TagInjected) {
		return ""
	}
	if r.opts.Compare.Marked && !nbcompare.Has(c, nbcompare.Check) {
		return ""
	}
	return nbcompare.Difference(r.stored[i], c.Outputs(), r.opts.Compare.Rules)
}
