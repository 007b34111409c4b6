package check_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/importer"
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
	out, err := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}", "goasync/asyncrt/...").Output()
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
		return t.own.Import("goasync/asyncrt")
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
		"import \"asyncio\"\nasync func f(n int) (int, error) { await asyncio.Sleep(1); return n, nil }\nx := 1\nx + 1",
		"v, err := await f(1)\nfmt.Println(v, err)",
		"err := await asyncio.Sleep(1)\nif err != nil { panic(err) }",
		"x := \"s\"\nx",
		"x := x + \"t\"\nx := len(x)\nx",
		"async func main() { await asyncio.Gather(f(1), f(2)); r := await asyncio.Gather(f(1), asyncio.Sleep(1)); _ = r }\nmain()",
		"t := asyncio.CreateTask(f(1))\nfmt.Println(t.Result())\nt.SetName(\"x\")\nfut := asyncio.NewFuture[int]()\nfut.SetResult(1)\nloop := asyncio.GetRunningLoop()\nfut2 := loop.RunInExecutor(nil, func() int { return 1 })\nz := await fut2\nawait asyncio.ToThread(func() {})",
		"f(1)\nf(2)",
		"err := asyncio.Run(asyncio.Sleep(1))",
		"err.Foo()\ny := undefinedX\nf(\"a\")\nvar q int = f(1)",
		"async func g() *asyncio.AsyncGenerator[int] { for i := range 3 { yield i } }\nasync for v := range g() { fmt.Println(v) }",
		"async func h() { async with tg := asyncio.NewTaskGroup() { tg.CreateTask(f(1)) } }",
		"len(\"abc\")",
		"defer f(1)",
		"1+2",
		"await 5",
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
