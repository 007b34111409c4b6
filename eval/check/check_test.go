package check_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/printer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"goasync/eval/check"
	"goasync/eval/check/stdexport"
	"goasync/eval/diag"
	"goasync/eval/syntax"
)

var exports = sync.OnceValue(func() map[string]string {
	out, err := exec.Command("go", "list", "-export", "-f", "{{.ImportPath}} {{.Export}}", "std", "goasync/asyncrt/...").Output()
	if err != nil {
		panic(err)
	}
	m := map[string]string{}
	for _, l := range strings.Split(string(out), "\n") {
		p, f, _ := strings.Cut(l, " ")
		m[p] = f
	}
	return m
})

type testImporter struct {
	std types.Importer
	own types.Importer
}

func (t testImporter) Import(path string) (*types.Package, error) {
	if path == "asyncio" {
		p, err := t.own.Import("goasync/asyncrt")
		if err == nil && p.Scope().Lookup("Defers") == nil {
			fset := token.NewFileSet()
			f, err := parser.ParseFile(fset, "x", "package asyncio; func Must[T any](v T, err error) T { return v }; func MustErr(err error) {}; func ErrOf[T any](v T, err error) error { return err }; func Like[T any](_, v T) T { return v }; type Defers struct{}; func (d *Defers) Add(func()) {}; func (d *Defers) Run() {}", 0)
			if err != nil {
				panic(err)
			}
			_ = types.NewChecker(&types.Config{}, fset, p, nil).Files([]*ast.File{f})
		}
		return p, err
	}
	return t.own.Import(path)
}

func newWorld() (*token.FileSet, *check.World) {
	fset := token.NewFileSet()
	_ = stdexport.NewImporter
	own := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) {
		f := exports()[path]
		if f == "" {
			return nil, fmt.Errorf("package %s is not in std", path)
		}
		return os.Open(f)
	})
	return fset, check.NewWorld(fset, check.WithImporter(testImporter{own: own}))
}

func show(fset *token.FileSet, u *check.Unit) string {
	var b bytes.Buffer
	for _, im := range u.Imports {
		fmt.Fprintf(&b, "import %s %q auto=%v\n", im.Name, im.Path, im.Auto)
	}
	for _, d := range u.Funcs {
		printer.Fprint(&b, fset, d)
		b.WriteString("\n")
	}
	for _, v := range u.Vars {
		fmt.Fprintf(&b, "var %v reuses=%v\n", v.Obj, v.Reuses)
	}
	for _, s := range u.Body {
		printer.Fprint(&b, fset, s)
		b.WriteString("\n")
	}
	if u.Result != nil {
		b.WriteString("result ")
		printer.Fprint(&b, fset, u.Result)
		fmt.Fprintf(&b, " : %v\n", u.Info.TypeOf(u.Result))
	}
	for _, w := range u.Warnings {
		fmt.Fprintln(&b, "warning", w)
	}
	return b.String()
}

func runCell(fset *token.FileSet, w *check.World, name, src string) (*check.Unit, diag.List) {
	c, errs := syntax.Parse(fset, name, src)
	if len(errs) > 0 {
		return nil, errs
	}
	u, errs := w.Check(c)
	if u != nil {
		w.Commit(u)
	}
	return u, errs
}

var _ ast.Node

func TestX(t *testing.T) {
	fset, w := newWorld()
	for i, src := range []string{
		"import \"asyncio\"\nasync func f(n int) (int, error) { await asyncio.Sleep(1); return n, nil }",
		"type P struct{ X int; y int }\nfunc (p *P) Inc() { p.X++; p.y++ }\nvar p P\np.Inc()\np",
		"type P struct{ Z int }\nq := P{1}\np.X + q.Z",
		"type Q P\ntype R = P\nvar r R\nr.Z",
		"func (p P) Get() int { return p.Z + p.More() }\nfunc (p *P) More() int { return 1}\ntype I interface { Get() int }\nvar i I = q\nq.Get()",
		"i.Get() + q.Get() + q.More()",
		"func (p P) Get(n int) int { return p.Z }\nfunc (p P) Bad() int { return xx }",
		"q.Get() + q.Bad()",
		"func (p P) Z() {}",
		"func (r R) Foo(q *Q) string { return \"\" }",
		"r.Foo(nil)",
		"async func (r R) Bar(q *Q) string { return \"\" }\nawait r.Bar(nil)",
		"nope := nope + 1",
		"var a, b = 1\nvar c, d int = 1, 2\nfunc main() {}\nfunc init() {}",
		"import rr \"math/rand\"\nrr.Int()",
		"rr.Int()",
	} {
		u, errs := runCell(fset, w, fmt.Sprintf("cell %d", i+1), src)
		fmt.Println("-----", src)
		for _, e := range errs {
			fmt.Println("ERR", e, e.Code, e.End.Column, e.Notes)
		}
		if u != nil {
			fmt.Print("=>\n", show(fset, u))
		}
	}
}
