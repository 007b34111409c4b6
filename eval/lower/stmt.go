package lower

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"goasync/eval/check"
	"goasync/eval/internal/rt"
)

// stmts lowers a list of statements.
func (f *fn) stmts(list []ast.Stmt) {
	for _, s := range list {
		f.mark(s)
		f.stmt(s)
	}
}

// block lowers a block to a block.
func (f *fn) block(b *ast.BlockStmt, before ...ast.Stmt) *ast.BlockStmt {
	list := f.in(func() {
		f.emit(before...)
		f.stmts(b.List)
	})
	return &ast.BlockStmt{Lbrace: b.Lbrace, List: list, Rbrace: b.Rbrace}
}

func (f *fn) stmt(s ast.Stmt) {
	switch s := s.(type) {
	case *ast.ExprStmt:
		f.exprStmt(s)
	case *ast.AssignStmt:
		f.assign(s)
	case *ast.IncDecStmt:
		f.incDec(s)
	case *ast.DeclStmt:
		f.declStmt(s)
	case *ast.ReturnStmt:
		f.returnStmt(s)
	case *ast.BlockStmt:
		f.emit(f.block(s))
	case *ast.IfStmt:
		f.ifStmt(s)
	case *ast.ForStmt:
		f.forStmt(s, "")
	case *ast.RangeStmt:
		f.rangeStmt(s, "")
	case *ast.SwitchStmt:
		f.switchStmt(s, "")
	case *ast.TypeSwitchStmt:
		f.typeSwitch(s, "")
	case *ast.SelectStmt:
		f.selectStmt(s, "")
	case *ast.LabeledStmt:
		f.labeled(s)
	case *ast.BranchStmt:
		f.branch(s)
	case *ast.GoStmt:
		f.goStmt(s)
	case *ast.DeferStmt:
		f.deferStmt(s)
	case *ast.SendStmt:
		f.send(s)
	case *ast.EmptyStmt:
	default:
		refuse(s.Pos(), "this statement (%T) is not supported yet", s)
	}
}

func (f *fn) exprStmt(s *ast.ExprStmt) {
	if f.dialectStmt(s) {
		return
	}
	if f.failingCall(s.X) {
		return
	}
	x := f.expr(s.X)
	if _, ok := x.(*ast.CallExpr); ok {
		if isCoroutine(f.typeOf(s.X)) {
			x = call(selector(f.pkg("rt", s.Pos()), "Dropped"), x)
		}
		f.emit(&ast.ExprStmt{X: x})
		return
	}
	if id, ok := x.(*ast.Ident); ok && f.isTemp(id.Name) {
		return // the call is in the temporary
	}
	f.discard(x)
}

// failingCall lowers a statement that calls a function of asyncio with several results, of which the last is an
// error: it raises. It reports whether e is one.
func (f *fn) failingCall(e ast.Expr) bool {
	c, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok || !f.fails(c) {
		return false
	}
	t, ok := f.typeOf(c).(*types.Tuple)
	if !ok || t.Len() == 0 || !isError(t.At(t.Len()-1).Type()) {
		return false
	}
	xs, _ := f.multi(c, t.Len())
	f.emit(f.raise(xs[t.Len()-1], e.Pos()))
	return true
}

// isCoroutine reports whether a type is *asyncio.Coroutine: dropping one warns.
func isCoroutine(t types.Type) bool {
	p, ok := t.(*types.Pointer)
	if !ok {
		return false
	}
	n, ok := types.Unalias(p.Elem()).(*types.Named)
	return ok && n.Obj().Name() == "Coroutine" && rt.Erased(n.Obj().Pkg())
}

// declStmt lowers a declaration inside a function.
func (f *fn) declStmt(s *ast.DeclStmt) {
	decl := s.Decl.(*ast.GenDecl)
	if decl.Tok != token.VAR {
		return // constants are written out, types are declared when used
	}
	for _, spec := range decl.Specs {
		f.varSpec(spec.(*ast.ValueSpec))
	}
}

func (f *fn) varSpec(spec *ast.ValueSpec) {
	objs := make([]*types.Var, len(spec.Names))
	for i, id := range spec.Names {
		objs[i], _ = f.info.Defs[id].(*types.Var)
	}
	values := f.values(spec.Values, len(spec.Names), func(i int) types.Type {
		if objs[i] == nil {
			return nil
		}
		return f.env.apply(objs[i].Type())
	})
	for i, id := range spec.Names {
		var value ast.Expr
		if values != nil {
			value = values[i]
		}
		f.declareVar(id, objs[i], value)
	}
}

// declareVar declares a local variable with a value of its type, or zero.
func (f *fn) declareVar(id *ast.Ident, obj *types.Var, value ast.Expr) {
	if id.Name == "_" || obj == nil {
		if value != nil {
			f.discard(value)
		}
		return
	}
	t := f.env.apply(obj.Type())
	if name := f.names[obj]; name != "" {
		f.resetVar(obj, name, t, value, id.Pos())
		return
	}
	if f.adopts(obj, value) {
		return
	}
	if _, ok := value.(*ast.CompositeLit); ok && f.shared[obj] && f.repeats() {
		value = f.temp(value) // else the interpreter sets the variable of the iteration before
	}
	name := f.local(obj)
	if c, ok := value.(*ast.CallExpr); types.IsInterface(t) && (isLit(value) || ok && f.constants[c]) {
		f.emit(varStmt(name, f.typ(t), nil)) // else the interpreter takes the variable for the constant
		f.emit(assign(ident(name, id.Pos()), value))
		return
	}
	if value != nil && f.definable(value) && !isOperandOf(value, t) {
		f.emit(&ast.AssignStmt{Lhs: []ast.Expr{ident(name, id.Pos())}, Tok: token.DEFINE, TokPos: id.Pos(), Rhs: []ast.Expr{value}})
		return
	}
	f.emit(varStmt(name, f.typ(t), value))
}

// resetVar sets a variable of the session that a cell declares: to a value or to zero, which a new one is already.
func (f *fn) resetVar(obj *types.Var, name string, t types.Type, value ast.Expr, pos token.Pos) {
	if value == nil {
		if !slices.ContainsFunc(f.u.Vars, func(v *check.Var) bool { return v.Obj == obj && v.Reuses }) {
			return
		}
		zero := f.unique("zero")
		f.emit(varStmt(zero, f.typ(t), nil))
		value = ident(zero, pos)
	}
	f.emit(assign(ident(name, pos), value))
}

// isOperandOf reports whether an interface variable is given a value that has, for the interpreter, a type of its own.
func isOperandOf(value ast.Expr, t types.Type) bool {
	_, isCall := value.(*ast.CallExpr)
	return types.IsInterface(t) && !isCall
}

// definable reports whether := gives a variable the type that the value has.
func (f *fn) definable(value ast.Expr) bool {
	switch x := value.(type) {
	case *ast.FuncLit, *ast.CompositeLit, *ast.BasicLit:
		return true
	case *ast.CallExpr:
		_, conversion := x.Fun.(*ast.InterfaceType)
		return !conversion
	}
	return false
}

// values lowers the right side of an assignment or declaration of n variables: n expressions, or one with n values.
func (f *fn) values(rhs []ast.Expr, n int, to func(i int) types.Type) []ast.Expr {
	switch {
	case len(rhs) == 0:
		return nil
	case len(rhs) == n:
		return f.exprsTo(rhs, to)
	}
	xs, ts := f.multi(rhs[0], n)
	for i := range xs {
		if to(i) != nil {
			xs[i] = f.convert(xs[i], ts[i], to(i))
		}
	}
	return xs
}

// multi lowers an expression with several values to temporaries, and returns their types.
func (f *fn) multi(e ast.Expr, n int) ([]ast.Expr, []types.Type) {
	e = ast.Unparen(e)
	if t, ok := f.typeOf(e).(*types.Tuple); ok && t.Len() == n {
		if c, isCall := e.(*ast.CallExpr); isCall {
			return f.multiCall(c, t), tupleTypes(t)
		}
	}
	boolean := types.Type(types.Typ[types.Bool])
	switch e := e.(type) {
	case *ast.TypeAssertExpr:
		return f.assertionOK(e), []types.Type{f.commaType(e), boolean}
	case *ast.UnaryExpr:
		x := f.operand(e.X)
		return f.temps(call(f.helper(e.Pos(), rt.Helper{Kind: rt.RecvOK, From: f.underType(f.typeOf(e.X))}), x), 2), []types.Type{f.commaType(e), boolean}
	case *ast.IndexExpr:
		return f.temps(f.indexValue(e), 2), []types.Type{f.commaType(e), boolean}
	}
	refuse(e.Pos(), "internal error: %T with %d values", e, n)
	return nil, nil
}

func tupleTypes(t *types.Tuple) []types.Type {
	out := make([]types.Type, t.Len())
	for i := range out {
		out[i] = t.At(i).Type()
	}
	return out
}

// commaType returns the type of the value of a comma-ok expression.
func (f *fn) commaType(e ast.Expr) types.Type {
	t := f.typeOf(e)
	if tuple, ok := t.(*types.Tuple); ok {
		return tuple.At(0).Type()
	}
	return t
}

func (f *fn) multiCall(e *ast.CallExpr, t *types.Tuple) []ast.Expr {
	if xs, ok := f.dialectMulti(e); ok {
		return xs
	}
	return f.temps(f.call(e), t.Len())
}

// returnStmt lowers return.
func (f *fn) returnStmt(s *ast.ReturnStmt) {
	if f.leaveByReturn(s) {
		return
	}
	results := f.sig.Results()
	if f.recoversOwn {
		f.emit(f.handout...)
	}
	if f.results == nil {
		ret := &ast.ReturnStmt{Return: s.Pos()}
		ret.Results = f.values(s.Results, results.Len(), func(i int) types.Type { return results.At(i).Type() })
		if len(ret.Results) > 1 && slices.ContainsFunc(ret.Results, func(x ast.Expr) bool { return !isSimple(x) }) {
			for i, x := range ret.Results {
				if f.stable(x) {
					continue
				}
				ret.Results[i] = f.temp(x) // the interpreter may evaluate a result after assigning another
			}
		}
		f.emit(ret)
		return
	}
	f.setResults(s)
	if f.defers != "" {
		f.emit(&ast.ReturnStmt{Return: s.Pos()}) // from the literal that the frame runs
		return
	}
	f.emit(f.returnResults(s.Pos()))
}

// isSimple reports whether a lowered expression is a variable, a literal, or an arithmetic operation on such.
func isSimple(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.Ident, *ast.BasicLit:
		return true
	case *ast.ParenExpr:
		return isSimple(x.X)
	case *ast.BinaryExpr:
		return x.Op != token.LAND && x.Op != token.LOR && isSimple(x.X) && isSimple(x.Y)
	}
	return false
}

// setResults assigns the operands of a return to the variables of the results.
func (f *fn) setResults(s *ast.ReturnStmt) {
	results := f.sig.Results()
	values := f.values(s.Results, results.Len(), func(i int) types.Type { return results.At(i).Type() })
	if len(values) > 1 {
		for i, x := range values {
			if !f.stable(x) {
				values[i] = f.temp(x)
			}
		}
	}
	for i, x := range values {
		f.emit(assign(ident(f.results[i], s.Pos()), x))
	}
}

// ifStmt lowers if; the statements that the condition needs stand before it, in a block of their own.
func (f *fn) ifStmt(s *ast.IfStmt) {
	list := f.in(func() {
		if s.Init != nil {
			f.guarded = f.isGuarded(s)
			f.stmt(s.Init)
			f.guarded = false
		}
		cond := f.condition(s.Cond)
		out := &ast.IfStmt{If: s.If, Cond: cond, Body: f.block(s.Body)}
		if s.Else != nil {
			out.Else = f.elseBranch(s.Else)
		}
		f.emit(out)
	})
	list = f.recovered.onlyIf(list)
	if len(list) == 1 {
		f.emit(list[0])
		return
	}
	f.emit(block(list...))
}

func (f *fn) elseBranch(s ast.Stmt) ast.Stmt {
	list := f.in(func() { f.stmt(s) })
	if len(list) == 1 {
		switch x := list[0].(type) {
		case *ast.BlockStmt:
			return x
		case *ast.IfStmt:
			return x
		}
	}
	return block(list...)
}

// condition lowers a condition to a plain bool.
func (f *fn) condition(e ast.Expr) ast.Expr { return f.expr(e) }

// labeled lowers a labelled statement.
func (f *fn) labeled(s *ast.LabeledStmt) {
	label := f.labelName(s.Label)
	list := f.in(func() {
		switch x := s.Stmt.(type) {
		case *ast.ForStmt:
			f.forStmt(x, s.Label.Name)
		case *ast.RangeStmt:
			f.rangeStmt(x, s.Label.Name)
		case *ast.SwitchStmt:
			f.switchStmt(x, s.Label.Name)
		case *ast.TypeSwitchStmt:
			f.typeSwitch(x, s.Label.Name)
		case *ast.SelectStmt:
			f.selectStmt(x, s.Label.Name)
		default:
			f.stmt(x)
		}
	})
	f.attachLabel(label, s.Label.Pos(), list)
}

// attachLabel labels the loop or switch in the lowered statements, or the first of them.
func (f *fn) attachLabel(label string, pos token.Pos, list []ast.Stmt) {
	target := 0
	for i, s := range list {
		switch s.(type) {
		case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt:
			target = i
		}
	}
	if len(list) == 0 {
		list = []ast.Stmt{block()}
	}
	if b, ok := list[target].(*ast.BlockStmt); ok && len(list) == 1 && hasBreakable(b.List) {
		inner := f.in(func() { f.attachLabel(label, pos, b.List) })
		f.emit(block(inner...))
		return
	}
	list[target] = &ast.LabeledStmt{Label: ident(label, pos), Colon: pos, Stmt: list[target]}
	f.emit(list...)
}

func hasBreakable(list []ast.Stmt) bool {
	for _, s := range list {
		switch s.(type) {
		case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt:
			return true
		}
	}
	return false
}

// branch lowers break, continue, goto and fallthrough.
func (f *fn) branch(s *ast.BranchStmt) {
	out := &ast.BranchStmt{TokPos: s.TokPos, Tok: s.Tok}
	if s.Label != nil {
		out.Label = ident(f.labelName(s.Label), s.Label.Pos())
	}
	if f.leave(s, out) {
		return
	}
	if s.Tok == token.CONTINUE {
		for i := len(f.loops) - 1; i >= 0; i-- {
			if l := f.loops[i]; !l.breakOnly && (s.Label == nil || l.label == s.Label.Name) {
				f.emit(l.step...)
				break
			}
		}
	}
	if s.Tok == token.GOTO {
		f.emit(f.checkpoint(s.Pos()))
	}
	f.emit(out)
}

// labelName returns the lowered name of a label, which may stand further down.
func (f *fn) labelName(id *ast.Ident) string {
	name, ok := f.labels[id.Name]
	if !ok {
		name = f.unique(id.Name)
		f.labels[id.Name] = name
	}
	return name
}
