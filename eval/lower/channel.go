package lower

import (
	"go/ast"
	"go/token"
	"go/types"

	"goasync/eval/internal/rt"
)

// Channel operations that block the loop must end at an interrupt. In the run-time support they do, but to call it takes
// longer than the operation. So what is in the buffer, or has room there, is left to the interpreter, and what a go
// statement calls, which runs beside the loop. A function that has operations in a loop asks once where it runs: beside
// the event loop the interpreter may block, and on it, too, in a select statement that waits for an interrupt as well.
// Such a statement must not run on two goroutines at once, which on the loop it cannot.

// whereabouts are the variables that say where a function runs. In the code of a cell itself, which runs on the loop, they
// have no names.
type whereabouts struct{ beside, looped string }

// asked returns the variables, which the function then declares.
func (f *fn) asked() *whereabouts {
	if f.whereabouts == nil {
		f.whereabouts = &whereabouts{f.unique("beside"), f.unique("looped")}
	}
	return f.whereabouts
}

// head returns the declarations of variables that the function turned out to need.
func (f *fn) head(pos token.Pos) (list []ast.Stmt) {
	if w := f.whereabouts; w != nil && w.looped != "" {
		where := call(selector(f.pkg("rt", pos), "Where"))
		list = append(list, assignAll([]ast.Expr{ident(w.beside, pos), ident(w.looped, pos)}, token.DEFINE, where))
	}
	if f.more != "" {
		list = append(list, varStmt(f.more, ident("bool", pos), nil))
	}
	return list
}

// An operation is a send or a receive, by the interpreter and by the run-time support.
type operation struct {
	native, slow ast.Stmt
	ready        ast.Expr // the condition under which it does not block; nil when that cannot be told
}

// operate returns the statement for an operation.
func (f *fn) operate(op operation) ast.Stmt {
	if f.isBeside {
		return op.native
	}
	if !f.selects() {
		return op.whenReady(op.slow)
	}
	where := f.asked()
	if where.looped == "" {
		return op.whenReady(op.alert())
	}
	pos := op.slow.Pos()
	either := func(cond string, then, otherwise ast.Stmt) ast.Stmt {
		return &ast.IfStmt{If: pos, Cond: ident(cond, pos), Body: block(then), Else: block(otherwise)}
	}
	if op.ready == nil {
		return either(where.looped, op.alert(), either(where.beside, op.native, op.slow))
	}
	return either(where.beside, op.native, op.whenReady(either(where.looped, op.alert(), op.slow)))
}

// selects reports whether an operation is to be one of a select statement where it blocks.
func (f *fn) selects() bool { return f.loopAround() && !f.movesAbout() }

// movesAbout reports whether what is being lowered may go on on another goroutine than it began on: a sequence may be
// pulled by one after the other, and the body of a loop over a function is called from anywhere.
func (f *fn) movesAbout() bool {
	if len(f.escapes) > 0 {
		return true
	}
	if f.sig.Params().Len() != 1 {
		return false
	}
	yield, ok := f.sig.Params().At(0).Type().Underlying().(*types.Signature)
	return ok && yield.Results().Len() == 1
}

// whenReady leaves the operation to the interpreter where it does not block.
func (op operation) whenReady(blocked ast.Stmt) ast.Stmt {
	if op.ready == nil {
		return blocked
	}
	return &ast.IfStmt{If: op.slow.Pos(), Cond: op.ready, Body: block(op.native), Else: block(blocked)}
}

// alert returns the operation as a statement that an interrupt ends: then the run-time support goes on with it.
func (op operation) alert() ast.Stmt {
	pos := op.slow.Pos()
	woken := exprStmt(&ast.UnaryExpr{OpPos: pos, Op: token.ARROW, X: ident(rt.WakeSignal, pos)})
	return &ast.SelectStmt{Select: pos, Body: block(
		&ast.CommClause{Case: pos, Comm: op.native, Body: []ast.Stmt{block()}},
		&ast.CommClause{Case: pos, Comm: woken, Body: []ast.Stmt{op.slow}},
	)}
}

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
	slow := func() ast.Stmt {
		return exprStmt(call(f.helper(s.Pos(), rt.Helper{Kind: rt.Send, From: f.underType(t)}), xs...))
	}
	if !isVar(xs[0]) {
		f.emit(slow())
		return
	}
	switch {
	case f.isBeside && isSimple(xs[1]): // it is sent once, and by the interpreter
	case !f.isBeside && f.selects() && !isVariable(xs[1]): // in a select statement the interpreter gives a value no other type
		name := f.unique("t")
		f.emit(varStmt(name, f.typ(elem), xs[1]))
		xs[1] = ident(name, s.Pos())
	case !f.repeatable(xs[1]):
		xs[1] = f.temp(xs[1])
	}
	if id := xs[0].(*ast.Ident); f.isTemp(id.Name) { // of a compiled type, which the interpreter cannot send to
		name := f.unique("t")
		f.emit(varStmt(name, f.typ(f.underType(t)), id))
		xs[0] = ident(name, id.Pos())
	}
	op := operation{native: &ast.SendStmt{Chan: xs[0], Arrow: s.Arrow, Value: xs[1]}, slow: slow()}
	if !f.isUnbuffered(s.Chan) {
		op.ready = &ast.BinaryExpr{X: call(ident("len", s.Pos()), xs[0]), OpPos: s.Pos(), Op: token.LSS, Y: call(ident("cap", s.Pos()), xs[0])}
	}
	f.emit(f.operate(op))
}

// isVariable reports whether a lowered value is a variable, and so of the very type.
func isVariable(x ast.Expr) bool {
	id, ok := x.(*ast.Ident)
	return ok && id.Name != "nil" && id.Name != "true" && id.Name != "false"
}

func isVar(x ast.Expr) bool { _, ok := x.(*ast.Ident); return ok && !isNilIdent(x) }

// receive lowers <-ch.
func (f *fn) receive(e *ast.UnaryExpr) ast.Expr {
	t := f.underType(f.typeOf(e.X))
	ch := f.operand(e.X)
	slow := call(f.helper(e.Pos(), rt.Helper{Kind: rt.Recv, From: t}), ch)
	if !isVar(ch) {
		return slow
	}
	if f.more == "" {
		f.more = f.unique("more")
	}
	v := ident(f.unique("t"), e.Pos())
	f.emit(varStmt(v.Name, f.typ(t.Underlying().(*types.Chan).Elem()), nil))
	f.emit(f.take(e.X, ch, v, ident(f.more, e.Pos()), assign(v, slow)))
	f.markTemp(v.Name)
	return v
}

// take receives from ch, which x was lowered to, to v. In the form with two variables the interpreter sets the first one; in
// the other it puts a new one in its place.
func (f *fn) take(x, ch ast.Expr, v, more ast.Expr, slow ast.Stmt) ast.Stmt {
	pos := ch.Pos()
	op := operation{native: assignAll([]ast.Expr{v, more}, token.ASSIGN, &ast.UnaryExpr{OpPos: pos, Op: token.ARROW, X: ch}), slow: slow}
	if !f.isUnbuffered(x) {
		op.ready = &ast.BinaryExpr{X: call(ident("len", pos), ch), OpPos: pos, Op: token.GTR, Y: num(0)}
	}
	return f.operate(op)
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
