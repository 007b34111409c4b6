package lower

import (
	"go/ast"
	"go/token"
	"strings"
)

// Most functions that recover do it in the same way: one literal is deferred, and it begins with the call of recover. Then
// there is no second deferred call whose turn a panic could miss, nor does any code run between a panic and its end. The
// interpreter's own defer and recover do that right, and faster than a frame, which must call the body of the function as
// well. What the interpreter does not know is what is not for recover to see; and it may set the variable in the caller that
// takes a result as soon as the function sets the result. So results are variables, and the literal hands them out.

// recoveringLit reports whether all that a body defers is one literal that begins with recover, and returns it.
func (f *fn) recoveringLit(body *ast.BlockStmt) *ast.FuncLit {
	defers, loops := ownDefers(body)
	if len(defers) != 1 || loops || f.jumps || !isPlainLit(defers[0].Call) {
		return nil
	}
	lit := ast.Unparen(defers[0].Call.Fun).(*ast.FuncLit)
	if hasDefer(lit.Body) || hasGoto(lit.Body) || f.rangesOverFunc(lit.Body) || f.recoverCalls(lit.Body) != 1 || !f.beginsWithRecover(lit.Body) {
		return nil
	}
	return lit
}

// keepsLiterals reports whether lowered statements make literals that may be called later on. When such a literal returns, the
// interpreter locks the frame that has made it, which it has locked itself while it runs the deferred calls of that. What is
// called at once, and what a compiled function is given, it treats differently.
func keepsLiterals(stmts []ast.Stmt) bool {
	kept := false
	harmless := map[ast.Expr]bool{}
	ast.Inspect(block(stmts...), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			harmless[n.Fun] = true
			if sel, ok := n.Fun.(*ast.SelectorExpr); ok && isCompiled(sel) {
				for _, a := range n.Args {
					harmless[a] = true
				}
			}
		case *ast.FuncLit:
			kept = kept || !harmless[n]
			return false
		}
		return !kept
	})
	return kept
}

// isCompiled reports whether a lowered selector is a name of a compiled package.
func isCompiled(sel *ast.SelectorExpr) bool {
	id, ok := sel.X.(*ast.Ident)
	return ok && (id.Name == "rt" || id.Name == "h" || strings.HasPrefix(id.Name, "p_"))
}

// ownDefers returns the defer statements of a body, without those of its literals, and whether one is in a loop.
func ownDefers(body ast.Node) (defers []*ast.DeferStmt, loops bool) {
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ForStmt, *ast.RangeStmt:
			loops = loops || hasDefer(n)
		case *ast.DeferStmt:
			defers = append(defers, n)
			return false
		}
		return true
	})
	return defers, loops
}

// isRecover reports whether an expression is a call of recover.
func (f *fn) isRecover(e ast.Expr) bool {
	c, ok := ast.Unparen(e).(*ast.CallExpr)
	return ok && f.info.Types[c.Fun].IsBuiltin() && builtinName(c.Fun) == "recover"
}

// recoverCalls returns how often a body calls recover, without its literals.
func (f *fn) recoverCalls(body ast.Node) (n int) {
	ast.Inspect(body, func(node ast.Node) bool {
		if e, ok := node.(ast.Expr); ok && f.isRecover(e) {
			n++
		}
		_, isLit := node.(*ast.FuncLit)
		return !isLit
	})
	return n
}

// beginsWithRecover reports whether the first thing that a body does is to call recover.
func (f *fn) beginsWithRecover(body *ast.BlockStmt) bool {
	return len(body.List) > 0 && f.startsWithRecover(body.List[0])
}

func (f *fn) startsWithRecover(s ast.Stmt) bool {
	switch s := s.(type) {
	case *ast.ExprStmt:
		return f.isRecover(s.X)
	case *ast.AssignStmt:
		return f.assignsRecover(s)
	case *ast.IfStmt:
		if s.Init != nil {
			return f.startsWithRecover(s.Init)
		}
		cond, ok := ast.Unparen(s.Cond).(*ast.BinaryExpr)
		return ok && f.isRecover(cond.X)
	case *ast.SwitchStmt:
		return s.Init != nil && f.startsWithRecover(s.Init) || s.Init == nil && s.Tag != nil && f.isRecover(s.Tag)
	case *ast.TypeSwitchStmt:
		if s.Init != nil {
			return f.startsWithRecover(s.Init)
		}
		a, ok := s.Assign.(*ast.AssignStmt)
		if !ok {
			return false
		}
		x, ok := ast.Unparen(a.Rhs[0]).(*ast.TypeAssertExpr)
		return ok && f.isRecover(x.X)
	}
	return false
}

// assignsRecover reports whether an assignment is that of the value of recover to a variable.
func (f *fn) assignsRecover(s *ast.AssignStmt) bool {
	if len(s.Lhs) != 1 || len(s.Rhs) != 1 || !f.isRecover(s.Rhs[0]) {
		return false
	}
	_, ok := s.Lhs[0].(*ast.Ident)
	return ok
}

// isSureToRecover reports whether the function recovers what it raises at e. Then nobody asks where that was.
func (f *fn) isSureToRecover(e ast.Expr) bool {
	return f.recoverer != nil && f.alwaysRecovers && e.Pos() > f.recoverer.End()
}

// nameResults gives names to the results of a function whose deferred literal hands them out, and tells the literal how.
func (f *fn) nameResults(list *ast.FieldList) {
	if list == nil {
		return
	}
	for i, field := range list.List {
		name := f.unique("result")
		field.Names = []*ast.Ident{ident(name, token.NoPos)}
		f.handout = append(f.handout, assign(ident(name, token.NoPos), ident(f.results[i], token.NoPos)))
	}
}

// ownRecover lowers recover() to that of the interpreter. The run-time support has a look at the value: what is not to be
// seen goes on when the literal has ended.
func (f *fn) ownRecover(e *ast.CallExpr) ast.Expr {
	pos := e.Pos()
	v := ident(f.unique("t"), pos)
	is := func(op token.Token) ast.Expr { return &ast.BinaryExpr{X: v, OpPos: pos, Op: op, Y: ident("nil", pos)} }
	resume := &ast.DeferStmt{Defer: pos, Call: call(selector(f.pkg("rt", pos), "Resume"))}
	unseen := &ast.IfStmt{If: pos, Cond: is(token.EQL), Body: block(resume)}
	look := &ast.IfStmt{If: pos, Cond: is(token.NEQ), Body: block(assign(v, call(selector(f.pkg("rt", pos), "Caught"), v)), unseen)}
	f.recovered = &recovered{v.Name, look, unseen}
	f.emit(varStmt(v.Name, f.typ(emptyInterface), call(ident("recover", pos))), look)
	f.exact[v.Name] = true
	f.markTemp(v.Name)
	return v
}

// recovered is the variable with the value of recover, the statement that looks at it, and in this the one for a panic that
// is not to be seen.
type recovered struct {
	name         string
	look, unseen *ast.IfStmt
}

// onlyIf spares the most usual `if r := recover(); r != nil` its test, which has been made. The statements are those of an
// if statement.
func (r *recovered) onlyIf(list []ast.Stmt) []ast.Stmt {
	if r == nil || len(list) != 3 || list[1] != ast.Stmt(r.look) {
		return list
	}
	user, ok := list[2].(*ast.IfStmt)
	if !ok || user.Else != nil || !r.isTest(user.Cond) {
		return list
	}
	r.unseen.Else = user.Body
	return list[:2]
}

// isTest reports whether a lowered condition is that recover has returned something.
func (r *recovered) isTest(cond ast.Expr) bool {
	b, ok := cond.(*ast.BinaryExpr)
	if !ok || b.Op != token.NEQ || !isNilIdent(b.Y) {
		return false
	}
	id, ok := b.X.(*ast.Ident)
	return ok && id.Name == r.name
}
