package check

import (
	"go/ast"
	"go/token"
	"strconv"

	"goasync/eval/diag"
	"goasync/eval/syntax"
)

// hidden is the name by which generated code knows the asyncio package. No
// cell can declare it by accident.
const hidden = "__asyncio"

// probes is the name of the package of functions that stand for constructs
// while their types are not known yet.
const probes = "__probe"

// A place is what surrounds an await, as far as syntax tells.
type place int

const (
	inExpr   place = iota // one value, whatever it is
	inAssign              // assigned to one variable, or returned beside others
	inTuple               // two values
)

// A site is an await and what is known of it.
type site struct {
	call  *ast.CallExpr // the function's name is changed with the form
	place place
	form  AwaitForm
}

// A function is the innermost function around a node.
type function struct {
	results int  // number of results of what was written
	errOnly bool // its result is an error
	async   bool
	params  []*ast.Ident

	typ       *ast.FuncType // as written; nil for the top level
	body      *ast.BlockStmt
	generator bool
}

// A desugarer rewrites the dialect of one cell to plain Go, as far as no types are needed.
type desugarer struct {
	cell   *syntax.Cell
	sites  []*site
	places map[ast.Expr]place // of awaits, by their unary expression
	lits   map[*ast.FuncLit]string
	withs  []*block
	async  []*asyncSite
	fors   map[*ast.RangeStmt]bool
	fn     *function
	moved  []string // parameters that were renamed
	used   bool     // something of the dialect was found
	errs   []*diag.Error
}

// An asyncSite is an async function before its types are known.
type asyncSite struct {
	decl        *ast.FuncDecl
	lit         *ast.FuncLit
	name        string
	body        *ast.FuncLit
	make        *ast.CallExpr
	value       ast.Expr
	hasValue    bool
	hasErr      bool
	isGenerator bool
}

// A block is an async with, presented as { x := probe.Enter(cm); body } until its types are known.
type block struct {
	stmt  *ast.BlockStmt
	enter *ast.CallExpr
	name  *ast.Ident // nil without a variable
	tok   token.Token
	body  []ast.Stmt
	fn    *function
	pos   token.Pos
}

// desugar rewrites the cell.
func desugar(cell *syntax.Cell) *desugarer {
	d := &desugarer{
		cell: cell, places: map[ast.Expr]place{}, lits: map[*ast.FuncLit]string{},
		fors: map[*ast.RangeStmt]bool{}, fn: &function{async: true},
	}
	r := &rewriter{expr: d.expr, stmt: d.stmt}
	r.enter = func(fn ast.Node) bool { d.function(r, fn); return true }
	for _, decl := range cell.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			d.function(r, decl)
		case *ast.GenDecl:
			for _, s := range decl.Specs {
				r.spec(s)
			}
		}
	}
	d.findPlaces(cell.Stmts)
	r.stmts(cell.Stmts)
	return d
}

// function desugars a function, declared or literal.
func (d *desugarer) function(r *rewriter, fn ast.Node) {
	typ, body := signature(fn)
	if body == nil {
		return
	}
	outer := d.fn
	d.fn = newFunction(typ, d.cell.Async[fn])
	if decl, ok := fn.(*ast.FuncDecl); ok {
		d.fn.params = paramIdents(decl.Recv, typ.Params)
	}
	d.fn.typ, d.fn.body, d.fn.generator = typ, body, d.cell.Generator[fn]
	if d.fn.generator {
		d.fn.results = 0
	}
	d.findPlaces(body.List)
	r.block(body)
	if d.fn.async {
		d.moveParams(body)
		d.makeAsync(fn, typ, body)
	}
	d.fn = outer
}

// signature returns the type and body of a declared or literal function.
func signature(fn ast.Node) (*ast.FuncType, *ast.BlockStmt) {
	switch fn := fn.(type) {
	case *ast.FuncDecl:
		return fn.Type, fn.Body
	case *ast.FuncLit:
		return fn.Type, fn.Body
	}
	return nil, nil
}

// newFunction describes a function by its type.
func newFunction(typ *ast.FuncType, async bool) *function {
	f := &function{results: typ.Results.NumFields(), async: async, params: paramIdents(typ.Params)}
	f.errOnly = f.results == 1 && isErrorName(typ.Results.List[0].Type)
	return f
}

// errorf reports an error over a node.
func (d *desugarer) errorf(n ast.Node, code diag.Code, msg string) {
	fset := d.cell.Fset
	d.errs = append(d.errs, &diag.Error{Pos: fset.Position(n.Pos()), End: fset.Position(n.End()), Code: code, Msg: msg})
}

// isErrorName reports whether a type is written error.
func isErrorName(x ast.Expr) bool {
	id, ok := ast.Unparen(x).(*ast.Ident)
	return ok && id.Name == "error"
}

// findPlaces notes the awaits, of the statements of one function, whose form follows from where they stand.
func (d *desugarer) findPlaces(list []ast.Stmt) {
	for _, s := range list {
		ast.Inspect(s, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				d.nameLit(n, "")
				return false
			case *ast.AssignStmt:
				d.assigned(n.Lhs, n.Rhs)
			case *ast.ValueSpec:
				names := make([]ast.Expr, len(n.Names))
				for i, id := range n.Names {
					names[i] = id
				}
				d.assigned(names, n.Values)
			case *ast.ReturnStmt:
				d.returned(n.Results)
			}
			return true
		})
	}
}

// assigned notes awaits on the right of an assignment.
func (d *desugarer) assigned(lhs, rhs []ast.Expr) {
	for i, x := range rhs {
		p := inAssign
		if len(rhs) == 1 && len(lhs) == 2 {
			p = inTuple
		}
		d.places[ast.Unparen(x)] = p
		if lit, ok := ast.Unparen(x).(*ast.FuncLit); ok && i < len(lhs) {
			if id, ok := lhs[i].(*ast.Ident); ok {
				d.nameLit(lit, id.Name)
			}
		}
	}
}

// nameLit names a literal, by the first name that is given.
func (d *desugarer) nameLit(lit *ast.FuncLit, name string) {
	if d.lits[lit] == "" {
		d.lits[lit] = name
	}
}

// returned notes awaits among the results of a return.
func (d *desugarer) returned(results []ast.Expr) {
	for i, x := range results {
		switch {
		case len(results) == 1 && d.fn.results == 2:
			d.places[ast.Unparen(x)] = inTuple
		case len(results) > 1 || d.fn.errOnly:
			_ = i
			d.places[ast.Unparen(x)] = inAssign
		}
	}
}

// expr rewrites await.
func (d *desugarer) expr(x ast.Expr) ast.Expr {
	u, ok := x.(*ast.UnaryExpr)
	if !ok || !d.cell.Await[u] {
		return x
	}
	d.used = true
	s := &site{place: d.places[u]}
	s.call = call("MustAwait", u.OpPos, u.X.End(), u.X)
	if s.place == inTuple {
		s.setForm(AwaitBoth)
	}
	d.sites = append(d.sites, s)
	return s.call
}

// setForm makes the call the one of that form.
func (s *site) setForm(form AwaitForm) {
	s.form = form
	s.call.Fun.(*ast.SelectorExpr).Sel.Name = [...]string{"MustAwait", "Await", "AwaitErr"}[form]
}

// stmt rewrites yield, async for and async with.
func (d *desugarer) stmt(s ast.Stmt) ast.Stmt {
	switch s := s.(type) {
	case *ast.SendStmt:
		if d.cell.Yield[s] {
			d.used = true
			fun := &ast.Ident{NamePos: s.Chan.Pos(), Name: "yield"}
			return &ast.ExprStmt{X: &ast.CallExpr{Fun: fun, Lparen: fun.End(), Args: []ast.Expr{s.Value}, Rparen: s.Value.End() - 1}}
		}
	case *ast.RangeStmt:
		if d.cell.AsyncFor[s] {
			d.used = true
			d.fors[s] = true
			s.X = call("Each", s.X.Pos(), s.X.End(), s.X)
		}
		if d.cell.AsyncWith[s] {
			d.used = true
			return d.with(s)
		}
	}
	return s
}

// with presents an async with as a block.
func (d *desugarer) with(s *ast.RangeStmt) ast.Stmt {
	b := &block{pos: s.For, body: s.Body.List, fn: d.fn, tok: s.Tok}
	b.enter = call("Enter", s.X.Pos(), s.X.End(), s.X)
	b.enter.Fun.(*ast.SelectorExpr).X.(*ast.Ident).Name = probes
	var head ast.Stmt = &ast.ExprStmt{X: b.enter}
	if id, ok := s.Key.(*ast.Ident); ok {
		b.name = id
		head = &ast.AssignStmt{Lhs: []ast.Expr{id}, TokPos: s.TokPos, Tok: s.Tok, Rhs: []ast.Expr{b.enter}}
	}
	b.stmt = &ast.BlockStmt{Lbrace: s.For, List: append([]ast.Stmt{head}, b.body...), Rbrace: s.Body.Rbrace}
	d.withs = append(d.withs, b)
	return b.stmt
}

// call makes a call of a function of asyncio that spans a range of the cell.
func call(name string, pos, end token.Pos, args ...ast.Expr) *ast.CallExpr {
	return &ast.CallExpr{Fun: ref(name, pos), Lparen: pos, Args: args, Rparen: end - 1}
}

// ref makes a reference to a name of asyncio.
func ref(name string, pos token.Pos) *ast.SelectorExpr {
	return &ast.SelectorExpr{X: &ast.Ident{NamePos: pos, Name: hidden}, Sel: &ast.Ident{NamePos: pos, Name: name}}
}

// makeAsync turns an async function into a plain one that returns a coroutine, or a generator.
func (d *desugarer) makeAsync(fn ast.Node, typ *ast.FuncType, body *ast.BlockStmt) {
	d.used = true
	a := &asyncSite{name: d.asyncName(fn), isGenerator: d.cell.Generator[fn]}
	inner := &ast.FuncType{Func: typ.Func, Params: &ast.FieldList{Opening: typ.Params.Opening, Closing: typ.Params.Opening}, Results: typ.Results}
	results, constructor := typ.Results, ""
	if a.isGenerator {
		constructor = "NewAsyncGenerator"
		a.value, a.hasValue = syntax.GeneratorElem(typ), true
		inner.Results = nil
		inner.Params = &ast.FieldList{Opening: body.Lbrace, Closing: body.Lbrace, List: []*ast.Field{{
			Names: []*ast.Ident{{NamePos: body.Lbrace, Name: "yield"}},
			Type:  &ast.FuncType{Func: body.Lbrace, Params: &ast.FieldList{Opening: body.Lbrace, List: []*ast.Field{{Type: a.value}}, Closing: body.Lbrace}},
		}}}
	} else {
		constructor = a.constructor(typ)
		results = coroutineResult(typ, a.value)
	}
	a.body = &ast.FuncLit{Type: inner, Body: body}
	name := &ast.BasicLit{ValuePos: body.Lbrace, Kind: token.STRING, Value: strconv.Quote(a.name)}
	a.make = call(constructor, body.Lbrace, body.Rbrace, name, a.body)
	outer := &ast.FuncType{Func: typ.Func, TypeParams: typ.TypeParams, Params: typ.Params, Results: results}
	block := &ast.BlockStmt{Lbrace: body.Lbrace, List: []ast.Stmt{&ast.ReturnStmt{Return: body.Lbrace, Results: []ast.Expr{a.make}}}, Rbrace: body.Rbrace}
	switch fn := fn.(type) {
	case *ast.FuncDecl:
		fn.Type, fn.Body, a.decl = outer, block, fn
	case *ast.FuncLit:
		fn.Type, fn.Body, a.lit = outer, block, fn
	}
	d.async = append(d.async, a)
}

// constructor sorts the results of an async function and names what makes its coroutine.
func (a *asyncSite) constructor(typ *ast.FuncType) string {
	switch n := typ.Results.NumFields(); {
	case n == 0:
		return "NewCoroutineVoid"
	case n == 1 && isErrorName(typ.Results.List[0].Type):
		a.hasErr = true
		return "NewCoroutineErr"
	case n == 1:
		a.value, a.hasValue = typ.Results.List[0].Type, true
		return "NewCoroutineValue"
	}
	a.value, a.hasValue, a.hasErr = typ.Results.List[0].Type, true, true
	return "NewCoroutine"
}

// coroutineResult makes the result list *asyncio.Coroutine[value].
func coroutineResult(typ *ast.FuncType, value ast.Expr) *ast.FieldList {
	pos, end := typ.Params.End()-1, typ.Params.End()
	if typ.Results != nil {
		pos, end = typ.Results.Pos(), typ.Results.End()
	}
	if value == nil {
		value = ref("None", pos)
	}
	star := &ast.StarExpr{Star: pos, X: &ast.IndexExpr{X: ref("Coroutine", pos), Lbrack: pos, Index: value, Rbrack: end - 1}}
	return &ast.FieldList{Opening: pos, List: []*ast.Field{{Type: star}}, Closing: end - 1}
}

// asyncName is the name that warnings and representations give the coroutine.
func (d *desugarer) asyncName(fn ast.Node) string {
	switch fn := fn.(type) {
	case *ast.FuncLit:
		if name := d.lits[fn]; name != "" {
			return name
		}
		return "func"
	case *ast.FuncDecl:
		if fn.Recv == nil || len(fn.Recv.List) == 0 {
			return fn.Name.Name
		}
		if base := receiverBase(fn.Recv.List[0].Type); base != nil {
			return base.Name + "." + fn.Name.Name
		}
		return fn.Name.Name
	}
	return ""
}

// receiverBase returns the type's name in a receiver.
func receiverBase(x ast.Expr) *ast.Ident {
	for {
		switch y := x.(type) {
		case *ast.ParenExpr:
			x = y.X
		case *ast.StarExpr:
			x = y.X
		case *ast.IndexExpr:
			x = y.X
		case *ast.IndexListExpr:
			x = y.X
		case *ast.Ident:
			return y
		default:
			return nil
		}
	}
}
