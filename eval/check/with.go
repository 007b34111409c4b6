package check

import (
	"fmt"
	"go/ast"
	"go/token"
	"strconv"

	"goasync/eval/diag"
)

// While types are found out, an async with is a block { x := Enter(cm); body },
// which has Go's rules for scopes, jumps and terminating statements as they
// are wanted. With the types known it becomes
//
//	__err1 := asyncio.With(cm, func(x T) error { body; return nil })
//	asyncio.MustErr(__err1)
//
// and what leaves the body goes by way of a variable: break becomes
// `__exit1 = 2; return nil`, followed by `if __exit1 == 2 { break }` behind the call.
// A return whose error is not nil leaves the body as that failure, and the
// function, unless the manager swallows it.

// How a body was left.
const (
	exitReturn  = 1 // by return, without an error
	exitFailure = 2 // by return with an error
	exitJump    = 3 // the first of its break, continue and goto statements
)

// expand gives the async withs of the cell their final form and checks it.
func (c *checker) expand() diag.List {
	if len(c.withs) == 0 {
		return nil
	}
	for _, name := range []string{"error", "nil", "new"} {
		if c.w.pkg.Scope().Lookup(name) != nil || c.w.objects[name] != nil {
			return diag.List{{Pos: c.position(c.withs[0].pos), Code: diag.Unsupported, SourceLine: lineOf(c.cell.Src, c.position(c.withs[0].pos).Line),
				Msg: "async with needs Go's own " + name + ", and the session declares another"}}
		}
	}
	c.withCalls = map[*ast.CallExpr]bool{}
	tails := c.tails()
	for i, b := range c.withs { // inner ones come first
		x := &expansion{checker: c, block: b, id: strconv.Itoa(i + 1), tail: tails[b.stmt]}
		if err := x.run(); err != nil {
			return diag.List{err}
		}
	}
	c.hoistDefers()
	c.round()
	list := c.diagnostics()
	for _, e := range list {
		e.Code, e.Msg = diag.Internal, "async with: "+e.Msg
	}
	return list
}

// An expansion is the rewriting of one async with.
type expansion struct {
	*checker
	*block
	id    string
	tail  bool // the function ends with it
	jumps []*ast.BranchStmt
	exits bool // a return leaves it
}

// run rewrites the block.
func (x *expansion) run() *diag.Error {
	typ, ok := x.typeExpr(x.typeOf(x.enter), x.pos)
	if !ok {
		return &diag.Error{Pos: x.position(x.pos), Code: diag.Unsupported,
			Msg: fmt.Sprintf("async with cannot bind a value of type %s", x.typeOf(x.enter))}
	}
	body := &ast.BlockStmt{Lbrace: x.stmt.Lbrace, List: x.stmt.List[1:], Rbrace: x.stmt.Rbrace}
	x.leave(body)
	if !terminates(body.List) {
		body.List = append(body.List, x.returnStmt(x.id0("nil")))
	}
	param := &ast.Ident{NamePos: x.pos, Name: "_"}
	switch {
	case x.name != nil && x.tok == token.DEFINE:
		param = x.name
	case x.name != nil:
		param.Name = "__with" + x.id
		head := &ast.AssignStmt{Lhs: []ast.Expr{x.name}, TokPos: x.pos, Tok: token.ASSIGN, Rhs: []ast.Expr{x.id0(param.Name)}}
		body.List = append([]ast.Stmt{head}, body.List...)
	}
	lit := &ast.FuncLit{Body: body, Type: &ast.FuncType{Func: x.pos, Params: &ast.FieldList{Opening: x.pos, Closing: x.pos,
		List: []*ast.Field{{Names: []*ast.Ident{param}, Type: typ}}},
		Results: &ast.FieldList{List: []*ast.Field{{Type: x.id0("error")}}}}}
	with := call("With", x.pos, x.stmt.End(), x.enter.Args[0], lit)
	x.withCalls[with] = true
	x.stmt.List = x.around(with)
	return nil
}

// id0 makes an identifier at the statement's place.
func (x *expansion) id0(name string) *ast.Ident { return &ast.Ident{NamePos: x.pos, Name: name} }

func (x *expansion) returnStmt(results ...ast.Expr) ast.Stmt {
	return &ast.ReturnStmt{Return: x.pos, Results: results}
}

// assign makes `name = value`, or with DEFINE a declaration.
func (x *expansion) assign(tok token.Token, name string, value ast.Expr) ast.Stmt {
	return &ast.AssignStmt{Lhs: []ast.Expr{x.id0(name)}, TokPos: x.pos, Tok: tok, Rhs: []ast.Expr{value}}
}

func (x *expansion) number(n int) ast.Expr {
	return &ast.BasicLit{ValuePos: x.pos, Kind: token.INT, Value: strconv.Itoa(n)}
}

// around makes the statements around the call of With.
func (x *expansion) around(with *ast.CallExpr) []ast.Stmt {
	raise := func(err ast.Expr) ast.Stmt { return &ast.ExprStmt{X: call("MustErr", x.pos, x.stmt.End(), err)} }
	if !x.exits && len(x.jumps) == 0 && !x.tail {
		return []ast.Stmt{raise(with)}
	}
	var list []ast.Stmt
	if x.exits || len(x.jumps) > 0 {
		list = append(list, x.assign(token.DEFINE, "__exit"+x.id, x.number(0)))
	}
	if x.exits {
		list = append(list, x.declareResults()...)
	}
	list = append(list, x.assign(token.DEFINE, "__err"+x.id, with))
	if x.exits && x.errResult() {
		list = append(list, x.failing())
	}
	list = append(list, raise(x.id0("__err"+x.id)))
	if x.exits {
		list = append(list, x.when(exitReturn, x.returnStmt(x.results()...)))
	}
	for i, j := range x.jumps {
		list = append(list, x.when(exitJump+i, j))
	}
	if x.tail { // the failure was swallowed
		list = append(list, x.returnStmt(x.zeroResults()...))
	}
	return list
}

// when makes `if __exit == code { s }`.
func (x *expansion) when(code int, s ast.Stmt) ast.Stmt {
	return &ast.IfStmt{If: x.pos, Cond: x.compare("__exit"+x.id, token.EQL, x.number(code)), Body: &ast.BlockStmt{Lbrace: x.pos, List: []ast.Stmt{s}, Rbrace: x.pos}}
}

func (x *expansion) compare(name string, op token.Token, y ast.Expr) *ast.BinaryExpr {
	return &ast.BinaryExpr{X: x.id0(name), OpPos: x.pos, Op: op, Y: y}
}

// resultTypes returns the types of the function's results, one each.
func (x *expansion) resultTypes() []ast.Expr {
	var list []ast.Expr
	if x.fn.typ == nil || x.fn.generator || x.fn.typ.Results == nil {
		return nil
	}
	for _, f := range x.fn.typ.Results.List {
		for range max(1, len(f.Names)) {
			list = append(list, f.Type)
		}
	}
	return list
}

// errResult reports whether the function's last result is an error.
func (x *expansion) errResult() bool {
	types := x.resultTypes()
	return len(types) > 0 && isErrorName(types[len(types)-1])
}

// resultName names the variable that holds a result on its way out.
func (x *expansion) resultName(i int) string { return fmt.Sprintf("__result%s%c", x.id, 'a'+i) }

// declareResults declares the variables of the results.
func (x *expansion) declareResults() []ast.Stmt {
	var list []ast.Stmt
	for i, t := range x.resultTypes() {
		spec := &ast.ValueSpec{Names: []*ast.Ident{x.id0(x.resultName(i))}, Type: t}
		list = append(list, &ast.DeclStmt{Decl: &ast.GenDecl{TokPos: x.pos, Tok: token.VAR, Specs: []ast.Spec{spec}}})
	}
	return list
}

// results returns the variables of the results.
func (x *expansion) results() []ast.Expr {
	var list []ast.Expr
	for i := range x.resultTypes() {
		list = append(list, x.id0(x.resultName(i)))
	}
	return list
}

// zeroResults returns the zero values of the results.
func (x *expansion) zeroResults() []ast.Expr {
	var list []ast.Expr
	for _, t := range x.resultTypes() {
		if isErrorName(t) {
			list = append(list, x.id0("nil"))
			continue
		}
		zero := &ast.CallExpr{Fun: x.id0("new"), Lparen: x.pos, Args: []ast.Expr{t}, Rparen: x.pos}
		list = append(list, &ast.StarExpr{Star: x.pos, X: zero})
	}
	return list
}

// failing makes the statement that returns the failure a return left the body with.
func (x *expansion) failing() ast.Stmt {
	results := x.results()
	results[len(results)-1] = x.id0("__err" + x.id)
	s := x.when(exitFailure, x.returnStmt(results...)).(*ast.IfStmt)
	s.Cond = &ast.BinaryExpr{X: s.Cond, OpPos: x.pos, Op: token.LAND, Y: x.compare("__err"+x.id, token.NEQ, x.id0("nil"))}
	return s
}

// leaveReturn makes what stands in the body for a return.
func (x *expansion) leaveReturn(s *ast.ReturnStmt) ast.Stmt {
	x.exits = true
	b := &ast.BlockStmt{Lbrace: s.Return, Rbrace: s.End() - 1}
	values := s.Results
	if len(values) == 0 && len(x.resultTypes()) > 0 {
		values = x.namedResults()
	}
	if len(values) > 0 {
		b.List = append(b.List, &ast.AssignStmt{Lhs: x.results(), TokPos: s.Return, Tok: token.ASSIGN, Rhs: values})
	}
	b.List = append(b.List, x.assign(token.ASSIGN, "__exit"+x.id, x.number(exitReturn)))
	if !x.errResult() {
		b.List = append(b.List, x.returnStmt(x.id0("nil")))
		return b
	}
	err := x.resultName(len(x.resultTypes()) - 1)
	fails := x.assign(token.ASSIGN, "__exit"+x.id, x.number(exitFailure))
	b.List = append(b.List, &ast.IfStmt{If: x.pos, Cond: x.compare(err, token.NEQ, x.id0("nil")), Body: &ast.BlockStmt{Lbrace: x.pos, List: []ast.Stmt{fails}, Rbrace: x.pos}})
	b.List = append(b.List, x.returnStmt(x.id0(err)))
	return b
}

// namedResults returns the function's named results, for a return without values.
func (x *expansion) namedResults() []ast.Expr {
	var list []ast.Expr
	for _, f := range x.fn.typ.Results.List {
		for _, n := range f.Names {
			list = append(list, x.id0(n.Name))
		}
	}
	return list
}

// leaveJump makes what stands in the body for a jump out of it.
func (x *expansion) leaveJump(s *ast.BranchStmt) ast.Stmt {
	n := -1
	for i, j := range x.jumps {
		if j.Tok == s.Tok && (j.Label == nil) == (s.Label == nil) && (s.Label == nil || j.Label.Name == s.Label.Name) {
			n = i
		}
	}
	if n < 0 {
		n = len(x.jumps)
		x.jumps = append(x.jumps, s)
	}
	return &ast.BlockStmt{Lbrace: s.Pos(), Rbrace: s.End() - 1, List: []ast.Stmt{
		x.assign(token.ASSIGN, "__exit"+x.id, x.number(exitJump+n)), x.returnStmt(x.id0("nil")),
	}}
}
