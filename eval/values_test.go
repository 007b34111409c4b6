package eval_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"goasync/eval/check/stdexport"
)

// The directory testdata/values has a prelude, expressions with their types, and contexts in which E is an expression and T
// its type. Each pair that type-checks is a function; want.txt says what the compiler's print.

const valuesDir = "testdata/values/"

// A valueProgram is a program of the functions of one context.
type valueProgram struct {
	name   string
	source string
}

// TestValues runs each expression in each context.
func TestValues(t *testing.T) {
	programs := valuePrograms(t)
	if *update {
		writeValues(t, programs)
	}
	want := map[string]string{}
	for _, part := range strings.Split(readFile(t, valuesDir+"want.txt"), "## ")[1:] {
		name, text, _ := strings.Cut(part, "\n")
		want[name] = text
	}
	for _, p := range programs {
		if !strings.Contains(p.name, *only) {
			continue
		}
		o := evaluate("", p.source)
		if got := masked(o.Output); o.Err != nil {
			t.Errorf("%s: %v", p.name, o.Err)
		} else if got != want[p.name] {
			t.Errorf("%s:%s", p.name, valueDifferences(got, want[p.name]))
		}
	}
}

func masked(text string) string {
	return regexp.MustCompile(`0x[0-9a-f]{6,}`).ReplaceAllString(text, "0x…")
}

// valueDifferences lists the functions that print something else.
func valueDifferences(got, want string) (text string) {
	said := map[string]string{}
	for _, part := range strings.Split(got, "# ") {
		id, out, _ := strings.Cut(part, "\n")
		said[id] = out
	}
	for _, part := range strings.Split(want, "# ") {
		if id, out, _ := strings.Cut(part, "\n"); said[id] != out {
			text += fmt.Sprintf("\n# %s\n%sinstead of\n%s", id, said[id], out)
		}
	}
	return text
}

// valuePrograms makes a program for each context.
func valuePrograms(t *testing.T) (programs []valueProgram) {
	prelude := readFile(t, valuesDir+"prelude.txt")
	fset := token.NewFileSet()
	importer := stdexport.NewImporter(fset)
	for _, line := range strings.Split(strings.TrimSpace(readFile(t, valuesDir+"contexts.txt")), "\n") {
		name, context, _ := strings.Cut(line, "\t")
		functions := valueFunctions(readFile(t, valuesDir+"expressions.txt"), context)
		wrong := wrongLines(fset, importer, prelude+strings.Join(functions, "\n"))
		var source, calls strings.Builder
		source.WriteString(prelude)
		first := strings.Count(prelude, "\n") + 1
		for i, f := range functions {
			if !wrong[first+i] {
				fmt.Fprintln(&source, f)
				id := f[strings.Index(f, "// ")+3:]
				fmt.Fprintf(&calls, "\trun(%q, f%d)\n", id, i)
			}
		}
		if calls.Len() > 0 {
			programs = append(programs, valueProgram{name, source.String() + "\nfunc main() {\n" + calls.String() + "}\n"})
		}
	}
	return programs
}

// valueFunctions returns a function, in a line, for each expression.
func valueFunctions(expressions, context string) (functions []string) {
	for i, line := range strings.Split(strings.TrimSpace(expressions), "\n") {
		typ, expr, _ := strings.Cut(line, "\t")
		body := regexp.MustCompile(`\bT\b`).ReplaceAllLiteralString(context, typ)
		body = regexp.MustCompile(`\bE\b`).ReplaceAllLiteralString(body, expr)
		functions = append(functions, fmt.Sprintf("func f%d() { %s } // %s: %s", i, body, typ, expr))
	}
	return functions
}

// wrongLines returns the lines of a source in which there are errors.
func wrongLines(fset *token.FileSet, importer types.Importer, source string) map[int]bool {
	wrong := map[int]bool{}
	for {
		file, err := parser.ParseFile(fset, "", source, parser.SkipObjectResolution|parser.AllErrors)
		found := false
		note := func(line int) {
			lines := strings.Split(source, "\n")
			lines[line-1] = ""
			source = strings.Join(lines, "\n")
			wrong[line], found = true, true
		}
		if list, ok := err.(scanner.ErrorList); ok {
			note(list[0].Pos.Line)
			continue
		}
		conf := types.Config{Importer: importer, Error: func(err error) { note(fset.Position(err.(types.Error).Pos).Line) }}
		conf.Check("main", fset, []*ast.File{file}, nil)
		if !found {
			return wrong
		}
	}
}

// writeValues writes what the compiler's programs print.
func writeValues(t *testing.T, programs []valueProgram) {
	var all strings.Builder
	dir := t.TempDir()
	for _, p := range programs {
		file := filepath.Join(dir, p.name+".go")
		if err := os.WriteFile(file, []byte(p.source), 0o644); err != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(t.Context(), "go", "run", file).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", p.name, err, out)
		}
		fmt.Fprintf(&all, "## %s\n%s", p.name, masked(string(out)))
	}
	if err := os.WriteFile(valuesDir+"want.txt", []byte(all.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(data), "\r\n", "\n")
}
