package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

// The interpreter's own index checks do not tell the index. Where an operation stands in no loop it is checked before,
// so that the panic has Go's text; in loops the check would cost as much as the operation, and the text is short.

// isRepeated reports whether what is being lowered stands in the body of a loop, or in a literal that is called for each
// element of something.
func (f *fn) isRepeated() bool { return f.loopAround() || len(f.escapes) > 0 || f.repeated }

// noteRepeated notes the literals that a compiled function calls for each element.
func (f *fn) noteRepeated(e *ast.CallExpr, fun *types.Func) {
	switch fun.Pkg().Path() {
	case "sort", "slices", "maps", "strings", "bytes":
		for _, a := range e.Args {
			if lit, ok := ast.Unparen(a).(*ast.FuncLit); ok {
				f.perElement[lit] = true
			}
		}
	}
}

// checkIndex emits the check of an index expression on an operand of type t.
func (f *fn) checkIndex(x *ast.IndexExpr, e *ast.IndexExpr) {
	t := f.typeOf(e.X).Underlying()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem().Underlying()
	}
	if _, isMap := t.(*types.Map); isMap || f.isRepeated() {
		return
	}
	array, isArray := t.(*types.Array)
	if isArray && f.info.Types[e.Index].Value != nil {
		return // the compiler has checked it
	}
	if !f.repeatable(x.Index) {
		x.Index = f.temp(x.Index)
	}
	var n ast.Expr
	if isArray {
		n = f.constant(constantInt(array.Len()), types.Typ[types.Int], e.Pos())
	} else {
		if !f.repeatable(x.X) {
			x.X = f.temp(x.X)
		}
		n = call(ident("len", e.Pos()), x.X)
	}
	f.emit(f.indexCheck(x.Index, f.typeOf(e.Index), n, e.Pos()))
}

func (f *fn) indexCheck(i ast.Expr, t types.Type, n ast.Expr, pos token.Pos) ast.Stmt {
	bad := exprStmt(call(selector(f.pkg("rt", pos), "CheckIndex"), i, n))
	if b, ok := t.Underlying().(*types.Basic); !ok || b.Kind() != types.Int && b.Info()&types.IsUntyped == 0 {
		return bad
	}
	over := &ast.BinaryExpr{X: n, OpPos: pos, Op: token.LEQ, Y: i}
	if isLit(i) {
		return &ast.IfStmt{If: pos, Cond: over, Body: block(bad)}
	}
	under := &ast.BinaryExpr{X: i, OpPos: pos, Op: token.LSS, Y: num(0)}
	return &ast.IfStmt{If: pos, Cond: &ast.BinaryExpr{X: under, OpPos: pos, Op: token.LOR, Y: over}, Body: block(bad)}
}

// repeatable reports whether a lowered operand may be written twice.
func (f *fn) repeatable(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.Ident, *ast.BasicLit:
		return true
	case *ast.SelectorExpr:
		return f.repeatable(x.X)
	}
	return f.stable(x)
}

// checkPlace emits the check of a left side, which Go makes after the right side is evaluated. It returns the value to
// assign.
func (f *fn) checkPlace(e ast.Expr, place, value ast.Expr) ast.Expr {
	x, ok := place.(*ast.IndexExpr)
	if !ok || f.isRepeated() {
		return value
	}
	check := f.in(func() { f.checkIndex(x, ast.Unparen(e).(*ast.IndexExpr)) })
	if len(check) > 0 && !f.stable(value) {
		value = f.temp(value)
	}
	f.emit(check...)
	return value
}

// checkSlice emits the check of a slice expression whose operand and bounds are lowered.
func (f *fn) checkSlice(e *ast.SliceExpr, xs []ast.Expr) {
	if f.isRepeated() || xs[1] == nil && xs[2] == nil {
		return
	}
	t := f.typeOf(e.X).Underlying()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem().Underlying()
	}
	var size, limit ast.Expr
	if a, ok := t.(*types.Array); ok {
		size, limit = f.constant(constantInt(a.Len()), types.Typ[types.Int], e.Pos()), num(-1)
	} else {
		if !f.repeatable(xs[0]) {
			xs[0] = f.temp(xs[0])
		}
		size, limit = call(ident("len", e.Pos()), xs[0]), num(-1)
		if _, ok := t.(*types.Slice); ok {
			limit = call(ident("cap", e.Pos()), xs[0])
		}
	}
	args := []ast.Expr{size, limit, ident(boolName(e.Slice3), e.Pos())}
	for i, x := range xs[1:] {
		if x == nil {
			args = append(args, ident("nil", e.Pos()))
			continue
		}
		if !f.repeatable(x) {
			xs[i+1] = f.temp(x)
		}
		args = append(args, xs[i+1])
	}
	f.emit(exprStmt(call(selector(f.pkg("rt", e.Pos()), "CheckSlice"), args...)))
}

func boolName(b bool) string {
	if b {
		return "true"
	}
	return "false"
}
