package lower_test

import (
	"flag"
	"fmt"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"goasync/eval/check"
	"goasync/eval/lower"
	"goasync/eval/syntax"
)

var update = flag.Bool("update", false, "write the lowered text of the cells in testdata")

// TestGolden lowers the cells of each file in testdata, one session a file, and compares the text.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no files", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) { compare(t, file) })
	}
}

func compare(t *testing.T, file string) {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s := newSession()
	var got strings.Builder
	for _, cell := range cells(string(data)) {
		fmt.Fprintf(&got, "--- cell\n%s--- lowered\n%s", cell, s.lower(cell))
	}
	if *update {
		if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got.String() != string(data) {
		t.Errorf("%s has changed; with -update it is written anew. Got\n%s", file, got.String())
	}
}

// session takes cells as far as lowering.
type session struct {
	fset    *token.FileSet
	world   *check.World
	lowerer *lower.Lowerer
	count   int
}

func newSession() *session {
	fset := token.NewFileSet()
	return &session{fset: fset, world: check.NewWorld(fset), lowerer: lower.New(fset)}
}

// noise is what every function or statement has and no golden text needs: progress, the check for interrupts, the
// check for a later declaration of the function.
var noise = regexp.MustCompile(`(?m)^\s*rt\.At\(\d+, \d+\)\n|^\s*if stop \{\n\s*rt\.Checkpoint\(\d+\)\n\s*\}\n|^var \w+_next .*\n|^var \w+_old bool\n|^\s*if \w+_old \{\n(.*\n)*?\s*\}\n`)

// lower returns the lowered text of a cell, or why it is refused.
func (s *session) lower(src string) string {
	s.count++
	cell, errs := syntax.Parse(s.fset, fmt.Sprint("cell ", s.count), src)
	if len(errs.Hard()) > 0 {
		return "! " + errs.Error() + "\n"
	}
	unit, errs := s.world.Check(cell)
	if unit == nil {
		return "! " + errs.Error() + "\n"
	}
	program, errs := s.lowerer.Lower(unit)
	if program == nil {
		return "! " + errs.Error() + "\n"
	}
	s.world.Commit(unit)
	s.lowerer.Commit(program)
	text := strings.TrimPrefix(program.String(), "package main\n\n")
	return noise.ReplaceAllString(text, "")
}

func cells(text string) []string {
	var out []string
	for _, part := range strings.Split(text, "--- cell\n")[1:] {
		cell, _, _ := strings.Cut(part, "--- lowered\n")
		out = append(out, cell)
	}
	return out
}

// TestRefusals checks that what cannot be lowered right is refused with an error at its place, and leaves nothing.
func TestRefusals(t *testing.T) {
	tests := []struct{ name, cell, want string }{
		{"unsafe", "import \"unsafe\"\nx := 1\np := unsafe.Pointer(&x)\n", "unsafe"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := newSession()
			got := s.lower(test.cell)
			if !strings.HasPrefix(got, "! ") || !strings.Contains(got, test.want) {
				t.Errorf("got %s, want a refusal with %q", got, test.want)
			}
			if after := s.lower("x := \"a\"\nx\n"); strings.HasPrefix(after, "! ") {
				t.Errorf("the next cell fails: %s", after)
			}
		})
	}
}
