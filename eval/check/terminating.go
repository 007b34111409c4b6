package check

import (
	"go/ast"
	"go/token"
)

// terminates reports whether a statement list ends in a terminating statement,
// as the specification defines it (labels of breaks aside: a break that leaves the
// statement counts wherever it stands in it).
func terminates(list []ast.Stmt) bool {
	for i := len(list) - 1; i >= 0; i-- {
		if _, empty := list[i].(*ast.EmptyStmt); !empty {
			return terminating(list[i])
		}
	}
	return false
}

// terminating reports whether a statement is terminating.
func terminating(s ast.Stmt) bool {
	switch s := s.(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return s.Tok == token.GOTO
	case *ast.ExprStmt:
		call, ok := ast.Unparen(s.X).(*ast.CallExpr)
		if !ok {
			return false
		}
		id, ok := call.Fun.(*ast.Ident)
		return ok && id.Name == "panic"
	case *ast.BlockStmt:
		return terminates(s.List)
	case *ast.IfStmt:
		return s.Else != nil && terminates(s.Body.List) && terminating(s.Else)
	case *ast.ForStmt:
		return s.Cond == nil && !breaks(s.Body)
	case *ast.LabeledStmt:
		return terminating(s.Stmt)
	case *ast.SwitchStmt:
		return clausesTerminate(s.Body, true)
	case *ast.TypeSwitchStmt:
		return clausesTerminate(s.Body, true)
	case *ast.SelectStmt:
		return clausesTerminate(s.Body, false)
	}
	return false
}

// clausesTerminate reports whether all clauses do, and there is a default where one is needed.
func clausesTerminate(body *ast.BlockStmt, needDefault bool) bool {
	if breaks(body) {
		return false
	}
	for _, s := range body.List {
		switch s := s.(type) {
		case *ast.CaseClause:
			needDefault = needDefault && s.List != nil
			if n := len(s.Body); n > 0 {
				if b, ok := s.Body[n-1].(*ast.BranchStmt); ok && b.Tok == token.FALLTHROUGH {
					continue
				}
			}
			if !terminates(s.Body) {
				return false
			}
		case *ast.CommClause:
			if !terminates(s.Body) {
				return false
			}
		}
	}
	return !needDefault
}

// breaks reports whether a break in the body may end the statement it belongs to.
func breaks(body *ast.BlockStmt) bool {
	found := false
	var visit func(n ast.Node, inner bool)
	visit = func(root ast.Node, inner bool) {
		ast.Inspect(root, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.BranchStmt:
				found = found || n.Tok == token.BREAK && (!inner || n.Label != nil)
			case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
				if n != root {
					visit(n, true)
					return false
				}
			}
			return true
		})
	}
	visit(body, false)
	return found
}
