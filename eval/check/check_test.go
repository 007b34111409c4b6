package check_test

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/printer"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"goasync/eval/check"
	"goasync/eval/check/stdexport"
	"goasync/eval/diag"
	"goasync/eval/syntax"
)

var update = flag.Bool("update", false, "write the golden files anew")

// A session checks cells in order.
type session struct {
	fset  *token.FileSet
	world *check.World
	cells int
}

func newSession() *session {
	fset := token.NewFileSet()
	return &session{fset: fset, world: check.NewWorld(fset)}
}

// cell checks a cell and commits it when it is right.
func (s *session) cell(src string) (*check.Unit, diag.List) {
	s.cells++
	options := syntax.Options{Declared: func(name string) bool { return s.world.Lookup(name) != nil }}
	c, errs := options.Parse(s.fset, fmt.Sprintf("cell %d", s.cells), src)
	if len(errs) > 0 {
		return nil, errs
	}
	u, errs := s.world.Check(c)
	if u != nil {
		s.world.Commit(u)
	}
	return u, errs
}

// cells splits a script at its lines of dashes.
func cells(t *testing.T, file string) []string {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(data), "\n"), "\n---\n")
}

var mark = regexp.MustCompile(`(ERROR|HINT|NOTE|WARNING) ("(?:[^"\\]|\\.)*"|` + "`[^`]*`)")

// marks returns what the comments of a cell expect of each line.
func marks(t *testing.T, src string) map[int][]string {
	want := map[int][]string{}
	for i, line := range strings.Split(src, "\n") {
		_, comment, ok := strings.Cut(line, "// ")
		if !ok {
			continue
		}
		for _, m := range mark.FindAllStringSubmatch(comment, -1) {
			text, err := strconv.Unquote(m[2])
			if err != nil {
				t.Fatalf("line %d: %v", i+1, err)
			}
			want[i+1] = append(want[i+1], m[1]+" "+text)
		}
	}
	return want
}

// found returns what errors and warnings a cell has on each line, in the form of marks.
func found(errs diag.List, u *check.Unit) map[int][]string {
	got := map[int][]string{}
	add := func(e *diag.Error, kind string) {
		line := e.Pos.Line
		got[line] = append(got[line], fmt.Sprintf("%s %d: %s", kind, e.Pos.Column, e.Msg))
		if e.Hint != "" && kind == "ERROR" {
			got[line] = append(got[line], "HINT "+e.Hint)
		}
		for _, n := range e.Notes {
			got[line] = append(got[line], "NOTE "+n.String())
		}
	}
	for _, e := range errs {
		add(e, "ERROR")
	}
	if u != nil {
		for _, e := range u.Warnings {
			add(e, "WARNING")
		}
	}
	return got
}

// TestErrors runs the scripts of testdata/errors: a cell has the errors that
// its comments say, ERROR "column: text", and no other.
func TestErrors(t *testing.T) {
	files, _ := filepath.Glob("testdata/errors/*.txt")
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			s := newSession()
			var marked []string
			for i, src := range cells(t, file) {
				u, errs := s.cell(src)
				if *update {
					marked = append(marked, remark(src, found(errs, u)))
					continue
				}
				want, got := marks(t, src), found(errs, u)
				for line := 1; line <= strings.Count(src, "\n")+1; line++ {
					if w, g := strings.Join(want[line], "\n"), strings.Join(got[line], "\n"); w != g {
						t.Errorf("cell %d line %d: %s\ngot:\n%s\nwant:\n%s", i+1, line, strings.Split(src, "\n")[line-1], g, w)
					}
				}
			}
			if *update {
				if err := os.WriteFile(file, []byte(strings.Join(marked, "\n---\n")+"\n"), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// remark writes what was found into the comments of a cell.
func remark(src string, got map[int][]string) string {
	lines := strings.Split(src, "\n")
	for i, line := range lines {
		if at := mark.FindStringIndex(line); at != nil {
			line = strings.TrimSuffix(line[:at[0]], " // ")
		}
		for j, g := range got[i+1] {
			kind, text, _ := strings.Cut(g, " ")
			if j == 0 {
				line += " //"
			}
			line += " " + kind + " " + strconv.Quote(text)
		}
		lines[i] = line
	}
	return strings.Join(lines, "\n")
}

// TestDesugaredCompiles checks the plain Go of cells as files, with go/types alone.
func TestDesugaredCompiles(t *testing.T) {
	for _, src := range []string{
		"import \"asyncio\"\nasync func f(n int) (int, error) { return n, nil }\nv, err := await f(1)\nvar w, x any = 1, nil\nvar y []int\nfmt.Println(v, err, w, x, y)",
		"import \"asyncio\"\ntype CM struct{}\nasync func a() (int, error) { for { async with asyncio.Timeout(time.Second) { defer fmt.Println(1); break }; async with tg := asyncio.NewTaskGroup() { tg.CreateTask(a()); return 1, nil } }; return 2, nil }\nt := asyncio.CreateTask(a())\nfmt.Println(t.Result())",
		"x := 1\nx := \"s\"\nx := []string{x}\nlen(x);",
		"async := 1\nasyncio := 2\nfunc f() int { return async + asyncio }",
	} {
		s := newSession()
		u, errs := s.cell(src)
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		var b bytes.Buffer
		if err := printer.Fprint(&b, token.NewFileSet(), u.Desugared("cell")); err != nil {
			t.Fatal(err)
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, "main.go", b.Bytes(), 0)
		if err != nil {
			t.Fatalf("%v\n%s", err, b.String())
		}
		imp := goImporter{stdexport.NewImporter(fset)}
		if _, err := (&types.Config{Importer: imp}).Check("main", fset, []*ast.File{f}, nil); err != nil {
			t.Errorf("%v\n%s", err, b.String())
		}
	}
}

// goImporter imports asyncio by the path that Go programs use.
type goImporter struct{ *stdexport.Importer }

func (i goImporter) Import(path string) (*types.Package, error) {
	if path == "goasync/asyncrt" {
		path = "asyncio"
	}
	return i.Importer.Import(path)
}

// TestDesugar compares the plain Go of the scripts in testdata/desugar with their golden files.
func TestDesugar(t *testing.T) {
	files, _ := filepath.Glob("testdata/desugar/*.txt")
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			s := newSession()
			var out []string
			for _, src := range cells(t, file) {
				u, errs := s.cell(src)
				if len(errs) > 0 {
					t.Fatalf("%s\n%v", src, errs)
				}
				out = append(out, src+"\n=>\n"+show(s.fset, u))
			}
			got := strings.Join(out, "---\n")
			golden := strings.TrimSuffix(file, ".txt") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, _ := os.ReadFile(golden)
			if got != string(want) {
				t.Errorf("%s differs (run with -update and look):\n%s", golden, got)
			}
		})
	}
}

// show prints a unit.
func show(fset *token.FileSet, u *check.Unit) string {
	var b bytes.Buffer
	for _, im := range u.Imports {
		fmt.Fprintf(&b, "import %s %q auto=%v\n", im.Name, im.Path, im.Auto)
	}
	print := func(n any) {
		var p bytes.Buffer
		_ = printer.Fprint(&p, fset, n)
		text, err := format.Source(p.Bytes())
		if err != nil {
			text = p.Bytes()
		}
		b.Write(text)
		b.WriteString("\n")
	}
	for _, d := range u.Funcs {
		print(d)
	}
	for _, v := range u.Vars {
		fmt.Fprintf(&b, "%s reuses=%v\n", types.ObjectString(v.Obj, types.RelativeTo(u.Pkg)), v.Reuses)
	}
	for _, s := range u.Body {
		print(s)
	}
	if u.Result != nil {
		b.WriteString("result ")
		print(u.Result)
		fmt.Fprintf(&b, "\ttype %s\n", types.TypeString(u.Info.TypeOf(u.Result), types.RelativeTo(u.Pkg)))
	}
	return b.String()
}
