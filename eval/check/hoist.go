package check

import (
	"fmt"
	"go/ast"
	"go/token"
)

// A defer inside an async with belongs to the function around it, not to the
// literal that its body becomes. A function with such a defer keeps all its
// defers in an asyncio.Defers, so that they run in their order.

// hoistDefers rewrites the functions that defer inside an async with.
func (c *checker) hoistDefers() {
	inside := map[*function]bool{}
	for _, b := range c.withs {
		inspectOwn(b.stmt, c.withLits(), func(n ast.Node) {
			if _, ok := n.(*ast.DeferStmt); ok {
				inside[b.fn] = true
			}
		})
	}
	for fn := range inside {
		c.hoist(fn)
	}
}

// withLits returns the literals that bodies of async withs have become.
func (c *checker) withLits() map[*ast.FuncLit]bool {
	lits := map[*ast.FuncLit]bool{}
	for call := range c.withCalls {
		lits[call.Args[1].(*ast.FuncLit)] = true
	}
	return lits
}

// inspectOwn visits the nodes under root that belong to its function; the literals given do.
func inspectOwn(root ast.Node, lits map[*ast.FuncLit]bool, f func(ast.Node)) {
	ast.Inspect(root, func(n ast.Node) bool {
		if lit, ok := n.(*ast.FuncLit); ok && !lits[lit] {
			return false
		}
		f(n)
		return true
	})
}

// hoist rewrites the defers of one function.
func (c *checker) hoist(fn *function) {
	lits := c.withLits()
	r := &rewriter{expr: func(x ast.Expr) ast.Expr { return x }}
	r.enter = func(n ast.Node) bool { lit, _ := n.(*ast.FuncLit); return !lits[lit] }
	r.stmt = func(s ast.Stmt) ast.Stmt {
		if d, ok := s.(*ast.DeferStmt); ok {
			return c.addDefer(d)
		}
		return s
	}
	if fn.body != nil {
		r.block(fn.body)
		fn.body.List = append(defersHead(fn.body.Lbrace), fn.body.List...)
		return
	}
	for _, s := range c.top.stmts {
		s.stmt = r.rewriteStmt(s.stmt)
	}
	var head []*statement
	for _, s := range defersHead(c.cell.Tok.Pos(0)) {
		head = append(head, &statement{stmt: s})
	}
	for _, b := range c.top.bindings {
		b.index += len(head)
	}
	c.top.stmts = append(head, c.top.stmts...)
}

const defersName = "__defers"

// defersHead declares the list of deferred calls and defers its running.
func defersHead(pos token.Pos) []ast.Stmt {
	id := func() *ast.Ident { return &ast.Ident{NamePos: pos, Name: defersName} }
	spec := &ast.ValueSpec{Names: []*ast.Ident{id()}, Type: ref("Defers", pos)}
	run := &ast.CallExpr{Fun: &ast.SelectorExpr{X: id(), Sel: &ast.Ident{NamePos: pos, Name: "Run"}}, Lparen: pos, Rparen: pos}
	return []ast.Stmt{
		&ast.DeclStmt{Decl: &ast.GenDecl{TokPos: pos, Tok: token.VAR, Specs: []ast.Spec{spec}}},
		&ast.DeferStmt{Defer: pos, Call: run},
	}
}

// addDefer makes a defer one of the list's; what it calls and with what is fixed now.
func (c *checker) addDefer(d *ast.DeferStmt) ast.Stmt {
	pos := d.Defer
	b := &ast.BlockStmt{Lbrace: pos, Rbrace: d.End() - 1}
	fix := func(x ast.Expr) ast.Expr {
		name := fmt.Sprintf("__arg%d", len(b.List))
		b.List = append(b.List, &ast.AssignStmt{Lhs: []ast.Expr{&ast.Ident{NamePos: pos, Name: name}}, TokPos: pos, Tok: token.DEFINE, Rhs: []ast.Expr{x}})
		return &ast.Ident{NamePos: x.Pos(), Name: name}
	}
	do := *d.Call
	if !c.isConstant(do.Fun) {
		do.Fun = fix(do.Fun)
	}
	do.Args = nil
	for _, x := range d.Call.Args {
		if !c.isConstant(x) {
			x = fix(x)
		}
		do.Args = append(do.Args, x)
	}
	f := ast.Expr(&ast.FuncLit{
		Type: &ast.FuncType{Func: pos, Params: &ast.FieldList{Opening: pos, Closing: pos}},
		Body: &ast.BlockStmt{Lbrace: pos, List: []ast.Stmt{&ast.ExprStmt{X: &do}}, Rbrace: pos},
	})
	if lit, ok := ast.Unparen(d.Call.Fun).(*ast.FuncLit); ok && len(do.Args) == 0 && lit.Type.Results.NumFields() == 0 {
		b.List, f = nil, lit // itself, so that its recover works
	}
	add := &ast.SelectorExpr{X: &ast.Ident{NamePos: pos, Name: defersName}, Sel: &ast.Ident{NamePos: pos, Name: "Add"}}
	b.List = append(b.List, &ast.ExprStmt{X: &ast.CallExpr{Fun: add, Lparen: pos, Args: []ast.Expr{f}, Rparen: d.End() - 1}})
	return b
}

// isConstant reports whether an expression has the same value at any time: a
// constant, nil, a type, a declared function.
func (c *checker) isConstant(x ast.Expr) bool {
	tv := c.info.Types[x]
	if tv.Value != nil || tv.IsNil() || tv.IsType() || tv.IsBuiltin() {
		return true
	}
	if call, ok := x.(*ast.CallExpr); ok && call != nil {
		return false
	}
	fn := c.callee(&ast.CallExpr{Fun: x})
	return fn != nil && fn.Signature().Recv() == nil
}
