package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// stored is a notebook whose first cell prints what is stored, and whose second
// does not.
const stored = `{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[
 {"cell_type":"code","id":"a","metadata":{},"source":"same","execution_count":1,"outputs":[{"output_type":"stream","name":"stdout","text":"same\n"}]},
 {"cell_type":"code","id":"b","metadata":{},"source":"at 12:00","execution_count":2,"outputs":[{"output_type":"stream","name":"stdout","text":"at 11:00\n"}]}
]}`

func TestRunCompare(t *testing.T) {
	dir := t.TempDir()
	path, masks, bad := filepath.Join(dir, "n.ipynb"), filepath.Join(dir, "masks.cfg"), filepath.Join(dir, "bad.cfg")
	for name, text := range map[string]string{path: stored, masks: "[t]\nregex: \\d\\d:\\d\\d\nreplace: T\n", bad: "[t]\nregex: (\n"} {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	fresh, report := write(t, dir, "fresh.ipynb", "|hello"), filepath.Join(dir, "report.xml")
	for _, row := range []struct {
		name   string
		args   []string
		status int
		says   string
	}{
		{"not asked for", []string{path}, 0, "passed, 2 cells"},
		{"differs", []string{path, "--compare"}, 1, "- at 11:00\n    + at 12:00\n"},
		{"masked", []string{path, "--compare", "--sanitize", masks}, 0, "passed, 2 cells"},
		{"only marked ones", []string{path, "--compare=marked"}, 0, "passed, 2 cells"},
		{"several", []string{path, path, "--compare"}, 1, "0 of 2 notebooks passed"},
		{"several, masked", []string{path, path, "--compare", "--sanitize", masks}, 0, "2 of 2 notebooks passed"},
		{"reported", []string{path, "--compare", "--junit", report}, 1, "cell [2] differs"},
		{"nothing stored", []string{fresh, "--compare"}, 2, "holds no outputs to compare with: go-async run --inplace stores them"},
		{"a wrong value", []string{path, "--compare=some"}, 2, "--compare=some: want all or marked"},
		{"masks for nothing", []string{path, "--sanitize", masks}, 2, "--sanitize is for --compare"},
		{"wrong masks", []string{path, "--compare", "--sanitize", bad}, 2, "bad.cfg: line 1: [t]"},
		{"no masks", []string{path, "--compare", "--sanitize", "none.cfg"}, 2, "none.cfg"},
		{"in place", []string{path, "--compare", "--inplace"}, 2, "none of the others can be"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, stderr, status := command(t, append([]string{"run"}, row.args...)...)
			if status != row.status || !strings.Contains(stderr, row.says) {
				t.Errorf("status %d, want %d with %q: %s", status, row.status, row.says, stderr)
			}
		})
	}
	raw, err := os.ReadFile(report)
	if err != nil || !strings.Contains(string(raw), `<failure type="differs"`) {
		t.Errorf("%v, %s", err, raw)
	}
}
