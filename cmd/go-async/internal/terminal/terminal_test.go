package terminal_test

import (
	"bytes"
	"os"
	"testing"
	"time"

	"goasync/cmd/go-async/internal/nbformat"
	"goasync/cmd/go-async/internal/nbrun"
	"goasync/cmd/go-async/internal/terminal"
)

func events() []nbrun.Event {
	one := nbrun.CellReport{Index: 1, Count: 1, Title: "x := 1"}
	two := nbrun.CellReport{Index: 3, Count: 2, Title: "f()"}
	doneOne, doneTwo := one, two
	doneOne.Status = nbrun.Passed
	doneTwo.Status, doneTwo.Failure = nbrun.Failed, &nbrun.Failure{Name: "panic", Value: "no"}
	return []nbrun.Event{
		{Kind: nbrun.Started, Total: 4},
		{Kind: nbrun.CellStarted, Cell: one},
		{Kind: nbrun.CellOutput, Cell: one, Output: nbformat.NewStream("stdout", "half ")},
		{Kind: nbrun.CellOutput, Cell: one, Output: nbformat.NewStream("stdout", "line")},
		{Kind: nbrun.CellOutput, Cell: one, Output: nbformat.NewResult(1, map[string]any{"text/plain": "42", "text/html": "<b>42</b>"})},
		{Kind: nbrun.CellDone, Cell: doneOne},
		{Kind: nbrun.CellDone, Cell: nbrun.CellReport{Index: 2}},
		{Kind: nbrun.CellStarted, Cell: two},
		{Kind: nbrun.CellOutput, Cell: one, Output: nbformat.NewStream("stdout", "late\n")},
		{Kind: nbrun.CellOutput, Cell: two, Output: nbformat.NewStream("stderr", "warning\n")},
		{Kind: nbrun.CellOutput, Cell: two, Output: nbformat.NewDisplay(map[string]any{"image/png": "aGk="}, nil)},
		{Kind: nbrun.CellOutput, Cell: two, Output: nbformat.NewDisplay(map[string]any{"text/plain": "first"}, nil), DisplayID: "a"},
		{Kind: nbrun.CellOutput, Cell: two, Output: nbformat.NewDisplay(map[string]any{"text/plain": "0%"}, nil), DisplayID: "b"},
		{Kind: nbrun.CellOutput, Cell: two, Update: true, Output: nbformat.NewDisplay(map[string]any{"text/plain": "50%"}, nil), DisplayID: "b"},
		{Kind: nbrun.CellOutput, Cell: two, Update: true, Output: nbformat.NewDisplay(map[string]any{"text/plain": "last"}, nil), DisplayID: "a"},
		{Kind: nbrun.CellOutput, Cell: two, Update: true, Output: nbformat.NewDisplay(map[string]any{"text/plain": "100%"}, nil), DisplayID: "b"},
		{Kind: nbrun.CellOutput, Cell: two, Output: nbformat.NewError("panic", "no", []string{"\x1b[31mpanic\x1b[0m: no", "at line 1"})},
		{Kind: nbrun.CellDone, Cell: doneTwo},
		{Kind: nbrun.CellDiffers, Cell: nbrun.CellReport{Index: 1, Count: 1, Title: "x := 1", Difference: "stdout:\n- a\n+ b\n  c\n"}},
		{Kind: nbrun.Finished, Total: 4, Duration: 1500 * time.Millisecond, Failed: true},
	}
}

const wantOut = `half line
Out[1]: 42
late
<image/png>
first
0%
100%
last
`

const wantErr = `n.ipynb: 4 code cells
[1] x := 1
[2] f()
[1] again:
[2] again:
warning
panic: no
at line 1
[1] differs from what is stored: x := 1
    stdout:
    - a
    + b
      c
n.ipynb: FAILED, 2 cells in 1.5s (cell [2] failed: panic, cell [1] differs, 2 not run)
`

func TestView(t *testing.T) {
	for _, row := range []struct {
		name  string
		block bool
	}{{"live", false}, {"in one piece", true}} {
		t.Run(row.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			screen := terminal.New(&out, &errs, true)
			view := screen.View("n.ipynb", row.block)
			all := events()
			for _, e := range all[:len(all)-1] {
				view.Report(e)
			}
			if row.block && out.Len()+errs.Len() > 0 {
				t.Errorf("shown before the end: %s%s", &out, &errs)
			}
			view.Report(all[len(all)-1])
			screen.Close()
			if out.String() != wantOut {
				t.Errorf("stdout %q\nwant   %q", out.String(), wantOut)
			}
			if errs.String() != wantErr {
				t.Errorf("stderr %q\nwant   %q", errs.String(), wantErr)
			}
		})
	}
}

func TestAsker(t *testing.T) {
	in, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	w.WriteString("one\r\ntwo")
	w.Close()
	var out, errs bytes.Buffer
	ask := terminal.New(&out, &errs, false).Asker(in)
	for _, want := range []string{"one", "two"} {
		if got, err := ask("? ", want == "two"); got != want || err != nil {
			t.Errorf("= %q, %v", got, err)
		}
	}
	if got, err := ask("? ", false); err == nil {
		t.Errorf("at the end: %q", got)
	}
	if errs.String() != "? ? ? " {
		t.Errorf("prompts %q", errs.String())
	}
}
