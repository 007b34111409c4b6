package lower

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
)

// assign lowers assignments and short declarations.
func (f *fn) assign(s *ast.AssignStmt) {
	switch {
	case s.Tok == token.DEFINE:
		f.define(s)
	case s.Tok != token.ASSIGN:
		f.assignOp(s.Lhs[0], s.Rhs[0], s.Tok, s.TokPos)
	case len(s.Lhs) == 1:
		f.assignOne(s.Lhs[0], s.Rhs[0])
	default:
		f.assignMany(s)
	}
}

// define lowers :=, where some of the variables may exist already.
func (f *fn) define(s *ast.AssignStmt) {
	target := make([]types.Type, len(s.Lhs))
	for i, e := range s.Lhs {
		if obj := f.object(e.(*ast.Ident)); obj != nil {
			target[i] = f.env.apply(obj.Type())
		}
	}
	values := f.values(s.Rhs, len(s.Lhs), func(i int) types.Type { return target[i] })
	if len(s.Lhs) > 1 && !f.allNew(s.Lhs) {
		for i, x := range values {
			if !f.stable(x) {
				values[i] = f.temp(x)
			}
		}
	}
	for i, e := range s.Lhs {
		id := e.(*ast.Ident)
		obj, isNew := f.info.Defs[id].(*types.Var)
		if isNew && (len(s.Rhs) < len(s.Lhs) || f.recoversOwn && f.isRecover(s.Rhs[i])) && f.adopts(obj, values[i]) {
			continue
		}
		if isNew && obj != nil && f.names[obj] == "" && f.declared[obj] == "" {
			f.declareVar(id, obj, values[i])
			continue
		}
		f.emit(assign(f.target(e), values[i]))
	}
}

// adopts makes a temporary that a call has set the variable, when it is a local one of its own that no literal
// captures. Variables of interface types are declared, for the interpreter is particular about these; functions of the
// session give it the very type.
func (f *fn) adopts(obj *types.Var, x ast.Expr) bool {
	id, ok := x.(*ast.Ident)
	if !ok || obj == nil || !f.isTemp(id.Name) || f.shared[obj] || f.names[obj] != "" || f.declared[obj] != "" {
		return false
	}
	if types.IsInterface(f.env.apply(obj.Type())) && !f.exact[id.Name] {
		return false
	}
	delete(f.temporary, id.Name)
	f.declared[obj] = id.Name
	return true
}

// allNew reports whether all variables of a short declaration are new, so that no value can use one of them.
func (f *fn) allNew(lhs []ast.Expr) bool {
	for _, e := range lhs {
		obj := f.info.Defs[e.(*ast.Ident)]
		if obj == nil && !f.isBlank(e) || obj != nil && (f.names[obj] != "" || f.declared[obj] != "") {
			return false
		}
	}
	return true
}

// target lowers a variable on the left side; the blank one stays.
func (f *fn) target(e ast.Expr) ast.Expr {
	if id, ok := ast.Unparen(e).(*ast.Ident); ok && id.Name == "_" {
		return ident("_", id.Pos())
	}
	f.placing = true
	x := f.place(e)
	f.placing = false
	return x
}

// targetType returns the type of a variable on the left side; nil for the blank one.
func (f *fn) targetType(e ast.Expr) types.Type {
	if id, ok := ast.Unparen(e).(*ast.Ident); ok && id.Name == "_" {
		return nil
	}
	return f.typeOf(e)
}

func (f *fn) assignOne(lhs, rhs ast.Expr) {
	t := f.targetType(lhs)
	if f.isBlank(lhs) {
		x := f.expr(rhs)
		f.discard(x)
		return
	}
	place := f.settled(lhs, f.isCallFree(rhs))
	x := f.exprTo(rhs, t)
	if _, lit := x.(*ast.CompositeLit); lit {
		x = f.temp(x) // the interpreter would put another variable in the place of this one
	}
	if _, ok := x.(*ast.StarExpr); ok && f.isMapEntry(lhs) {
		x = f.temp(x) // assigning what a nil pointer points to would delete the entry
	}
	x = f.checkPlace(lhs, place, x)
	f.emit(assign(place, x))
}

func (f *fn) isMapEntry(e ast.Expr) bool {
	index, ok := ast.Unparen(e).(*ast.IndexExpr)
	if !ok {
		return false
	}
	_, ok = f.typeOf(index.X).Underlying().(*types.Map)
	return ok
}

// discard evaluates a lowered expression. The interpreter evaluates what it assigns to a variable.
func (f *fn) discard(x ast.Expr) {
	if _, ok := x.(*ast.Ident); !ok && !f.stable(x) {
		x = f.temp(x)
	}
	if !f.stable(x) {
		f.emit(assign(ident("_", x.Pos()), x))
	}
}

func (f *fn) isBlank(e ast.Expr) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	return ok && id.Name == "_"
}

// isCallFree reports whether evaluating an expression has no effects.
func (f *fn) isCallFree(e ast.Expr) bool {
	free := true
	ast.Inspect(e, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.CallExpr:
			free = free && f.isPureCall(x)
		case *ast.FuncLit:
			free = false
		case *ast.UnaryExpr:
			if x.Op == token.ARROW {
				free = false
			}
		}
		return free
	})
	return free
}

// isPureCall reports whether a call is a conversion or a builtin that only looks at its operands.
func (f *fn) isPureCall(e *ast.CallExpr) bool {
	tv := f.info.Types[e.Fun]
	if tv.IsType() {
		return true
	}
	if !tv.IsBuiltin() {
		return false
	}
	switch builtinName(e.Fun) {
	case "len", "cap", "real", "imag", "complex", "min", "max":
		return true
	}
	return false
}

// settled lowers a left side so that evaluating the right side cannot change which variable it is: the operands of
// index expressions and dereferences go to temporaries, unless the right side has no effects.
func (f *fn) settled(e ast.Expr, effectFree bool) ast.Expr { return f.hold(e, effectFree, f.steady) }

// settledAmong is settled for one of several left sides: another of them may be an operand.
func (f *fn) settledAmong(e ast.Expr) ast.Expr {
	return f.hold(e, false, func(ast.Expr) bool { return false })
}

func (f *fn) hold(e ast.Expr, effectFree bool, steady func(ast.Expr) bool) ast.Expr {
	e = ast.Unparen(e)
	x := f.target(e)
	if effectFree {
		return x
	}
	switch y := x.(type) {
	case *ast.IndexExpr:
		index := e.(*ast.IndexExpr)
		if !f.stable(y.X) && !isArray(f.typeOf(index.X)) && !steady(index.X) {
			y.X = f.temp(y.X)
		}
		if !f.stable(y.Index) && !steady(index.Index) {
			y.Index = f.temp(y.Index)
		}
	case *ast.StarExpr:
		if !f.stable(y.X) {
			y.X = f.temp(y.X)
		}
	}
	return x
}

// steady reports whether an expression is a local variable that only the function's own statements can change: no literal
// has it, and nobody its address.
func (f *fn) steady(e ast.Expr) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return false
	}
	obj := f.object(id)
	return obj != nil && f.declared[obj] != "" && !f.exposed[obj]
}

// settledField is settled for one of several left sides, which also may be a field that another of them leads to: a
// pointer on the way is held.
func (f *fn) settledField(e ast.Expr) ast.Expr {
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	if !ok {
		return f.settledAmong(e)
	}
	if s, isField := f.info.Selections[sel]; !isField || s.Kind() != types.FieldVal {
		return f.settledAmong(e)
	}
	var base ast.Expr
	if _, pointer := f.typeOf(sel.X).Underlying().(*types.Pointer); pointer {
		base = f.temp(f.expr(sel.X))
	} else {
		base = f.settledField(sel.X)
	}
	x, _ := f.walk(base, f.selectionOf(sel))
	return x
}

func isArray(t types.Type) bool {
	_, ok := t.Underlying().(*types.Array)
	if p, isPtr := t.Underlying().(*types.Pointer); isPtr {
		_, ok = p.Elem().Underlying().(*types.Array)
	}
	return ok
}

// assignMany lowers a, b = x, y: operands on the left, then the values, then the assignments in order.
func (f *fn) assignMany(s *ast.AssignStmt) {
	n := len(s.Lhs)
	places := make([]ast.Expr, n)
	independent := f.independent(s)
	for i, e := range s.Lhs {
		if independent {
			places[i] = f.target(e)
		} else {
			places[i] = f.settledField(e)
		}
	}
	values := f.values(s.Rhs, n, func(i int) types.Type { return f.targetType(s.Lhs[i]) })
	if f.swaps(s, values) {
		for i, e := range s.Lhs {
			f.checkPlace(e, places[i], num(0))
		}
		f.emit(assignAll(places, token.ASSIGN, values...))
		return
	}
	for i, x := range values {
		if !f.stable(x) {
			values[i] = f.temp(x)
		}
	}
	for i, x := range values {
		if f.isBlank(s.Lhs[i]) {
			continue
		}
		f.emit(assign(places[i], f.checkPlace(s.Lhs[i], places[i], x)))
	}
}

// independent reports whether the left sides of an assignment are variables, or elements by variables that the assignment
// does not set, and nothing on the right has effects: a[i], a[j] = a[j], a[i].
func (f *fn) independent(s *ast.AssignStmt) bool {
	set := map[types.Object]bool{}
	var operands []types.Object
	for _, e := range s.Lhs {
		switch e := ast.Unparen(e).(type) {
		case *ast.Ident:
			set[f.object(e)] = true
		case *ast.IndexExpr:
			x, ok := ast.Unparen(e.X).(*ast.Ident)
			vars, simple := f.varsOf(e.Index)
			if !ok || f.isMapEntry(e) || !simple {
				return false
			}
			operands = append(append(operands, f.object(x)), vars...)
		default:
			return false
		}
	}
	for _, e := range s.Rhs {
		if !f.isCallFree(e) {
			return false
		}
	}
	return !slices.ContainsFunc(operands, func(obj types.Object) bool { return set[obj] })
}

// varsOf returns the variables of an index that is a constant, a variable, or a sum or difference of such.
func (f *fn) varsOf(e ast.Expr) (vars []types.Object, simple bool) {
	if f.info.Types[e].Value != nil {
		return nil, true
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return []types.Object{f.object(e)}, true
	case *ast.BinaryExpr:
		x, okX := f.varsOf(e.X)
		y, okY := f.varsOf(e.Y)
		return append(x, y...), okX && okY && (e.Op == token.ADD || e.Op == token.SUB)
	}
	return nil, false
}

// swaps reports whether an assignment of several values is one that the interpreter does right, all at once: of basic
// values that no call makes.
func (f *fn) swaps(s *ast.AssignStmt, values []ast.Expr) bool {
	for i, e := range s.Lhs {
		if f.isBlank(e) || !isBasic(f.typeOf(e)) || f.isMapEntry(e) {
			return false
		}
		ast.Inspect(values[i], func(n ast.Node) bool {
			switch n.(type) {
			case nil, *ast.Ident, *ast.IndexExpr, *ast.SelectorExpr, *ast.ParenExpr:
			default:
				values = nil
			}
			return values != nil
		})
		if values == nil {
			return false
		}
	}
	return true
}

func isBasic(t types.Type) bool {
	_, ok := t.Underlying().(*types.Basic)
	return ok
}

var assignOps = map[token.Token]token.Token{
	token.ADD_ASSIGN: token.ADD, token.SUB_ASSIGN: token.SUB, token.MUL_ASSIGN: token.MUL, token.QUO_ASSIGN: token.QUO,
	token.REM_ASSIGN: token.REM, token.AND_ASSIGN: token.AND, token.OR_ASSIGN: token.OR, token.XOR_ASSIGN: token.XOR,
	token.SHL_ASSIGN: token.SHL, token.SHR_ASSIGN: token.SHR, token.AND_NOT_ASSIGN: token.AND_NOT,
}

// assignOp lowers x op= y as x = x op y with the operands of x evaluated once.
func (f *fn) assignOp(lhs, rhs ast.Expr, tok token.Token, pos token.Pos) {
	op := assignOps[tok]
	place := f.settled(lhs, f.isCallFree(rhs) && f.isCallFree(lhs))
	var x ast.Expr
	if op == token.SHL || op == token.SHR {
		x = f.shiftOperand(rhs)
	} else {
		x = f.expr(rhs)
	}
	x = f.checkPlace(lhs, place, x)
	f.emit(assign(place, &ast.BinaryExpr{X: place, OpPos: pos, Op: op, Y: paren(x)}))
}

func (f *fn) shiftOperand(e ast.Expr) ast.Expr {
	if v := f.info.Types[e].Value; v != nil {
		return f.constant(constant.ToInt(v), types.Typ[types.Uint], e.Pos())
	}
	x, t := f.expr(e), f.typeOf(e)
	if b, ok := t.Underlying().(*types.Basic); !ok || b.Kind() != types.Uint {
		return f.shiftCount(e, x, t)
	}
	switch ast.Unparen(x).(type) {
	case *ast.BinaryExpr, *ast.UnaryExpr:
		return f.temp(x) // the interpreter would give it the type of what is shifted
	}
	return x
}

func (f *fn) incDec(s *ast.IncDecStmt) {
	x := f.settled(s.X, f.isCallFree(s.X))
	op := token.ADD
	if s.Tok == token.DEC {
		op = token.SUB
	}
	one := f.checkPlace(s.X, x, f.constant(constantInt(1), f.typeOf(s.X), s.TokPos))
	f.emit(assign(x, &ast.BinaryExpr{X: x, OpPos: s.TokPos, Op: op, Y: one}))
}
