package lower

import "go/ast"

// Deferred calls, recover and go statements: compiled frames keep them.

// deferStmt lowers defer: the function and its arguments are evaluated now, called by the frame.
func (f *fn) deferStmt(s *ast.DeferStmt) {
	frame := f.defers
	if frame == "" {
		frame = f.frames
	}
	later := f.later(s.Call)
	f.emit(exprStmt(call(selector(ident(frame, s.Pos()), "Defer"), later)))
}

// goStmt lowers go: the new goroutine is owned and recovers.
func (f *fn) goStmt(s *ast.GoStmt) {
	f.emit(exprStmt(call(selector(f.pkg("rt", s.Pos()), "Go"), f.later(s.Call))))
}

// later evaluates the operands of a call and returns a literal that makes the call.
func (f *fn) later(e *ast.CallExpr) ast.Expr {
	if lit, ok := ast.Unparen(e.Fun).(*ast.FuncLit); ok && len(e.Args) == 0 && len(fieldsOf(lit.Type.Results)) == 0 {
		return f.funcLit(lit)
	}
	var x ast.Expr
	stmts := f.in(func() { x = f.call(e) })
	if c, ok := x.(*ast.CallExpr); ok {
		f.emit(stmts...)
		f.holdOperands(c)
		return thunk(exprStmt(c))
	}
	return thunk(append(stmts, exprStmt(x))...)
}

func fieldsOf(list *ast.FieldList) []*ast.Field {
	if list == nil {
		return nil
	}
	return list.List
}

// holdOperands puts the function value, the receiver and the arguments of a lowered call into temporaries.
func (f *fn) holdOperands(c *ast.CallExpr) {
	switch fun := c.Fun.(type) {
	case *ast.SelectorExpr:
		if !f.stable(fun) && !f.stable(fun.X) {
			fun.X = f.temp(fun.X)
		}
	case *ast.Ident:
		if !f.isFunc[fun.Name] {
			c.Fun = f.temp(ident(fun.Name, fun.Pos()))
		}
	}
	for i, a := range c.Args {
		if inner, ok := a.(*ast.CallExpr); ok && f.stable(inner) {
			continue
		}
		if !f.stable(a) {
			c.Args[i] = f.temp(a)
		}
	}
}

// recoverCall lowers recover().
func (f *fn) recoverCall(e *ast.CallExpr) ast.Expr {
	return call(selector(f.pkg("rt", e.Pos()), "Recover"))
}
