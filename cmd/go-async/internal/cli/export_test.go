package cli_test

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"goasync/cmd/go-async/internal/cli"
	"goasync/cmd/go-async/internal/nbformat"
)

func TestExport(t *testing.T) {
	path := write(t, t.TempDir(), "lesson.ipynb", "|x := 1")
	for _, test := range []struct {
		args   []string
		want   cli.ExportOptions
		status int
	}{
		{[]string{path}, cli.ExportOptions{Dir: "lesson", Clock: cli.RealClock}, 0},
		{[]string{path, "-o", "other", "--module", "m", "--clock", "virtual"}, cli.ExportOptions{Dir: "other", Module: "m", Clock: cli.VirtualClock}, 0},
		{[]string{path, "-o", "bad"}, cli.ExportOptions{Dir: "bad", Clock: cli.RealClock}, 2},
		{[]string{path, "--clock", "broken"}, cli.ExportOptions{}, 2},
		{[]string{path + "x"}, cli.ExportOptions{}, 2},
		{nil, cli.ExportOptions{}, 2},
	} {
		var out, errs bytes.Buffer
		var got cli.ExportOptions
		p := program(&out, &errs)
		p.Export = func(nb *nbformat.Notebook, o cli.ExportOptions) error {
			got = o
			if len(nb.Cells()) != 1 || nb.Cells()[0].Source() != "x := 1" {
				t.Errorf("%d cells", len(nb.Cells()))
			}
			if o.Dir == "bad" {
				return errors.New("cannot write")
			}
			return nil
		}
		status := cli.Main(t.Context(), p, append([]string{"export"}, test.args...))
		if status != test.status || got != test.want {
			t.Errorf("%q: status %d, %+v: %s", test.args, status, got, errs.String())
		}
		if wrote := strings.Contains(out.String(), filepath.Join(test.want.Dir, "main.go")); wrote != (status == 0) {
			t.Errorf("%q: printed %s", test.args, out.String())
		}
	}
}
