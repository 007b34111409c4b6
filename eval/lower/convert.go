package lower

import (
	"go/ast"
	"go/token"
	"go/types"

	"goasync/eval/internal/rt"
)

// convert turns a lowered value of type from into one of type to, as assignment does. Between types that are not
// interfaces the lowered value is the same.
func (f *fn) convert(x ast.Expr, from, to types.Type) ast.Expr {
	if to != nil && isUntypedNil(from) {
		return f.wrap(x, to)
	}
	if to == nil || types.Identical(from, to) {
		return x
	}
	if !types.IsInterface(to) {
		return f.direct(x, from, to)
	}
	if types.IsInterface(from) {
		return f.convertInterface(x, from, to)
	}
	if b, ok := from.(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
		from = types.Default(from)
	}
	if isFile(from) || f.forms.Boxed(from) || rt.NativeInterface(to) != nil && !f.native(from) {
		return call(f.helper(x.Pos(), rt.Helper{Kind: rt.Box, From: from, To: to}), x)
	}
	return f.plain(x)
}

// direct gives a channel the direction of the type it is assigned to, and a struct its name or none.
func (f *fn) direct(x ast.Expr, from, to types.Type) ast.Expr {
	if _, ok := to.Underlying().(*types.Struct); ok {
		return call(f.conversionType(to), x)
	}
	if f.forms.Wrapped(from) || f.forms.Wrapped(to) {
		return f.rewrap(x, from, to)
	}
	a, ok := from.Underlying().(*types.Chan)
	b, also := to.Underlying().(*types.Chan)
	if ok && also && a.Dir() != b.Dir() {
		return call(f.conversionType(to), x)
	}
	return x
}

// isFile reports whether t is *os.File, which may be a standard stream of the cell.
func isFile(t types.Type) bool {
	p, ok := t.(*types.Pointer)
	if !ok {
		return false
	}
	n, ok := p.Elem().(*types.Named)
	return ok && n.Obj().Name() == "File" && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "os"
}

// native reports whether a type is declared by a compiled package, so that its values have their methods.
func (f *fn) native(t types.Type) bool {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	return ok && !rt.IsSession(n.Obj())
}

// plain returns x in a form that the interpreter puts in an interface as it is: an operand, not an operation.
func (f *fn) plain(x ast.Expr) ast.Expr {
	switch y := x.(type) {
	case *ast.Ident, *ast.BasicLit:
		return x
	case *ast.CallExpr:
		if f.constants[y] {
			return x
		}
	}
	return f.temp(x)
}

func (f *fn) convertInterface(x ast.Expr, from, to types.Type) ast.Expr {
	a, b := rt.NativeInterface(from), rt.NativeInterface(to)
	if a == nil && b == nil {
		return x
	}
	if a != nil && b != nil && types.Identical(a, b) {
		return x
	}
	return call(f.helper(x.Pos(), rt.Helper{Kind: rt.Iface, From: from, To: to}), x)
}

func isUntypedNil(t types.Type) bool {
	b, ok := t.(*types.Basic)
	return ok && b.Kind() == types.UntypedNil
}

// conversion lowers T(x).
func (f *fn) conversion(e *ast.CallExpr, to types.Type) ast.Expr {
	arg := e.Args[0]
	from := f.typeOf(arg)
	if types.IsInterface(to) {
		return f.asInterface(f.exprTo(arg, to), from, to)
	}
	if v := f.info.Types[arg].Value; v != nil && isNumeric(from) && isNumeric(to) {
		return f.constant(v, to, e.Pos()) // in a generic function: elsewhere the conversion is a constant itself
	}
	x := f.expr(arg)
	if f.forms.Wrapped(from) || f.forms.Wrapped(to) {
		return f.rewrap(x, from, to)
	}
	if isUntypedNil(from) {
		return f.variable(x, to) // the interpreter stumbles over such a conversion in a condition
	}
	if _, ok := to.Underlying().(*types.Signature); ok && !f.hostNamed(to) {
		return x
	}
	if f.sameForm(from, to) {
		return x
	}
	return call(f.conversionType(to), x)
}

// asInterface gives a value that was converted to an interface type, but has a lowered form of its own, a variable of
// that type: as an operand the interpreter would know it as what it was.
func (f *fn) asInterface(x ast.Expr, from, to types.Type) ast.Expr {
	if _, isCall := x.(*ast.CallExpr); types.IsInterface(from) || isNilIdent(x) || isCall && !f.constants[x.(*ast.CallExpr)] {
		return x
	}
	return f.variable(x, to)
}

// variable gives a new variable of a type the value of x.
func (f *fn) variable(x ast.Expr, t types.Type) ast.Expr {
	name := f.unique("t")
	f.emit(varStmt(name, f.typ(t), x))
	f.markTemp(name)
	return ident(name, x.Pos())
}

func isNumeric(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsNumeric != 0
}

// sameForm reports whether the lowered forms of two types are the same, so that conversion does nothing.
func (f *fn) sameForm(from, to types.Type) bool {
	if types.Identical(from, to) {
		return true
	}
	if _, ok := to.Underlying().(*types.Struct); ok {
		return false
	}
	return types.Identical(from.Underlying(), to.Underlying()) && !f.hostNamed(from) && !f.hostNamed(to)
}

// hostNamed reports whether t is a named type of a compiled package.
func (f *fn) hostNamed(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && !rt.IsSession(n.Obj())
}

func (f *fn) conversionType(t types.Type) ast.Expr {
	x := f.typ(t)
	switch x.(type) {
	case *ast.StarExpr, *ast.ChanType:
		return &ast.ParenExpr{X: x}
	}
	return x
}

// repr converts between the erased and the real form of a value: erased says that x has the form of t with the
// type parameters of a compiled generic replaced by any, else the result shall have it.
func (f *fn) repr(x ast.Expr, formal, t types.Type, toErased bool, pos token.Pos) ast.Expr {
	if f.sameErased(formal, t) {
		return x
	}
	if _, ok := formal.(*types.TypeParam); ok {
		if toErased {
			return f.convert(x, t, emptyInterface)
		}
		return call(f.helper(pos, rt.Helper{Kind: rt.Unerase, From: emptyInterface, To: t}), x)
	}
	if toErased {
		return call(f.helper(pos, rt.Helper{Kind: rt.Repr, From: t, To: eraseParams(formal)}), x)
	}
	return call(f.helper(pos, rt.Helper{Kind: rt.Repr, From: eraseParams(formal), To: t, Erased: true}), x)
}

var emptyInterface = types.NewInterfaceType(nil, nil)
