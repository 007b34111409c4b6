package lower

import (
	"go/ast"
	"go/token"
	"go/types"

	"goasync/eval/internal/rt"
)

// The dialect reaches lowering as plain calls of package asyncio. Most are calls of compiled functions with type
// arguments erased. The await of a direct call to an async function of the session goes straight to the function that
// is its body, without a coroutine: Python, too, runs it inline in the same task.

// asyncName returns the name of the asyncio function that a call calls, "" when it calls something else.
func (f *fn) asyncName(e *ast.CallExpr) string {
	obj := f.callee(ast.Unparen(e.Fun))
	if obj == nil || !rt.Erased(obj.Pkg()) || obj.Pkg().Name() != "asyncio" || obj.Type().(*types.Signature).Recv() != nil {
		return ""
	}
	return obj.Name()
}

// taskMakers are the functions of asyncio that make tasks of coroutines, but for those that return one.
var taskMakers = map[string]bool{"Gather": true, "GatherResults": true, "EnsureFuture": true, "Shield": true, "AsCompleted": true, "AsCompletedWithin": true, "Run": true}

// makesPlainTask reports whether a call is CreateTask without options: the run-time support has that, and is told the place
// in the same call.
func (f *fn) makesPlainTask(e *ast.CallExpr) bool {
	return f.asyncName(e) == "CreateTask" && len(e.Args) == 1 && f.argCount(e) == 1
}

// making tells the run-time support, before a call that makes tasks, where in the cell it stands.
func (f *fn) making(e *ast.CallExpr) {
	if f.makesPlainTask(e) {
		return
	}
	if !taskMakers[f.asyncName(e)] {
		p, ok := f.typeOf(e).(*types.Pointer)
		if !ok || f.about == nil {
			return
		}
		n, ok := types.Unalias(p.Elem()).(*types.Named)
		if !ok || n.Obj().Name() != "Task" || !rt.Erased(n.Obj().Pkg()) {
			return
		}
	}
	f.emit(exprStmt(call(selector(f.pkg("rt", e.Pos()), "Making"), placeArg(e.Pos()))))
}

// dialect lowers a call of asyncio that needs more than erasure, and reports whether it is one.
func (f *fn) dialect(e *ast.CallExpr) (ast.Expr, bool) {
	switch name := f.asyncName(e); name {
	case "MustAwait":
		return f.mustAwait(e), true
	case "AwaitErr":
		return f.awaitErr(e), true
	case "Must":
		x, _ := f.must(e)
		return x, true
	case "NewCoroutine", "NewCoroutineValue", "NewCoroutineErr", "NewCoroutineVoid":
		return f.newCoroutine(e, name), true
	case "With", "Wait":
		return f.support(e, name), true
	case "Gather", "GatherResults":
		return f.gather(e, name), true
	case "NewPriorityQueue":
		args := f.ordered(f.argCount(e), func(i int) ast.Expr { return f.arg(e, f.typeOf(e.Fun).(*types.Signature), i) })
		c := call(selector(f.pkg("rt", e.Pos()), name), args...)
		c.Ellipsis = e.Ellipsis
		return c, true
	case "Receive", "Send", "WrapFuture":
		args := f.exprsTo(e.Args, func(int) types.Type { return emptyInterface })
		return call(selector(f.pkg("rt", e.Pos()), name), args...), true
	case "Each", "AsCompleted", "AsCompletedWithin":
		return f.iterate(e, name), true
	}
	return nil, false
}

// dialectMulti lowers a call of asyncio with two values that needs more than erasure.
func (f *fn) dialectMulti(e *ast.CallExpr) ([]ast.Expr, bool) {
	if f.asyncName(e) != "Await" {
		return nil, false
	}
	t := f.typeOf(e).(*types.Tuple).At(0).Type()
	if direct, body := f.directCall(e.Args[0]); direct != nil {
		return f.tryDirect(direct, body, t, e.Pos()), true
	}
	x := f.awaitable(e.Args[0])
	return f.temps(call(f.helper(e.Pos(), rt.Helper{Kind: rt.AwaitOK, From: emptyInterface, To: t}), x), 2), true
}

// dialectStmt lowers a statement that is a call of asyncio whose value is dropped, and reports whether it is one.
func (f *fn) dialectStmt(s *ast.ExprStmt) bool {
	e, ok := ast.Unparen(s.X).(*ast.CallExpr)
	if !ok {
		return false
	}
	switch f.asyncName(e) {
	case "MustAwait":
		if direct, body := f.directCall(e.Args[0]); direct != nil {
			f.runDirect(direct, body, e.Pos())
			return true
		}
		if c, ok := f.sleep(e.Args[0]); ok {
			d := f.arg(c, f.typeOf(c.Fun).(*types.Signature), 0)
			f.emit(exprStmt(call(selector(f.pkg("rt", e.Pos()), "AwaitSleep"), d, placeArg(e.Pos()))))
			return true
		}
		f.emit(exprStmt(call(selector(f.pkg("rt", e.Pos()), "Await"), f.awaitable(e.Args[0]), placeArg(e.Pos()))))
		return true
	case "Must":
		f.must(e)
		return true
	case "MustErr":
		f.mustErr(e)
		return true
	}
	return false
}

// mustErr lowers MustErr(err). What unwound before belongs to a failure that err has taken the place of.
func (f *fn) mustErr(e *ast.CallExpr) {
	err := f.temp(f.exprTo(e.Args[0], types.Universe.Lookup("error").Type()))
	f.emit(f.raiseBy("RaiseAnew", err, e.Pos()))
}

// sleep returns the call of asyncio.Sleep that an operand of await is.
func (f *fn) sleep(e ast.Expr) (*ast.CallExpr, bool) {
	c, ok := ast.Unparen(e).(*ast.CallExpr)
	return c, ok && f.asyncName(c) == "Sleep" && len(c.Args) == 1
}

// awaitable lowers the operand of an await, whatever makes it awaitable.
func (f *fn) awaitable(e ast.Expr) ast.Expr {
	return f.exprTo(e, emptyInterface)
}

// directCall returns the lowered call of the body of an async function of the session, when e is a call of one. The
// other result is that function.
func (f *fn) directCall(e ast.Expr) (*ast.CallExpr, *asyncBody) {
	c, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return nil, nil
	}
	obj := f.callee(ast.Unparen(c.Fun))
	sel, isSel := ast.Unparen(c.Fun).(*ast.SelectorExpr)
	if isSel {
		if s, ok := f.info.Selections[sel]; ok && s.Kind() == types.MethodVal && !types.IsInterface(f.walked(f.selectionOf(sel))) {
			obj, _ = f.selectionOf(sel).obj.(*types.Func)
		}
	}
	if obj == nil {
		return nil, nil
	}
	body := f.async[obj]
	if body == nil || body.body == "" {
		return nil, nil
	}
	lowered, ok := f.call(c).(*ast.CallExpr)
	if !ok {
		return nil, nil
	}
	if id, isIdent := lowered.Fun.(*ast.Ident); !isIdent || id.Name != f.names[obj] {
		refuse(e.Pos(), "internal error: direct call of %s", obj.Name())
	}
	lowered.Fun = ident(body.body, c.Pos())
	f.isFunc[body.body] = true
	f.calling(lowered.Fun, c.Pos())
	return lowered, body
}

// runDirect emits a direct call whose value is dropped; an error raises.
func (f *fn) runDirect(c *ast.CallExpr, body *asyncBody, pos token.Pos) {
	switch {
	case !body.HasErr:
		f.emit(exprStmt(c))
	case !body.HasValue:
		f.emit(f.raise(f.temp(c), pos))
	default:
		f.emit(f.raise(f.temps(c, 2)[1], pos))
	}
}

// raise raises an error that is not nil.
func (f *fn) raise(err ast.Expr, pos token.Pos) ast.Stmt {
	return f.raiseBy("Raise", err, pos)
}

func (f *fn) raiseBy(function string, err ast.Expr, pos token.Pos) ast.Stmt {
	cond := &ast.BinaryExpr{X: err, OpPos: pos, Op: token.NEQ, Y: ident("nil", pos)}
	return &ast.IfStmt{If: pos, Cond: cond, Body: block(exprStmt(call(selector(f.pkg("rt", pos), function), err, placeArg(pos))))}
}

// mustAwait lowers an await in the place of one value.
func (f *fn) mustAwait(e *ast.CallExpr) ast.Expr {
	t := f.typeOf(e)
	direct, body := f.directCall(e.Args[0])
	switch {
	case direct == nil:
		x := f.awaitable(e.Args[0])
		return call(f.helper(e.Pos(), rt.Helper{Kind: rt.Await, From: emptyInterface, To: t}), x, placeArg(e.Pos()))
	case body.HasValue && body.HasErr:
		xs := f.temps(direct, 2)
		f.emit(f.raise(xs[1], e.Pos()))
		return xs[0]
	case body.HasValue:
		return direct
	}
	f.runDirect(direct, body, e.Pos())
	return &ast.CompositeLit{Type: f.typ(t)}
}

// tryDirect lowers `v, err := await f(x)`: failures of the body, returned or raised, become the error.
func (f *fn) tryDirect(c *ast.CallExpr, body *asyncBody, t types.Type, pos token.Pos) []ast.Expr {
	v := f.unique("v")
	f.emit(varStmt(v, f.typ(t), nil))
	inner := f.in(func() {
		switch {
		case body.HasValue && body.HasErr:
			xs := f.temps(c, 2)
			f.emit(assign(ident(v, pos), xs[0]), &ast.ReturnStmt{Results: []ast.Expr{xs[1]}})
		case body.HasValue:
			f.emit(assign(ident(v, pos), c), &ast.ReturnStmt{Results: []ast.Expr{ident("nil", pos)}})
		case body.HasErr:
			f.emit(&ast.ReturnStmt{Results: []ast.Expr{c}})
		default:
			f.emit(exprStmt(c), &ast.ReturnStmt{Results: []ast.Expr{ident("nil", pos)}})
		}
	})
	return []ast.Expr{ident(v, pos), f.temp(f.try(inner, pos))}
}

// try calls the run-time support with a literal that returns an error.
func (f *fn) try(body []ast.Stmt, pos token.Pos) ast.Expr {
	ft := &ast.FuncType{Params: &ast.FieldList{}, Results: &ast.FieldList{List: []*ast.Field{{Type: ident("error", pos)}}}}
	return call(selector(f.pkg("rt", pos), "Try"), funcLit(ft, block(body...)))
}

// awaitErr lowers `err := await x` where x has no value.
func (f *fn) awaitErr(e *ast.CallExpr) ast.Expr {
	direct, body := f.directCall(e.Args[0])
	if direct != nil {
		return f.tryDirect(direct, body, f.noneType(e), e.Pos())[1]
	}
	return call(selector(f.pkg("rt", e.Pos()), "AwaitErr"), f.awaitable(e.Args[0]))
}

// noneType returns the type asyncio.None, as the instance of AwaitErr knows it.
func (f *fn) noneType(e *ast.CallExpr) types.Type {
	return f.callee(ast.Unparen(e.Fun)).Pkg().Scope().Lookup("None").Type()
}

// must lowers Must(v, err): the value, with the error raised.
func (f *fn) must(e *ast.CallExpr) (ast.Expr, bool) {
	var xs []ast.Expr
	if len(e.Args) == 1 {
		xs, _ = f.multi(e.Args[0], 2)
	} else {
		xs = f.exprsTo(e.Args, func(int) types.Type { return nil })
	}
	f.emit(f.raise(f.temp(xs[1]), e.Pos()))
	return xs[0], true
}

// newCoroutine lowers a constructor of coroutines: the run-time support has them for erased values.
func (f *fn) newCoroutine(e *ast.CallExpr, name string) ast.Expr {
	if lit, ok := e.Args[1].(*ast.FuncLit); ok {
		f.marked[lit] = true
	}
	args := f.ordered(2, func(i int) ast.Expr { return f.expr(e.Args[i]) })
	sig := f.typeOf(e.Args[1]).Underlying().(*types.Signature)
	return call(selector(f.pkg("rt", e.Pos()), name), args[0], f.erasedBody(args[1], sig, e.Pos()))
}

// erasedBody adapts a body to one whose value is erased.
func (f *fn) erasedBody(body ast.Expr, sig *types.Signature, pos token.Pos) ast.Expr {
	n := sig.Results().Len()
	if n == 0 || n == 1 && isError(sig.Results().At(0).Type()) {
		return body
	}
	body = f.temp(body)
	return f.erasedThunk(call(body), sig.Results(), pos)
}

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

// erasedThunk makes a literal that makes the call and returns its first value erased.
func (f *fn) erasedThunk(c ast.Expr, results *types.Tuple, pos token.Pos) ast.Expr {
	ft := &ast.FuncType{Params: &ast.FieldList{}, Results: &ast.FieldList{List: []*ast.Field{{Type: anyType()}}}}
	t := results.At(0).Type()
	body := f.in(func() {
		if results.Len() == 1 {
			f.emit(&ast.ReturnStmt{Return: pos, Results: []ast.Expr{f.convert(f.temp(c), t, emptyInterface)}})
			return
		}
		ft.Results.List = append(ft.Results.List, &ast.Field{Type: ident("error", pos)})
		xs := f.temps(c, 2)
		f.emit(&ast.ReturnStmt{Return: pos, Results: []ast.Expr{f.convert(xs[0], t, emptyInterface), xs[1]}})
	})
	return funcLit(ft, block(body...))
}

// asyncFunction emits an async function: its body as a plain function, and the function that makes the coroutine.
func (w *unit) asyncFunction(obj *types.Func, fd *ast.FuncDecl, info *types.Info, env subst, af *asyncBody) {
	bodyType := &ast.FuncType{Func: fd.Pos(), Params: fd.Type.Params, Results: af.Body.Type.Results}
	sig := obj.Type().(*types.Signature)
	results := info.Types[af.Body].Type.(*types.Signature).Results()
	f := w.newFn(info, env, env.signature(types.NewSignatureType(nil, nil, nil, sig.Params(), results, sig.Variadic())).(*types.Signature))
	f.marks = true
	f.describe(af.body, af.Name, fd.Pos())
	w.emitFunction(f, af.body, bodyType, fd.Recv, af.Body.Body)
	g := w.newFn(info, env, env.signature(sig).(*types.Signature))
	w.makerFunction(g, w.names[obj], af, fd, f.sig.Results())
}

// makerFunction emits the function that evaluates the arguments and returns the coroutine.
func (w *unit) makerFunction(f *fn, name string, af *asyncBody, fd *ast.FuncDecl, results *types.Tuple) {
	var fields []*ast.Field
	var args []ast.Expr
	for _, list := range []*ast.FieldList{fd.Recv, fd.Type.Params} {
		p, a := f.params(list)
		fields, args = append(fields, p...), append(args, a...)
	}
	c := call(ident(af.body, fd.Pos()), args...)
	typ := &ast.FuncType{Params: &ast.FieldList{List: fields}, Results: f.resultList(f.sig.Results())}
	if n := len(fields); n > 0 {
		if _, variadic := fields[n-1].Type.(*ast.Ellipsis); variadic {
			c.Ellipsis = fd.Pos()
		}
	}
	stmts := f.in(func() {
		f.emit(&ast.ReturnStmt{Results: []ast.Expr{f.coroutineOf(af, c, results, fd.Pos())}})
	})
	detour := f.detour(name, args, isVariadic(typ.Params), fd.Pos())
	w.declareFunction(name, typ, block(append([]ast.Stmt{detour}, stmts...)...), fd.Pos())
}

// coroutineOf makes the coroutine that makes the call c.
func (f *fn) coroutineOf(af *asyncBody, c *ast.CallExpr, results *types.Tuple, pos token.Pos) ast.Expr {
	if !af.HasErr && !c.Ellipsis.IsValid() && (!af.HasValue || f.isItsErasure(results.At(0).Type())) {
		args := append([]ast.Expr{at(str(af.Name), pos), c.Fun}, c.Args...)
		return call(selector(f.pkg("rt", pos), "NewCoroutineOf"), args...)
	}
	maker, body := "NewCoroutineVoid", ast.Expr(nil)
	switch {
	case af.HasValue && af.HasErr:
		maker, body = "NewCoroutine", f.erasedThunk(c, results, pos)
	case af.HasValue:
		maker, body = "NewCoroutineValue", f.erasedThunk(c, results, pos)
	case af.HasErr:
		ft := &ast.FuncType{Params: &ast.FieldList{}, Results: &ast.FieldList{List: []*ast.Field{{Type: ident("error", pos)}}}}
		maker, body = "NewCoroutineErr", funcLit(ft, block(&ast.ReturnStmt{Results: []ast.Expr{c}}))
	default:
		body = thunk(exprStmt(c))
	}
	return call(selector(f.pkg("rt", pos), maker), at(str(af.Name), pos), body)
}

// isItsErasure reports whether a value of type t is the same in an interface: then the run-time support can call a body that
// returns it, without a literal between.
func (f *fn) isItsErasure(t types.Type) bool {
	v := ident("v", token.NoPos)
	var x ast.Expr
	stmts := f.in(func() { x = f.convert(v, t, emptyInterface) })
	return len(stmts) == 0 && x == ast.Expr(v) && !types.IsInterface(t)
}

// gather lowers Gather: the run-time support builds the slice that the caller expects.
func (f *fn) gather(e *ast.CallExpr, name string) ast.Expr {
	slice := f.typeOf(e).(*types.Pointer).Elem().(*types.Named).TypeArgs().At(0)
	formal := types.NewSlice(emptyInterface)
	var collect ast.Expr = ident("nil", e.Pos())
	if !f.sameErased(types.NewSlice(aTypeParam), slice) && name == "Gather" {
		collect = f.helper(e.Pos(), rt.Helper{Kind: rt.Repr, From: formal, To: slice, Erased: true})
	}
	return call(selector(f.pkg("rt", e.Pos()), name), collect, f.spreadAny(e, 0))
}

// aTypeParam stands for any type parameter where only the form of an erased type counts.
var aTypeParam = types.NewTypeParam(types.NewTypeName(token.NoPos, nil, "T", nil), emptyInterface)

// spreadAny lowers variadic arguments from number n on, or the spread slice, to a []any.
func (f *fn) spreadAny(e *ast.CallExpr, n int) ast.Expr {
	if e.Ellipsis.IsValid() {
		return call(selector(f.pkg("rt", e.Pos()), "Spread"), f.expr(e.Args[len(e.Args)-1]))
	}
	args := f.exprsTo(e.Args[n:], func(int) types.Type { return emptyInterface })
	return &ast.CompositeLit{Type: &ast.ArrayType{Elt: anyType()}, Elts: args}
}

// iterate lowers calls that give a sequence, to one whose elements have their own form.
func (f *fn) iterate(e *ast.CallExpr, name string) ast.Expr {
	t := f.typeOf(e)
	switch name {
	case "AsCompleted":
		return call(selector(f.pkg("rt", e.Pos()), name), f.spreadAny(e, 0))
	case "AsCompletedWithin":
		d := f.temp(f.arg(e, f.typeOf(e.Fun).(*types.Signature), 0))
		return call(selector(f.pkg("rt", e.Pos()), name), d, f.spreadAny(e, 1))
	}
	seq := call(selector(f.pkg("rt", e.Pos()), name), f.exprTo(e.Args[0], emptyInterface))
	obj := f.callee(ast.Unparen(e.Fun))
	formal := obj.Origin().Type().(*types.Signature).Results().At(0).Type()
	return f.repr(seq, formal, t, false, e.Pos())
}

// ignoresParam reports whether a literal has one parameter, the blank one.
func (f *fn) ignoresParam(lit *ast.FuncLit) bool {
	list := fieldsOf(lit.Type.Params)
	return len(list) == 1 && (len(list[0].Names) == 0 || len(list[0].Names) == 1 && list[0].Names[0].Name == "_")
}

// withBody lowers the body of an async with that binds nothing to a literal of the form that the run-time support takes. It
// is called before the statement ends, and so may stay an operand even in a loop.
func (f *fn) withBody(lit *ast.FuncLit) ast.Expr {
	g := f.inner(f.typeOf(lit).(*types.Signature))
	g.marks = f.marked[lit]
	typ, body := g.function(lit.Type, nil, lit.Body, nil)
	typ.Func, typ.Params.List[0].Type = lit.Pos(), anyType()
	return funcLit(typ, body)
}

// support lowers a call to the function of the same name of the run-time support, which takes its operands erased.
func (f *fn) support(e *ast.CallExpr, name string) ast.Expr {
	obj := f.callee(ast.Unparen(e.Fun))
	formal := obj.Origin().Type().(*types.Signature)
	sig := f.typeOf(e.Fun).(*types.Signature)
	args := f.ordered(len(e.Args), func(i int) ast.Expr {
		declared, to := paramType(e, formal, i), paramType(e, sig, i)
		if lit, ok := ast.Unparen(e.Args[i]).(*ast.FuncLit); ok && name == "With" && f.ignoresParam(lit) {
			return f.withBody(lit)
		}
		if _, isFunc := to.Underlying().(*types.Signature); isFunc {
			return f.repr(f.exprTo(e.Args[i], to), declared, to, true, e.Pos())
		}
		if i == 0 {
			return f.exprTo(e.Args[i], emptyInterface)
		}
		return f.exprTo(e.Args[i], to)
	})
	c := call(selector(f.pkg("rt", e.Pos()), name), args...)
	c.Ellipsis = e.Ellipsis
	return c
}
