package check_test

import (
	"fmt"
	"go/ast"
	"go/types"
	"math/rand/v2"
	"strings"
	"testing"

	"goasync/eval/check"
)

// pieces are statements and declarations over few names, so that sessions of
// them declare, use and break each other in all ways.
var pieces = strings.Split(strings.TrimSpace(`
a := 1
a := "s"
a := a
a, b := 1, "x"
b := []int{1, 2}
var a int
var a, b = 1, 2.5
a = a
f := func() int { return 1 }
func f() int { return 1 }
func f(n int) int { return n }
func f[T any](v T) T { return v }
func g() int { return f() }
func g() int { return f(1) }
func g() string { return b }
async func f() int { return 1 }
async func f(n int) (int, error) { return n, nil }
async func g() error { return await h() }
async func g() (int, error) { return await f(1) }
async func h() { await asyncio.Sleep(1) }
async func h() (int, error) { async with asyncio.Timeout(1) { return await f(1) }; return 1, nil }
async func h() *asyncio.AsyncGenerator[int] { yield a; yield 1 }
async func f(T T) T { T, a := T, 1; _ = a; return T }
type T struct{ X int; y string }
type T int
type T struct{ U }
type T[P any] struct{ v P }
type T interface{ M() int }
type T = U
type U T
type U struct{ t T }
type U = []T
type U struct{ *asyncio.Future[int] }
func (t T) M() int { return t.X }
func (t *T) M() int { return 1 }
func (t T) M() string { return "" }
func (u U) M() int { return 1 }
func (t T) X() {}
async func (t T) M() int { return int(t) }
async func (u *U) M() (T, error) { return u.t, nil }
var t T
t := T{}
t := T{X: 1}
u := U{}
u := &U{t: t}
t.M()
u.M()
await t.M()
T(1)
const c = 1
const c = "s"
const c = a
const ( c = iota; d )
var e [c]int
f()
f(1)
g()
h()
await f(1)
await h()
await g()
x, err := await f(1)
err := await h()
err := await g()
err
a
b[0]
a + 1
fmt.Println(a, b)
fmt.Println(f(), g())
import "fmt"
import "asyncio"
import a "strings"
import . "strings"
import fmt "strings"
fmt := 1
for i := range a { b := i; _ = b }
async for v := range h() { a := v; _ = a }
async with tg := asyncio.NewTaskGroup() { tg.CreateTask(f(1)); a := tg; defer f(1); _ = a }
async with a = t { b = a }
defer f(1)
defer g()
go f()
r := await asyncio.Gather(f(1), g())
r := asyncio.Run(h())
asyncio.Run(g())
var i interface{ M() int } = t
switch v := any(t).(type) { case T: a = v; case U: }
select { case v := <-b: _ = v; default: }
goto L; L: a = 1
func init() { a = 1 }
func main() { a := f(); _ = a }
async func main() { await f(1) }
main()
len(b)
len(b);
nil
_ = a
_, a := 1, 2
await := 1
yield := 2
async := 3
error := 4
any := 5
`), "\n")

// TestRandomSessions checks sessions of random cells: whatever they get wrong
// is an error of the cell, never a failure of the checker.
func TestRandomSessions(t *testing.T) {
	sessions := 300
	if testing.Short() {
		sessions = 50
	}
	for seed := range sessions {
		r := rand.New(rand.NewPCG(uint64(seed), 1))
		s := newSession()
		s.cell("import \"asyncio\"")
		var log, done []string
		for range 30 {
			var cell []string
			for range 1 + r.IntN(4) {
				cell = append(cell, pieces[r.IntN(len(pieces))])
			}
			src := strings.Join(cell, "\n")
			if len(done) > 0 && r.IntN(3) == 0 {
				src = done[r.IntN(len(done))] // run again
			}
			done = append(done, src)
			u, errs := s.cell(src)
			kind := "ok"
			if u == nil {
				kind = "errors"
			} else if problem := untyped(u); problem != "" {
				t.Fatalf("seed %d: %s\n%s\n%s", seed, problem, strings.Join(log, "\n"), src)
			}
			log = append(log, "--- "+kind, src)
			for _, e := range errs {
				if e.Code == "Internal" || strings.Contains(e.Msg, "__") || strings.Contains(e.Msg, "·") {
					t.Fatalf("seed %d: %v\n%s", seed, e, strings.Join(log, "\n"))
				}
			}
		}
	}
}

// untyped looks for an expression of the unit without a type.
func untyped(u *check.Unit) (problem string) {
	visit := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr, *ast.BinaryExpr, *ast.UnaryExpr, *ast.FuncLit, *ast.IndexExpr, *ast.StarExpr, *ast.CompositeLit:
			if u.Info.TypeOf(n.(ast.Expr)) == nil {
				problem = fmt.Sprintf("no type for %s", types.ExprString(n.(ast.Expr)))
			}
		case *ast.SelectorExpr:
			if u.Info.Selections[n] == nil && u.Info.Uses[n.Sel] == nil {
				problem = fmt.Sprintf("nothing known of %s", types.ExprString(n))
			}
		case *ast.Ident:
			if strings.Contains(n.Name, "·") {
				problem = "the name " + n.Name
			}
		}
		return true
	}
	for _, f := range u.Funcs {
		ast.Inspect(f, visit)
	}
	for _, s := range u.Body {
		ast.Inspect(s, visit)
	}
	if u.Result != nil {
		ast.Inspect(u.Result, visit)
	}
	for _, v := range u.Vars {
		if v.Obj == nil || v.Obj.Type() == nil || v.Obj.Type() == types.Typ[types.Invalid] {
			problem = fmt.Sprintf("variable %v", v.Obj)
		}
	}
	return problem
}
