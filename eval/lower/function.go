package lower

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"goasync/eval/internal/rt"
)

// newFn returns the state for lowering a function of the unit.
func (w *unit) newFn(info *types.Info, env subst, sig *types.Signature) *fn {
	return &fn{
		unit: w, info: info, env: env, sig: sig, declared: map[types.Object]string{},
		spreads: map[ast.Expr][]ast.Expr{}, labels: map[string]string{}, shared: map[types.Object]bool{}, exposed: map[types.Object]bool{},
		receivers: map[ast.Expr]ast.Expr{},
	}
}

// inner returns the state for lowering a literal inside f: it sees f's variables.
func (f *fn) inner(sig *types.Signature) *fn {
	g := f.newFn(f.info, f.env, sig)
	g.declared, g.shared, g.exposed, g.unbuffered, g.about = f.declared, f.shared, f.exposed, f.unbuffered, f.about
	g.frames = f.frames
	if f.defers != "" {
		g.frames = f.defers
	}
	return g
}

// funcLit lowers a function literal.
func (f *fn) funcLit(e *ast.FuncLit) ast.Expr {
	sig := f.typeOf(e).(*types.Signature)
	g := f.inner(sig)
	g.marks, g.repeated, g.deferredBy, g.isBeside = f.marked[e], f.perElement[e], f.deferred[e], f.beside[e]
	if e == f.recoverer {
		g.recoversOwn, g.handout = true, f.handout
	}
	typ, body := g.function(e.Type, nil, e.Body, nil)
	typ.Func = e.Pos()
	return f.asOperand(funcLit(typ, body))
}

// asOperand returns a function literal so that it may be passed to compiled functions. The interpreter lets a literal that is
// an operand there see the variables of the moment it is called; one that is in a variable sees those of the moment
// it was made, which in a loop are others. There it must also come out of a call of its own: when a literal returns,
// the interpreter puts the one made before it back in its place, and a goroutine may return while the loop makes the
// next.
func (f *fn) asOperand(lit *ast.FuncLit) ast.Expr {
	if !f.repeats() {
		return lit
	}
	made := &ast.FuncType{Params: &ast.FieldList{}, Results: &ast.FieldList{List: []*ast.Field{{Type: lit.Type}}}}
	return f.temp(call(funcLit(made, block(&ast.ReturnStmt{Return: lit.Pos(), Results: []ast.Expr{lit}}))))
}

// repeats reports whether the statement being lowered may run several times in one call of the function.
func (f *fn) repeats() bool { return f.loopAround() || f.jumps }

// loopAround reports whether a loop of this function is around the statement being lowered.
func (f *fn) loopAround() bool {
	return slices.ContainsFunc(f.loops, func(l *loop) bool { return !l.breakOnly })
}

// hasGoto reports whether a body has goto statements of its own.
func hasGoto(body ast.Node) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.BranchStmt:
			found = found || n.Tok == token.GOTO
		}
		return !found
	})
	return found
}

// function lowers parameters and body. recv is the receiver of a method, prologue goes before the body.
func (f *fn) function(ft *ast.FuncType, recv *ast.FieldList, body *ast.BlockStmt, prologue func(args []ast.Expr) []ast.Stmt) (*ast.FuncType, *ast.BlockStmt) {
	collectShared(f.info, body, f.shared)
	collectExposed(f.info, body, f.exposed)
	if f.unbuffered == nil { // else the function around it has looked
		f.unbuffered = collectUnbuffered(f.info, body)
	}
	typ := &ast.FuncType{Params: &ast.FieldList{}}
	var args []ast.Expr
	for _, list := range []*ast.FieldList{recv, ft.Params} {
		params, names := f.params(list)
		typ.Params.List = append(typ.Params.List, params...)
		args = append(args, names...)
	}
	typ.Results = f.resultList(f.sig.Results())
	f.prepare(ft, body)
	stmts := f.in(func() {
		if !f.recoversOwn && (prologue == nil || recv != nil || !f.isLeaf(body)) {
			f.emit(f.checkpoint(body.Pos()))
		}
		if prologue != nil {
			f.emit(prologue(args)...)
		}
		f.declareResults(ft)
		if f.recoverer != nil {
			f.nameResults(typ.Results)
		}
		f.body(body)
	})
	if f.recoverer != nil && keepsLiterals(stmts) {
		f.framed[body] = true
	}
	return typ, &ast.BlockStmt{Lbrace: body.Lbrace, List: append(f.head(body.Pos()), stmts...), Rbrace: body.Rbrace}
}

// params lowers a parameter list, and returns the names as arguments that pass them on.
func (f *fn) params(list *ast.FieldList) (fields []*ast.Field, names []ast.Expr) {
	if list == nil {
		return nil, nil
	}
	for _, field := range list.List {
		var typ func() ast.Expr
		if ell, ok := field.Type.(*ast.Ellipsis); ok {
			elem := f.typeOf(ell.Elt)
			typ = func() ast.Expr { return &ast.Ellipsis{Elt: f.typ(elem)} }
		} else {
			t := f.typeOf(field.Type)
			typ = func() ast.Expr { return f.typ(t) }
		}
		if len(field.Names) == 0 {
			name := f.unique("_")
			fields, names = append(fields, param(name, typ())), append(names, ident(name, field.Pos()))
		}
		for _, id := range field.Names {
			name := f.unique(id.Name)
			if obj := f.info.Defs[id]; obj != nil {
				f.declared[obj] = name
			}
			fields, names = append(fields, param(name, typ())), append(names, ident(name, id.Pos()))
		}
	}
	return fields, names
}

// prepare decides how the function returns: through variables when results are named or deferred calls may see them.
func (f *fn) prepare(ft *ast.FuncType, body *ast.BlockStmt) {
	f.jumps = hasGoto(body)
	if hasDefer(body) && !f.unlocks(body) {
		if !f.framed[body] {
			f.recoverer = f.recoveringLit(body)
		}
		if f.recoverer == nil {
			f.defers = f.unique("frame")
		}
		f.alwaysRecovers = slices.ContainsFunc(body.List, func(s ast.Stmt) bool { _, ok := s.(*ast.DeferStmt); return ok })
	}
	named := ft.Results != nil && len(ft.Results.List) > 0 && len(ft.Results.List[0].Names) > 0
	if f.sig.Results().Len() > 0 && (named || f.defers != "" || f.recoverer != nil || f.rangesOverFunc(body)) {
		f.results = make([]string, f.sig.Results().Len())
	}
}

// declareResults declares the variables of the results.
func (f *fn) declareResults(ft *ast.FuncType) {
	if f.results == nil {
		return
	}
	i := 0
	for _, field := range ft.Results.List {
		names := field.Names
		if len(names) == 0 {
			names = []*ast.Ident{ast.NewIdent("r")}
		}
		for _, id := range names {
			f.results[i] = f.unique(id.Name)
			if obj := f.info.Defs[id]; obj != nil {
				f.declared[obj] = f.results[i]
			}
			f.emit(varStmt(f.results[i], f.typ(f.sig.Results().At(i).Type()), nil))
			i++
		}
	}
}

// body lowers the statements of a function.
func (f *fn) body(body *ast.BlockStmt) {
	if f.defers == "" {
		f.stmts(body.List)
		if f.results != nil && !endsInReturn(*f.out) {
			f.emit(f.returnResults(body.Rbrace)) // unreachable, or the function has no results
		}
		if f.recoversOwn && !endsInReturn(*f.out) {
			f.emit(f.handout...)
		}
		return
	}
	f.emit(define(f.defers, call(selector(f.pkg("rt", body.Pos()), "NewFrame"))))
	inner := f.in(func() { f.stmts(body.List) })
	f.emit(exprStmt(call(selector(ident(f.defers, body.Pos()), "Run"), thunk(inner...))))
	if f.results != nil {
		f.emit(f.returnResults(body.Rbrace))
	}
}

func endsInReturn(list []ast.Stmt) bool {
	if len(list) == 0 {
		return false
	}
	_, ok := list[len(list)-1].(*ast.ReturnStmt)
	return ok
}

// returnResults returns the variables of the results.
func (f *fn) returnResults(pos token.Pos) ast.Stmt {
	ret := &ast.ReturnStmt{Return: pos}
	if f.recoverer != nil {
		return ret
	}
	for _, name := range f.results {
		ret.Results = append(ret.Results, ident(name, pos))
	}
	return ret
}

// isLeaf reports whether a declared function calls nothing that could call it again, and has no loops: then it takes no
// time worth a checkpoint. Loops in it have checkpoints of their own. Methods have one in any case: compiled code may
// call them without end, as io.ReadAll calls Read.
func (f *fn) isLeaf(body *ast.BlockStmt) bool {
	leaf := !f.jumps
	ast.Inspect(body, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok {
			tv := f.info.Types[c.Fun]
			_, isLit := ast.Unparen(c.Fun).(*ast.FuncLit) // whose calls come next
			leaf = leaf && (isLit || tv.IsType() || tv.IsBuiltin() || f.isClosedCall(c))
		}
		return leaf
	})
	return leaf
}

// isClosedCall reports whether a call is one of a compiled function that is given nothing of the session to call: no
// function, and no value with methods, as fmt.Sprint has.
func (f *fn) isClosedCall(c *ast.CallExpr) bool {
	obj := f.callee(ast.Unparen(c.Fun))
	if obj == nil || rt.IsSession(obj.Origin()) || rt.Erased(obj.Pkg()) {
		return false
	}
	sig := obj.Type().(*types.Signature)
	for v := range sig.Params().Variables() {
		switch v.Type().Underlying().(type) {
		case *types.Basic:
		default:
			return false
		}
	}
	return sig.Recv() == nil && sig.TypeParams().Len() == 0
}

// checkpoint is what stands at the head of functions and loops: a test of the flag that the session raises to
// interrupt.
func (f *fn) checkpoint(pos token.Pos) ast.Stmt {
	return &ast.IfStmt{If: pos, Cond: ident(rt.StopFlag, pos), Body: block(exprStmt(call(selector(f.pkg("rt", pos), "Checkpoint"), placeArg(pos))))}
}

// hasDefer reports whether a body defers calls itself (not in its literals).
func hasDefer(body ast.Node) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.DeferStmt:
			found = true
		}
		return !found
	})
	return found
}

// collectShared adds to shared the variables that outlive an iteration because a literal captures them or their
// address is taken.
func collectShared(info *types.Info, body ast.Node, shared map[types.Object]bool) {
	var lits []*ast.FuncLit
	ast.Inspect(body, func(n ast.Node) bool {
		if n == nil {
			return true
		}
		switch n := n.(type) {
		case *ast.FuncLit:
			lits = append(lits, n)
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				shareRoot(info, n.X, shared)
			}
		case *ast.SelectorExpr:
			shareRoot(info, n.X, shared) // a method with a pointer receiver takes the address
		case *ast.SliceExpr:
			shareRoot(info, n.X, shared)
		}
		return true
	})
	for _, lit := range lits {
		captured(info, lit, shared)
	}
}

// collectExposed adds to exposed the variables that a literal captures or whose address is taken.
func collectExposed(info *types.Info, body ast.Node, exposed map[types.Object]bool) {
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			captured(info, n, exposed)
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				exposeRoot(info, n.X, exposed)
			}
		case *ast.SelectorExpr:
			if s, ok := info.Selections[n]; ok && s.Kind() == types.MethodVal {
				exposeRoot(info, n.X, exposed) // the method may have a pointer receiver
			}
		case *ast.SliceExpr:
			if !refers(info.TypeOf(n.X)) { // of an array
				exposeRoot(info, n.X, exposed)
			}
		}
		return true
	})
}

// captured adds the variables that a literal captures, but for those that only literals in it do.
func captured(info *types.Info, lit *ast.FuncLit, set map[types.Object]bool) {
	ast.Inspect(lit, func(n ast.Node) bool {
		if inner, ok := n.(*ast.FuncLit); ok && inner != lit {
			return false
		}
		if id, ok := n.(*ast.Ident); ok {
			if v, ok := info.Uses[id].(*types.Var); ok && (v.Pos() < lit.Pos() || v.Pos() >= lit.End()) {
				set[v] = true
			}
		}
		return true
	})
}

// exposeRoot adds the variable of which e is a part; what a pointer or a slice leads to is no part.
func exposeRoot(info *types.Info, e ast.Expr, exposed map[types.Object]bool) {
	for {
		switch x := e.(type) {
		case *ast.ParenExpr:
			e = x.X
		case *ast.SelectorExpr:
			if refers(info.TypeOf(x.X)) {
				return
			}
			e = x.X
		case *ast.IndexExpr:
			if refers(info.TypeOf(x.X)) {
				return
			}
			e = x.X
		case *ast.Ident:
			if v, ok := info.Uses[x].(*types.Var); ok {
				exposed[v] = true
			}
			return
		default:
			return
		}
	}
}

// refers reports whether a value of type t leads to other variables and has none in it.
func refers(t types.Type) bool {
	if t == nil {
		return false
	}
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Slice, *types.Map, *types.Basic:
		return true
	}
	return false
}

func shareRoot(info *types.Info, e ast.Expr, shared map[types.Object]bool) {
	for {
		switch x := e.(type) {
		case *ast.ParenExpr:
			e = x.X
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.Ident:
			if v, ok := info.Uses[x].(*types.Var); ok {
				shared[v] = true
			}
			return
		default:
			return
		}
	}
}

// rangesOverFunc reports whether a body ranges over a function, whose body returns through variables.
func (f *fn) rangesOverFunc(body ast.Node) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.RangeStmt:
			if _, ok := f.typeOf(n.X).Underlying().(*types.Signature); ok {
				found = true
			}
		}
		return !found
	})
	return found
}
