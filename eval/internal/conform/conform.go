// Package conform compares the evaluator with the Go compiler over many
// programs: those of the Go installation's own test directory, and our corpus.
//
// A Pool runs programs in worker processes, so that one which crashes or hangs
// ends its worker only; Serve is the worker's side, over any evaluator. What
// must happen is Go's own rule: the program ends without failure and prints (both
// streams together) what the file beside it holds, nothing where there is none.
// Misses is the list of programs that are known to fail; Judge holds a run
// against it, so that the list can only shrink. The tests of package eval are
// built of these.
package conform

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Program is a program of package main and what it prints.
type Program struct {
	Name   string // its path below the directory it is from
	Source string
	Want   string
}

// FromList reads the programs that are named in a file, one a line, from a
// directory such as GOROOT/test; x.out is what x.go prints.
func FromList(list, dir string) ([]Program, error) {
	names, err := lines(list)
	if err != nil {
		return nil, err
	}
	var programs []Program
	for _, name := range names {
		p, err := read(dir, name, ".out")
		if err != nil {
			return nil, err
		}
		programs = append(programs, p)
	}
	return programs, nil
}

// FromDir reads all programs of a directory; x.txt is what x.go prints.
func FromDir(dir string) ([]Program, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	var programs []Program
	for _, f := range files {
		p, err := read(dir, filepath.Base(f), ".txt")
		if err != nil {
			return nil, err
		}
		programs = append(programs, p)
	}
	return programs, nil
}

func read(dir, name, golden string) (Program, error) {
	file := filepath.Join(dir, filepath.FromSlash(name))
	source, err := os.ReadFile(file)
	if err != nil {
		return Program{}, err
	}
	want, err := os.ReadFile(strings.TrimSuffix(file, ".go") + golden)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Program{}, err
	}
	return Program{name, string(source), normal(string(want))}, nil
}

// normal undoes what a checkout on Windows does to line ends.
func normal(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

// lines returns the lines of a file that are neither empty nor comments (#).
func lines(file string) ([]string, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var out []string
	for s := bufio.NewScanner(bytes.NewReader(data)); s.Scan(); {
		if line := strings.TrimSpace(s.Text()); line != "" && !strings.HasPrefix(line, "#") {
			out = append(out, line)
		}
	}
	return out, nil
}

// Kind says how a program ended.
type Kind string

// The kinds of results, from good to bad.
const (
	Pass    Kind = "pass"    // as the compiler has it
	Refused Kind = "refused" // an error before anything ran
	Failed  Kind = "failed"  // an error while running
	Slow    Kind = "slow"    // not done in time
	Crashed Kind = "crashed" // the worker process ended
	Silent  Kind = "silent"  // no error, and other output than the compiler's
)

// Result is what became of a program.
type Result struct {
	Program string
	Kind    Kind
	Output  string
	Error   string // empty for Pass and Silent
}

// Miss is a program that is known not to pass, with the reason.
type Miss struct {
	Kind   Kind
	Reason string
}

// Misses reads the list of known misses: program, kind and reason a line,
// separated by tabs.
func Misses(file string) (map[string]Miss, error) {
	rows, err := lines(file)
	if err != nil {
		return nil, err
	}
	misses := map[string]Miss{}
	for _, row := range rows {
		f := strings.SplitN(row, "\t", 3)
		if len(f) != 3 || f[2] == "" {
			return nil, fmt.Errorf("%s: want program, kind and reason, got %q", path.Base(file), row)
		}
		misses[f[0]] = Miss{Kind(f[1]), f[2]}
	}
	return misses, nil
}

// Judge returns what is wrong with a result, nil when nothing is: a program
// that should pass and did not, one on the list that passes, and one on the list
// that is silently wrong where the list says otherwise. One that is listed as slow
// may pass: that depends on the machine.
func Judge(r Result, want string, known map[string]Miss) error {
	miss, listed := known[r.Program]
	switch {
	case !listed && r.Kind == Pass, listed && r.Kind == Pass && miss.Kind == Slow, listed && r.Kind != Pass && (r.Kind != Silent || miss.Kind == Silent):
		return nil
	case listed && r.Kind == Pass && miss.Kind != Slow:
		return fmt.Errorf("%s passes: take it off the list of misses", r.Program)
	case r.Kind == Silent:
		return fmt.Errorf("%s is wrong without an error: %s", r.Program, Difference(r.Output, want))
	}
	return fmt.Errorf("%s %s: %s", r.Program, r.Kind, r.Error)
}

// Difference shows the first line that differs.
func Difference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		if i >= len(g) || i >= len(w) || g[i] != w[i] {
			return fmt.Sprintf("line %d is %q, want %q", i+1, at(g, i), at(w, i))
		}
	}
	return "no difference"
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(end)"
}
