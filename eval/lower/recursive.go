package lower

import (
	"go/ast"
	"go/token"
	"go/types"

	"goasync/eval/internal/rt"
)

// A type that refers to itself and is not a struct, such as type T []T, is represented by a struct with one field:
// its lowered form has a name, and what the name stands for is in the field. Operations on what the type is (index,
// call, len, …) go to the field.

// operand lowers an expression to a value of its underlying type.
func (f *fn) operand(e ast.Expr) ast.Expr { return f.under(f.expr(e), f.typeOf(e)) }

// under turns a lowered value of type t into one of the underlying type of t.
func (f *fn) under(x ast.Expr, t types.Type) ast.Expr {
	if !f.forms.Wrapped(t) || isNilIdent(x) {
		return x
	}
	switch y := x.(type) {
	case *ast.CallExpr:
		x = f.temp(y)
	case *ast.StarExpr, *ast.UnaryExpr, *ast.CompositeLit:
		x = &ast.ParenExpr{X: x}
	}
	v := selector(x, rt.WrappedField)
	f.notePlace(v, t.Underlying())
	return v
}

// underType returns the underlying type of t when that has another lowered form.
func (f *fn) underType(t types.Type) types.Type {
	if f.forms.Wrapped(t) {
		return t.Underlying()
	}
	return t
}

// wrap turns a lowered value of the underlying type of t into one of t.
func (f *fn) wrap(x ast.Expr, t types.Type) ast.Expr {
	if !f.forms.Wrapped(t) {
		return x
	}
	lit := &ast.CompositeLit{Type: f.typ(t), Lbrace: x.Pos(), Rbrace: x.Pos()}
	if isNilIdent(x) {
		return lit
	}
	lit.Elts = []ast.Expr{&ast.KeyValueExpr{Key: ident(rt.WrappedField, token.NoPos), Colon: x.Pos(), Value: x}}
	return lit
}

// rewrap turns a lowered value of type from into one of type to, where one of them is wrapped.
func (f *fn) rewrap(x ast.Expr, from, to types.Type) ast.Expr {
	if types.Identical(from, to) {
		return x
	}
	if !isUntypedNil(from) {
		x = f.under(x, from)
	}
	return f.wrap(x, to)
}
