package eval_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"goasync/eval"
	machine "goasync/eval/internal/run"
)

// measure is for a machine that does nothing else.
var measure = flag.Bool("measure", false, "hold programs of testdata/speed to their times, not to their results only")

// slowest is how many times longer lowered code may take than the interpreter takes for the plain program, in the form that
// can be stopped.
const slowest = 1.5

// rounds is how often a program runs in one measurement: what a cell takes itself counts for little.
const rounds = 5

// TestSpeedAgainstPlain runs each program of testdata/speed as a cell and, as it is, in a bare interpreter, in turns.
// They must agree; with -measure the best times are compared. The interpreter has two forms of channel operations: those
// that EvalWithContext can stop, which is what a cell must be, and those of Eval, which nothing can.
func TestSpeedAgainstPlain(t *testing.T) {
	files, err := filepath.Glob("testdata/speed/*.go")
	if err != nil || len(files) < 20 {
		t.Fatal(len(files), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".go")
		t.Run(name, func(t *testing.T) {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			plain, lowered := plainProgram(t, string(source), true), cellProgram(t, string(source))
			if a, b := plain(1), lowered(1); a != b {
				t.Fatalf("the interpreter gives %d, the cell %d", a, b)
			}
			if !*measure {
				return
			}
			unstoppable := plainProgram(t, string(source), false)
			best := [3]time.Duration{time.Hour, time.Hour, time.Hour}
			for range 10 {
				for i, f := range []func(n int) int{plain, lowered, unstoppable} {
					start := cpuTime()
					f(rounds)
					best[i] = min(best[i], cpuTime()-start)
				}
			}
			ratio := float64(best[1]) / float64(best[0])
			t.Logf("plain %v, cell %v: %.2f; plain that nothing can stop %v: %.2f", best[0], best[1], ratio, best[2], float64(best[1])/float64(best[2]))
			if ratio > slowest {
				t.Errorf("the cell takes %.2f times as long, the limit is %.1f", ratio, slowest)
			}
		})
	}
}

// plainProgram gives the program to an interpreter as it is, and returns a function that calls its function run n times
// and adds up the results.
func plainProgram(t *testing.T, source string, stoppable bool) func(n int) int {
	t.Helper()
	var entry func() int
	register := func(_ int, f any) bool { entry = f.(func() int); return true }
	m := machine.New(map[string]reflect.Value{"Register": reflect.ValueOf(register)}, func(string, map[string]reflect.Value) {})
	if stoppable {
		m.UseStoppableChannels()
	}
	file, err := parser.ParseFile(m.FileSet(), "plain"+machine.FileSuffix, source+"\nvar _ = rt.Register(0, run)\n", 0)
	if err != nil {
		t.Fatal(err)
	}
	imports := map[string]string{"rt": "rt"}
	var decls []ast.Decl
	for _, d := range file.Decls {
		if g, ok := d.(*ast.GenDecl); !ok || g.Tok != token.IMPORT {
			decls = append(decls, d)
		}
	}
	for _, spec := range file.Imports {
		path, _ := strconv.Unquote(spec.Path.Value)
		imports[path[strings.LastIndex(path, "/")+1:]] = path
	}
	file.Decls, file.Imports = decls, nil
	if err := m.Load(file, imports, nil); err != nil {
		t.Fatal(err)
	}
	return func(n int) (sum int) {
		for range n {
			sum += entry()
		}
		return sum
	}
}

// cellProgram gives the program to a session as a cell, and returns a function that calls its function run n times in
// another cell and adds up the results.
func cellProgram(t *testing.T, source string) func(n int) int {
	t.Helper()
	s, err := eval.NewSession(eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	count := 0
	execute := func(source string) string {
		count++
		r := s.Execute(t.Context(), eval.Cell{Source: source, Count: count}, discard{})
		if r.Err != nil {
			t.Fatal(r.Err.Name, r.Err.Value)
		}
		return fmt.Sprint(r.Data["text/plain"])
	}
	execute(source)
	return func(n int) int {
		sum, err := strconv.Atoi(execute(fmt.Sprintf("sum := 0\nfor range %d { sum += run() }\nsum", n)))
		if err != nil {
			t.Fatal(err)
		}
		return sum
	}
}

// discard is an output that nobody reads.
type discard struct{}

func (discard) Stream(string, string)              {}
func (discard) Display(eval.Display)               {}
func (discard) Clear(bool)                         {}
func (discard) Input(string, bool) (string, error) { return "", nil }
