package lower

import (
	"go/ast"
	"go/token"
	"go/types"

	"goasync/eval/internal/rt"
)

// Deferred calls, recover and go statements. A compiled frame keeps the deferred calls. The function, the receiver and
// the arguments of the call are evaluated by the statement and held in variables of their own, which the interpreter
// makes anew each time a declaration runs; the call itself stands in a literal.

// deferStmt lowers defer. The frame is told how many interpreted functions lie between it and the deferred function,
// for recover must be called by that one.
func (f *fn) deferStmt(s *ast.DeferStmt) {
	if f.unlocksOnly {
		f.ownDefer(s)
		return
	}
	if f.recoverer != nil {
		f.emit(&ast.DeferStmt{Defer: s.Pos(), Call: call(f.funcLit(f.recoverer))})
		return
	}
	frame := f.defers
	if frame == "" {
		frame = f.frames
	}
	method, args := "DeferCall", []ast.Expr(nil)
	if lit, ok := f.withoutParams(s.Call); ok {
		f.deferred[lit] = frame
		f.emit(exprStmt(call(selector(ident(frame, s.Pos()), "Defer"), f.funcLit(lit))))
		return
	}
	switch {
	case f.info.Types[s.Call.Fun].IsBuiltin() && builtinName(s.Call.Fun) == "recover":
		method = "DeferRecover"
	default:
		args = []ast.Expr{f.later(s.Call)}
	}
	f.emit(exprStmt(call(selector(ident(frame, s.Pos()), method), args...)))
}

// unlocks reports whether all that a body defers is one call that gives back a lock or the like, not in a loop. The
// interpreter's own defer does that well, and faster than a frame: it cannot panic, nor does it run code of cells.
func (f *fn) unlocks(body *ast.BlockStmt) bool {
	defers, loops := ownDefers(body)
	f.unlocksOnly = len(defers) == 1 && f.isUnlock(defers[0].Call) && !loops && !f.jumps
	return f.unlocksOnly
}

// isUnlock reports whether a call gives back a lock of package sync or counts a WaitGroup down.
func (f *fn) isUnlock(e *ast.CallExpr) bool {
	sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
	if !ok || len(e.Args) > 0 {
		return false
	}
	s, ok := f.info.Selections[sel]
	if !ok || s.Kind() != types.MethodVal || types.IsInterface(s.Recv()) {
		return false
	}
	m := s.Obj()
	if m.Pkg() == nil || m.Pkg().Path() != "sync" {
		return false
	}
	return m.Name() == "Unlock" || m.Name() == "RUnlock" || m.Name() == "Done"
}

// ownDefer lowers defer to the interpreter's own. The address of a lock needs no variable that holds it.
func (f *fn) ownDefer(s *ast.DeferStmt) {
	sel := ast.Unparen(s.Call.Fun).(*ast.SelectorExpr)
	selected := f.selectionOf(sel)
	recv := f.receiver(sel.X, selected)
	if address, ok := recv.(*ast.UnaryExpr); ok && address.Op == token.AND {
		f.receivers[sel.X] = recv
	} else {
		f.holdReceiver(sel, selected, recv)
	}
	if c, ok := f.call(s.Call).(*ast.CallExpr); ok {
		f.emit(&ast.DeferStmt{Defer: s.Pos(), Call: c})
		return
	}
	refuse(s.Pos(), "internal error: a deferred call is none")
}

// callsRecover reports whether a function calls recover: then no interpreted function may stand between a method and who
// calls its value.
func callsRecover(body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			id, ok := n.Fun.(*ast.Ident)
			found = found || ok && id.Name == "recover"
		}
		return !found
	})
	return found
}

// goStmt lowers go: the new goroutine is owned and recovers.
func (f *fn) goStmt(s *ast.GoStmt) {
	var body ast.Expr
	if lit, ok := f.withoutParams(s.Call); ok {
		f.beside[lit] = true
		body = f.funcLit(lit)
	} else if f.goCall(s.Call) {
		return
	} else {
		body = f.later(s.Call)
	}
	f.emit(exprStmt(call(selector(f.pkg("rt", s.Pos()), "Go"), body, placeArg(s.Pos()))))
}

// goCall lowers go of a function of the session, or of a value, and reports whether it is one that the run-time support can
// call itself: that takes no literal, which in a loop would have to be made by another one.
func (f *fn) goCall(e *ast.CallExpr) bool {
	obj := f.callee(ast.Unparen(e.Fun))
	declared := obj != nil && rt.IsSession(obj.Origin()) && obj.Type().(*types.Signature).Recv() == nil
	sig, ok := f.typeOf(e.Fun).Underlying().(*types.Signature)
	if !ok || !declared && !f.isFuncValue(e.Fun) || sig.Variadic() || sig.Results().Len() > 0 || f.argCount(e) != len(e.Args) {
		return false
	}
	typeOf := func(i int) types.Type {
		if i == 0 {
			return f.typeOf(e.Fun)
		}
		return sig.Params().At(i - 1).Type()
	}
	args := []ast.Expr{placeArg(e.Pos())}
	for i, x := range f.exprsTo(append([]ast.Expr{e.Fun}, e.Args...), typeOf) {
		if !declared || i > 0 {
			name := f.unique("held")
			f.emit(varStmt(name, f.typ(typeOf(i)), x))
			x = ident(name, e.Pos())
		}
		args = append(args, x)
	}
	f.emit(exprStmt(call(selector(f.pkg("rt", e.Pos()), "GoCall"), args...)))
	return true
}

// withoutParams returns the literal that a go or defer statement calls as one without parameters: these become variables
// that the statement sets.
func (f *fn) withoutParams(e *ast.CallExpr) (*ast.FuncLit, bool) {
	if isPlainLit(e) {
		return ast.Unparen(e.Fun).(*ast.FuncLit), true
	}
	lit, ok := ast.Unparen(e.Fun).(*ast.FuncLit)
	if !ok || len(fieldsOf(lit.Type.Results)) > 0 || f.argCount(e) != len(e.Args) {
		return nil, false
	}
	sig := f.typeOf(lit).(*types.Signature)
	if sig.Variadic() || sig.Params().Len() != len(e.Args) {
		return nil, false
	}
	values := f.exprsTo(e.Args, func(i int) types.Type { return sig.Params().At(i).Type() })
	i := 0
	for _, field := range fieldsOf(lit.Type.Params) {
		for _, id := range field.Names {
			t, name := sig.Params().At(i).Type(), f.unique(id.Name)
			if obj := f.info.Defs[id]; obj != nil {
				f.declared[obj] = name
			}
			f.emit(varStmt(name, f.typ(t), values[i]))
			i++
		}
		if len(field.Names) == 0 {
			f.discard(values[i])
			i++
		}
	}
	plain := &ast.FuncLit{Type: &ast.FuncType{Func: lit.Type.Func, Params: &ast.FieldList{}}, Body: lit.Body}
	f.info.Types[plain] = types.TypeAndValue{Type: types.NewSignatureType(nil, nil, nil, nil, nil, false)}
	return plain, true
}

// isPlainLit reports whether a call is that of a literal without parameters and results.
func isPlainLit(e *ast.CallExpr) bool {
	lit, ok := ast.Unparen(e.Fun).(*ast.FuncLit)
	return ok && len(fieldsOf(lit.Type.Params)) == 0 && len(fieldsOf(lit.Type.Results)) == 0
}

func fieldsOf(list *ast.FieldList) []*ast.Field {
	if list == nil {
		return nil
	}
	return list.List
}

// later evaluates the operands of a call and returns a literal that makes the call.
func (f *fn) later(e *ast.CallExpr) ast.Expr {
	c := &ast.CallExpr{Fun: e.Fun, Lparen: e.Lparen, Ellipsis: e.Ellipsis, Rparen: e.Rparen}
	f.info.Types[c] = f.info.Types[e]
	defer delete(f.info.Types, c)
	f.heldFun(c)
	f.heldArgs(e, c)
	loops, jumps := f.loops, f.jumps
	f.loops, f.jumps = nil, false // the call runs once, in a literal of its own
	body := f.in(func() { f.exprStmt(&ast.ExprStmt{X: c}) })
	f.loops, f.jumps = loops, jumps
	return f.asOperand(thunk(body...))
}

// isFuncValue reports whether the function of a call is a value, not a declared function, a method or a literal.
func (f *fn) isFuncValue(fun ast.Expr) bool {
	fun = ast.Unparen(fun)
	if tv := f.info.Types[fun]; tv.IsBuiltin() || tv.IsType() || f.callee(fun) != nil {
		return false
	}
	switch x := fun.(type) {
	case *ast.FuncLit:
		return false
	case *ast.SelectorExpr:
		s, ok := f.info.Selections[x]
		return !ok || s.Kind() == types.FieldVal
	}
	return true
}

// heldFun evaluates the function of a call, or the receiver of its method.
func (f *fn) heldFun(c *ast.CallExpr) {
	if f.isFuncValue(c.Fun) {
		c.Fun = f.heldVar(c.Fun, f.typeOf(c.Fun))
		return
	}
	sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
	if !ok || f.info.Types[sel].IsType() {
		return
	}
	selected, ok := f.info.Selections[sel]
	if !ok || selected.Kind() != types.MethodVal {
		return
	}
	s := f.selectionOf(sel)
	f.holdReceiver(sel, s, f.receiver(sel.X, s))
}

// holdReceiver puts the lowered receiver of a method into a variable.
func (f *fn) holdReceiver(sel *ast.SelectorExpr, s selection, recv ast.Expr) {
	t := f.receiverType(s)
	name := f.unique("recv")
	f.emit(varStmt(name, f.typ(t), recv))
	if types.IsInterface(t) {
		f.emit(f.nilCheck(ident(name, sel.Pos())))
	}
	f.receivers[sel.X] = ident(name, sel.Pos())
}

// nilCheck panics when a lowered interface value is nil.
func (f *fn) nilCheck(x ast.Expr) ast.Stmt {
	isNil := &ast.BinaryExpr{X: x, OpPos: x.Pos(), Op: token.EQL, Y: ident("nil", x.Pos())}
	return &ast.IfStmt{If: x.Pos(), Cond: isNil, Body: block(exprStmt(call(selector(f.pkg("rt", x.Pos()), "NilDereference"))))}
}

// receiverType returns the type of what receiver lowers to.
func (f *fn) receiverType(s selection) types.Type {
	t := f.walked(s)
	p, have := t.Underlying().(*types.Pointer)
	pointer := f.wantsPointer(s.obj.(*types.Func), t)
	switch {
	case types.IsInterface(t):
		return t
	case pointer && !have:
		return types.NewPointer(t)
	case !pointer && have:
		return p.Elem()
	}
	return t
}

// heldArgs gives c the arguments of e, evaluated.
func (f *fn) heldArgs(e, c *ast.CallExpr) {
	if tv := f.info.Types[e.Fun]; tv.IsBuiltin() || tv.IsType() {
		for _, a := range e.Args {
			if v := f.info.Types[a]; v.IsType() || v.Value != nil || v.IsNil() {
				c.Args = append(c.Args, a)
			} else {
				c.Args = append(c.Args, f.heldVar(a, f.typeOf(a)))
			}
		}
		return
	}
	sig := f.typeOf(e.Fun).Underlying().(*types.Signature)
	if len(e.Args) == 1 {
		if t, ok := f.typeOf(e.Args[0]).(*types.Tuple); ok {
			for i, x := range f.temps(f.expr(e.Args[0]), t.Len()) {
				c.Args = append(c.Args, f.heldValue(x, t.At(i).Type(), e.Args[0].Pos()))
			}
			return
		}
	}
	for i, a := range e.Args {
		c.Args = append(c.Args, f.heldVar(a, paramType(e, sig, i)))
	}
}

// heldVar evaluates e into a new variable of type t and returns an expression for it.
func (f *fn) heldVar(e ast.Expr, t types.Type) ast.Expr {
	return f.heldValue(f.exprTo(e, t), t, e.Pos())
}

func (f *fn) heldValue(x ast.Expr, t types.Type, pos token.Pos) ast.Expr {
	obj := types.NewVar(pos, nil, "held", t)
	id := ident("held", pos)
	f.emit(varStmt(f.local(obj), f.typ(t), x))
	f.info.Uses[id] = obj
	return id
}

// recoverCall lowers recover(): the run-time support is told how many interpreted functions lie between the function
// that the call stands in and the call. In a literal that is deferred the frame is known.
func (f *fn) recoverCall(e *ast.CallExpr) ast.Expr {
	if f.recoversOwn {
		return f.ownRecover(e)
	}
	if f.deferredBy != "" && f.defers == "" && len(f.escapes) == 0 {
		return call(selector(ident(f.deferredBy, e.Pos()), "Recover"))
	}
	between := 0
	if f.defers != "" {
		between = 1 // the frame runs the body
	}
	if len(f.escapes) > 0 {
		between = rt.AnyDepth
	}
	return call(selector(f.pkg("rt", e.Pos()), "Recover"), num(between))
}
