package lower

import (
	"go/ast"
	"go/token"
	"go/types"

	"goasync/eval/internal/rt"
)

// Channel operations that block go through the run-time support, where an interrupt can wake those that block the loop.
// What a go statement calls runs beside it.

// send lowers ch <- v.
func (f *fn) send(s *ast.SendStmt) {
	t := f.typeOf(s.Chan)
	elem := t.Underlying().(*types.Chan).Elem()
	xs := f.ordered(2, func(i int) ast.Expr {
		if i == 0 {
			return f.operand(s.Chan)
		}
		return f.exprTo(s.Value, elem)
	})
	if isVar(xs[0]) {
		if !f.repeatable(xs[1]) {
			xs[1] = f.temp(xs[1])
		}
		if id := xs[0].(*ast.Ident); f.isTemp(id.Name) { // of a compiled type, which the interpreter cannot send to
			name := f.unique("t")
			f.emit(varStmt(name, f.typ(f.underType(t)), id))
			xs[0] = ident(name, id.Pos())
		}
	}
	slow := exprStmt(call(f.helper(s.Pos(), rt.Helper{Kind: rt.Send, From: f.underType(t)}), xs...))
	if !isVar(xs[0]) {
		f.emit(slow)
		return
	}
	if f.isBeside {
		f.emit(&ast.SendStmt{Chan: xs[0], Arrow: s.Arrow, Value: xs[1]})
		return
	}
	room := &ast.BinaryExpr{X: call(ident("len", s.Pos()), xs[0]), OpPos: s.Pos(), Op: token.LSS, Y: call(ident("cap", s.Pos()), xs[0])}
	send := &ast.SendStmt{Chan: xs[0], Arrow: s.Arrow, Value: xs[1]}
	f.emit(&ast.IfStmt{If: s.Pos(), Cond: room, Body: block(send), Else: block(slow)})
}

func isVar(x ast.Expr) bool { _, ok := x.(*ast.Ident); return ok && !isNilIdent(x) }

// receive lowers <-ch. What is in the buffer the interpreter takes itself.
func (f *fn) receive(e *ast.UnaryExpr) ast.Expr {
	t := f.underType(f.typeOf(e.X))
	ch := f.operand(e.X)
	slow := call(f.helper(e.Pos(), rt.Helper{Kind: rt.Recv, From: t}), ch)
	if !isVar(ch) {
		return slow
	}
	v, more := ident(f.unique("t"), e.Pos()), ident(f.unique("more"), e.Pos())
	f.emit(varStmt(v.Name, f.typ(t.Underlying().(*types.Chan).Elem()), nil), varStmt(more.Name, ident("bool", e.Pos()), nil))
	f.emit(f.takeOr(ch, v, more, assign(v, slow)))
	f.markTemp(v.Name)
	return v
}

// takeOr takes to v what is in the buffer of a channel; when there is nothing it does what slow says. In the form with
// two variables the interpreter sets the first one; in the other it puts a new one in its place.
func (f *fn) takeOr(ch, v, more ast.Expr, slow ast.Stmt) ast.Stmt {
	pos := ch.Pos()
	waiting := &ast.BinaryExpr{X: call(ident("len", pos), ch), OpPos: pos, Op: token.GTR, Y: num(0)}
	take := assignAll([]ast.Expr{v, more}, token.ASSIGN, &ast.UnaryExpr{OpPos: pos, Op: token.ARROW, X: ch})
	if f.isBeside {
		return take
	}
	return &ast.IfStmt{If: pos, Cond: waiting, Body: block(take), Else: block(slow)}
}

// selectStmt lowers select: the operands are handed to the run-time support, which says which case went ahead and what
// it received.
func (f *fn) selectStmt(s *ast.SelectStmt, label string) {
	f.inBlock(func() {
		sel := f.unique("sel")
		kinds, operands := f.selectOperands(s)
		args := append([]ast.Expr{str(kinds)}, operands...)
		f.emit(define(sel, call(selector(f.pkg("rt", s.Pos()), "Select"), args...)))
		which := f.temp(selector(ident(sel, s.Pos()), "Case"))
		out := &ast.SwitchStmt{Switch: s.Select, Body: &ast.BlockStmt{Lbrace: s.Body.Lbrace, Rbrace: s.Body.Rbrace}}
		f.loops = append(f.loops, &loop{label: label, breakOnly: true})
		for i, c := range s.Body.List {
			out.Body.List = append(out.Body.List, f.selectClause(c.(*ast.CommClause), sel, which, i))
		}
		f.loops = f.loops[:len(f.loops)-1]
		f.emit(out)
	})
}

// selectOperands lowers the channels of the cases and the values to send, in order; the kinds tell what the cases are.
func (f *fn) selectOperands(s *ast.SelectStmt) (kinds string, operands []ast.Expr) {
	var lower []func() ast.Expr
	for _, c := range s.Body.List {
		switch comm := c.(*ast.CommClause).Comm.(type) {
		case nil:
			kinds += "d"
		case *ast.SendStmt:
			kinds += "s"
			elem := f.typeOf(comm.Chan).Underlying().(*types.Chan).Elem()
			lower = append(lower,
				func() ast.Expr { return f.plain(f.operand(comm.Chan)) },
				func() ast.Expr { return f.plain(f.exprTo(comm.Value, elem)) })
		default:
			kinds += "r"
			lower = append(lower, func() ast.Expr { return f.plain(f.operand(received(comm).X)) })
		}
	}
	return kinds, f.ordered(len(lower), func(i int) ast.Expr { return lower[i]() })
}

// received returns the receive operation of a case.
func received(s ast.Stmt) *ast.UnaryExpr {
	var x ast.Expr
	switch s := s.(type) {
	case *ast.ExprStmt:
		x = s.X
	case *ast.AssignStmt:
		x = s.Rhs[0]
	}
	return ast.Unparen(x).(*ast.UnaryExpr)
}

// selectClause lowers the body of case i, which begins with the assignment of what was received.
func (f *fn) selectClause(c *ast.CommClause, sel string, which ast.Expr, i int) ast.Stmt {
	body := f.in(func() {
		if a, ok := c.Comm.(*ast.AssignStmt); ok {
			f.bindReceived(a, sel)
		}
		f.stmts(c.Body)
	})
	cond := &ast.BinaryExpr{X: which, OpPos: c.Pos(), Op: token.EQL, Y: num(i)}
	return &ast.CaseClause{Case: c.Case, List: []ast.Expr{cond}, Colon: c.Colon, Body: labelsInBlock(body)}
}

func (f *fn) bindReceived(a *ast.AssignStmt, sel string) {
	elem := f.typeOf(received(a).X).Underlying().(*types.Chan).Elem()
	values := []ast.Expr{f.selected(sel, elem, a.Pos()), selector(ident(sel, a.Pos()), "OK")}
	ts := []types.Type{elem, types.Typ[types.Bool]}
	for j, e := range a.Lhs {
		if f.isBlank(e) {
			continue
		}
		id, isIdent := e.(*ast.Ident)
		if a.Tok == token.DEFINE && isIdent {
			obj := f.info.Defs[id].(*types.Var)
			f.emit(varStmt(f.local(obj), f.typ(ts[j]), values[j]))
			continue
		}
		f.emit(assign(f.place(e), f.convert(values[j], ts[j], f.typeOf(e))))
	}
}

// selected returns the value that a case received.
func (f *fn) selected(sel string, elem types.Type, pos token.Pos) ast.Expr {
	value := selector(ident(sel, pos), "Value")
	if f.ownAssertion(emptyInterface, elem) {
		v, _ := f.assertNative(value, elem, pos)
		return v
	}
	return call(f.helper(pos, rt.Helper{Kind: rt.Zero, From: emptyInterface, To: elem}), value)
}
