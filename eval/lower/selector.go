package lower

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"goasync/eval/internal/rt"
)

// selector lowers x.Sel: a name of a package, a field, a method value or a method expression.
func (f *fn) selector(e *ast.SelectorExpr) ast.Expr {
	sel, ok := f.info.Selections[e]
	if !ok {
		return f.qualified(e)
	}
	switch sel.Kind() {
	case types.FieldVal:
		x, _ := f.walk(f.expr(e.X), f.selectionOf(e))
		return x
	case types.MethodVal:
		return f.methodValue(e)
	}
	return f.methodExpr(e)
}

// qualified lowers pkg.Name.
func (f *fn) qualified(e *ast.SelectorExpr) ast.Expr {
	obj := f.info.Uses[e.Sel]
	if obj == nil || obj.Pkg() == nil {
		refuse(e.Pos(), "internal error: unresolved selector %s", e.Sel.Name)
	}
	if rt.IsSession(obj) {
		return f.ident(e.Sel)
	}
	if fun, ok := obj.(*types.Func); ok {
		return f.funcValue(fun, e.Sel, f.info.Instances[e.Sel].TypeArgs)
	}
	if v, ok := obj.(*types.Var); ok && (isBasic(v.Type()) || isSet(v)) {
		// The interpreter takes a compiled variable for a constant, unless it is an interface.
		ptr := f.temp(call(f.helper(e.Pos(), rt.Helper{Kind: rt.HostVar, From: v.Type(), Var: v})))
		return &ast.StarExpr{Star: e.Pos(), X: ptr}
	}
	return selector(f.pkg(obj.Pkg().Path(), e.Pos()), obj.Name())
}

// isSet reports whether programs set a variable of a compiled package: os.Stdout, http.DefaultClient, flag.Usage. Others, as
// base64.StdEncoding, are constants in all but name, and read fast.
func isSet(v *types.Var) bool {
	switch v.Pkg().Path() {
	case "os", "flag", "net", "net/http", "time":
		return !types.IsInterface(v.Type())
	}
	return false
}

// A selection is what a selector means once type parameters are substituted.
type selection struct {
	obj  types.Object
	path []int // through embedded fields, the last index left out
	last int
	recv types.Type
}

// selectionOf returns the selection of e. In an instantiated function, methods of type parameters are looked up again.
func (f *fn) selectionOf(e *ast.SelectorExpr) selection {
	sel := f.info.Selections[e]
	recv := f.env.apply(sel.Recv())
	obj, index := sel.Obj(), sel.Index()
	if recv != sel.Recv() {
		o, i, _ := types.LookupFieldOrMethod(recv, true, sel.Obj().Pkg(), sel.Obj().Name())
		if o == nil {
			refuse(e.Pos(), "internal error: %s has no %s", recv, sel.Obj().Name())
		}
		obj, index = o, i
	}
	if m, ok := obj.(*types.Func); ok {
		obj = f.sourceMethod(m, e.Pos())
	}
	return selection{obj: obj, path: index[:len(index)-1], last: index[len(index)-1], recv: recv}
}

// walk lowers the path to a field, and returns it with its type. For a method it stops at the receiver. It does not
// go into compiled types, whose embedded fields may be hidden: what they promote is theirs.
func (f *fn) walk(x ast.Expr, s selection) (ast.Expr, types.Type) {
	t := s.recv
	path := s.path
	v, isField := s.obj.(*types.Var)
	isField = isField && v.IsField()
	if isField {
		path = append(append([]int{}, path...), s.last)
	}
	for i, index := range path {
		if f.native(t) && (i < len(path)-1 || !isField) {
			if isField {
				return selector(x, s.obj.Name()), f.env.apply(s.obj.Type())
			}
			break
		}
		x, t = f.field(x, t, index)
	}
	return x, t
}

// field lowers the selection of field i of a struct or of a pointer to one.
func (f *fn) field(x ast.Expr, t types.Type, i int) (ast.Expr, types.Type) {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	st := t.Underlying().(*types.Struct)
	name := st.Field(i).Name()
	if n, ok := types.Unalias(t).(*types.Named); !ok || rt.IsSession(n.Obj()) {
		name = rt.FieldName(st, i)
	}
	switch x.(type) {
	case *ast.StarExpr, *ast.UnaryExpr:
		x = &ast.ParenExpr{X: x}
	}
	ft := st.Field(i).Type()
	if n, ok := types.Unalias(t).(*types.Named); ok && n.TypeArgs().Len() > 0 && rt.Erased(n.Obj().Pkg()) {
		formal := n.Origin().Underlying().(*types.Struct).Field(i).Type()
		return f.repr(selector(x, name), formal, ft, false, x.Pos()), ft
	}
	return selector(x, name), ft
}

// receiver lowers the receiver of a method call: the path to the embedded value, & or * where Go adds one.
func (f *fn) receiver(e ast.Expr, s selection) ast.Expr {
	if x, ok := f.receivers[e]; ok {
		delete(f.receivers, e)
		return x
	}
	t := f.walked(s)
	pointer := f.wantsPointer(s.obj.(*types.Func), t)
	var x ast.Expr
	if pointer {
		x = f.place(e)
	} else {
		x = f.expr(e)
	}
	x, t = f.walk(x, s)
	return f.adjust(x, t, pointer, e.Pos())
}

// adjust adds the & or * by which a receiver of type t becomes what a method wants.
func (f *fn) adjust(x ast.Expr, t types.Type, pointer bool, pos token.Pos) ast.Expr {
	_, have := t.Underlying().(*types.Pointer)
	switch {
	case types.IsInterface(t):
		return x
	case pointer && !have:
		return &ast.UnaryExpr{OpPos: pos, Op: token.AND, X: x}
	case !pointer && have:
		return &ast.StarExpr{Star: pos, X: x}
	}
	return x
}

// wantsPointer reports whether the receiver of type t must be passed as a pointer to a method. A pointer to a
// compiled type stays one: its method set has everything.
func (f *fn) wantsPointer(m *types.Func, t types.Type) bool {
	if rt.IsSession(m.Origin()) {
		_, pointer := types.Unalias(m.Type().(*types.Signature).Recv().Type()).(*types.Pointer)
		return pointer
	}
	if _, have := t.Underlying().(*types.Pointer); have {
		return true
	}
	return types.NewMethodSet(t).Lookup(m.Pkg(), m.Name()) == nil
}

// walked returns the type of the receiver at which walk stops for a method.
func (f *fn) walked(s selection) types.Type {
	t := s.recv
	for _, i := range s.path {
		if f.native(t) {
			break
		}
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		t = t.Underlying().(*types.Struct).Field(i).Type()
	}
	return t
}

// methodValue lowers x.M used as a value: the receiver is evaluated and copied now.
func (f *fn) methodValue(e *ast.SelectorExpr) ast.Expr {
	s := f.selectionOf(e)
	recv := f.temp(f.receiver(e.X, s))
	if types.IsInterface(f.walked(s)) {
		f.emit(f.nilCheck(recv))
	}
	sig := f.typeOf(e).(*types.Signature)
	if m := s.obj.(*types.Func); f.recovers[m.Origin()] {
		t := f.receiverType(s)
		return call(f.helper(e.Pos(), rt.Helper{Kind: rt.Bound, From: t, To: sig, Method: m}), recv)
	}
	return f.forward(sig, e.Pos(), func(args []ast.Expr) ast.Expr {
		return f.invokeAs(s, recv, args, sig, sig.Params(), e.Pos())
	})
}

// methodExpr lowers T.M: a function whose first parameter is the receiver.
func (f *fn) methodExpr(e *ast.SelectorExpr) ast.Expr {
	s := f.selectionOf(e)
	sig := f.typeOf(e).(*types.Signature)
	return f.forward(sig, e.Pos(), func(args []ast.Expr) ast.Expr {
		x, t := f.walk(args[0], s)
		x = f.adjust(x, t, f.wantsPointer(s.obj.(*types.Func), t), e.Pos())
		params := slices.Collect(sig.Params().Variables())
		return f.invokeAs(s, x, args[1:], sig, types.NewTuple(params[1:]...), e.Pos())
	})
}

// invokeAs is invoke for a method value or expression of the signature sig whose arguments are of the types of params: those
// of a compiled generic type, whose methods have type arguments erased, are adapted.
func (f *fn) invokeAs(s selection, recv ast.Expr, args []ast.Expr, sig *types.Signature, params *types.Tuple, pos token.Pos) ast.Expr {
	m := s.obj.(*types.Func)
	host := isHostMethod(m, f.walked(s))
	formal := m.Origin().Type().(*types.Signature)
	if host {
		for i, x := range args {
			args[i] = f.hostParam(x, params.At(i).Type(), formal.Params().At(i).Type())
		}
	}
	c := f.invoke(s, recv, args, pos).(*ast.CallExpr)
	if sig.Variadic() {
		c.Ellipsis = pos + 1
	}
	if host {
		return f.hostResult(c, formal, sig, pos)
	}
	return c
}

// forward makes a function literal of the given signature that returns what body makes of its parameters.
func (f *fn) forward(sig *types.Signature, pos token.Pos, body func(args []ast.Expr) ast.Expr) ast.Expr {
	names := make([]string, sig.Params().Len())
	args := make([]ast.Expr, len(names))
	for i := range names {
		names[i] = f.unique("a")
		args[i] = ident(names[i], pos)
	}
	var result ast.Expr
	stmts := f.in(func() { result = body(args) })
	if sig.Results().Len() > 0 {
		stmts = append(stmts, &ast.ReturnStmt{Return: pos, Results: []ast.Expr{result}})
	} else {
		stmts = append(stmts, exprStmt(result))
	}
	return funcLit(f.signature(sig, names), block(stmts...))
}

// invoke lowers the call of a method on a receiver that is lowered already.
func (f *fn) invoke(s selection, recv ast.Expr, args []ast.Expr, pos token.Pos) ast.Expr {
	m := s.obj.(*types.Func)
	t := f.walked(s)
	if types.IsInterface(t) {
		if rt.NativeInterface(t) != nil {
			return call(selector(recv, m.Name()), args...)
		}
		fun := f.helper(pos, rt.Helper{Kind: rt.Invoke, From: t, Method: m})
		return call(fun, append([]ast.Expr{recv}, args...)...)
	}
	if rt.IsSession(m.Origin()) {
		return call(ident(f.methodName(m, pos), pos), append([]ast.Expr{recv}, args...)...)
	}
	if f.wantsPointer(m, t) {
		if _, have := t.Underlying().(*types.Pointer); !have {
			t = types.NewPointer(t)
		}
	}
	if n, ok := types.Unalias(t).(*types.Named); ok && !n.Obj().Exported() {
		return call(selector(recv, m.Name()), args...) // a type that only its package can name
	}
	if tellsPlace(m) {
		fun := f.helper(pos, rt.Helper{Kind: rt.Placed, From: t, Method: m})
		return call(fun, append([]ast.Expr{placeArg(pos), recv}, args...)...)
	}
	fun := f.helper(pos, rt.Helper{Kind: rt.Method, From: t, Method: m})
	return call(fun, append([]ast.Expr{recv}, args...)...)
}
