package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

// collectUnbuffered returns the variables of a body, and of its literals, that hold a channel without buffer as long as they
// live: where they are declared it is made, and nothing else is assigned to them. There is no use in looking into its
// buffer.
func collectUnbuffered(info *types.Info, body ast.Node) map[types.Object]bool {
	set := map[types.Object]bool{}
	declare := func(names []ast.Expr, values []ast.Expr) {
		for i, e := range names {
			id, ok := e.(*ast.Ident)
			if obj := info.Defs[id]; ok && obj != nil && len(names) == len(values) && makesUnbuffered(info, values[i]) {
				set[obj] = true
			}
		}
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			declare(n.Lhs, n.Rhs)
		case *ast.ValueSpec:
			names := make([]ast.Expr, len(n.Names))
			for i, id := range n.Names {
				names[i] = id
			}
			declare(names, n.Values)
		}
		return true
	})
	if len(set) > 0 {
		forgetAssigned(info, body, set)
	}
	return set
}

// forgetAssigned takes the variables from set that a body assigns to, or could by their addresses.
func forgetAssigned(info *types.Info, body ast.Node, set map[types.Object]bool) {
	forget := func(places ...ast.Expr) {
		for _, e := range places {
			if id, ok := ast.Unparen(e).(*ast.Ident); ok {
				delete(set, info.Uses[id])
			}
		}
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			forget(n.Lhs...)
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				forget(n.X)
			}
		case *ast.RangeStmt:
			if n.Key != nil {
				forget(n.Key)
			}
			if n.Value != nil {
				forget(n.Value)
			}
		}
		return true
	})
}

// makesUnbuffered reports whether an expression makes a channel without buffer.
func makesUnbuffered(info *types.Info, e ast.Expr) bool {
	c, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok || len(c.Args) != 1 || !info.Types[c.Fun].IsBuiltin() || builtinName(c.Fun) != "make" {
		return false
	}
	_, isChan := info.Types[c.Args[0]].Type.Underlying().(*types.Chan)
	return isChan
}

// isUnbuffered reports whether an expression is a variable that always holds a channel without buffer.
func (f *fn) isUnbuffered(e ast.Expr) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	return ok && f.unbuffered[f.object(id)]
}
