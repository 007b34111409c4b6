package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

// Range over functions: the body becomes a literal that returns whether to go on. A statement that leaves the body
// for anywhere but the next iteration notes where to in a variable, and the code after the call goes there.

// escape is a range-over-func body being lowered: the ways out of it.
type escape struct {
	label string
	state string // name of the variable that says how the body was left
	over  string // name of the variable that says that no further iteration is allowed, and why
	body  *ast.BlockStmt
	exits []ast.Stmt
	kinds map[string]int
	outer *fn // the function around it, whose results a return sets
}

// rangeFunc lowers range over a function.
func (f *fn) rangeFunc(s *ast.RangeStmt, label string, sig *types.Signature) {
	yield := sig.Params().At(0).Type().Underlying().(*types.Signature)
	seq := f.temp(f.operand(s.X))
	esc := &escape{label: label, state: f.unique("exit"), over: f.unique("over"), body: s.Body, kinds: map[string]int{}, outer: f}
	f.emit(define(esc.state, num(0)), define(esc.over, num(0)))
	g := f.bodyFn(esc)
	names := make([]string, yield.Params().Len())
	for i := range names {
		names[i] = f.unique("v")
	}
	body := g.in(func() {
		g.emit(g.checkpoint(s.Body.Pos()), g.overCheck(esc, s.Body.Pos()))
		switch len(names) {
		case 1:
			g.bind(s, s.Key, ident(names[0], s.Pos()), yield.Params().At(0).Type())
		case 2:
			k, v := ident(names[0], s.Pos()), ident(names[1], s.Pos())
			g.bindBoth(s, k, v, yield.Params().At(0).Type(), yield.Params().At(1).Type())
		}
		g.stmts(s.Body.List)
		g.emit(&ast.ReturnStmt{Results: []ast.Expr{ident("true", s.Body.Rbrace)}})
	})
	f.emit(exprStmt(call(seq, funcLit(f.signature(yield, names), block(body...)))))
	f.emit(assign(ident(esc.over, s.Pos()), num(2)))
	f.emit(esc.exits...)
}

// overCheck is what the body of a range over a function begins with: the function must not go on when it was told to
// stop, or after the loop.
func (f *fn) overCheck(esc *escape, pos token.Pos) ast.Stmt {
	over := ident(esc.over, pos)
	return &ast.IfStmt{
		If: pos, Cond: &ast.BinaryExpr{X: over, OpPos: pos, Op: token.NEQ, Y: num(0)},
		Body: block(exprStmt(call(selector(f.pkg("rt", pos), "RangeOver"), over))),
	}
}

// bodyFn returns the state for lowering the body of a range over a function: it shares everything with f but where
// branches lead.
func (f *fn) bodyFn(esc *escape) *fn {
	g := *f
	g.loops = nil
	g.escapes = append(append([]*escape{}, f.escapes...), esc)
	return &g
}

// leave lowers a branch that leaves the innermost range-over-func body, and reports whether it did.
func (f *fn) leave(s *ast.BranchStmt, out *ast.BranchStmt) bool {
	if len(f.escapes) == 0 || s.Tok == token.FALLTHROUGH {
		return false
	}
	esc := f.escapes[len(f.escapes)-1]
	if s.Tok == token.GOTO && hasLabel(esc.body, s.Label.Name) || s.Label != nil && f.hasLoop(s.Label.Name) || s.Label == nil && f.inLoop(s.Tok) {
		return false
	}
	own := s.Tok != token.GOTO && (s.Label == nil || s.Label.Name == esc.label)
	switch {
	case own && s.Tok == token.CONTINUE:
		f.emit(f.goOn(true, s.Pos()))
	case own:
		f.emit(f.stopped(esc, s.Pos()), f.goOn(false, s.Pos()))
	default:
		f.exit(esc, s.Tok.String()+" "+s.Label.Name, s, func(outer *fn) { outer.branch(s) })
	}
	_ = out
	return true
}

// hasLabel reports whether a label stands in a body, not in the literals in it.
func hasLabel(body *ast.BlockStmt, name string) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.LabeledStmt:
			found = found || n.Label.Name == name
		}
		return !found
	})
	return found
}

// stopped notes that the body returns false.
func (f *fn) stopped(esc *escape, pos token.Pos) ast.Stmt {
	return assign(ident(esc.over, pos), num(1))
}

// inLoop reports whether an unlabelled branch is about a statement inside the body.
func (f *fn) inLoop(tok token.Token) bool {
	for _, l := range f.loops {
		if tok == token.BREAK || !l.breakOnly {
			return true
		}
	}
	return false
}

func (f *fn) hasLoop(label string) bool {
	for _, l := range f.loops {
		if l.label == label {
			return true
		}
	}
	return false
}

func (f *fn) goOn(more bool, pos token.Pos) ast.Stmt {
	name := "false"
	if more {
		name = "true"
	}
	return &ast.ReturnStmt{Return: pos, Results: []ast.Expr{ident(name, pos)}}
}

// exit leaves the body in the way called kind; then lowers what the code after the loop does.
func (f *fn) exit(esc *escape, kind string, s ast.Stmt, then func(outer *fn)) {
	n, known := esc.kinds[kind]
	if !known {
		n = len(esc.kinds) + 1
		esc.kinds[kind] = n
		outer := esc.outer
		list := outer.in(func() { then(outer) })
		cond := &ast.BinaryExpr{X: ident(esc.state, s.Pos()), Op: token.EQL, Y: num(n)}
		esc.exits = append(esc.exits, &ast.IfStmt{If: s.Pos(), Cond: cond, Body: block(list...)})
	}
	f.emit(assign(ident(esc.state, s.Pos()), num(n)), f.stopped(esc, s.Pos()), f.goOn(false, s.Pos()))
}

// leaveByReturn lowers a return inside a range-over-func body, and reports whether it stands in one.
func (f *fn) leaveByReturn(s *ast.ReturnStmt) bool {
	if len(f.escapes) == 0 {
		return false
	}
	esc := f.escapes[len(f.escapes)-1]
	if len(s.Results) > 0 {
		f.setResults(s)
	}
	f.exit(esc, "return", s, func(outer *fn) { outer.returnVariables(s) })
	return true
}

// returnVariables returns with the variables of the results as they are.
func (f *fn) returnVariables(s *ast.ReturnStmt) {
	switch {
	case len(f.escapes) > 0:
		esc := f.escapes[len(f.escapes)-1]
		f.exit(esc, "return", s, func(outer *fn) { outer.returnVariables(s) })
	case f.defers != "" || f.results == nil:
		f.emit(&ast.ReturnStmt{Return: s.Pos()})
	default:
		f.emit(f.returnResults(s.Pos()))
	}
}
