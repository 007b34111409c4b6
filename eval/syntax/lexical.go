package syntax

import (
	"go/ast"
	"go/token"

	"goasync/eval/diag"
)

// lexical finds the dialect's nodes in the tree and checks the rules that need no types.
func (p *parse) lexical(cell *Cell) {
	w := &walker{parse: p, cell: cell}
	for _, d := range cell.Decls {
		w.walk(d, frame{})
	}
	for _, s := range cell.Stmts {
		w.walk(s, frame{async: true, top: true})
	}
}

// A frame is what the innermost function around a node allows.
type frame struct {
	async     bool // await may stand here
	top       bool // the top level of the cell, not a function
	generator bool
}

type walker struct {
	*parse
	cell *Cell
}

// walk visits a node inside a function of that frame.
func (w *walker) walk(root ast.Node, f frame) {
	ast.Inspect(root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			w.function(n, n.Type, n.Body)
			return false
		case *ast.FuncLit:
			w.function(n, n.Type, n.Body)
			return false
		case *ast.UnaryExpr:
			w.unary(n, f)
		case *ast.RangeStmt:
			w.rangeStmt(n, f)
		case *ast.ForStmt:
			if w.words.asyncFor[w.offset(n.For)] {
				w.errorAt(w.offset(n.For), w.offset(n.For)+len("for"), diag.Syntax, "async for needs a range: async for v := range x { … }")
			}
		case *ast.SendStmt:
			w.send(n, f)
		case *ast.ReturnStmt:
			if f.top {
				w.errorAt(w.offset(n.Pos()), w.offset(n.End()), diag.ReturnOutside, "return outside a function").Hint =
					"the last expression of a cell is its result"
			}
		case *ast.CommClause:
			w.comm(n)
		}
		return true
	})
}

// offset returns the offset in the cell of a position.
func (w *walker) offset(pos token.Pos) int { return w.cell.Offset(pos) }

// function visits a function with a frame of its own.
func (w *walker) function(n ast.Node, typ *ast.FuncType, body *ast.BlockStmt) {
	f := frame{async: typ.Func.IsValid() && w.words.asyncFunc[w.offset(typ.Func)]}
	if f.async {
		w.cell.Async[n] = true
		f.generator = isGenerator(typ)
		if f.generator {
			w.cell.Generator[n] = true
		} else {
			w.results(typ)
		}
	}
	if d, ok := n.(*ast.FuncDecl); ok && body == nil {
		w.noBody(d)
	}
	if d, ok := n.(*ast.FuncDecl); ok && d.Recv != nil {
		w.walk(d.Recv, frame{})
	}
	w.walk(typ, frame{})
	if body != nil {
		w.walk(body, f)
	}
}

// noBody reports a function whose brace stands on the next line, and an async one without any. Other functions without
// a body are for lowering to refuse: there may be more to say of the cell.
func (w *walker) noBody(d *ast.FuncDecl) {
	end := w.offset(d.End())
	i := w.tokenAt(end)
	for w.toks.at(i) == token.SEMICOLON && w.toks.toks[i].lit == "\n" {
		i++
	}
	if k := w.toks.toks[i]; k.tok == token.LBRACE {
		w.errorAt(k.off, k.end, diag.Syntax, "syntax error: unexpected semicolon or newline before {").Hint =
			"the brace stands on the line of func"
	} else if w.cell.Async[d] {
		w.errorAt(w.offset(d.Pos()), w.offset(d.End()), diag.Syntax, "missing function body")
	}
}

// unary records an await and checks its place.
func (w *walker) unary(n *ast.UnaryExpr, f frame) {
	if off := w.offset(n.OpPos); n.Op == token.ARROW && w.words.await[off] {
		w.cell.Await[n] = true
		w.needAsync(off, "await", f)
	}
}

// needAsync reports a word that stands in a plain function.
func (w *walker) needAsync(off int, word string, f frame) {
	if !f.async {
		w.errorAt(off, min(off+len(word), len(w.src)), diag.AwaitOutside, word+" outside async func").Hint =
			"declare the function with async func"
	}
}

// rangeStmt records async for and async with.
func (w *walker) rangeStmt(n *ast.RangeStmt, f frame) {
	off := w.offset(n.For)
	if w.words.asyncFor[off] {
		w.cell.AsyncFor[n] = true
		w.needAsync(off, "async for", f)
		if n.Value != nil {
			w.errorAt(w.offset(n.Value.Pos()), w.offset(n.Value.End()), diag.Syntax, "async for permits only one iteration variable")
		}
	}
	if head, ok := w.words.asyncWith[off]; ok {
		w.cell.AsyncWith[n] = true
		w.needAsync(off, "async with", f)
		if head.name != "" {
			n.Key = &ast.Ident{NamePos: w.pos(head.nameAt), Name: head.name}
			n.Tok, n.TokPos = head.op, w.pos(head.opAt)
		}
	}
}

// pos returns the position of an offset in the cell.
func (w *walker) pos(off int) token.Pos {
	at := off
	for _, in := range w.edits.inserts {
		if in.src <= off {
			at = off - in.src + in.at + len(in.text)
		}
	}
	return w.cell.Tok.Pos(at)
}

// send records a yield.
func (w *walker) send(n *ast.SendStmt, f frame) {
	off := w.offset(n.Pos())
	if !w.words.yield[off] {
		return
	}
	w.cell.Yield[n] = true
	if !f.generator {
		e := w.errorAt(off, off+len("yield"), diag.YieldOutside, "yield outside async generator")
		e.Hint = "an async generator is an async func with the result *asyncio.AsyncGenerator[T]"
	}
}

// comm checks that a case of select does not await.
func (w *walker) comm(n *ast.CommClause) {
	var x ast.Expr
	switch s := n.Comm.(type) {
	case *ast.ExprStmt:
		x = s.X
	case *ast.AssignStmt:
		if len(s.Rhs) == 1 {
			x = s.Rhs[0]
		}
	}
	if u, ok := ast.Unparen(x).(*ast.UnaryExpr); ok && w.words.await[w.offset(u.OpPos)] {
		w.errorAt(w.offset(u.Pos()), w.offset(u.End()), diag.AwaitMisplaced, "await cannot be a case of select").Hint =
			"asyncio.Wait with asyncio.FirstCompleted waits for the first of several"
	}
}

// results checks the results of an async func.
func (w *walker) results(typ *ast.FuncType) {
	if typ.Results == nil {
		return
	}
	n := typ.Results.NumFields()
	if n < 2 || n == 2 && len(typ.Results.List) == 2 && isError(typ.Results.List[1].Type) {
		return
	}
	w.errorAt(w.offset(typ.Results.Pos()), w.offset(typ.Results.End()), diag.AsyncResults,
		"an async func has no result, one value, an error, or a value and an error").Hint = "return a struct for several values"
}

// isError reports whether a type is written error.
func isError(x ast.Expr) bool {
	id, ok := ast.Unparen(x).(*ast.Ident)
	return ok && id.Name == "error"
}

// isGenerator reports whether the only result is *asyncio.AsyncGenerator[T].
func isGenerator(typ *ast.FuncType) bool {
	return GeneratorElem(typ) != nil
}

// GeneratorElem returns the T of a function type whose only result is
// *asyncio.AsyncGenerator[T], and nil for others.
func GeneratorElem(typ *ast.FuncType) ast.Expr {
	if typ.Results.NumFields() != 1 {
		return nil
	}
	star, ok := ast.Unparen(typ.Results.List[0].Type).(*ast.StarExpr)
	if !ok {
		return nil
	}
	index, ok := star.X.(*ast.IndexExpr)
	if !ok {
		return nil
	}
	name := index.X
	if sel, ok := name.(*ast.SelectorExpr); ok {
		name = sel.Sel
	}
	if id, ok := name.(*ast.Ident); ok && id.Name == "AsyncGenerator" {
		return index.Index
	}
	return nil
}
