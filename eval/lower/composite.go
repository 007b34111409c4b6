package lower

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"goasync/eval/internal/rt"
)

func constantInt(n int64) constant.Value { return constant.MakeInt64(n) }

// composite lowers a composite literal of type t (or of what t points to, for an elided &T).
func (f *fn) composite(e *ast.CompositeLit, t types.Type) ast.Expr {
	switch u := t.Underlying().(type) {
	case *types.Struct:
		return f.structLit(e, t, u)
	case *types.Slice:
		return f.wrap(f.listLit(e, f.underType(t), u.Elem()), t)
	case *types.Array:
		return f.wrap(f.listLit(e, f.underType(t), u.Elem()), t)
	case *types.Map:
		return f.wrap(f.mapLit(e, f.underType(t), u), t)
	case *types.Pointer:
		x := f.composite(e, u.Elem())
		if _, ok := u.Elem().Underlying().(*types.Struct); !ok {
			name := f.unique("lit")
			f.emit(define(name, x))
			x = ident(name, e.Pos())
		}
		return &ast.UnaryExpr{OpPos: e.Pos(), Op: token.AND, X: x}
	}
	refuse(e.Pos(), "internal error: composite literal of %s", t)
	return nil
}

// element lowers a value in a literal, which may be a literal whose type is elided. It has no parentheses: in them the
// interpreter looks for a type too early.
func (f *fn) element(e ast.Expr, t types.Type) ast.Expr {
	if lit, ok := e.(*ast.CompositeLit); ok && lit.Type == nil {
		return f.composite(lit, t)
	}
	x := ast.Unparen(f.exprTo(ast.Unparen(e), t))
	switch y := x.(type) {
	case *ast.SelectorExpr:
		if !f.repeatable(y) {
			return f.temp(x) // and so it does in a field of what a call returns
		}
	case *ast.CallExpr:
		if id, ok := y.Fun.(*ast.Ident); ok && typedByArgument[id.Name] {
			return f.temp(x)
		}
	}
	return x
}

// typedByArgument are the builtin functions whose type hangs on an argument.
var typedByArgument = map[string]bool{"complex": true, "real": true, "imag": true, "append": true}

func (f *fn) structLit(e *ast.CompositeLit, t types.Type, u *types.Struct) ast.Expr {
	lit := &ast.CompositeLit{Type: f.litType(t, e), Lbrace: e.Lbrace, Rbrace: e.Rbrace}
	fields := make([]int, len(e.Elts))
	for i, elt := range e.Elts {
		fields[i] = i
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			fields[i] = fieldIndex(u, kv.Key.(*ast.Ident).Name)
		}
	}
	values := f.ordered(len(e.Elts), func(i int) ast.Expr {
		v := e.Elts[i]
		if kv, ok := v.(*ast.KeyValueExpr); ok {
			v = kv.Value
		}
		return f.element(v, u.Field(fields[i]).Type())
	})
	for i, v := range values {
		name := u.Field(fields[i]).Name()
		if name == "_" {
			f.discard(v)
			continue
		}
		if !f.hostNamed(t) {
			name = rt.FieldName(u, fields[i])
		}
		lit.Elts = append(lit.Elts, &ast.KeyValueExpr{Key: ident(name, e.Elts[i].Pos()), Colon: e.Elts[i].Pos(), Value: v})
	}
	return lit
}

func (f *fn) litType(t types.Type, e *ast.CompositeLit) ast.Expr {
	x := f.typ(t)
	if sel, ok := x.(*ast.SelectorExpr); ok {
		return selector(ident(sel.X.(*ast.Ident).Name, e.Pos()), sel.Sel.Name)
	}
	return x
}

func fieldIndex(t *types.Struct, name string) int {
	for i := range t.NumFields() {
		if t.Field(i).Name() == name {
			return i
		}
	}
	return -1
}

// listLit lowers a slice or array literal.
func (f *fn) listLit(e *ast.CompositeLit, t, elem types.Type) ast.Expr {
	lit := &ast.CompositeLit{Type: f.typ(t), Lbrace: e.Lbrace, Rbrace: e.Rbrace}
	values := f.ordered(len(e.Elts), func(i int) ast.Expr {
		v := e.Elts[i]
		if kv, ok := v.(*ast.KeyValueExpr); ok {
			v = kv.Value
		}
		return f.element(v, elem)
	})
	for i, v := range values {
		if kv, ok := e.Elts[i].(*ast.KeyValueExpr); ok {
			v = &ast.KeyValueExpr{Key: f.expr(kv.Key), Colon: kv.Colon, Value: v}
		}
		lit.Elts = append(lit.Elts, v)
	}
	return lit
}

func (f *fn) mapLit(e *ast.CompositeLit, t types.Type, u *types.Map) ast.Expr {
	lit := &ast.CompositeLit{Type: f.typ(t), Lbrace: e.Lbrace, Rbrace: e.Rbrace}
	xs := f.ordered(2*len(e.Elts), func(i int) ast.Expr {
		kv := e.Elts[i/2].(*ast.KeyValueExpr)
		if i%2 == 0 {
			key := f.element(kv.Key, u.Key())
			if types.IsInterface(u.Key()) {
				key = f.temp(key) // the interpreter takes constants of different types for the same
			}
			return key
		}
		return f.element(kv.Value, u.Elem())
	})
	for i := range e.Elts {
		lit.Elts = append(lit.Elts, &ast.KeyValueExpr{Key: xs[2*i], Colon: e.Elts[i].Pos(), Value: xs[2*i+1]})
	}
	return lit
}
