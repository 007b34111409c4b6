package lower

import (
	"go/ast"
	"go/token"
	"go/types"

	"goasync/eval/internal/rt"
)

// forStmt lowers the three-clause and the conditional loop. Variables that a closure may keep are copied for each
// iteration, as Go does since 1.22.
func (f *fn) forStmt(s *ast.ForStmt, label string) {
	list := f.in(func() {
		if s.Init != nil {
			f.stmt(s.Init)
		}
		copies := f.iterationVars(s.Init)
		out := &ast.ForStmt{For: s.For}
		l := &loop{label: label, step: f.copyBack(copies, s.Pos())}
		f.loops = append(f.loops, l)
		var cond ast.Expr
		var before []ast.Stmt
		if s.Cond != nil {
			before = f.in(func() { cond = f.condition(s.Cond) })
		}
		var post []ast.Stmt
		if s.Post != nil {
			post = f.in(func() { f.stmt(s.Post) })
		}
		simple := len(before) == 0 && len(post) <= 1
		if simple {
			out.Cond = cond
			if len(post) == 1 {
				out.Post = post[0]
			}
		} else if len(post) > 0 {
			l.step = append(l.step, post...)
		}
		body := f.in(func() {
			f.emit(f.checkpoint(s.Body.Pos()))
			if !simple && cond != nil {
				f.emit(before...)
				f.emit(&ast.IfStmt{Cond: &ast.UnaryExpr{Op: token.NOT, X: &ast.ParenExpr{X: cond}}, Body: block(&ast.BranchStmt{Tok: token.BREAK})})
			}
			f.enterIteration(copies, s.Pos())
			f.stmts(s.Body.List)
			f.emit(l.step...)
		})
		f.leaveIteration(copies)
		f.loops = f.loops[:len(f.loops)-1]
		out.Body = &ast.BlockStmt{Lbrace: s.Body.Lbrace, List: body, Rbrace: s.Body.Rbrace}
		f.emit(out)
	})
	if len(list) == 1 {
		f.emit(list[0])
		return
	}
	f.emit(block(list...))
}

// iterationVar is a loop variable with a copy for each iteration.
type iterationVar struct {
	obj         types.Object
	outer, copy string
}

func (f *fn) iterationVars(init ast.Stmt) []iterationVar {
	s, ok := init.(*ast.AssignStmt)
	if !ok || s.Tok != token.DEFINE {
		return nil
	}
	var out []iterationVar
	for _, e := range s.Lhs {
		if obj := f.info.Defs[e.(*ast.Ident)]; obj != nil && f.shared[obj] {
			out = append(out, iterationVar{obj, f.declared[obj], f.unique(obj.Name())})
		}
	}
	return out
}

func (f *fn) enterIteration(vars []iterationVar, pos token.Pos) {
	for _, v := range vars {
		f.emit(varStmt(v.copy, f.typ(f.env.apply(v.obj.Type())), ident(v.outer, pos)))
		f.declared[v.obj] = v.copy
	}
}

func (f *fn) leaveIteration(vars []iterationVar) {
	for _, v := range vars {
		f.declared[v.obj] = v.outer
	}
}

func (f *fn) copyBack(vars []iterationVar, pos token.Pos) []ast.Stmt {
	var out []ast.Stmt
	for _, v := range vars {
		out = append(out, assign(ident(v.outer, pos), ident(v.copy, pos)))
	}
	return out
}

// rangeStmt lowers range by what it ranges over.
func (f *fn) rangeStmt(s *ast.RangeStmt, label string) {
	t := f.typeOf(s.X)
	if p, ok := t.Underlying().(*types.Pointer); ok {
		f.rangeArrayPointer(s, label, p.Elem().Underlying().(*types.Array))
		return
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		if u.Info()&types.IsInteger != 0 {
			f.rangeInt(s, label)
			return
		}
		f.rangeString(s, label)
	case *types.Slice:
		f.rangeNative(s, label, types.Typ[types.Int], u.Elem())
	case *types.Array:
		if s.Value == nil || f.isBlank(s.Value) {
			f.rangeArrayPointer(s, label, u)
			return
		}
		f.rangeNative(s, label, types.Typ[types.Int], u.Elem())
	case *types.Map:
		f.rangeNative(s, label, u.Key(), u.Elem())
	case *types.Chan:
		f.rangeChan(s, label, u.Elem())
	case *types.Signature:
		f.rangeFunc(s, label, u)
	default:
		refuse(s.Pos(), "cannot range over %s yet", t)
	}
}

// loopBody lowers the body of a range loop whose values come in the given variables.
func (f *fn) loopBody(s *ast.RangeStmt, l *loop, before func()) *ast.BlockStmt {
	f.loops = append(f.loops, l)
	list := f.in(func() {
		f.emit(f.checkpoint(s.Body.Pos()))
		before()
		f.stmts(s.Body.List)
		f.emit(l.step...)
	})
	f.loops = f.loops[:len(f.loops)-1]
	return &ast.BlockStmt{Lbrace: s.Body.Lbrace, List: list, Rbrace: s.Body.Rbrace}
}

// bind gives the variable e of a range loop the value x of type t.
func (f *fn) bind(s *ast.RangeStmt, e ast.Expr, x ast.Expr, t types.Type) {
	if e == nil || f.isBlank(e) {
		return
	}
	if s.Tok == token.DEFINE {
		id := e.(*ast.Ident)
		obj := f.info.Defs[id].(*types.Var)
		if name, ok := x.(*ast.Ident); ok && !f.shared[obj] && !assigns(f.info, s.Body, obj) && types.Identical(t, f.env.apply(obj.Type())) {
			f.declared[obj] = name.Name // no need for a copy
			return
		}
		f.emit(varStmt(f.local(obj), f.typ(f.env.apply(obj.Type())), x))
		return
	}
	f.emit(assign(f.place(e), f.convert(x, t, f.typeOf(e))))
}

// assigns reports whether a body assigns to a variable.
func assigns(info *types.Info, body ast.Node, obj types.Object) bool {
	found := false
	is := func(e ast.Expr) {
		if id, ok := ast.Unparen(e).(*ast.Ident); ok && info.Uses[id] == obj {
			found = true
		}
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, e := range n.Lhs {
				is(e)
			}
		case *ast.IncDecStmt:
			is(n.X)
		case *ast.RangeStmt:
			is(n.Key)
			is(n.Value)
		}
		return !found
	})
	return found
}

// bindBoth gives both variables of a range loop their values. Which variables they are is settled before the first is
// assigned.
func (f *fn) bindBoth(s *ast.RangeStmt, k, v ast.Expr, key, value types.Type) {
	if s.Tok == token.DEFINE || s.Key == nil || s.Value == nil || f.isBlank(s.Key) || f.isBlank(s.Value) {
		f.bind(s, s.Key, k, key)
		f.bind(s, s.Value, v, value)
		return
	}
	x, y := f.settledAmong(s.Key), f.settledAmong(s.Value)
	f.emit(assign(x, f.convert(k, key, f.typeOf(s.Key))), assign(y, f.convert(v, value, f.typeOf(s.Value))))
}

// rangeInt lowers range over an integer.
func (f *fn) rangeInt(s *ast.RangeStmt, label string) {
	t := f.typeOf(s.X)
	if s.Key != nil && !f.isBlank(s.Key) {
		t = f.typeOf(s.Key)
	}
	if b, ok := t.(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
		t = types.Default(t)
	}
	n, i := f.unique("n"), f.unique("i")
	limit := f.expr(s.X)
	if isLit(limit) || f.info.Types[s.X].Value != nil {
		limit = f.constant(f.info.Types[s.X].Value, t, s.X.Pos())
	}
	list := []ast.Stmt{varStmt(n, f.typ(t), limit), varStmt(i, f.typ(t), nil)}
	body := f.loopBody(s, &loop{label: label}, func() { f.bind(s, s.Key, ident(i, s.Pos()), t) })
	one := f.constant(constantInt(1), t, s.Pos())
	loop := &ast.ForStmt{
		For:  s.For,
		Cond: &ast.BinaryExpr{X: ident(i, s.Pos()), Op: token.LSS, Y: ident(n, s.Pos())},
		Post: assign(ident(i, s.Pos()), &ast.BinaryExpr{X: ident(i, s.Pos()), Op: token.ADD, Y: one}),
		Body: body,
	}
	f.emit(block(append(list, loop)...))
}

// rangeArrayPointer lowers range over a pointer to an array, and range over the indices of an array: a loop over
// integers. Without a second variable the operand is evaluated only if it has effects, and the pointer may be nil.
func (f *fn) rangeArrayPointer(s *ast.RangeStmt, label string, array *types.Array) {
	withValue := s.Value != nil && !f.isBlank(s.Value)
	f.inBlock(func() {
		var p ast.Expr
		if withValue || !f.isCallFree(s.X) {
			p = f.temp(f.expr(s.X))
		}
		n, i := f.constant(constantInt(array.Len()), types.Typ[types.Int], s.X.Pos()), f.unique("i")
		f.emit(varStmt(i, ident("int", s.Pos()), nil))
		index := ident(i, s.Pos())
		body := f.loopBody(s, &loop{label: label}, func() {
			if !withValue {
				f.bind(s, s.Key, index, types.Typ[types.Int])
				return
			}
			x := &ast.IndexExpr{X: &ast.ParenExpr{X: &ast.StarExpr{Star: s.Pos(), X: p}}, Index: index}
			f.bindBoth(s, index, x, types.Typ[types.Int], array.Elem())
		})
		f.emit(&ast.ForStmt{
			For:  s.For,
			Cond: &ast.BinaryExpr{X: index, Op: token.LSS, Y: n},
			Post: assign(index, &ast.BinaryExpr{X: index, Op: token.ADD, Y: num(1)}),
			Body: body,
		})
	})
}

// rangeString lowers range over a string: the run-time support splits it.
func (f *fn) rangeString(s *ast.RangeStmt, label string) {
	withKey, withValue := s.Key != nil && !f.isBlank(s.Key), s.Value != nil && !f.isBlank(s.Value)
	x := f.operand(s.X)
	list, name := ident(f.unique("t"), s.Pos()), f.unique("v")
	k := ident(f.unique("k"), s.Pos())
	v := ident(name, s.Pos())
	fun := func(name string) ast.Expr { return call(selector(f.pkg("rt", s.Pos()), name), x) }
	var offset ast.Expr
	switch {
	case withKey && withValue:
		offsets := ident(f.unique("t"), s.Pos())
		f.emit(assignAll([]ast.Expr{list, offsets}, token.DEFINE, fun("RunesAt")))
		offset = &ast.IndexExpr{X: offsets, Index: k}
	case withValue:
		f.emit(define(list.Name, fun("Runes")))
	default:
		f.emit(define(list.Name, fun("Offsets")))
		offset = v
	}
	out := &ast.RangeStmt{For: s.For, Tok: token.DEFINE, TokPos: s.TokPos, X: list, Key: k, Value: v}
	out.Body = f.loopBody(s, &loop{label: label}, func() {
		f.bindBoth(s, offset, v, types.Typ[types.Int], types.Typ[types.Rune])
	})
	f.emit(out)
}

// rangeNative lowers range over slices, arrays and maps to the interpreter's own loop with fresh variables.
func (f *fn) rangeNative(s *ast.RangeStmt, label string, key, value types.Type) {
	t := f.typeOf(s.X)
	x := f.operand(s.X)
	_, isMap := t.Underlying().(*types.Map)
	if _, isPlace := f.places[x]; isPlace || !isMap && !f.stable(x) {
		x = f.temp(x)
	}
	k, v := ident("_", s.Pos()), ident("_", s.Pos())
	if s.Key != nil && !f.isBlank(s.Key) {
		k = ident(f.unique("k"), s.Pos())
	}
	if s.Value != nil && !f.isBlank(s.Value) {
		v = ident(f.unique("v"), s.Pos())
	}
	var elem ast.Expr = v
	if _, isChan := value.Underlying().(*types.Chan); isChan && v.Name != "_" { // the interpreter would range over the element
		if k.Name == "_" {
			k = ident(f.unique("k"), s.Pos())
		}
		if !f.stable(x) {
			x = f.temp(x)
		}
		v = ident("_", s.Pos())
		elem = &ast.IndexExpr{X: x, Index: k}
	}
	out := &ast.RangeStmt{For: s.For, Tok: token.DEFINE, TokPos: s.TokPos, X: x}
	if k.Name != "_" || v.Name != "_" {
		out.Key = k
		if v.Name != "_" {
			out.Value = v
		}
	} else {
		out.Key = ident(f.unique("k"), s.Pos()) // the interpreter wants one
	}
	out.Body = f.loopBody(s, &loop{label: label}, func() {
		f.bindBoth(s, k, elem, key, value)
	})
	f.emit(out)
}

// rangeChan lowers range over a channel to receives that an interrupt can end. A variable that no closure keeps is the
// same in all iterations.
func (f *fn) rangeChan(s *ast.RangeStmt, label string, elem types.Type) {
	t := f.typeOf(s.X)
	ch := f.temp(f.operand(s.X))
	v, more := ident(f.unique("v"), s.Pos()), ident(f.unique("more"), s.Pos())
	f.emit(varStmt(v.Name, f.typ(elem), nil), varStmt(more.Name, ident("bool", s.Pos()), nil))
	body := f.loopBody(s, &loop{label: label}, func() {
		recv := call(f.helper(s.Pos(), rt.Helper{Kind: rt.RecvOK, From: f.underType(t)}), ch)
		f.emit(f.take(s.X, ch, v, more, assignAll([]ast.Expr{v, more}, token.ASSIGN, recv)))
		f.emit(&ast.IfStmt{Cond: &ast.UnaryExpr{Op: token.NOT, X: more}, Body: block(&ast.BranchStmt{Tok: token.BREAK})})
		f.bind(s, s.Key, v, elem)
	})
	f.emit(&ast.ForStmt{For: s.For, Body: body})
}
