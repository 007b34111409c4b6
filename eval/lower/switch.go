package lower

import (
	"go/ast"
	"go/token"
	"go/types"

	"goasync/eval/internal/rt"
)

// switchStmt lowers an expression switch to one without a tag, whose cases are plain conditions.
func (f *fn) switchStmt(s *ast.SwitchStmt, label string) {
	f.inBlock(func() {
		if s.Init != nil {
			f.stmt(s.Init)
		}
		var tag ast.Expr
		var tagType types.Type
		if s.Tag != nil {
			tagType = f.typeOf(s.Tag)
			if b, ok := tagType.(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
				tagType = types.Default(tagType)
			}
			tag = f.temp(f.typed(f.expr(s.Tag), tagType))
		}
		out := &ast.SwitchStmt{Switch: s.Switch, Body: &ast.BlockStmt{Lbrace: s.Body.Lbrace, Rbrace: s.Body.Rbrace}}
		f.clauses(s.Body, out, func(e ast.Expr) ast.Expr { return f.caseCondition(e, tag, tagType) }, label)
		f.emit(out)
	})
}

// typed gives a constant operand the type it has.
func (f *fn) typed(x ast.Expr, t types.Type) ast.Expr {
	if isLit(x) {
		return call(f.conversionType(t), x)
	}
	return x
}

// inBlock lowers to one statement, or to a block of several.
func (f *fn) inBlock(body func()) {
	list := f.in(body)
	if len(list) == 1 {
		f.emit(list[0])
		return
	}
	f.emit(block(list...))
}

// clauses lowers the cases of a switch.
func (f *fn) clauses(body *ast.BlockStmt, out *ast.SwitchStmt, cond func(ast.Expr) ast.Expr, label string) {
	conds := make([]ast.Expr, len(body.List)) // nil for the default
	for i, c := range body.List {
		for _, e := range c.(*ast.CaseClause).List {
			x := cond(e)
			if conds[i] == nil {
				conds[i] = x
			} else {
				conds[i] = &ast.BinaryExpr{X: paren(conds[i]), OpPos: e.Pos(), Op: token.LOR, Y: paren(x)}
			}
		}
	}
	if fallsPastDefault(body) {
		f.numbered(conds, body.Pos())
	}
	f.loops = append(f.loops, &loop{label: label, breakOnly: true})
	defer func() { f.loops = f.loops[:len(f.loops)-1] }()
	for i, c := range body.List {
		clause := c.(*ast.CaseClause)
		var list []ast.Expr
		if conds[i] != nil {
			list = []ast.Expr{conds[i]}
		}
		stmts := f.in(func() { f.stmts(clause.Body) })
		out.Body.List = append(out.Body.List, &ast.CaseClause{Case: clause.Case, List: list, Colon: clause.Colon, Body: labelsInBlock(stmts)})
	}
}

// labelsInBlock puts the statements of a case in a block where one has a label: the interpreter looks for labels in blocks
// only. What ends the case by falling through stays outside.
func labelsInBlock(list []ast.Stmt) []ast.Stmt {
	for _, s := range list {
		if _, ok := s.(*ast.LabeledStmt); !ok {
			continue
		}
		if b, ok := list[len(list)-1].(*ast.BranchStmt); ok && b.Tok == token.FALLTHROUGH {
			return []ast.Stmt{block(list[:len(list)-1]...), b}
		}
		return []ast.Stmt{block(list...)}
	}
	return list
}

// fallsPastDefault reports whether a switch has a fallthrough and a default that is not its last case: the interpreter
// moves the default to the end.
func fallsPastDefault(body *ast.BlockStmt) bool {
	inside, falls := false, false
	for i, c := range body.List {
		clause := c.(*ast.CaseClause)
		inside = inside || clause.List == nil && i < len(body.List)-1
		if n := len(clause.Body); n > 0 {
			b, ok := clause.Body[n-1].(*ast.BranchStmt)
			falls = falls || ok && b.Tok == token.FALLTHROUGH
		}
	}
	return inside && falls
}

// numbered finds out which case is meant before the cases, and replaces their conditions by comparisons with that.
func (f *fn) numbered(conds []ast.Expr, pos token.Pos) {
	which := f.unique("which")
	f.emit(varStmt(which, ident("int", pos), nil))
	choose := &ast.SwitchStmt{Switch: pos, Body: &ast.BlockStmt{Lbrace: pos}}
	for i, cond := range conds {
		var list []ast.Expr
		if cond != nil {
			list = []ast.Expr{cond}
		}
		set := []ast.Stmt{assign(ident(which, pos), num(i))}
		choose.Body.List = append(choose.Body.List, &ast.CaseClause{Case: pos, List: list, Colon: pos, Body: set})
		conds[i] = &ast.BinaryExpr{X: ident(which, pos), OpPos: pos, Op: token.EQL, Y: num(i)}
	}
	f.emit(choose)
}

// caseCondition lowers a case to a condition. Statements that it needs go into a literal, since no other case may be
// evaluated when one before it matches.
func (f *fn) caseCondition(e ast.Expr, tag ast.Expr, tagType types.Type) ast.Expr {
	var x ast.Expr
	stmts := f.in(func() {
		if tag == nil {
			if x = f.expr(e); types.IsInterface(f.typeOf(e)) {
				h := rt.Helper{Kind: rt.Equal, From: emptyInterface}
				x = call(f.helper(e.Pos(), h), f.convert(x, f.typeOf(e), emptyInterface), ident("true", e.Pos()))
			}
			return
		}
		x = f.equal(tag, tagType, e)
	})
	if len(stmts) == 0 {
		return x
	}
	return f.closure(types.Typ[types.Bool], append(stmts, &ast.ReturnStmt{Results: []ast.Expr{x}}))
}

// equal lowers tag == e for a tag that is lowered already.
func (f *fn) equal(tag ast.Expr, t types.Type, e ast.Expr) ast.Expr {
	et := f.typeOf(e)
	if f.isNil(e) {
		return &ast.BinaryExpr{X: f.under(tag, t), OpPos: e.Pos(), Op: token.EQL, Y: ident("nil", e.Pos())}
	}
	_, isChan := t.Underlying().(*types.Chan)
	if !types.IsInterface(t) && !types.IsInterface(et) && !f.hasInterface(t) && !isChan {
		return &ast.BinaryExpr{X: tag, OpPos: e.Pos(), Op: token.EQL, Y: paren(f.expr(e))}
	}
	common := t
	if a, ok := t.Underlying().(*types.Chan); ok && !types.IsInterface(et) {
		if a.Dir() == types.SendRecv {
			common = et
		}
		return &ast.BinaryExpr{X: paren(f.convert(tag, t, common)), OpPos: e.Pos(), Op: token.EQL, Y: paren(f.exprTo(e, common))}
	}
	if types.IsInterface(t) || types.IsInterface(et) {
		common = emptyInterface
	}
	return call(f.helper(e.Pos(), rt.Helper{Kind: rt.Equal, From: common}), f.convert(tag, t, common), f.exprTo(e, common))
}
