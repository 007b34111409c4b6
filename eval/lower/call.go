package lower

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"goasync/eval/internal/rt"
)

// call lowers a call: a conversion, a builtin, a method, a function of the session, a compiled function.
func (f *fn) call(e *ast.CallExpr) ast.Expr {
	fun := ast.Unparen(e.Fun)
	if tv := f.info.Types[e.Fun]; tv.IsType() {
		return f.conversion(e, f.typeOf(e.Fun))
	} else if tv.IsBuiltin() {
		return f.builtin(e)
	}
	f.making(e)
	if x, ok := f.dialect(e); ok {
		return x
	}
	if sel, ok := fun.(*ast.SelectorExpr); ok {
		if s, ok := f.info.Selections[sel]; ok && s.Kind() == types.MethodVal {
			return f.methodCall(e, sel)
		}
	}
	if obj := f.callee(fun); obj != nil && !rt.IsSession(obj.Origin()) && obj.Pkg() != nil {
		return f.hostCall(e, obj)
	}
	sig := f.typeOf(e.Fun).Underlying().(*types.Signature)
	xs := f.ordered(1+f.argCount(e), func(i int) ast.Expr {
		if i == 0 {
			return f.calleeExpr(e.Fun)
		}
		return f.arg(e, sig, i-1)
	})
	return f.finishCall(e, sig, xs[0], xs[1:])
}

// calleeExpr lowers the function of a call; a literal that is called at once stays in place.
func (f *fn) calleeExpr(e ast.Expr) ast.Expr {
	if id, fun := f.namedFunc(ast.Unparen(e)); fun != nil && rt.IsSession(fun.Origin()) {
		return f.funcValue(fun, id, f.info.Instances[id].TypeArgs)
	}
	x := f.operand(e)
	if c, ok := x.(*ast.CallExpr); ok {
		return f.temp(c) // f()() confuses the interpreter
	}
	return x
}

// callee returns the declared function that a call names, if it names one.
func (f *fn) callee(fun ast.Expr) *types.Func {
	_, obj := f.namedFunc(fun)
	return obj
}

// argCount returns the number of lowered arguments: a call with several values as the only argument spreads.
func (f *fn) argCount(e *ast.CallExpr) int {
	if len(e.Args) == 1 {
		if t, ok := f.typeOf(e.Args[0]).(*types.Tuple); ok {
			return t.Len()
		}
	}
	return len(e.Args)
}

// paramType returns the type that argument i is assigned to.
func paramType(e *ast.CallExpr, sig *types.Signature, i int) types.Type {
	n := sig.Params().Len()
	if sig.Variadic() && i >= n-1 {
		last := sig.Params().At(n - 1).Type()
		if e.Ellipsis.IsValid() {
			return last
		}
		if s, ok := last.Underlying().(*types.Slice); ok {
			return s.Elem()
		}
		return types.Typ[types.Byte] // append([]byte, string...)
	}
	return sig.Params().At(i).Type()
}

// arg lowers argument i of a call.
func (f *fn) arg(e *ast.CallExpr, sig *types.Signature, i int) ast.Expr {
	to := paramType(e, sig, i)
	if t, ok := f.typeOf(e.Args[0]).(*types.Tuple); ok && len(e.Args) == 1 {
		return f.convert(f.spread(e.Args[0], t)[i], t.At(i).Type(), to)
	}
	return f.exprTo(e.Args[i], to)
}

// spread puts the values of f(g()) in temporaries, once.
func (f *fn) spread(e ast.Expr, t *types.Tuple) []ast.Expr {
	if xs, ok := f.spreads[e]; ok {
		return xs
	}
	xs := f.temps(f.expr(e), t.Len())
	f.spreads[e] = xs
	return xs
}

func (f *fn) finishCall(e *ast.CallExpr, sig *types.Signature, fun ast.Expr, args []ast.Expr) ast.Expr {
	f.calling(fun, e.Pos())
	c := f.packed(&ast.CallExpr{Fun: fun, Lparen: e.Lparen, Args: args, Ellipsis: e.Ellipsis, Rparen: e.Rparen}, e, sig)
	if !isCallable(fun) {
		c.Fun = &ast.ParenExpr{X: fun}
	}
	return c
}

// packed has a lowered call of an interpreted function pass its variadic arguments in a slice when one of them is a slice of
// interfaces itself: the interpreter would take that for the whole of them.
func (f *fn) packed(c, e *ast.CallExpr, sig *types.Signature) *ast.CallExpr {
	n := sig.Params().Len() - 1
	if !sig.Variadic() || e.Ellipsis.IsValid() || !f.passesInterfaces(e, n) {
		return c
	}
	own := len(c.Args) - f.argCount(e) // a receiver
	list := &ast.CompositeLit{Type: f.typ(sig.Params().At(n).Type()), Elts: slices.Clone(c.Args[own+n:])}
	c.Args = append(c.Args[:own+n:own+n], list)
	c.Ellipsis = c.Pos() + 1
	return c
}

// passesInterfaces reports whether an argument from number n on is a slice of interfaces.
func (f *fn) passesInterfaces(e *ast.CallExpr, n int) bool {
	for i := n; i < f.argCount(e); i++ {
		t := f.typeOf(e.Args[min(i, len(e.Args)-1)])
		if tuple, ok := t.(*types.Tuple); ok {
			t = tuple.At(i).Type()
		}
		if s, ok := t.Underlying().(*types.Slice); ok && types.IsInterface(s.Elem()) {
			return true
		}
	}
	return false
}

func isCallable(x ast.Expr) bool {
	switch x.(type) {
	case *ast.StarExpr, *ast.UnaryExpr, *ast.BinaryExpr:
		return false
	}
	return true
}

// methodCall lowers x.M(args).
func (f *fn) methodCall(e *ast.CallExpr, sel *ast.SelectorExpr) ast.Expr {
	s := f.selectionOf(sel)
	m := s.obj.(*types.Func)
	sig := f.typeOf(e.Fun).(*types.Signature)
	formal := sig
	host := isHostMethod(m, f.walked(s))
	if host {
		formal = m.Origin().Type().(*types.Signature)
	}
	xs := f.ordered(1+f.argCount(e), func(i int) ast.Expr {
		if i == 0 {
			return f.receiver(sel.X, s)
		}
		if host {
			return f.hostArg(e, sig, formal, i-1)
		}
		return f.arg(e, sig, i-1)
	})
	c := f.invoke(s, xs[0], xs[1:], sel.Sel.Pos()).(*ast.CallExpr)
	c.Ellipsis = e.Ellipsis
	f.calling(c.Fun, e.Pos())
	if host {
		return f.hostResult(c, formal, sig, e.Pos())
	}
	if rt.IsSession(m.Origin()) {
		return f.packed(c, e, sig)
	}
	return c
}

// isHostMethod reports whether the method m of the type t is compiled, and so knows type arguments erased only: also that of
// an interface of asyncio, which is represented by itself.
func isHostMethod(m *types.Func, t types.Type) bool {
	if types.IsInterface(t) {
		return rt.Erased(m.Pkg()) && rt.NativeInterface(t) != nil
	}
	return !rt.IsSession(m.Origin())
}

// hostCall lowers the call of a compiled function. A generic one has its type arguments erased.
func (f *fn) hostCall(e *ast.CallExpr, obj *types.Func) ast.Expr {
	formal := obj.Origin().Type().(*types.Signature)
	sig := f.typeOf(e.Fun).(*types.Signature)
	if formal.TypeParams().Len() > 0 && !rt.Erased(obj.Pkg()) {
		return f.stdGeneric(e, obj, sig)
	}
	f.noteRepeated(e, obj)
	args := f.ordered(f.argCount(e), func(i int) ast.Expr { return f.hostArg(e, sig, formal, i) })
	c := &ast.CallExpr{Fun: f.hostFunc(obj, e.Pos()), Lparen: e.Lparen, Args: args, Ellipsis: e.Ellipsis, Rparen: e.Rparen}
	place := []ast.Expr{placeArg(e.Pos())}
	switch {
	case f.makesPlainTask(e):
		c.Fun, c.Args = selector(f.pkg("rt", e.Pos()), "CreateTask"), append(place, args...)
	case tellsPlace(obj):
		c.Fun, c.Args = f.helper(e.Pos(), rt.Helper{Kind: rt.Placed, Method: obj}), append(place, args...)
	}
	return f.hostResult(c, formal, sig, e.Pos())
}

// hostFunc lowers the name of a compiled function that is called.
func (f *fn) hostFunc(obj *types.Func, pos token.Pos) ast.Expr {
	if rt.Erased(obj.Pkg()) {
		for v := range obj.Origin().Type().(*types.Signature).Params().Variables() {
			if rt.TakesFixed(v.Type()) {
				return f.helper(pos, rt.Helper{Kind: rt.HostFunc, Method: obj})
			}
		}
	}
	return selector(f.pkg(obj.Pkg().Path(), pos), obj.Name())
}

// hostArg lowers an argument to the form that the compiled function, declared with formal, takes.
func (f *fn) hostArg(e *ast.CallExpr, sig, formal *types.Signature, i int) ast.Expr {
	to, declared := paramType(e, sig, i), paramType(e, formal, i)
	return f.hostParam(f.arg(e, sig, i), to, declared)
}

// hostParam is hostArg for a lowered argument of type to.
func (f *fn) hostParam(x ast.Expr, to, declared types.Type) ast.Expr {
	if types.IsInterface(to) && types.IsInterface(declared) {
		if _, param := declared.(*types.TypeParam); !param {
			return x
		}
	}
	return f.repr(x, declared, to, true, x.Pos())
}

// hostResult turns the erased results of a compiled function into those that its instance has.
func (f *fn) hostResult(c *ast.CallExpr, formal, sig *types.Signature, pos token.Pos) ast.Expr {
	n := sig.Results().Len()
	if n == 0 {
		return c
	}
	if n == 1 {
		return f.hostValue(c, formal.Results().At(0).Type(), sig.Results().At(0).Type(), pos)
	}
	changed := false
	for i := range n {
		changed = changed || !f.sameErased(formal.Results().At(i).Type(), sig.Results().At(i).Type()) || f.concreteErased(formal.Results().At(i).Type())
	}
	if !changed {
		return c
	}
	h := rt.Helper{Kind: rt.Repr, From: eraseParams(formal.Results()), To: sig.Results(), Erased: true}
	return call(f.helper(pos, h), c)
}

// hostValue is hostResult for one value.
func (f *fn) hostValue(x ast.Expr, formal, t types.Type, pos token.Pos) ast.Expr {
	if f.concreteErased(formal) {
		h := rt.Helper{Kind: rt.Repr, From: formal, To: t, Erased: true}
		return call(f.helper(pos, h), x)
	}
	return f.repr(x, formal, t, false, pos)
}

// concreteErased reports whether a compiled declaration has an instance with fixed type arguments, such as the
// *Coroutine[None] of Sleep, which cells know as the instance at any.
func (f *fn) concreteErased(t types.Type) bool {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.TypeArgs().Len() == 0 || !rt.Erased(n.Obj().Pkg()) {
		return false
	}
	for i := range n.TypeArgs().Len() {
		if _, param := n.TypeArgs().At(i).(*types.TypeParam); !param {
			return true
		}
	}
	return false
}

// funcValue lowers a function named without being called.
func (f *fn) funcValue(fun *types.Func, e *ast.Ident, targs *types.TypeList) ast.Expr {
	if rt.IsSession(fun.Origin()) {
		if targs.Len() > 0 {
			return ident(f.instanceName(fun, f.typeArgs(targs), e.Pos()), e.Pos())
		}
		return ident(f.objName(fun, e.Pos()), e.Pos())
	}
	if rt.Erased(fun.Pkg()) {
		return f.erasedFunc(fun, e)
	}
	if targs.Len() > 0 {
		return ident(f.instanceName(f.sourceFunc(fun, e.Pos()), f.typeArgs(targs), e.Pos()), e.Pos())
	}
	return selector(f.pkg(fun.Pkg().Path(), e.Pos()), fun.Name())
}

// erasedFunc lowers a function of asyncio, aiohttp or aiofiles that is not called: a literal that calls it, as calls adapt
// what is erased.
func (f *fn) erasedFunc(fun *types.Func, e *ast.Ident) ast.Expr {
	sig := fun.Type().(*types.Signature)
	if inst, ok := f.info.Instances[e]; ok {
		sig = inst.Type.(*types.Signature)
	}
	callee := ident(fun.Name(), e.Pos())
	f.info.Uses[callee], f.info.Instances[callee] = fun, f.info.Instances[e]
	f.info.Types[callee] = types.TypeAndValue{Type: sig}
	c := &ast.CallExpr{Fun: callee, Lparen: e.Pos(), Rparen: e.Pos()}
	f.info.Types[c] = types.TypeAndValue{Type: sig.Results()}
	if sig.Results().Len() == 1 {
		f.info.Types[c] = types.TypeAndValue{Type: sig.Results().At(0).Type()}
	}
	names := make([]string, sig.Params().Len())
	for i := range names {
		arg, obj := ident("a", e.Pos()), types.NewVar(e.Pos(), nil, "a", sig.Params().At(i).Type())
		f.info.Uses[arg] = obj
		names[i] = f.local(obj)
		c.Args = append(c.Args, arg)
	}
	if sig.Variadic() {
		c.Ellipsis = e.Pos() + 1
	}
	sig = f.env.apply(sig).(*types.Signature)
	var x ast.Expr
	stmts := f.in(func() { x = f.call(c) })
	if sig.Results().Len() > 0 {
		stmts = append(stmts, &ast.ReturnStmt{Return: e.Pos(), Results: []ast.Expr{x}})
	} else {
		stmts = append(stmts, exprStmt(x))
	}
	return funcLit(f.signature(sig, names), block(stmts...))
}

func (f *fn) typeArgs(list *types.TypeList) []types.Type {
	out := make([]types.Type, list.Len())
	for i := range out {
		out[i] = f.env.apply(list.At(i))
	}
	return out
}

// instance lowers f[T] as a value.
func (f *fn) instance(e ast.Expr) ast.Expr {
	var x ast.Expr
	switch e := e.(type) {
	case *ast.IndexExpr:
		x = e.X
	case *ast.IndexListExpr:
		x = e.X
	}
	id, fun := f.namedFunc(ast.Unparen(x))
	if fun == nil {
		refuse(e.Pos(), "this instantiation is not supported yet")
	}
	return f.held(f.funcValue(fun, id, f.info.Instances[id].TypeArgs), f.typeOf(e))
}

// namedFunc returns the declared function that an expression names, with the name; nil when it names none.
func (f *fn) namedFunc(e ast.Expr) (*ast.Ident, *types.Func) {
	switch x := e.(type) {
	case *ast.Ident:
		fun, _ := f.info.Uses[x].(*types.Func)
		return x, f.newestFunc(fun)
	case *ast.SelectorExpr:
		if _, ok := f.info.Selections[x]; ok {
			return nil, nil
		}
		fun, _ := f.info.Uses[x.Sel].(*types.Func)
		return x.Sel, f.newestFunc(fun)
	case *ast.IndexExpr:
		return f.namedFunc(ast.Unparen(x.X))
	case *ast.IndexListExpr:
		return f.namedFunc(ast.Unparen(x.X))
	}
	return nil, nil
}
