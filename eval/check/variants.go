package check

import (
	"go/ast"
	"go/types"
)

// Functions of asyncio that cells write in one form and Go's types need in
// several follow a naming rule, so that no table of them is kept here:
//
//	tg.CreateTask(c)          CreateTaskIn(tg, c)     a generic method; also RunWith(r, c), RunInExecutor(loop, …)
//	ToThread(func() {})       ToThreadVoid            by the results of a function argument:
//	                          ToThreadValue, ToThreadErr; the plain name has (T, error)
//	Gather(a, b)              GatherAny               awaitables of several result types
//
// A variant exists when the package's scope has its name.

// fixMethod makes a call of a method that Go cannot have one of the function with the receiver first.
func (c *checker) fixMethod(call *ast.CallExpr) bool {
	sel, ok := functionPart(call).(*ast.SelectorExpr)
	if !ok || c.info.Selections[sel] != nil || c.info.Uses[sel.Sel] != nil {
		return false
	}
	recv := c.typeOf(sel.X)
	pkg := packageOf(recv)
	if pkg == nil {
		return false
	}
	for _, name := range []string{sel.Sel.Name + "In", sel.Sel.Name + "With", sel.Sel.Name} {
		fn, ok := pkg.Scope().Lookup(name).(*types.Func)
		if !ok || fn.Signature().Params().Len() == 0 || !types.AssignableTo(recv, fn.Signature().Params().At(0).Type()) {
			continue
		}
		c.renameCall(call, pkg, name)
		call.Args = append([]ast.Expr{sel.X}, call.Args...)
		c.asMethod[call] = sel.Sel.Name
		return true
	}
	return false
}

// packageOf returns our package that declares the type, or what it points to; nil for others.
func packageOf(t types.Type) *types.Package {
	if t == nil {
		return nil
	}
	n := namedPointer(t)
	if n == nil {
		n, _ = types.Unalias(t).(*types.Named)
	}
	if n == nil || !oursPackage(n.Obj().Pkg()) {
		return nil
	}
	return n.Obj().Pkg()
}

// renameCall makes the call one of a function of one of our packages, keeping type arguments.
func (c *checker) renameCall(call *ast.CallExpr, pkg *types.Package, name string) {
	fun := ref(name, call.Pos())
	if pkg != c.w.asyncioPackage() {
		fun.X.(*ast.Ident).Name = pkgPrefix + pkg.Path()
	}
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.IndexExpr:
		f.X = fun
	case *ast.IndexListExpr:
		f.X = fun
	default:
		call.Fun = fun
	}
}

// fixVariant gives a call the variant of the function that its arguments need.
func (c *checker) fixVariant(call *ast.CallExpr, fn *types.Func) bool {
	sig := fn.Signature()
	if sig.Recv() != nil || sig.TypeParams().Len() == 0 {
		return false
	}
	if name := c.gatherVariant(call, fn); name != "" {
		c.renameCall(call, fn.Pkg(), name)
		return true
	}
	if name := c.funcVariant(call, fn); name != "" {
		c.renameCall(call, fn.Pkg(), name)
		return true
	}
	return false
}

// funcVariant names the variant for a function argument whose results differ from the parameter's.
func (c *checker) funcVariant(call *ast.CallExpr, fn *types.Func) string {
	params := fn.Signature().Params()
	for i := range min(params.Len(), len(call.Args)) {
		want, ok := params.At(i).Type().Underlying().(*types.Signature)
		if !ok || want.Results().Len() != 2 {
			continue
		}
		t := c.typeOf(call.Args[i])
		if t == nil {
			continue
		}
		have, ok := t.Underlying().(*types.Signature)
		if !ok {
			continue
		}
		suffix := ""
		switch r := have.Results(); {
		case r.Len() == 0:
			suffix = "Void"
		case r.Len() == 1 && isErrorType(r.At(0).Type()):
			suffix = "Err"
		case r.Len() == 1:
			suffix = "Value"
		}
		if suffix != "" && fn.Pkg().Scope().Lookup(fn.Name()+suffix) != nil {
			return fn.Name() + suffix
		}
	}
	return ""
}

// gathers are the functions of asyncio that take awaitables of one type, and those for any.
var gathers = map[string]string{
	"Gather": "GatherAny", "GatherResults": "GatherAnyResults",
	"AsCompleted": "AsCompletedAny", "AsCompletedWithin": "AsCompletedAnyWithin",
}

// gatherVariant names the variant for awaitables of several types. Several
// kinds with one result type get the type argument Awaitable[T] instead.
func (c *checker) gatherVariant(call *ast.CallExpr, fn *types.Func) string {
	variant := gathers[fn.Name()]
	if variant == "" || call.Ellipsis.IsValid() || functionPart(call) != ast.Unparen(call.Fun) {
		return ""
	}
	var first, value types.Type
	sameType, sameValue := true, true
	fixed := fn.Type().(*types.Signature).Params().Len() - 1
	for _, x := range call.Args[min(fixed, len(call.Args)):] {
		t := c.typeOf(x)
		v := awaited(t)
		if v == nil {
			return ""
		}
		if first == nil {
			first, value = t, v
		}
		sameType = sameType && types.Identical(t, first)
		sameValue = sameValue && types.Identical(v, value)
	}
	switch {
	case first == nil:
		return variant
	case sameType:
		return ""
	case sameValue:
		if arg, ok := c.typeExpr(value, call.Pos()); ok {
			pos := call.Fun.End()
			elem := &ast.IndexExpr{X: ref("Awaitable", pos), Lbrack: pos, Index: arg, Rbrack: pos}
			call.Fun = &ast.IndexExpr{X: call.Fun, Lbrack: pos, Index: elem, Rbrack: pos - 1}
			return fn.Name()
		}
	}
	return variant
}

// awaited returns the T of an awaitable type, nil when it is not awaitable.
func awaited(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, "Await")
	fn, ok := obj.(*types.Func)
	if !ok {
		return nil
	}
	return coroutineValue(fn.Signature())
}

// coroutineValue returns the T of a signature () *Coroutine[T].
func coroutineValue(sig *types.Signature) types.Type {
	if sig.Params().Len() != 0 || sig.Results().Len() != 1 {
		return nil
	}
	n := namedPointer(sig.Results().At(0).Type())
	if n == nil || n.Obj().Name() != "Coroutine" || n.TypeArgs().Len() != 1 {
		return nil
	}
	return n.TypeArgs().At(0)
}
