package lower

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"goasync/eval/internal/rt"
)

// Type assertions and type switches ask helpers, which know boxes. For a few types that no box stands for the
// interpreter's own assertion is right, and ten times as fast.

// assertion lowers x.(T) with one value.
func (f *fn) assertion(e *ast.TypeAssertExpr) ast.Expr {
	return f.assert(f.asserted(e.X), f.typeOf(e.X), f.typeOf(e), e.Pos())
}

// asserted lowers the operand of an assertion, which may be the constant nil of an interface type.
func (f *fn) asserted(e ast.Expr) ast.Expr {
	x := f.expr(e)
	if !isNilIdent(x) && !f.convertsToInterface(e) {
		return x
	}
	name := f.unique("t")
	if isNilIdent(x) {
		x = nil
	}
	f.emit(varStmt(name, f.typ(f.typeOf(e)), x))
	f.markTemp(name)
	return ident(name, e.Pos())
}

// convertsToInterface reports whether an expression is the conversion of a value to an interface: its lowered form may
// be the value itself.
func (f *fn) convertsToInterface(e ast.Expr) bool {
	c, ok := ast.Unparen(e).(*ast.CallExpr)
	return ok && f.info.Types[c.Fun].IsType() && !types.IsInterface(f.typeOf(c.Args[0]))
}

// assert lowers x.(to), which panics when it fails.
func (f *fn) assert(x ast.Expr, from, to types.Type, pos token.Pos) ast.Expr {
	h := rt.Helper{Kind: rt.Assert, From: from, To: to}
	if !f.ownAssertion(from, to) {
		return call(f.helper(pos, h), x)
	}
	x = f.temp(x)
	v, ok := f.assertNative(x, to, pos)
	failed := &ast.UnaryExpr{OpPos: pos, Op: token.NOT, X: ok}
	f.emit(&ast.IfStmt{If: pos, Cond: failed, Body: block(exprStmt(call(f.helper(pos, h), x)))})
	return v
}

// assertionOK lowers x.(T) with two values to temporaries.
func (f *fn) assertionOK(e *ast.TypeAssertExpr) []ast.Expr {
	from, to := f.typeOf(e.X), f.commaType(e)
	x := f.asserted(e.X)
	if !f.ownAssertion(from, to) {
		return f.temps(call(f.helper(e.Pos(), rt.Helper{Kind: rt.AssertOK, From: from, To: to}), x), 2)
	}
	if !f.isElement(e.X, x) {
		x = f.temp(x)
	}
	v, ok := f.assertNative(x, to, e.Pos())
	if f.repeats() && !f.guarded { // the interpreter leaves the value of the time before
		failed := &ast.UnaryExpr{OpPos: e.Pos(), Op: token.NOT, X: ok}
		f.emit(&ast.IfStmt{If: e.Pos(), Cond: failed, Body: block(assign(v, f.zeroOf(to, e.Pos())))})
	}
	return []ast.Expr{v, ok}
}

// isElement reports whether an operand is a variable or an element of a slice or array by variables, which the interpreter
// asserts in place. x is its lowered form.
func (f *fn) isElement(e, x ast.Expr) bool {
	index, ok := x.(*ast.IndexExpr)
	if !ok {
		return isVar(x)
	}
	from, ok := ast.Unparen(e).(*ast.IndexExpr)
	if !ok || !isVar(index.X) || !isSimple(index.Index) {
		return false
	}
	switch f.typeOf(from.X).Underlying().(type) {
	case *types.Slice, *types.Array:
		return true
	}
	return false
}

// isGuarded reports whether an if statement uses the value of an assertion only where the assertion holds:
// if v, ok := x.(T); ok { … }.
func (f *fn) isGuarded(s *ast.IfStmt) bool {
	a, ok := s.Init.(*ast.AssignStmt)
	if !ok || a.Tok != token.DEFINE || len(a.Lhs) != 2 || len(a.Rhs) != 1 {
		return false
	}
	if _, ok := ast.Unparen(a.Rhs[0]).(*ast.TypeAssertExpr); !ok {
		return false
	}
	cond, ok := s.Cond.(*ast.Ident)
	if !ok || f.object(cond) == nil || f.object(cond) != f.info.Defs[a.Lhs[1].(*ast.Ident)] {
		return false
	}
	v := f.info.Defs[a.Lhs[0].(*ast.Ident)]
	return v == nil && f.isBlank(a.Lhs[0]) || v != nil && (s.Else == nil || !uses(f.info, s.Else, v))
}

// zeroOf returns the zero value of a type for which ownAssertion holds.
func (f *fn) zeroOf(t types.Type, pos token.Pos) ast.Expr {
	b, ok := t.Underlying().(*types.Basic)
	switch {
	case !ok:
		return ident("nil", pos)
	case b.Info()&types.IsString != 0:
		return f.constant(constant.MakeString(""), t, pos)
	case b.Info()&types.IsBoolean != 0:
		return f.constant(constant.MakeBool(false), t, pos)
	}
	return f.constant(constantInt(0), t, pos)
}

// assertNative asserts the operand x, the interpreter's way.
func (f *fn) assertNative(x ast.Expr, to types.Type, pos token.Pos) (v, ok ast.Expr) {
	xs := f.temps(&ast.TypeAssertExpr{X: x, Lparen: pos, Type: f.typ(to)}, 2)
	return xs[0], xs[1]
}

// ownAssertion reports whether the interpreter asserts right: from any to a type of which no other's values are
// assignable to it.
func (f *fn) ownAssertion(from, to types.Type) bool {
	if types.IsInterface(to) || rt.NativeInterface(from) != nil {
		return false
	}
	if b, ok := types.Unalias(to).(*types.Basic); ok {
		return b.Kind() != types.UnsafePointer
	}
	if p, ok := types.Unalias(to).(*types.Pointer); ok {
		_, isStruct := p.Elem().Underlying().(*types.Struct)
		return isStruct && f.plainHost(p.Elem())
	}
	_, isBasic := to.Underlying().(*types.Basic)
	return isBasic && f.plainHost(to)
}

// plainHost reports whether a type is one of a compiled package and not generic.
func (f *fn) plainHost(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && !rt.IsSession(n.Obj()) && n.TypeArgs().Len() == 0
}

// typeSwitch lowers a type switch: first which case matches, then the cases.
func (f *fn) typeSwitch(s *ast.TypeSwitchStmt, label string) {
	f.inBlock(func() {
		if s.Init != nil {
			f.stmt(s.Init)
		}
		operand := typeSwitchOperand(s)
		from := f.typeOf(operand)
		x := f.asserted(operand)
		if label == "" && f.isChain(s, from) {
			if !isVar(x) {
				x = f.temp(x)
			}
			f.emit(f.typeChain(s.Body.List, x, from)...)
			return
		}
		x = f.temp(x)
		which := f.which(x, from, f.switchCases(s), s.Pos())
		out := &ast.SwitchStmt{Switch: s.Switch, Body: &ast.BlockStmt{Lbrace: s.Body.Lbrace, Rbrace: s.Body.Rbrace}}
		f.loops = append(f.loops, &loop{label: label, breakOnly: true})
		next := 0
		for _, c := range s.Body.List {
			out.Body.List = append(out.Body.List, f.typeClause(c.(*ast.CaseClause), which, x, from, &next))
		}
		f.loops = f.loops[:len(f.loops)-1]
		f.emit(out)
	})
}

// isChain reports whether a type switch can be a chain of the interpreter's own assertions: few cases of one type each,
// and no break.
func (f *fn) isChain(s *ast.TypeSwitchStmt, from types.Type) bool {
	if len(s.Body.List) > fewCases+1 || breaks(s.Body) {
		return false
	}
	for _, c := range s.Body.List {
		list := c.(*ast.CaseClause).List
		if len(list) > 1 || len(list) == 1 && (f.isNil(list[0]) || !f.ownAssertion(from, f.typeOf(list[0]))) {
			return false
		}
	}
	return true
}

// breaks reports whether a switch has a break statement of its own.
func breaks(body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
			return false
		case *ast.BranchStmt:
			found = found || n.Tok == token.BREAK && n.Label == nil
		}
		return !found
	})
	return found
}

// typeChain lowers the clauses of a type switch to assertions one after the other.
func (f *fn) typeChain(clauses []ast.Stmt, x ast.Expr, from types.Type) []ast.Stmt {
	isDefault := func(s ast.Stmt) bool { return len(s.(*ast.CaseClause).List) == 0 }
	i := slices.IndexFunc(clauses, func(s ast.Stmt) bool { return !isDefault(s) })
	if i < 0 {
		return f.in(func() {
			for _, c := range clauses {
				f.clauseBody(c.(*ast.CaseClause), x, from)
			}
		})
	}
	c := clauses[i].(*ast.CaseClause)
	return f.in(func() {
		v, ok := f.assertNative(x, f.typeOf(c.List[0]), c.Pos())
		test := &ast.IfStmt{If: c.Pos(), Cond: ok}
		test.Body = block(f.in(func() {
			if obj, isVar := f.info.Implicits[c].(*types.Var); isVar && uses(f.info, c, obj) && !f.adopts(obj, v) {
				f.emit(varStmt(f.local(obj), f.typ(f.env.apply(obj.Type())), v))
			}
			f.stmts(c.Body)
		})...)
		if rest := f.typeChain(slices.Delete(slices.Clone(clauses), i, i+1), x, from); len(rest) > 0 {
			test.Else = block(rest...)
		}
		f.emit(test)
	})
}

func typeSwitchOperand(s *ast.TypeSwitchStmt) ast.Expr {
	var x ast.Expr
	switch a := s.Assign.(type) {
	case *ast.AssignStmt:
		x = a.Rhs[0]
	case *ast.ExprStmt:
		x = a.X
	}
	return ast.Unparen(x).(*ast.TypeAssertExpr).X
}

// switchCases returns the types of all cases in order, nil for the nil case.
func (f *fn) switchCases(s *ast.TypeSwitchStmt) []types.Type {
	var out []types.Type
	for _, c := range s.Body.List {
		for _, e := range c.(*ast.CaseClause).List {
			if f.isNil(e) {
				out = append(out, nil)
				continue
			}
			out = append(out, f.typeOf(e))
		}
	}
	return out
}

// fewCases is up to how many cases are tried one after the other, which is faster than asking a helper.
const fewCases = 5

// which returns the number of the case that matches, -1 for none.
func (f *fn) which(x ast.Expr, from types.Type, cases []types.Type, pos token.Pos) ast.Expr {
	own := len(cases) <= fewCases
	for _, t := range cases {
		own = own && t != nil && f.ownAssertion(from, t)
	}
	if !own {
		return f.temp(call(f.helper(pos, rt.Helper{Kind: rt.Switch, From: from, Cases: cases}), x))
	}
	name := f.unique("which")
	f.emit(varStmt(name, ident("int", pos), num(-1)))
	f.emit(f.tryCases(name, x, cases, 0, pos)...)
	f.markTemp(name)
	return ident(name, pos)
}

// tryCases sets a variable to the number of the first case from i on that matches.
func (f *fn) tryCases(name string, x ast.Expr, cases []types.Type, i int, pos token.Pos) []ast.Stmt {
	if i == len(cases) {
		return nil
	}
	ok := ident(f.unique("ok"), pos)
	assertion := &ast.TypeAssertExpr{X: x, Lparen: pos, Type: f.typ(cases[i])}
	test := &ast.IfStmt{If: pos, Cond: ok, Body: block(assign(ident(name, pos), num(i)))}
	if rest := f.tryCases(name, x, cases, i+1, pos); rest != nil {
		test.Else = block(rest...)
	}
	return []ast.Stmt{assignAll([]ast.Expr{ident("_", pos), ok}, token.DEFINE, assertion), test}
}

// typeClause lowers one case; next counts the types of the cases before it.
func (f *fn) typeClause(c *ast.CaseClause, which, x ast.Expr, from types.Type, next *int) ast.Stmt {
	var cond ast.Expr
	for range c.List {
		one := &ast.BinaryExpr{X: which, OpPos: c.Pos(), Op: token.EQL, Y: num(*next)}
		*next++
		if cond == nil {
			cond = one
		} else {
			cond = &ast.BinaryExpr{X: cond, OpPos: c.Pos(), Op: token.LOR, Y: one}
		}
	}
	body := f.in(func() { f.clauseBody(c, x, from) })
	out := &ast.CaseClause{Case: c.Case, Colon: c.Colon, Body: labelsInBlock(body)}
	if cond != nil {
		out.List = []ast.Expr{cond}
	}
	return out
}

// clauseBody lowers what a clause does, its variable first.
func (f *fn) clauseBody(c *ast.CaseClause, x ast.Expr, from types.Type) {
	if obj, ok := f.info.Implicits[c].(*types.Var); ok && uses(f.info, c, obj) {
		f.clauseVar(c, obj, x, from)
	}
	f.stmts(c.Body)
}

// clauseVar declares the variable that a type switch has in one of its clauses.
func (f *fn) clauseVar(c *ast.CaseClause, obj *types.Var, x ast.Expr, from types.Type) {
	t := f.env.apply(obj.Type())
	if len(c.List) != 1 || f.isNil(c.List[0]) {
		f.emit(varStmt(f.local(obj), f.typ(t), x))
		return
	}
	if f.ownAssertion(from, t) && !f.shared[obj] {
		v, _ := f.assertNative(x, t, c.Pos())
		if f.adopts(obj, v) {
			return
		}
	}
	f.emit(varStmt(f.local(obj), f.typ(t), f.assert(x, from, t, c.Pos())))
}

// uses reports whether a variable is used in a clause.
func uses(info *types.Info, n ast.Node, obj types.Object) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && info.Uses[id] == obj {
			found = true
		}
		return !found
	})
	return found
}
