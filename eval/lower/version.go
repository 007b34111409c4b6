package lower

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"goasync/eval/internal/rt"
)

// A function may be declared again. Where its type stays the same, all that calls it calls the new version from then on,
// in whatever cell it was compiled: a version begins with a test of a variable of its own, which is set when the
// version is replaced, and passes the call on through a variable that all versions share. A test of a bool is the
// cheapest that the interpreter has.

// A succession is a lowered function and the one that takes its place.
type succession struct{ old, name string }

// newest returns the latest version of a function that a later cell has declared again, other objects as they are.
// Generic functions are lowered long after they were checked, and may name old versions.
func (l *Lowerer) newest(obj types.Object) types.Object {
	for {
		next, ok := l.newer[obj]
		if !ok {
			return obj
		}
		obj = next
	}
}

func (l *Lowerer) newestFunc(obj *types.Func) *types.Func {
	if obj == nil {
		return nil
	}
	return l.newest(obj).(*types.Func)
}

// onward returns the name of the variable through which versions of a lowered function pass on calls.
func (l *Lowerer) onward(name string) string {
	if v, ok := l.shared[name]; ok {
		return v
	}
	return name + "_next"
}

// replaced returns the name of the variable that is set when a lowered function is replaced.
func replaced(name string) string { return name + "_old" }

// succeed makes a lowered function the version after another.
func (w *unit) succeed(old, name string) {
	w.shared[name] = w.onward(old)
	w.undo = append(w.undo, func() { delete(w.shared, name) })
	w.forward = append(w.forward,
		assign(ident(w.onward(old), token.NoPos), ident(name, token.NoPos)),
		assign(ident(replaced(old), token.NoPos), ident("true", token.NoPos)))
	w.prog.Once = append(w.prog.Once, old, replaced(old))
	w.prog.outdated = append(w.prog.outdated, succession{old, name})
}

// replaces finds the function that a declared one replaces, and lets its versions lead to it.
func (w *unit) replaces(obj *types.Func) {
	old, ok := w.u.Replaces[obj].(*types.Func)
	if !ok {
		return
	}
	if !types.Identical(old.Type(), obj.Type()) {
		w.drop(old)
		return
	}
	w.prog.replaced = append(w.prog.replaced, old)
	w.newer[old] = obj
	w.undo = append(w.undo, func() { delete(w.newer, old) })
	if isGeneric(obj) {
		for _, inst := range w.instances[old] {
			w.succeed(inst.name, w.instanceName(obj, inst.targs, obj.Pos()))
		}
		return
	}
	w.succeed(w.names[old], w.names[obj])
	a, b := w.async[old], w.async[obj]
	switch {
	case a == nil || a.body == "":
	case b != nil && b.body != "" && a.HasErr == b.HasErr && a.HasValue == b.HasValue:
		w.succeed(a.body, b.body)
	default:
		w.succeed(a.body, w.awaited(a, obj))
	}
}

// drop has a function forgotten that is declared again with another type: what called it was lowered again, or cannot be used
// any longer, and what runs needs no names.
func (w *unit) drop(old *types.Func) {
	w.prog.replaced = append(w.prog.replaced, old)
	names := []string{w.names[old]}
	for _, inst := range w.instances[old] {
		names = append(names, inst.name)
	}
	if a := w.async[old]; a != nil && a.body != "" {
		names = append(names, a.body)
	}
	for _, name := range names {
		if name != "" {
			w.prog.Once = append(w.prog.Once, name, replaced(name), w.onward(name))
			w.prog.outdated = append(w.prog.outdated, succession{old: name})
		}
	}
}

// awaited emits a function that can take the place of the body of an async function: it awaits what another function of
// the same type returns, whose body has other results.
func (w *unit) awaited(af *asyncBody, obj *types.Func) string {
	sig := obj.Signature()
	var params, results []*types.Var
	if recv := sig.Recv(); recv != nil {
		params = append(params, recv)
	}
	params = slices.AppendSeq(params, sig.Params().Variables())
	if af.HasValue {
		results = append(results, types.NewParam(token.NoPos, nil, "", af.Value))
	}
	if af.HasErr {
		results = append(results, types.NewParam(token.NoPos, nil, "", types.Universe.Lookup("error").Type()))
	}
	body := types.NewSignatureType(nil, nil, nil, types.NewTuple(params...), types.NewTuple(results...), sig.Variadic())
	names, args := make([]string, len(params)), make([]ast.Expr, len(params))
	for i, p := range params {
		names[i] = w.unique(p.Name())
		args[i] = ident(names[i], obj.Pos())
	}
	c := call(ident(w.names[obj], obj.Pos()), args...)
	if sig.Variadic() {
		c.Ellipsis = obj.Pos()
	}
	name := w.unique(obj.Name() + "_awaited")
	f := w.newFn(w.u.Info, nil, body)
	f.describe(name, userName(obj), obj.Pos())
	stmts := f.in(func() { f.awaitFor(af, f.convert(f.temp(c), sig.Results().At(0).Type(), emptyInterface), obj.Pos()) })
	w.declareFunction(name, w.signature(body, names), block(stmts...), obj.Pos())
	return name
}

// awaitFor awaits x and returns what the body of an async function does.
func (f *fn) awaitFor(af *asyncBody, x ast.Expr, pos token.Pos) {
	var results []ast.Expr
	switch {
	case af.HasValue && af.HasErr:
		results = f.temps(call(f.helper(pos, rt.Helper{Kind: rt.AwaitOK, From: emptyInterface, To: af.Value}), x), 2)
	case af.HasValue:
		results = []ast.Expr{call(f.helper(pos, rt.Helper{Kind: rt.Await, From: emptyInterface, To: af.Value}), x, placeArg(pos))}
	case af.HasErr:
		results = []ast.Expr{call(selector(f.pkg("rt", pos), "AwaitErr"), x)}
	default:
		f.emit(exprStmt(call(selector(f.pkg("rt", pos), "Await"), x, placeArg(pos))))
		return
	}
	f.emit(&ast.ReturnStmt{Return: pos, Results: results})
}

// detour returns the statement by which a version that has been replaced passes a call on.
func (f *fn) detour(name string, args []ast.Expr, variadic bool, pos token.Pos) ast.Stmt {
	c := call(ident(f.onward(name), pos), args...)
	if variadic {
		c.Ellipsis = pos + 1
	}
	pass := []ast.Stmt{&ast.ReturnStmt{Results: []ast.Expr{c}}}
	if f.sig.Results().Len() == 0 {
		pass = []ast.Stmt{exprStmt(c), &ast.ReturnStmt{}}
	}
	return &ast.IfStmt{If: pos, Cond: ident(replaced(name), pos), Body: block(pass...)}
}

// declareFunction declares a lowered function, with the variables of its detour.
func (w *unit) declareFunction(name string, typ *ast.FuncType, body *ast.BlockStmt, pos token.Pos) {
	if _, ok := w.shared[name]; !ok {
		variable := &ast.FuncType{Params: unnamed(typ.Params), Results: typ.Results}
		w.codeDecl = append(w.codeDecl, varDecl(w.onward(name), variable, nil))
	}
	w.codeDecl = append(w.codeDecl, varDecl(replaced(name), ident("bool", pos), nil),
		&ast.FuncDecl{Name: ident(name, pos), Type: typ, Body: body})
}

// Rollback tells that a program could not be loaded.
func (l *Lowerer) Rollback(p *Program) {
	for _, undo := range slices.Backward(p.undo) {
		undo()
	}
}

// Commit tells that a program has been loaded: what it declared again will not be named by later ones. It returns the
// methods among that.
func (l *Lowerer) Commit(p *Program) (methods []*types.Func) {
	for _, old := range p.replaced {
		if old.Signature().Recv() != nil {
			methods = append(methods, old)
		}
		delete(l.instances, old)
		delete(l.funcs, old)
		delete(l.names, old)
		delete(l.async, old)
	}
	for _, s := range p.outdated {
		delete(l.shared, s.old)
		delete(l.isFunc, s.old)
		if f := l.functions[s.old]; f != nil {
			f.newer = l.functions[s.name]
		}
	}
	return methods
}
