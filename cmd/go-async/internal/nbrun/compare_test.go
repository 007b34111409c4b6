package nbrun_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"goasync/cmd/go-async/internal/nbcompare"
	"goasync/cmd/go-async/internal/nbrun"
)

// comparison is a notebook, and what becomes of its cells when it is compared
// with other sources in them.
type comparison struct {
	name   string
	cells  []string
	then   []string // sources, "" for the same
	opts   nbrun.Compare
	states []nbrun.Status
	differ []string
}

// Each notebook runs once, which stores its outputs, and is then compared with
// other sources in its cells.
func TestCompare(t *testing.T) {
	rules, err := nbcompare.ReadRules(strings.NewReader("[numbers]\nregex: [0-9]+\nreplace: N\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []comparison{
		{name: "all the same", cells: []string{"|print a", "|value 1"}, then: []string{"", ""},
			states: []nbrun.Status{nbrun.Passed, nbrun.Passed}},
		{name: "the run goes on", cells: []string{"|print a", "|print b"}, then: []string{"print x", ""},
			states: []nbrun.Status{nbrun.Differs, nbrun.Passed}, differ: []string{"stdout:\n- a\n+ x\n"}},
		{name: "late output counts", cells: []string{"|print a", "|late b"}, then: []string{"", "late c"},
			states: []nbrun.Status{nbrun.Differs, nbrun.Passed}, differ: []string{"stdout:\n  a\n- b\n+ c\n"}},
		{name: "masked", cells: []string{"|print took 12"}, then: []string{"print took 345"}, opts: nbrun.Compare{Rules: rules},
			states: []nbrun.Status{nbrun.Passed}},
		{name: "nbval-ignore-output", cells: []string{"nbval-ignore-output|print a"}, then: []string{"print b"},
			states: []nbrun.Status{nbrun.Passed}},
		{name: "nbval-skip", cells: []string{"nbval-skip|print a", "|print b"}, then: []string{"fail x", ""},
			states: []nbrun.Status{nbrun.NotRun, nbrun.Passed}},
		{name: "raises-exception", cells: []string{"raises-exception|fail a", "nbval-raises-exception raises-exception|fail a"}, then: []string{"fail b", ""},
			states: []nbrun.Status{nbrun.Differs, nbrun.Raised}, differ: []string{"error:\n- error: a\n+ error: b\n"}},
		{name: "marked cells alone", cells: []string{"|print a", "nbval-check-output|print b"}, then: []string{"print x", "print y"},
			opts: nbrun.Compare{Marked: true}, states: []nbrun.Status{nbrun.Passed, nbrun.Differs}, differ: []string{"stdout:\n- b\n+ y\n"}},
		{name: "a cell that fails is not compared", cells: []string{"|print a", "|print b"}, then: []string{"fail x", ""},
			states: []nbrun.Status{nbrun.Failed, nbrun.NotRun}},
	} {
		t.Run(row.name, row.test)
	}
}

// test runs the notebook twice.
func (row comparison) test(t *testing.T) {
	nb := notebook(t, row.cells...)
	if _, err := nbrun.Run(t.Context(), nb, newToy(), nbrun.Options{}); err != nil {
		t.Fatal(err)
	}
	for i, source := range row.then {
		if source != "" {
			nb.Cells()[i].SetSource(source)
		}
	}
	var differ []string
	reports, err := nbrun.Run(t.Context(), nb, newToy(), nbrun.Options{Compare: &row.opts, Report: func(e nbrun.Event) {
		if e.Kind == nbrun.CellDiffers {
			differ = append(differ, e.Cell.Difference)
		}
	}})
	wrong := false
	for i, r := range reports {
		wrong = wrong || row.states[i] == nbrun.Differs || row.states[i] == nbrun.Failed
		if r.Status != row.states[i] {
			t.Errorf("cell %d is %q, want %q", i+1, r.Status, row.states[i])
		}
	}
	if errors.Is(err, nbrun.ErrCellFailed) != wrong {
		t.Errorf("err = %v", err)
	}
	if !slices.Equal(differ, row.differ) {
		t.Errorf("differ: %q, want %q", differ, row.differ)
	}
}

// Without Compare, nbval's marks mean nothing.
func TestMarksWithoutCompare(t *testing.T) {
	nb := notebook(t, "nbval-skip|print a", "nbval-raises-exception|fail b")
	reports, err := nbrun.Run(t.Context(), nb, newToy(), nbrun.Options{})
	if reports[0].Status != nbrun.Passed || reports[1].Status != nbrun.Failed || !errors.Is(err, nbrun.ErrCellFailed) {
		t.Errorf("%v, %+v", err, reports)
	}
}
