package nbrun_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"goasync/cmd/go-async/internal/nbformat"
	"goasync/cmd/go-async/internal/nbrun"
)

// toy is a session whose cells are lists of commands, one a line.
type toy struct {
	interrupted chan struct{}
	first       nbrun.Output // of the first cell, for output that comes late
	deaf        bool         // interrupts are not heeded
	seen        []nbrun.Cell
}

func newToy() *toy { return &toy{interrupted: make(chan struct{}, 1)} }

func (s *toy) Interrupt() {
	if !s.deaf {
		s.interrupted <- struct{}{}
	}
}

func (s *toy) Execute(_ context.Context, cell nbrun.Cell, out nbrun.Output) (result nbrun.Result) {
	s.seen = append(s.seen, cell)
	if s.first == nil {
		s.first = out
	}
	for line := range strings.Lines(cell.Source) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		text := map[string]any{"text/plain": rest}
		switch word {
		case "print":
			out.Stream("stdout", rest+"\n")
		case "late":
			s.first.Stream("stdout", rest+"\n")
		case "warn":
			out.Stream("stderr", rest+"\n")
		case "show":
			out.Display(nbrun.Display{Data: text, ID: "d"})
		case "update":
			out.Display(nbrun.Display{Data: text, ID: "d", Update: true})
		case "clear":
			out.Clear(rest == "wait")
		case "value":
			result.Data = text
		case "fail":
			return nbrun.Result{Err: &nbrun.Failure{Name: "error", Value: rest, Traceback: []string{"tb " + rest}}}
		case "ask":
			answer, err := out.Input("name? ", false)
			out.Stream("stdout", fmt.Sprintf("%s %v\n", answer, err))
		case "hang":
			<-s.interrupted
			return nbrun.Result{Err: &nbrun.Failure{Name: "interrupt", Traceback: []string{"at line 1"}}}
		}
	}
	return result
}

// notebook makes one from cells "tags|source".
func notebook(t *testing.T, cells ...string) *nbformat.Notebook {
	t.Helper()
	nb, err := nbformat.Read(strings.NewReader(`{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[]}`))
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range cells {
		tags, source, _ := strings.Cut(c, "|")
		nb.Insert(i, source, strings.Fields(tags)...)
	}
	return nb
}

// shown is a cell's outputs in short.
func shown(c *nbformat.Cell) string {
	var parts []string
	for _, o := range c.Outputs() {
		name, value, _ := o.Failure()
		switch o.Type() {
		case "stream":
			parts = append(parts, o.Stream()+":"+strings.ReplaceAll(o.Text(), "\n", "/"))
		case "error":
			parts = append(parts, name+":"+value)
		default:
			parts = append(parts, fmt.Sprint(o.Type(), ":", o.Data()["text/plain"]))
		}
	}
	return strings.Join(parts, " ")
}

func TestRun(t *testing.T) {
	for _, row := range []struct {
		name   string
		cells  []string
		opts   nbrun.Options
		want   []string // outputs by cell
		states []nbrun.Status
		err    error
	}{
		{name: "streams join, the result comes last",
			cells: []string{"|print a\nprint b\nwarn c\nvalue 3"}, want: []string{"stdout:a/b/ stderr:c/ execute_result:3"},
			states: []nbrun.Status{nbrun.Passed}},
		{name: "late output belongs to its cell",
			cells: []string{"|print a", "|late b\nprint c"}, want: []string{"stdout:a/b/", "stdout:c/"},
			states: []nbrun.Status{nbrun.Passed, nbrun.Passed}},
		{name: "a failure stops the run",
			cells: []string{"|print a\nfail x", "|print b"}, want: []string{"stdout:a/ error:x", ""},
			states: []nbrun.Status{nbrun.Failed, nbrun.NotRun}, err: nbrun.ErrCellFailed},
		{name: "allow errors",
			cells: []string{"|fail x", "|print b"}, opts: nbrun.Options{AllowErrors: true}, want: []string{"error:x", "stdout:b/"},
			states: []nbrun.Status{nbrun.Failed, nbrun.Passed}},
		{name: "raises-exception",
			cells: []string{"raises-exception|fail x", "raises-exception|print b"}, want: []string{"error:x", "stdout:b/"},
			states: []nbrun.Status{nbrun.Raised, nbrun.Passed}},
		{name: "skip-execution and empty cells",
			cells: []string{"skip-execution|fail x", "| ", "|print b"}, want: []string{"", "", "stdout:b/"},
			states: []nbrun.Status{nbrun.NotRun, nbrun.NotRun, nbrun.Passed}},
		{name: "display updates reach other cells",
			cells: []string{"|show 1\nshow 2", "|update 3"}, want: []string{"display_data:3 display_data:3", ""},
			states: []nbrun.Status{nbrun.Passed, nbrun.Passed}},
		{name: "clear now", cells: []string{"|print a\nclear\nprint b"}, want: []string{"stdout:b/"}, states: []nbrun.Status{nbrun.Passed}},
		{name: "clear and wait", cells: []string{"|print a\nclear wait"}, want: []string{"stdout:a/"}, states: []nbrun.Status{nbrun.Passed}},
		{name: "clear, wait, output", cells: []string{"|print a\nclear wait\nprint b"}, want: []string{"stdout:b/"}, states: []nbrun.Status{nbrun.Passed}},
		{name: "no update of what was cleared", cells: []string{"|show 1\nclear\nupdate 2\nprint b"}, want: []string{"stdout:b/"},
			states: []nbrun.Status{nbrun.Passed}},
		{name: "no input", cells: []string{"|ask"}, want: []string{"stdout: a cell asked for input, and there is nobody to ask/"},
			states: []nbrun.Status{nbrun.Passed}},
		{name: "input", cells: []string{"|ask"},
			opts: nbrun.Options{Input: func(prompt string, _ bool) (string, error) { return prompt + "me", nil }},
			want: []string{"stdout:name? me <nil>/"}, states: []nbrun.Status{nbrun.Passed}},
	} {
		t.Run(row.name, func(t *testing.T) {
			nb := notebook(t, row.cells...)
			reports, err := nbrun.Run(t.Context(), nb, newToy(), row.opts)
			if !errors.Is(err, row.err) {
				t.Errorf("err = %v, want %v", err, row.err)
			}
			for i, c := range nb.Cells() {
				if got := shown(c); got != row.want[i] {
					t.Errorf("cell %d shows %q, want %q", i+1, got, row.want[i])
				}
				if reports[i].Status != row.states[i] {
					t.Errorf("cell %d is %q, want %q", i+1, reports[i].Status, row.states[i])
				}
			}
		})
	}
}

func TestTimeout(t *testing.T) {
	for _, row := range []struct {
		name  string
		deaf  bool
		allow bool
		says  string
		after time.Duration
		ran   int
	}{
		{"stops the run", false, false, "at line 1", time.Minute, 1},
		{"is an error like others", false, true, "at line 1", time.Minute, 2},
		{"of a session that hangs", true, true, "did not heed the interrupt within 5s", time.Minute + 5*time.Second, 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newToy()
				s.deaf = row.deaf
				nb := notebook(t, "|print a\nhang", "|print b")
				begin := time.Now()
				reports, err := nbrun.Run(t.Context(), nb, s, nbrun.Options{Timeout: time.Minute, AllowErrors: row.allow})
				if took := time.Since(begin); took != row.after {
					t.Errorf("took %v", took)
				}
				f := reports[0].Failure
				if f == nil || f.Name != "CellTimeoutError" || !strings.Contains(strings.Join(f.Traceback, "\n"), row.says) {
					t.Errorf("failure = %+v", f)
				}
				if synctest.Wait(); len(s.seen) != row.ran || (err == nil) != (row.ran == 2) {
					t.Errorf("%d cells ran, err = %v", len(s.seen), err)
				}
				if row.deaf {
					s.interrupted <- struct{}{} // so that its goroutine ends with the bubble
				}
			})
		})
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	why := errors.New("ctrl-c")
	nb := notebook(t, "|print a\nhang", "|print b")
	reports, err := nbrun.Run(ctx, nb, newToy(), nbrun.Options{Report: func(e nbrun.Event) {
		if e.Kind == nbrun.CellOutput {
			cancel(why)
		}
	}})
	if !errors.Is(err, why) || reports[0].Status != nbrun.Failed || reports[1].Status != nbrun.NotRun {
		t.Errorf("err = %v, reports = %+v", err, reports)
	}
}

func TestEvents(t *testing.T) {
	var got []string
	nb := notebook(t, "|print a\nvalue 1", "|fail x", "|print b")
	_, err := nbrun.Run(t.Context(), nb, newToy(), nbrun.Options{Report: func(e nbrun.Event) {
		got = append(got, fmt.Sprintf("%s %d %s %s", e.Kind, e.Cell.Index, e.Cell.Status, e.Output.Type()))
	}})
	want := []string{"started 0  ", "cell started 1  ", "cell output 1  stream", "cell output 1  execute_result", "cell done 1 passed ",
		"cell started 2  ", "cell output 2  error", "cell done 2 failed ", "cell done 3  ", "finished 0  "}
	if !errors.Is(err, nbrun.ErrCellFailed) || !slices.Equal(trim(got), trim(want)) {
		t.Errorf("events = %q, err = %v", got, err)
	}
}

func trim(lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = strings.TrimSpace(l)
	}
	return out
}

func TestOutputAfterTheRunIsDropped(t *testing.T) {
	s := newToy()
	nb := notebook(t, "|print a")
	if _, err := nbrun.Run(t.Context(), nb, s, nbrun.Options{}); err != nil {
		t.Fatal(err)
	}
	s.first.Stream("stdout", "too late")
	s.first.Clear(false)
	if got := shown(nb.Cells()[0]); got != "stdout:a/" {
		t.Errorf("shows %q", got)
	}
}

func TestParameters(t *testing.T) {
	for _, row := range []struct{ name, source, want string }{
		{"assigned where declared", "parameters|import \"time\"\nn := 1\nvar d, e time.Duration\nasync func f() { z := 1 }", "n = 5\nd = 3 * time.Second\nz := \"x y\""},
		{"assigned where a group declares", "parameters|var (\n\tn = 1\n\td time.Duration = f(2)\n)\nz = 1", "n = 5\nd = 3 * time.Second\nz := \"x y\""},
		{"declared where there is no such cell", "|n := 1", "n := 5\nd := 3 * time.Second\nz := \"x y\""},
		{"a cell that does not parse", "parameters|n := := ) 1", "n = 5\nd := 3 * time.Second\nz := \"x y\""},
	} {
		t.Run(row.name, func(t *testing.T) {
			var params []nbrun.Parameter
			for _, p := range []string{"n=5", "d=3s", "z=x y"} {
				parsed, err := nbrun.ParseParameter(p)
				if err != nil {
					t.Fatal(err)
				}
				params = append(params, parsed)
			}
			nb := notebook(t, row.source, "|print a")
			for range 2 { // the second run replaces the first one's cell
				if _, err := nbrun.Run(t.Context(), nb, newToy(), nbrun.Options{Parameters: params}); err != nil {
					t.Fatal(err)
				}
			}
			i := slices.IndexFunc(nb.Cells(), func(c *nbformat.Cell) bool { return c.HasTag(nbrun.TagInjected) })
			if got := nb.Cells()[i].Source(); len(nb.Cells()) != 3 || got != "// Parameters\n"+row.want {
				t.Errorf("cell %d = %s", i, got)
			}
		})
	}
}

func TestParseParameter(t *testing.T) {
	for _, row := range []struct {
		parse    func(string) (nbrun.Parameter, error)
		in, want string
	}{
		{nbrun.ParseParameter, "n=-1_000", "-1_000"},
		{nbrun.ParseParameter, "n=0x1F", "0x1F"},
		{nbrun.ParseParameter, "n=1.5e-3", "1.5e-3"},
		{nbrun.ParseParameter, "n=true", "true"},
		{nbrun.ParseParameter, `n="q"`, `"q"`},
		{nbrun.ParseParameter, "n=2024-01-01", `"2024-01-01"`},
		{nbrun.ParseParameter, "n=a=b", `"a=b"`},
		{nbrun.ParseParameter, "n=", `""`},
		{nbrun.ParseParameter, "n=1h30m", "90 * time.Minute"},
		{nbrun.ParseParameter, "n=1.5s", "1500 * time.Millisecond"},
		{nbrun.ParseRaw, "n=5", `"5"`},
		{nbrun.ParseExpr, "n=[]int{1, 2}", "[]int{1, 2}"},
		{nbrun.ParseExpr, "n=1 +", "error"},
		{nbrun.ParseParameter, "no", "error"},
		{nbrun.ParseParameter, "2x=1", "error"},
		{nbrun.ParseParameter, "func=1", "error"},
	} {
		t.Run(row.in, func(t *testing.T) {
			p, err := row.parse(row.in)
			if (err != nil) != (row.want == "error") || err == nil && p.Expr != row.want {
				t.Errorf("= %+v, %v; want %s", p, err, row.want)
			}
		})
	}
}
