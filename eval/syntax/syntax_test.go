package syntax_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/build"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"goasync/eval/diag"
	"goasync/eval/syntax"
)

var update = flag.Bool("update", false, "write the expectations anew")

func parse(src string) (*syntax.Cell, diag.List) {
	return syntax.Parse(token.NewFileSet(), "cell 1", src)
}

// TestWords says of each text what the parser takes for words of the dialect.
func TestWords(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"await call", `await f()`, "await"},
		{"await in binary", `x := await f() + await g()`, "await await"},
		{"await two values", `v, err := await f()`, "await"},
		{"await of await", `await await f()`, "await await"},
		{"await parentheses", `await (x)`, "await"},
		{"await literal", `await async func() {}()`, "await async"},
		{"await unary", `await *p; await &v; await <-ch; await !x`, "await await await await"},
		{"await as a name", "await := 1\nawait++\nawait = await + 1\nf(await, await)", ""},
		{"await as a function", "func await(x int) int { return x }\nawait(1)\nawait (2)", ""},
		{"await as a parameter", `func f(await int, async func()) { await = 1 }`, ""},
		{"await as a field", "type T struct { await int; async bool; yield func() }\nT{await: 1}.await++", ""},
		{"await as a method", "type I interface { await(x int); yield(int) }\nx.await(1)\nx.async.yield(2)", ""},
		{"await in a group of variables", "var (\n\tawait int\n\tx = await f()\n)", "await"},
		{"await product", "await := 2\nx := await * y", ""},
		{"await negative", `x := await -y`, "await"},
		{"await slice", `await []T{}[0]; await[0] = 1`, "await"},
		{"await label", "await:\n\tfor { break await }", ""},
		{"async func", `async func f() {}`, "async"},
		{"async method", `async func (c *C) f() {}`, "async"},
		{"async literal", `f := async func() {}`, "async"},
		{"async argument", `f(async func() {}, g)`, "async"},
		{"async as a package", `async.Do(); async := 1; async++`, ""},
		{"async for", `async for v := range x { }`, "async-for"},
		{"async for label", "outer:\n\tasync for range x { break outer }", "async-for"},
		{"async with", `async with x := f() { }`, "async-with:x"},
		{"async with lock", `async with mu { }`, "async-with:"},
		{"async with assignment", `async with x = f() { }`, "async-with:x"},
		{"async with two lines", "async with x := f(\n\t1) {\n}", "async-with:x"},
		{"yield", "async func g() *asyncio.AsyncGenerator[int] { yield 1; yield x; yield -1; yield []int{1}; yield func() {} }", "async generator yield yield yield yield yield"},
		{"yield call", `func f(yield func(int) bool) { yield(1); if !yield(2) { return } }`, ""},
		{"yield as a name", "yield := 1\nyield[0] = 2\nyield = 3", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			cell, errs := parse(test.src)
			if len(errs) > 0 {
				t.Fatal(errs)
			}
			if got := words(cell); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// words lists the dialect's nodes of a cell in order.
func words(cell *syntax.Cell) string {
	var list []string
	visit := func(n ast.Node) bool {
		if cell.Async[n] {
			list = append(list, "async")
		}
		if cell.Generator[n] {
			list = append(list, "generator")
		}
		switch n := n.(type) {
		case *ast.UnaryExpr:
			if cell.Await[n] {
				list = append(list, "await")
			}
		case *ast.SendStmt:
			if cell.Yield[n] {
				list = append(list, "yield")
			}
		case *ast.RangeStmt:
			if cell.AsyncFor[n] {
				list = append(list, "async-for")
			}
			if cell.AsyncWith[n] {
				name := ""
				if id, ok := n.Key.(*ast.Ident); ok {
					name = id.Name
				}
				list = append(list, "async-with:"+name)
			}
		}
		return true
	}
	for _, d := range cell.Decls {
		ast.Inspect(d, visit)
	}
	for _, s := range cell.Stmts {
		ast.Inspect(s, visit)
	}
	return strings.Join(list, " ")
}

// TestParts says what a cell is sorted into.
func TestParts(t *testing.T) {
	tests := []struct {
		name, src             string
		imports, decls, stmts int
		hide                  bool
	}{
		{"mixed", "x := 1\nimport \"fmt\"\nfunc f() {}\nfmt.Println(x)\ntype T int\nvar y = 2", 1, 2, 3, false},
		{"one line", `x := 1; func f() {}; y := 2; import "fmt"`, 1, 1, 2, false},
		{"package clause", "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println() }\n", 1, 1, 0, false},
		{"hidden result", "x;", 0, 0, 1, true},
		{"hidden result, comment", "x; // nothing", 0, 0, 1, true},
		{"comment last", "x // ;", 0, 0, 1, false},
		{"empty", "", 0, 0, 0, false},
		{"comments", "// a\n/* b */", 0, 0, 0, false},
		{"literal call", "func() {}()\nfunc(x int) int { return x }(1)", 0, 0, 2, false},
		{"method", "func (t T) m() {}\nfunc (t T) n() int { return 1 }", 0, 2, 0, false},
		{"for clauses", "for i := 0; i < 3; i++ { }\nfor ;; { break }", 0, 0, 2, false},
		{"stray semicolons", ";;\nfunc f() {};;\nx := 1;;", 0, 1, 1, true},
		{"label", "outer:\nfor { break outer }", 0, 0, 1, false},
		{"line directive", "x := 1\n//line foo.go:10\ny := 2", 0, 0, 2, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			cell, errs := parse(test.src)
			if len(errs) > 0 {
				t.Fatal(errs)
			}
			if len(cell.Imports) != test.imports || len(cell.Decls) != test.decls || len(cell.Stmts) != test.stmts || cell.HideResult != test.hide {
				t.Errorf("imports %d, decls %d, stmts %d, hide %v", len(cell.Imports), len(cell.Decls), len(cell.Stmts), cell.HideResult)
			}
			positions(t, cell)
		})
	}
}

// positions checks that every identifier is found in the source where its position says.
func positions(t *testing.T, cell *syntax.Cell) {
	t.Helper()
	lines := strings.Split(cell.Src, "\n")
	visit := func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok || !id.Pos().IsValid() {
			return true
		}
		p := cell.Fset.Position(id.Pos())
		off := cell.Offset(id.Pos())
		if id.Name == "_" { // also a yield
			return true
		}
		if !strings.HasPrefix(cell.Src[off:], id.Name) || !strings.HasPrefix(lines[p.Line-1][p.Column-1:], id.Name) {
			t.Errorf("%s is said to be at offset %d, %v", id.Name, off, p)
		}
		return true
	}
	for _, d := range cell.Decls {
		ast.Inspect(d, visit)
	}
	for _, s := range cell.Stmts {
		ast.Inspect(s, visit)
	}
}

// TestPositionsOfGo parses Go's own test programs as cells.
func TestPositionsOfGo(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(build.Default.GOROOT, "test", "*.go"))
	if len(files) < 500 {
		files, _ = filepath.Glob(filepath.Join(build.Default.GOROOT, "src", "go", "*", "*.go"))
	}
	parsed := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		src := string(data)
		if strings.Contains(src, "// errorcheck") || strings.Contains(src, "\r") || strings.HasPrefix(src, "\ufeff") {
			continue
		}
		cell, errs := parse(src)
		if len(errs) > 0 {
			if !strings.Contains(src, "// ERROR") && !strings.Contains(src, "// GC_ERROR") {
				t.Errorf("%s: %v", filepath.Base(file), errs[0])
			}
			continue
		}
		parsed++
		positions(t, cell)
		if len(cell.Await)+len(cell.Async)+len(cell.Yield)+len(cell.AsyncWith) > 0 {
			t.Errorf("%s: words of the dialect in plain Go: %s", filepath.Base(file), words(cell))
		}
	}
	if parsed < 100 {
		t.Errorf("only %d programs parsed", parsed)
	}
}

// TestErrors compares the errors of the cells in testdata/errors.txt, which are
// divided by lines of dashes, with what stands below each behind "=>".
func TestErrors(t *testing.T) {
	const file = "testdata/errors.txt"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, part := range strings.Split(strings.TrimSuffix(string(data), "\n"), "\n---\n") {
		src, want, _ := strings.Cut(part, "\n=>")
		_, errs := parse(src)
		got := ""
		for _, e := range errs {
			got += fmt.Sprintf("\n%d:%d-%d %s %s", e.Pos.Line, e.Pos.Column, e.End.Column, e.Code, strconv.Quote(e.Msg))
			if e.Hint != "" {
				got += " HINT " + strconv.Quote(e.Hint)
			}
		}
		out = append(out, src+"\n=>"+got)
		if got != want && !*update {
			t.Errorf("%s\ngot:%s\nwant:%s", src, got, want)
		}
	}
	if *update {
		if err := os.WriteFile(file, []byte(strings.Join(out, "\n---\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestIncomplete says of each text whether a console should wait for more.
func TestIncomplete(t *testing.T) {
	tests := []struct{ src, status, indent string }{
		{"x := 1", "complete", ""},
		{"", "complete", ""},
		{"func f() {", "incomplete", "\t"},
		{"func f() {\n\tif x {", "incomplete", "\t\t"},
		{"f(1,", "incomplete", "\t"},
		{"x :=", "incomplete", ""},
		{"x +", "incomplete", ""},
		{"s := `abc", "incomplete", ""},
		{"/* abc", "incomplete", ""},
		{"if x {\n} else", "incomplete", ""},
		{"async func f() {\n\tawait g()\n}", "complete", ""},
		{"async with x := f() {", "incomplete", "\t"},
		{"async for v := range", "incomplete", ""},
		{"await", "complete", ""},
		{"x := )", "invalid", ""},
		{"s := \"abc", "invalid", ""},
		{"a b", "invalid", ""},
		{"func f() { await g()", "incomplete", "\t"},
		{"def f():", "invalid", ""},
		{"if x", "invalid", ""},
		{"import (", "incomplete", "\t"},
		{"type T struct {\n\tX int", "incomplete", "\t"},
	}
	for _, test := range tests {
		status, indent := syntax.Incomplete(test.src)
		if status != test.status || indent != test.indent {
			t.Errorf("%q: %s %q, want %s %q", test.src, status, indent, test.status, test.indent)
		}
	}
}

// FuzzParse checks that no text makes the parser panic, and that errors and
// identifiers lie in the text.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"x := 1\nawait f()", "async func f() (int, error) { return await g() }", "async with x := f() { yield 1 }",
		"async for v := range g() {}", "func f(await int) { await(1) }", "package p; import \"x\"; var y = `", "f(]}) {", "'str'", "if x:\n  pass",
		"//line x:1\n/*line :2:3*/ x", "\xff\xfe", "async with", "yield", "L: async for range x {}", "func (a) b(c", "type (T struct {yield await", "\ufeffx := 1\r\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, src string) {
		cell, errs := parse(src)
		for _, e := range errs {
			if e.Pos.Offset < 0 || e.Pos.Offset > len(src) || e.Pos.Line < 1 || e.Pos.Column < 1 {
				t.Errorf("error outside the text: %v", e)
			}
			e.Render(diag.Style{})
		}
		if len(errs) == 0 {
			positions(t, cell)
		}
		syntax.Incomplete(src)
	})
}
