package lower

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"

	"goasync/eval/internal/rt"
)

// expr lowers an expression to one whose value has the lowered form of the expression's own type.
func (f *fn) expr(e ast.Expr) ast.Expr {
	x := f.lowerExpr(e)
	switch x.(type) {
	case *ast.SelectorExpr, *ast.IndexExpr, *ast.StarExpr:
		f.notePlace(x, f.typeOf(e))
	}
	return x
}

func (f *fn) lowerExpr(e ast.Expr) ast.Expr {
	if tv, ok := f.info.Types[e]; ok && tv.Value != nil {
		return f.constant(tv.Value, f.env.apply(tv.Type), e.Pos())
	}
	f.riskOf(e)
	switch e := e.(type) {
	case *ast.ParenExpr:
		return paren(f.expr(e.X))
	case *ast.Ident:
		return f.ident(e)
	case *ast.BasicLit:
		return e
	case *ast.SelectorExpr:
		return f.selector(e)
	case *ast.CallExpr:
		return f.call(e)
	case *ast.BinaryExpr:
		return f.binary(e)
	case *ast.UnaryExpr:
		return f.unary(e)
	case *ast.StarExpr:
		return &ast.StarExpr{Star: e.Star, X: f.operand(e.X)}
	case *ast.IndexExpr:
		return f.index(e)
	case *ast.IndexListExpr:
		return f.instance(e)
	case *ast.SliceExpr:
		return f.slice(e)
	case *ast.CompositeLit:
		return f.composite(e, f.typeOf(e))
	case *ast.FuncLit:
		return f.funcLit(e)
	case *ast.TypeAssertExpr:
		return f.assertion(e)
	case *ast.KeyValueExpr:
		refuse(e.Pos(), "internal error: key outside a composite literal")
	}
	refuse(e.Pos(), "this expression (%T) is not supported yet", e)
	return nil
}

func paren(x ast.Expr) ast.Expr {
	switch x.(type) {
	case *ast.BinaryExpr, *ast.UnaryExpr, *ast.StarExpr:
		return &ast.ParenExpr{Lparen: x.Pos(), X: x}
	}
	return x
}

// exprTo lowers an expression to a value of type t, as assignment to a variable of that type does.
func (f *fn) exprTo(e ast.Expr, t types.Type) ast.Expr {
	from := f.typeOf(e)
	if t != nil && types.IsInterface(t) && f.isNil(e) {
		f.typ(t) // the interpreter looks for the interface in its package, which the cell may not use otherwise
	}
	if t != nil && types.IsInterface(t) && !types.IsInterface(from) {
		if tv := f.info.Types[e]; tv.Value != nil {
			if b, ok := from.(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
				from = types.Default(from)
			}
			return f.convert(f.constant(tv.Value, from, e.Pos()), from, t)
		}
	}
	return f.convert(f.expr(e), from, t)
}

// exprsTo lowers operands that Go evaluates from left to right. When one of them needs statements before it, those on
// its left are put in temporaries first.
func (f *fn) exprsTo(list []ast.Expr, to func(i int) types.Type) []ast.Expr {
	return f.ordered(len(list), func(i int) ast.Expr { return f.exprTo(list[i], to(i)) })
}

// ordered lowers n operands by lower, keeping their order of evaluation.
func (f *fn) ordered(n int, lower func(i int) ast.Expr) []ast.Expr {
	out := make([]ast.Expr, n)
	for i := range n {
		var x ast.Expr
		stmts := f.in(func() { x = lower(i) })
		if len(stmts) > 0 {
			for j := range i {
				if out[j] != nil && !f.stable(out[j]) {
					out[j] = f.temp(out[j])
				}
			}
			f.emit(stmts...)
		}
		out[i] = x
	}
	return out
}

// stable reports whether a lowered operand has the same value later on.
func (f *fn) stable(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.BasicLit, *ast.FuncLit:
		return true
	case *ast.Ident:
		return f.isTemp(x.Name) || f.isFunc[x.Name] || x.Name == "nil" || x.Name == "true" || x.Name == "false"
	case *ast.ParenExpr:
		return f.stable(x.X)
	case *ast.CallExpr:
		return f.constants[x]
	case *ast.SelectorExpr:
		id, ok := x.X.(*ast.Ident)
		return ok && f.prog.Imports[id.Name] != ""
	case *ast.ArrayType, *ast.MapType, *ast.ChanType, *ast.InterfaceType, *ast.StructType, *ast.FuncType:
		return true
	}
	return false
}

func isLit(x ast.Expr) bool { _, ok := x.(*ast.BasicLit); return ok }

func (f *fn) ident(e *ast.Ident) ast.Expr {
	if e.Name == "nil" && f.info.Uses[e] == types.Universe.Lookup("nil") {
		return ident("nil", e.Pos())
	}
	obj := f.object(e)
	if fun, ok := obj.(*types.Func); ok {
		return f.held(f.funcValue(fun, e, f.info.Instances[e].TypeArgs), f.typeOf(e))
	}
	return ident(f.objName(obj, e.Pos()), e.Pos())
}

// held returns the value of a function of the session that is not called but used otherwise: the interpreter knows a
// declared function as something else than a function value, and turns it into one in a typed declaration only.
func (f *fn) held(x ast.Expr, t types.Type) ast.Expr {
	id, ok := x.(*ast.Ident)
	if !ok || !f.isFunc[id.Name] {
		return x
	}
	name := f.unique("f")
	f.emit(varStmt(name, f.typ(t), x))
	f.markTemp(name)
	return ident(name, x.Pos())
}

// objName returns the lowered name of a variable or function of the session or of this function.
func (f *fn) objName(obj types.Object, pos token.Pos) string {
	if name, ok := f.declared[obj]; ok {
		return name
	}
	if name, ok := f.names[obj]; ok {
		return name
	}
	refuse(pos, "internal error: no name for %s", obj)
	return ""
}

func (f *fn) binary(e *ast.BinaryExpr) ast.Expr {
	switch e.Op {
	case token.LAND, token.LOR:
		return f.logical(e)
	case token.EQL, token.NEQ:
		return f.comparison(e)
	case token.SHL, token.SHR:
		return f.shift(e)
	}
	xs := f.exprsTo([]ast.Expr{e.X, e.Y}, func(int) types.Type { return nil })
	return &ast.BinaryExpr{X: paren(xs[0]), OpPos: e.OpPos, Op: e.Op, Y: paren(xs[1])}
}

// logical lowers && and ||: the right side is evaluated only if the left does not decide.
func (f *fn) logical(e *ast.BinaryExpr) ast.Expr {
	x := f.expr(e.X)
	var y ast.Expr
	stmts := f.in(func() { y = f.expr(e.Y) })
	if len(stmts) == 0 && !f.hasLiteral(x) && !f.hasLiteral(y) {
		b := &ast.BinaryExpr{X: paren(x), OpPos: e.OpPos, Op: e.Op, Y: paren(y)}
		f.literalFree[b] = true
		return b
	}
	name := f.unique("t")
	f.emit(define(name, x))
	cond := ast.Expr(ident(name, e.OpPos))
	if e.Op == token.LOR {
		cond = &ast.UnaryExpr{OpPos: e.OpPos, Op: token.NOT, X: cond}
	}
	f.emit(&ast.IfStmt{If: e.OpPos, Cond: cond, Body: block(append(stmts, assign(ident(name, e.OpPos), y))...)})
	f.markTemp(name)
	return ident(name, e.OpPos)
}

// hasLiteral reports whether a lowered operand has a composite literal in it: there the interpreter would not find the
// way from one side of && or || to the other.
func (w *unit) hasLiteral(x ast.Expr) bool {
	found := false
	ast.Inspect(x, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			return !w.literalFree[n]
		case *ast.FuncLit:
			return false
		case *ast.CompositeLit:
			found = true
		}
		return !found
	})
	return found
}

// comparison lowers == and !=. Interface values are compared by the run-time support, which knows boxes.
func (f *fn) comparison(e *ast.BinaryExpr) ast.Expr {
	tx, ty := f.typeOf(e.X), f.typeOf(e.Y)
	if f.isNil(e.X) || f.isNil(e.Y) {
		return f.nilComparison(e)
	}
	if a, ok := tx.Underlying().(*types.Chan); ok && !types.IsInterface(ty) {
		return f.chanComparison(e, a, ty)
	}
	if !types.IsInterface(tx) && !types.IsInterface(ty) && !f.hasInterface(tx) {
		list := []ast.Expr{e.X, e.Y}
		xs := f.ordered(2, func(i int) ast.Expr {
			x := f.operand(list[i])
			if _, lit := ast.Unparen(x).(*ast.CompositeLit); lit {
				return f.temp(x) // the interpreter stumbles over a literal in a condition
			}
			return x
		})
		return &ast.BinaryExpr{X: paren(xs[0]), OpPos: e.OpPos, Op: e.Op, Y: paren(xs[1])}
	}
	common := tx
	if types.IsInterface(tx) || types.IsInterface(ty) {
		common = emptyInterface
	}
	xs := f.exprsTo([]ast.Expr{e.X, e.Y}, func(int) types.Type { return common })
	var x ast.Expr = call(f.helper(e.Pos(), rt.Helper{Kind: rt.Equal, From: common}), xs...)
	if e.Op == token.NEQ {
		x = &ast.UnaryExpr{OpPos: e.OpPos, Op: token.NOT, X: x}
	}
	return x
}

// nilComparison lowers a comparison with nil; the other side may be nil, too, as an interface.
func (f *fn) nilComparison(e *ast.BinaryExpr) ast.Expr {
	list := []ast.Expr{e.X, e.Y}
	xs := f.ordered(2, func(i int) ast.Expr {
		x := f.operand(list[i])
		if c, ok := ast.Unparen(x).(*ast.CallExpr); ok {
			return f.temp(c) // the interpreter stumbles over a call compared with nil in a condition
		}
		return x
	})
	if isNilIdent(xs[0]) && isNilIdent(xs[1]) {
		return ident(strconv.FormatBool(e.Op == token.EQL), e.Pos())
	}
	if isNilIdent(xs[0]) {
		xs[0], xs[1] = xs[1], xs[0]
	}
	return &ast.BinaryExpr{X: paren(xs[0]), OpPos: e.OpPos, Op: e.Op, Y: paren(xs[1])}
}

func isNilIdent(x ast.Expr) bool {
	for {
		p, ok := x.(*ast.ParenExpr)
		if !ok {
			break
		}
		x = p.X
	}
	id, ok := x.(*ast.Ident)
	return ok && id.Name == "nil"
}

// chanComparison lowers a comparison of channels, which may differ in direction.
func (f *fn) chanComparison(e *ast.BinaryExpr, a *types.Chan, ty types.Type) ast.Expr {
	common := f.typeOf(e.X)
	if a.Dir() == types.SendRecv {
		common = ty
	}
	xs := f.exprsTo([]ast.Expr{e.X, e.Y}, func(int) types.Type { return common })
	return &ast.BinaryExpr{X: paren(xs[0]), OpPos: e.OpPos, Op: e.Op, Y: paren(xs[1])}
}

func (f *fn) isNil(e ast.Expr) bool { return f.info.Types[e].IsNil() }

// hasInterface reports whether a comparable composite type holds interface values, which compare as boxes do.
func (f *fn) hasInterface(t types.Type) bool {
	switch t := t.Underlying().(type) {
	case *types.Interface:
		return true
	case *types.Array:
		return f.hasInterface(t.Elem())
	case *types.Struct:
		for i := range t.NumFields() {
			if f.hasInterface(t.Field(i).Type()) || t.Field(i).Name() == "_" {
				return true
			}
		}
	}
	return false
}

func (f *fn) shift(e *ast.BinaryExpr) ast.Expr {
	xs := f.ordered(2, func(i int) ast.Expr {
		if i == 1 {
			return f.shiftOperand(e.Y)
		}
		return f.expr(e.X)
	})
	if isLit(xs[0]) {
		xs[0] = call(f.typ(f.typeOf(e.X)), xs[0])
	}
	return &ast.BinaryExpr{X: paren(xs[0]), OpPos: e.OpPos, Op: e.Op, Y: paren(xs[1])}
}

// shiftCount makes a count unsigned; a negative one panics as in Go.
func (f *fn) shiftCount(e, x ast.Expr, t types.Type) ast.Expr {
	if b, ok := t.Underlying().(*types.Basic); ok && b.Info()&types.IsUnsigned != 0 {
		return call(ident("uint", x.Pos()), x)
	}
	return call(selector(f.pkg("rt", x.Pos()), "ShiftCount"), call(ident("int", x.Pos()), x))
}

func (f *fn) unary(e *ast.UnaryExpr) ast.Expr {
	switch e.Op {
	case token.ARROW:
		return f.receive(e)
	case token.AND:
		return f.address(e)
	}
	return &ast.UnaryExpr{OpPos: e.OpPos, Op: e.Op, X: paren(f.expr(e.X))}
}

// address lowers &x.
func (f *fn) address(e *ast.UnaryExpr) ast.Expr {
	if lit, ok := ast.Unparen(e.X).(*ast.CompositeLit); ok {
		return f.addressOfLit(e, lit)
	}
	return &ast.UnaryExpr{OpPos: e.OpPos, Op: token.AND, X: f.place(e.X)}
}

func (f *fn) addressOfLit(e *ast.UnaryExpr, lit *ast.CompositeLit) ast.Expr {
	t := f.typeOf(lit)
	x := f.composite(lit, t)
	if _, ok := t.Underlying().(*types.Struct); ok {
		return &ast.UnaryExpr{OpPos: e.OpPos, Op: token.AND, X: x}
	}
	if f.repeats() {
		x = f.temp(x)
	}
	name := f.unique("lit")
	f.emit(define(name, x))
	return &ast.UnaryExpr{OpPos: e.OpPos, Op: token.AND, X: ident(name, e.Pos())}
}

// place lowers an expression that stands for a variable: the operand of &, the left side of an assignment.
func (f *fn) place(e ast.Expr) ast.Expr {
	switch e := ast.Unparen(e).(type) {
	case *ast.CompositeLit:
		return f.composite(e, f.typeOf(e))
	default:
		return f.expr(e)
	}
}

func (f *fn) index(e *ast.IndexExpr) ast.Expr {
	if tv, ok := f.info.Types[e.X]; ok && !tv.IsType() {
		if _, generic := tv.Type.Underlying().(*types.Signature); !generic {
			return f.indexValue(e)
		}
	}
	return f.instance(e)
}

func (f *fn) indexValue(e *ast.IndexExpr) ast.Expr {
	placing := f.placing
	f.placing = false
	t := f.typeOf(e.X)
	var key types.Type
	if m, ok := t.Underlying().(*types.Map); ok {
		key = m.Key()
	}
	xs := f.ordered(2, func(i int) ast.Expr {
		if i == 0 {
			return f.throughArrayPointer(e.X, t)
		}
		if key != nil && f.isNil(e.Index) && !types.IsInterface(key) && !f.forms.Wrapped(key) {
			return call(f.conversionType(key), ident("nil", e.Index.Pos()))
		}
		return f.exprTo(e.Index, key)
	})
	x := &ast.IndexExpr{X: xs[0], Lbrack: e.Lbrack, Index: xs[1]}
	if !placing {
		f.checkIndex(x, e)
	}
	return x
}

// throughArrayPointer lowers an operand whose array pointer is dereferenced implicitly.
func (f *fn) throughArrayPointer(e ast.Expr, t types.Type) ast.Expr {
	x := f.expr(e)
	if p, ok := t.Underlying().(*types.Pointer); ok {
		if _, ok := p.Elem().Underlying().(*types.Array); ok {
			return f.under(&ast.ParenExpr{X: &ast.StarExpr{Star: x.Pos(), X: f.under(x, t)}}, p.Elem())
		}
	}
	return f.under(x, t)
}

func (f *fn) slice(e *ast.SliceExpr) ast.Expr {
	t := f.typeOf(e.X)
	parts := []ast.Expr{e.X, e.Low, e.High, e.Max}
	xs := f.ordered(len(parts), func(i int) ast.Expr {
		if parts[i] == nil {
			return nil
		}
		if i == 0 {
			return f.throughArrayPointer(e.X, t)
		}
		return f.expr(parts[i])
	})
	f.checkSlice(e, xs)
	return f.wrap(&ast.SliceExpr{X: xs[0], Lbrack: e.Lbrack, Low: xs[1], High: xs[2], Max: xs[3], Slice3: e.Slice3}, f.typeOf(e))
}
