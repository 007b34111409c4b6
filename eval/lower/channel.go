package lower

import (
	"go/ast"
	"go/token"
	"go/types"

	"goasync/eval/internal/rt"
)

// Channel operations go through the run-time support, which an interrupt can wake.

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
	slow := exprStmt(call(f.helper(s.Pos(), rt.Helper{Kind: rt.Send, From: f.underType(t)}), xs...))
	if !isVar(xs[0]) {
		f.emit(slow)
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
	name := f.unique("t")
	f.emit(varStmt(name, f.typ(t.Underlying().(*types.Chan).Elem()), nil))
	f.emit(f.takeOr(ch, ident(name, e.Pos()), assign(ident(name, e.Pos()), slow)))
	f.markTemp(name)
	return ident(name, e.Pos())
}

// takeOr assigns to v what is in the buffer of a channel; when there is nothing it does what slow says.
func (f *fn) takeOr(ch, v ast.Expr, slow ...ast.Stmt) ast.Stmt {
	pos := ch.Pos()
	waiting := &ast.BinaryExpr{X: call(ident("len", pos), ch), OpPos: pos, Op: token.GTR, Y: num(0)}
	take := f.unique("t")
	return &ast.IfStmt{
		If: pos, Cond: waiting,
		Body: block(define(take, &ast.UnaryExpr{OpPos: pos, Op: token.ARROW, X: ch}), assign(v, ident(take, pos))),
		Else: block(slow...),
	}
}

// selectStmt lowers select: the cases are handed to the run-time support, which says which one went ahead and what it
// received.
func (f *fn) selectStmt(s *ast.SelectStmt, label string) {
	f.inBlock(func() {
		sel := f.unique("sel")
		f.emit(define(sel, call(selector(f.pkg("rt", s.Pos()), "NewSelect"))))
		for _, c := range s.Body.List {
			f.selectCase(c.(*ast.CommClause), sel)
		}
		which := f.temp(call(selector(ident(sel, s.Pos()), "Wait")))
		out := &ast.SwitchStmt{Switch: s.Select, Body: &ast.BlockStmt{Lbrace: s.Body.Lbrace, Rbrace: s.Body.Rbrace}}
		f.loops = append(f.loops, &loop{label: label, breakOnly: true})
		for i, c := range s.Body.List {
			out.Body.List = append(out.Body.List, f.selectClause(c.(*ast.CommClause), sel, which, i))
		}
		f.loops = f.loops[:len(f.loops)-1]
		f.emit(out)
	})
}

// selectCase evaluates the operands of a case and adds it.
func (f *fn) selectCase(c *ast.CommClause, sel string) {
	add := func(method string, args ...ast.Expr) {
		f.emit(exprStmt(call(selector(ident(sel, c.Pos()), method), args...)))
	}
	switch comm := c.Comm.(type) {
	case nil:
		add("Default")
	case *ast.SendStmt:
		elem := f.typeOf(comm.Chan).Underlying().(*types.Chan).Elem()
		xs := f.ordered(2, func(i int) ast.Expr {
			if i == 0 {
				return f.plain(f.operand(comm.Chan))
			}
			return f.plain(f.exprTo(comm.Value, elem))
		})
		add("Send", xs...)
	default:
		add("Recv", f.plain(f.operand(received(comm).X)))
	}
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
	return &ast.CaseClause{Case: c.Case, List: []ast.Expr{cond}, Colon: c.Colon, Body: body}
}

func (f *fn) bindReceived(a *ast.AssignStmt, sel string) {
	elem := f.typeOf(received(a).X).Underlying().(*types.Chan).Elem()
	value := call(f.helper(a.Pos(), rt.Helper{Kind: rt.Zero, From: emptyInterface, To: elem}), selector(ident(sel, a.Pos()), "Value"))
	values := []ast.Expr{value, selector(ident(sel, a.Pos()), "OK")}
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
