package lower

import (
	"go/ast"
	"go/token"
	"go/types"

	"goasync/eval/internal/rt"
)

// Variables of Go's library that the kernel relies on, being a Go program itself, are not for cells to set: without io.EOF or
// context.Canceled it would not live long. Those are its errors, and the source of random numbers.

// refuseShared refuses a unit that sets one of them, or takes its address.
func (w *unit) refuseShared() {
	if !w.mentionsShared() {
		return
	}
	for _, fd := range w.u.Funcs {
		ast.Inspect(fd, w.checkShared)
	}
	for _, s := range w.u.Body {
		ast.Inspect(s, w.checkShared)
	}
}

func (w *unit) mentionsShared() bool {
	for _, obj := range w.u.Info.Uses {
		if isShared(obj) {
			return true
		}
	}
	return false
}

func isShared(obj types.Object) bool {
	v, ok := obj.(*types.Var)
	if !ok || v.IsField() || v.Pkg() == nil || v.Parent() != v.Pkg().Scope() || rt.IsSession(v) {
		return false
	}
	return types.Identical(v.Type(), types.Universe.Lookup("error").Type()) || v.Pkg().Path() == "crypto/rand" && v.Name() == "Reader"
}

// checkShared refuses a node that sets a shared variable.
func (w *unit) checkShared(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.AssignStmt:
		for _, x := range n.Lhs {
			w.checkTarget(x)
		}
	case *ast.RangeStmt:
		w.checkTarget(n.Key)
		w.checkTarget(n.Value)
	case *ast.UnaryExpr:
		if n.Op == token.AND {
			w.checkTarget(n.X)
		}
	}
	return true
}

func (w *unit) checkTarget(x ast.Expr) {
	if x == nil {
		return
	}
	sel, ok := ast.Unparen(x).(*ast.SelectorExpr)
	if !ok {
		return
	}
	if obj := w.u.Info.Uses[sel.Sel]; obj != nil && isShared(obj) {
		refuse(x.Pos(), "%s.%s cannot be set: the kernel uses it, too", obj.Pkg().Name(), obj.Name())
	}
}
