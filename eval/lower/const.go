package lower

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strconv"
	"strings"

	"goasync/eval/internal/rt"
)

// constant lowers a constant expression: a literal converted to its type. The interpreter has its own ideas of
// untyped constants, so none reaches it but int, string and bool, whose literals have these types anyway.
func (f *fn) constant(v constant.Value, t types.Type, pos token.Pos) ast.Expr {
	x := f.constantOf(v, t, pos)
	if c, ok := x.(*ast.CallExpr); ok {
		f.constants[c] = true
	}
	return x
}

func (f *fn) constantOf(v constant.Value, t types.Type, pos token.Pos) ast.Expr {
	if types.IsInterface(t) {
		t = defaultOf(v)
	}
	basic, ok := t.Underlying().(*types.Basic)
	if !ok {
		refuse(pos, "internal error: constant of type %s", t)
	}
	basic = types.Default(basic).(*types.Basic)
	lit := f.literal(v, basic, pos)
	_, named := types.Unalias(t).(*types.Named)
	if !named && (basic.Kind() == types.Int || basic.Kind() == types.String || basic.Kind() == types.Bool) {
		return lit
	}
	if named && !rt.IsSession(types.Unalias(t).(*types.Named).Obj()) {
		return call(f.typ(t), lit)
	}
	return call(ident(basic.Name(), pos), lit)
}

// defaultOf returns the type that a constant has when it is put in an interface.
func defaultOf(v constant.Value) types.Type {
	switch v.Kind() {
	case constant.Bool:
		return types.Typ[types.Bool]
	case constant.String:
		return types.Typ[types.String]
	case constant.Int:
		return types.Typ[types.Int]
	case constant.Float:
		return types.Typ[types.Float64]
	}
	return types.Typ[types.Complex128]
}

func (f *fn) literal(v constant.Value, t *types.Basic, pos token.Pos) ast.Expr {
	switch info := t.Info(); {
	case info&types.IsBoolean != 0:
		return ident(strconv.FormatBool(constant.BoolVal(v)), pos)
	case info&types.IsString != 0:
		return at(str(constant.StringVal(v)), pos)
	case info&types.IsInteger != 0:
		return at(&ast.BasicLit{Kind: token.INT, Value: constant.ToInt(v).ExactString()}, pos)
	case info&types.IsFloat != 0:
		return at(floatLit(v, t.Kind() == types.Float32), pos)
	case info&types.IsComplex != 0:
		v = constant.ToComplex(v)
		small := t.Kind() == types.Complex64
		return call(ident("complex", pos), f.part(constant.Real(v), small), f.part(constant.Imag(v), small))
	}
	refuse(pos, "constant of type %s", t)
	return nil
}

// part is the real or imaginary part of a complex constant.
func (f *fn) part(v constant.Value, small bool) ast.Expr {
	name := "float64"
	if small {
		name = "float32"
	}
	return call(ident(name, token.NoPos), floatLit(v, small))
}

func floatLit(v constant.Value, small bool) *ast.BasicLit {
	bits := 64
	x, _ := constant.Float64Val(constant.ToFloat(v))
	if small {
		bits = 32
		y, _ := constant.Float32Val(constant.ToFloat(v))
		x = float64(y)
	}
	s := strconv.FormatFloat(x, 'g', -1, bits)
	if !strings.ContainsAny(s, ".e") {
		s += ".0"
	}
	return &ast.BasicLit{Kind: token.FLOAT, Value: s}
}

func at(lit *ast.BasicLit, pos token.Pos) *ast.BasicLit {
	lit.ValuePos = pos
	return lit
}
