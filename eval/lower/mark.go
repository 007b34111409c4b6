package lower

import (
	"go/ast"
	"go/token"

	"goasync/eval/internal/rt"
)

// mark tells the run-time support, while it traces tasks, which statement of an async function comes next. Statements
// that call nothing and wait for nothing go without.
func (f *fn) mark(s ast.Stmt) {
	if f.marks && telling(s) {
		pos := s.Pos()
		at := exprStmt(call(selector(f.pkg("rt", pos), "Mark"), placeArg(pos)))
		f.emit(&ast.IfStmt{If: pos, Cond: ident(rt.TracingFlag, pos), Body: block(at)})
	}
}

// telling reports whether a statement, or the head of one, may take a while.
func telling(s ast.Stmt) bool {
	switch s := s.(type) {
	case *ast.ExprStmt, *ast.AssignStmt, *ast.ReturnStmt, *ast.DeclStmt:
		return calls(s)
	case *ast.SendStmt, *ast.SelectStmt, *ast.RangeStmt:
		return true
	case *ast.IfStmt:
		return calls(s.Init) || calls(s.Cond)
	case *ast.SwitchStmt:
		return calls(s.Init) || calls(s.Tag)
	case *ast.ForStmt:
		return calls(s.Init) || calls(s.Cond) || calls(s.Post)
	}
	return false
}

// calls reports whether a node calls something or receives.
func calls(n ast.Node) bool {
	found := false
	if n == nil {
		return false
	}
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			found = true
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		}
		return !found
	})
	return found
}
