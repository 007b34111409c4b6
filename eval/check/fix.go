package check

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"

	"goasync/eval/check/stdexport"
)

// fix changes the tree after a round as the types demand, and reports whether it did.
func (c *checker) fix() bool {
	changed := false
	for _, f := range []func() bool{c.fixResult, c.fixImports, c.fixVersions, c.fixAwaits, c.fixCalls} {
		changed = f() || changed
	}
	return changed
}

// fixResult notes that the last expression, a call of a builtin, was taken for a statement.
func (c *checker) fixResult() bool {
	for _, e := range c.errs {
		if e.fixed {
			return true
		}
	}
	return false
}

// fixImports imports packages of std that the cell names without importing them.
func (c *checker) fixImports() bool {
	changed := false
	for _, e := range c.errs {
		name, ok := strings.CutPrefix(e.msg, "undefined: ")
		if e.code != "UndeclaredName" || !ok {
			continue
		}
		if c.auto[name] == nil && c.isSelected(e.pos, name) {
			if pkg := c.packageFor(name); pkg != nil {
				c.auto[name], changed = pkg, true
			}
		}
	}
	return changed
}

// packageFor returns the package that a cell most probably means by a name: of
// those called so, the first that exports all the cell selects from it.
func (c *checker) packageFor(name string) *types.Package {
	var first *types.Package
	for _, path := range stdexport.Candidates(name) {
		pkg, err := c.w.importer.Import(path)
		if err != nil {
			continue
		}
		if first == nil {
			first = pkg
		}
		if c.exportsSelected(pkg, name) {
			return pkg
		}
	}
	return first
}

// exportsSelected reports whether a package has all names that the cell selects from it.
func (c *checker) exportsSelected(pkg *types.Package, name string) bool {
	all := true
	c.inspect(func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := sel.X.(*ast.Ident); ok && id.Name == name && pkg.Scope().Lookup(sel.Sel.Name) == nil {
				all = false
			}
		}
		return all
	})
	return all
}

// isSelected reports whether the identifier at pos is followed by a period: only then it can be a package.
func (c *checker) isSelected(pos token.Pos, name string) bool {
	rest := c.cell.Src[min(len(c.cell.Src), c.cell.Offset(pos)):]
	return strings.HasPrefix(strings.TrimLeft(strings.TrimPrefix(rest, name), " \t\n"), ".")
}

// fixAwaits gives awaits of what has no value the form that yields the error, where one value is assigned or returned.
func (c *checker) fixAwaits() bool {
	changed := false
	for _, s := range c.sites {
		if s.form == AwaitValue && s.place == inAssign && c.isNone(c.typeOf(s.call)) {
			s.setForm(AwaitError)
			changed = true
		}
	}
	return changed
}

// typeOf returns the type of an expression, nil where it has none.
func (c *checker) typeOf(x ast.Expr) types.Type { return c.info.Types[x].Type }

// isNone reports whether a type is asyncio.None.
func (c *checker) isNone(t types.Type) bool { return isOurs(t, "None") }

// isOurs reports whether a type is the one of that name in asyncio.
func isOurs(t types.Type, name string) bool {
	if t == nil {
		return false
	}
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Name() == name && oursPackage(n.Obj().Pkg())
}

// oursPackage reports whether a package is one of this module's for cells.
func oursPackage(p *types.Package) bool {
	if p == nil {
		return false
	}
	switch p.Path() {
	case "asyncio", "aiohttp", "aiofiles":
		return true
	}
	return strings.HasPrefix(p.Path(), "goasync/asyncrt")
}

// anything says that a call may yield as many values as it has.
const anything, deferred = -1, -2

// fixCalls rewrites calls of our packages that Go's types cannot express as cells write them.
func (c *checker) fixCalls() bool {
	if c.w.asyncio == nil && !c.usesOurs() {
		return false
	}
	c.findWants()
	var nodes []ast.Node // collected first: wrapping moves calls
	c.inspect(func(n ast.Node) bool {
		switch n.(type) {
		case *ast.CallExpr, *ast.DeferStmt:
			nodes = append(nodes, n)
		}
		return true
	})
	changed := false
	for _, n := range nodes {
		switch n := n.(type) {
		case *ast.CallExpr:
			changed = c.fixCall(n) || changed
		case *ast.DeferStmt:
			changed = c.fixDefer(n) || changed
		}
	}
	return changed
}

// usesOurs reports whether the cell names one of our packages.
func (c *checker) usesOurs() bool {
	for _, obj := range c.info.Uses {
		if p, ok := obj.(*types.PkgName); ok && oursPackage(p.Imported()) {
			return true
		}
	}
	for _, s := range c.info.Selections {
		if oursPackage(s.Obj().Pkg()) {
			return true
		}
	}
	return false
}

// inspect visits the whole tree of the cell.
func (c *checker) inspect(f func(ast.Node) bool) {
	for _, d := range c.cell.Decls {
		ast.Inspect(d, f)
	}
	for _, s := range c.top.stmts {
		ast.Inspect(s.stmt, f)
	}
	if c.top.result != nil {
		ast.Inspect(c.top.result, f)
	}
}

// fixCall rewrites one call and reports whether it did.
func (c *checker) fixCall(call *ast.CallExpr) bool {
	if c.made[call] {
		return false
	}
	if c.fixMethod(call) {
		return true
	}
	fn := c.callee(call)
	if fn == nil || !oursPackage(fn.Pkg()) {
		return false
	}
	return c.fixVariant(call, fn) || c.fixFailing(call, fn)
}

// callee returns the function or method that a call names, nil for others.
func (c *checker) callee(call *ast.CallExpr) *types.Func {
	var id *ast.Ident
	switch f := ast.Unparen(functionPart(call)).(type) {
	case *ast.Ident:
		id = f
	case *ast.SelectorExpr:
		id = f.Sel
	}
	fn, _ := c.info.Uses[id].(*types.Func)
	return fn
}

// functionPart returns what is called, without type arguments.
func functionPart(call *ast.CallExpr) ast.Expr {
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.IndexExpr:
		return f.X
	case *ast.IndexListExpr:
		return f.X
	default:
		return f
	}
}

// fixFailing makes a call raise its failure where its error is not taken.
func (c *checker) fixFailing(call *ast.CallExpr, fn *types.Func) bool {
	results := fn.Signature().Results()
	n := results.Len()
	if n == 0 || n > 2 || c.inner[call] || !isErrorType(results.At(n-1).Type()) {
		return false
	}
	want, known := c.wants[call]
	if !known {
		want = 1
	}
	switch {
	case want == anything && n == 1: // the last expression: its value would be the error
		c.wrap(call, "MustErr")
	case want == anything && c.yieldsNone(call):
		c.wrap(call, "Must")
	case want == anything || want == deferred || want == n:
		return false
	case n == 1 && want == 0:
		c.wrap(call, "MustErr")
	case n == 2 && want == 1 && c.assigned[call] && c.yieldsNone(call):
		c.wrap(call, "ErrOf")
	case n == 2:
		c.wrap(call, "Must")
	default:
		return false
	}
	return true
}

// yieldsNone reports whether the first of a call's two results is None.
func (c *checker) yieldsNone(call *ast.CallExpr) bool {
	t, ok := c.typeOf(call).(*types.Tuple)
	return ok && t.Len() == 2 && c.isNone(t.At(0).Type())
}

// wrap makes the call the argument of a function of asyncio, in place.
func (c *checker) wrap(call *ast.CallExpr, name string) {
	inner := *call
	pos := call.Pos()
	*call = ast.CallExpr{Fun: ref(name, pos), Lparen: pos, Args: []ast.Expr{&inner}, Rparen: inner.Rparen}
	c.made[call] = true
	c.raised[call] = true
	c.inner[&inner] = true
}

// isErrorType reports whether a type is error.
func isErrorType(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

// fixDefer makes a deferred call of an async function await its coroutine on exit.
func (c *checker) fixDefer(s *ast.DeferStmt) bool {
	if c.made[s.Call] || c.isPlain(s) {
		return false
	}
	if fn := c.callee(s.Call); fn != nil && oursPackage(fn.Pkg()) && c.raiseDeferred(s, fn) {
		return true
	}
	if n := namedPointer(c.typeOf(s.Call)); n == nil || n.Obj().Name() != "Coroutine" || !oursPackage(n.Obj().Pkg()) {
		return false
	}
	c.wrap(s.Call, "MustAwait")
	delete(c.raised, s.Call)
	c.deferred[s.Call] = true
	return true
}

// raiseDeferred makes a deferred call raise its failure:
// `defer q.PutNowait(1)` becomes `defer func(f func(int) error, a int) { MustErr(f(a)) }(q.PutNowait, 1)`.
func (c *checker) raiseDeferred(s *ast.DeferStmt, fn *types.Func) bool {
	results := fn.Signature().Results()
	n := results.Len()
	sig, ok := c.typeOf(s.Call.Fun).(*types.Signature)
	if !ok || n == 0 || n > 2 || !isErrorType(results.At(n-1).Type()) || sig.Params().Len() != len(s.Call.Args) || sig.Variadic() {
		return false
	}
	pos := s.Call.Pos()
	params := &ast.FieldList{Opening: pos, Closing: pos}
	inner := &ast.CallExpr{Lparen: pos, Rparen: pos}
	add := func(name string, t types.Type) *ast.Ident {
		x, written := c.typeExpr(t, pos)
		ok = ok && written
		params.List = append(params.List, &ast.Field{Names: []*ast.Ident{{NamePos: pos, Name: name}}, Type: x})
		return &ast.Ident{NamePos: pos, Name: name}
	}
	inner.Fun = add("f", types.NewSignatureType(nil, nil, nil, sig.Params(), sig.Results(), false))
	for i := range sig.Params().Len() {
		inner.Args = append(inner.Args, add("a"+strconv.Itoa(i), sig.Params().At(i).Type()))
	}
	if !ok {
		return false
	}
	raise := call([]string{"MustErr", "Must"}[n-1], pos, s.Call.End(), inner)
	c.made[raise], c.inner[inner] = true, true
	body := &ast.BlockStmt{Lbrace: pos, List: []ast.Stmt{&ast.ExprStmt{X: raise}}, Rbrace: pos}
	lit := &ast.FuncLit{Type: &ast.FuncType{Func: pos, Params: params}, Body: body}
	s.Call = &ast.CallExpr{Fun: lit, Lparen: pos, Args: append([]ast.Expr{s.Call.Fun}, s.Call.Args...), Rparen: s.Call.Rparen}
	c.made[s.Call] = true
	return true
}

// namedPointer returns the named type that a type points to, nil when it is not such a pointer.
func namedPointer(t types.Type) *types.Named {
	if t == nil {
		return nil
	}
	p, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return nil
	}
	n, _ := types.Unalias(p.Elem()).(*types.Named)
	return n
}
