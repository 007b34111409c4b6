package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"goasync/eval/check"

	"goasync/eval/internal/rt"
)

// declare lowers what the unit declares: names first, since everything sees everything.
func (w *unit) declare() {
	for _, v := range w.u.Vars {
		if !v.Reuses {
			w.names[v.Obj] = w.unique(v.Obj.Name())
			w.codeDecl = append(w.codeDecl, varDecl(w.names[v.Obj], w.typ(v.Obj.Type()), nil))
		}
	}
	for _, fd := range w.u.Funcs {
		w.nameFunc(fd)
	}
	for _, fd := range w.u.Funcs {
		if obj, ok := w.u.Info.Defs[fd.Name].(*types.Func); ok {
			w.replaces(obj)
		}
	}
	for _, fd := range w.u.Funcs {
		w.funcDecl(fd)
	}
}

// nameFunc gives a declared function its names; a generic one is kept to be instantiated.
func (w *unit) nameFunc(fd *ast.FuncDecl) {
	obj, ok := w.u.Info.Defs[fd.Name].(*types.Func)
	if !ok {
		return
	}
	w.own[obj] = fd
	if fd.Recv != nil && callsRecover(fd.Body) {
		w.recovers[obj] = true
	}
	if af := w.u.Async[obj]; af != nil {
		w.async[obj] = &asyncBody{AsyncFunc: af}
	}
	if isGeneric(obj) {
		w.funcs[obj] = source{fd, w.u.Info}
		return
	}
	w.names[obj] = w.funcName(obj)
	if af := w.async[obj]; af != nil && !af.Generator {
		af.body = w.unique(obj.Name() + "_body")
	}
}

// funcName returns a new name for a function or method.
func (w *unit) funcName(obj *types.Func) string {
	name := obj.Name()
	if recv := obj.Type().(*types.Signature).Recv(); recv != nil {
		name = receiverName(recv.Type()) + "_" + name
	}
	name = w.unique(name)
	w.isFunc[name] = true
	return name
}

func receiverName(t types.Type) string {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Obj().Name()
	}
	return ""
}

// isGeneric reports whether a function has type parameters, of its own or of its receiver.
func isGeneric(obj *types.Func) bool {
	sig := obj.Type().(*types.Signature)
	return sig.TypeParams().Len() > 0 || sig.RecvTypeParams().Len() > 0
}

// funcDecl lowers a declared function.
func (w *unit) funcDecl(fd *ast.FuncDecl) {
	obj, ok := w.u.Info.Defs[fd.Name].(*types.Func)
	if !ok || isGeneric(obj) {
		return
	}
	if fd.Body == nil {
		refuse(fd.Name.Pos(), "missing function body")
	}
	w.function(obj, fd, w.u.Info, nil)
	w.exportMethod(obj)
}

// function emits the lowered function of a declaration under the names that it has.
func (w *unit) function(obj *types.Func, fd *ast.FuncDecl, info *types.Info, env subst) {
	if af := w.async[obj]; af != nil && af.body != "" {
		w.asyncFunction(obj, fd, info, env, af)
		return
	}
	f := w.newFn(info, env, env.signature(obj.Type().(*types.Signature)).(*types.Signature))
	f.describe(w.names[obj], userName(obj), fd.Pos())
	w.emitFunction(f, w.names[obj], fd.Type, fd.Recv, fd.Body)
}

// userName returns the name of a function as the cell has it: "f", "T.M".
func userName(obj *types.Func) string {
	if recv := obj.Type().(*types.Signature).Recv(); recv != nil {
		return receiverName(recv.Type()) + "." + obj.Name()
	}
	return obj.Name()
}

// emitFunction lowers a function and declares it.
func (w *unit) emitFunction(f *fn, name string, ft *ast.FuncType, recv *ast.FieldList, body *ast.BlockStmt) {
	prologue := func(args []ast.Expr) []ast.Stmt {
		return []ast.Stmt{f.detour(name, args, isVariadic(ft.Params), body.Pos())}
	}
	typ, lowered := f.function(ft, recv, body, prologue)
	w.declareFunction(name, typ, lowered, body.Pos())
}

func unnamed(list *ast.FieldList) *ast.FieldList {
	out := &ast.FieldList{}
	for _, f := range list.List {
		out.List = append(out.List, &ast.Field{Type: f.Type})
	}
	return out
}

// isVariadic reports whether the last parameter is one with dots.
func isVariadic(params *ast.FieldList) bool {
	if params == nil || len(params.List) == 0 {
		return false
	}
	_, ok := params.List[len(params.List)-1].Type.(*ast.Ellipsis)
	return ok
}

// exportMethod gives the run-time support the function of a method, for calls through interfaces.
func (w *unit) exportMethod(obj *types.Func) {
	if obj.Type().(*types.Signature).Recv() == nil {
		return
	}
	w.exportFunction(obj, w.names[obj])
}

// entry lowers the statements of the unit to a function and registers it.
func (w *unit) entry() {
	f := w.newFn(w.u.Info, nil, types.NewSignatureType(nil, nil, nil, nil, nil, false))
	body := &ast.BlockStmt{List: w.u.Body}
	collectShared(w.u.Info, body, f.shared)
	collectExposed(w.u.Info, body, f.exposed)
	f.unbuffered = collectUnbuffered(w.u.Info, body)
	f.jumps, f.marks, f.whereabouts = hasGoto(body), true, &whereabouts{}
	if hasDefer(body) {
		f.defers = f.unique("frame")
	}
	name := w.unique("cell")
	f.describe(name, "", token.NoPos)
	var all []ast.Stmt
	all = append(all, w.forward...)
	stmts, inits := w.statements()
	inner := f.in(func() {
		f.topLevel(stmts[:inits])
		f.emit(w.initCalls()...)
		f.topLevel(stmts[inits:])
		if w.u.Result != nil {
			f.progress(w.u.Result)
			f.result(w.u.Result)
		}
	})
	all = append(all, f.head(token.NoPos)...)
	if f.defers != "" {
		all = append(all, define(f.defers, call(selector(w.pkg("rt", token.NoPos), "NewFrame"))))
		inner = []ast.Stmt{exprStmt(call(selector(ident(f.defers, token.NoPos), "Run"), thunk(inner...)))}
	}
	w.codeDecl = append(w.codeDecl, &ast.FuncDecl{
		Name: ident(name, token.NoPos), Type: &ast.FuncType{Params: &ast.FieldList{}}, Body: block(append(all, inner...)...),
	})
	w.prog.Entry = w.number()
	w.register(w.prog.Entry, ident(name, token.NoPos))
	w.prog.Once = append(w.prog.Once, name)
}

// topLevel lowers statements of the top level of a cell.
func (f *fn) topLevel(list []ast.Stmt) {
	for _, s := range list {
		f.progress(s)
		f.stmt(s)
	}
}

// progress tells the run-time support which statement of the cell comes next.
func (f *fn) progress(n ast.Node) {
	if !f.jumps { // a label must stay with its statement
		f.emit(exprStmt(call(selector(f.pkg("rt", n.Pos()), "At"), placeArg(n.Pos()), placeArg(n.End()))))
	}
}

// result lowers the last expression of a cell: its value goes to the run-time support.
func (f *fn) result(e ast.Expr) {
	t := f.typeOf(e)
	if tuple, ok := t.(*types.Tuple); ok {
		xs, _ := f.multi(e, tuple.Len())
		f.emit(exprStmt(call(f.helper(e.Pos(), rt.Helper{Kind: rt.ResultOf, From: tuple}), xs...)))
		return
	}
	if b, ok := t.(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
		t = types.Default(t)
	}
	x := f.expr(e)
	if c, ok := ast.Unparen(e).(*ast.CallExpr); ok && isError(t) && f.fails(c) {
		f.emit(f.raise(f.temp(x), e.Pos()))
		return
	}
	if f.info.Types[e].Value != nil {
		x = f.typed(x, t)
	}
	f.emit(exprStmt(call(f.helper(e.Pos(), rt.Helper{Kind: rt.ResultOf, From: t}), x)))
}

// fails reports whether a call is of a function of asyncio and its like, whose only result is an error: as a
// statement it raises.
func (f *fn) fails(c *ast.CallExpr) bool {
	fun := ast.Unparen(c.Fun)
	if sel, ok := fun.(*ast.SelectorExpr); ok {
		if s, ok := f.info.Selections[sel]; ok {
			return s.Kind() == types.MethodVal && rt.Erased(s.Obj().Pkg())
		}
	}
	obj := f.callee(fun)
	return obj != nil && rt.Erased(obj.Pkg()) && f.asyncName(c) != "AwaitErr"
}

// asyncBody is an async function of the session with the name of the function that is its body.
type asyncBody struct {
	*check.AsyncFunc
	body string
}

// A source is the declaration of a function as it was checked.
type source struct {
	decl *ast.FuncDecl
	info *types.Info
}

// An instance is a generic function for some type arguments.
type instance struct {
	targs []types.Type
	name  string
}

// instanceName returns the name of a generic function for some type arguments, and emits it the first time.
func (w *unit) instanceName(obj *types.Func, targs []types.Type, pos token.Pos) string {
	obj = w.newestFunc(obj.Origin())
	key := fmt.Sprintf("%p", obj)
	for _, t := range targs {
		key += fmt.Sprintf("/%d", w.typeID(t))
	}
	if name, ok := w.insts[key]; ok {
		return name
	}
	src, ok := w.funcs[obj]
	if !ok {
		refuse(pos, "internal error: no declaration of %s", obj)
	}
	name := w.unique(obj.Name())
	w.isFunc[name] = true
	w.insts[key] = name
	list := w.instances[obj]
	w.instances[obj] = append(list, instance{targs, name})
	w.undo = append(w.undo, func() { delete(w.insts, key); w.instances[obj] = list })
	w.pending = append(w.pending, func() { w.instantiate(obj, src, targs, name) })
	return name
}

func (w *unit) instantiate(obj *types.Func, src source, targs []types.Type, name string) {
	sig := obj.Type().(*types.Signature)
	env := newSubst()
	for i, params := 0, typeParams(sig); i < params.Len() && i < len(targs); i++ {
		env.params[params.At(i)] = targs[i]
	}
	fd := src.decl
	f := w.newFn(src.info, env, env.signature(sig).(*types.Signature))
	f.describe(name, userName(obj), fd.Pos())
	w.emitFunction(f, name, fd.Type, fd.Recv, fd.Body)
}

func typeParams(sig *types.Signature) *types.TypeParamList {
	if sig.RecvTypeParams().Len() > 0 {
		return sig.RecvTypeParams()
	}
	return sig.TypeParams()
}

// methodName returns the name of the function that a method is lowered to.
func (w *unit) methodName(m *types.Func, pos token.Pos) string {
	if name, ok := w.names[w.newest(m)]; ok {
		return name
	}
	recv := m.Type().(*types.Signature).Recv().Type()
	if p, ok := types.Unalias(recv).(*types.Pointer); ok {
		recv = p.Elem()
	}
	n, ok := types.Unalias(recv).(*types.Named)
	if !ok || n.TypeArgs().Len() == 0 {
		refuse(pos, "internal error: no function for method %s", m)
	}
	var targs []types.Type
	for i := range n.TypeArgs().Len() {
		targs = append(targs, n.TypeArgs().At(i))
	}
	return w.instanceName(m, targs, pos)
}
