package check

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"goasync/eval/check/stdexport"
	"goasync/eval/diag"
)

// explain adds to an error what the session knows: a better message for what
// desugaring brought in, notes that point to declarations, and a hint.
func (c *checker) explain(d *diag.Error, e rawError) {
	switch {
	case c.explainOperand(d, e):
	case wantsAsync(d.Msg):
		d.Hint = "declare it with async func"
	case strings.Contains(d.Msg, "*asyncio.Coroutine[") && e.code != "MissingFieldOrMethod":
		d.Hint = "missing await?"
	case c.explainHabit(d, e):
	case e.code == "BrokenImport":
		c.explainImport(d)
	case e.code == "UndeclaredName":
		c.explainName(d, strings.TrimPrefix(d.Msg, "undefined: "), e.pos)
	case e.code == "UndeclaredImportedName" || e.code == "UnexportedName":
		c.explainMember(d, e)
	case strings.Contains(d.Msg, "*asyncio.Coroutine["):
		d.Hint = "missing await?"
	case strings.Contains(d.Msg, "*asyncio.Future[") || strings.Contains(d.Msg, "*asyncio.Task["):
		if e.code == "IncompatibleAssign" || e.code == "MismatchedTypes" {
			d.Hint = "missing await?"
		}
	}
	c.noteDeclaration(d, e)
}

// wantsAsync reports whether a plain function stands where an async one must.
func wantsAsync(msg string) bool {
	has, want, ok := strings.Cut(msg, ") as func(")
	return ok && strings.Contains(want, "*asyncio.Coroutine[") && strings.Contains(has, " func(") && !strings.Contains(has, "*asyncio.Coroutine[")
}

// explainOperand tells of operands that cannot be awaited, ranged over or entered.
func (c *checker) explainOperand(d *diag.Error, e rawError) bool {
	for prefix, verb := range map[string]string{
		hidden + ".MustAwait": "cannot await %s: it is not awaitable",
		hidden + ".Await":     "cannot await %s: it is not awaitable",
		hidden + ".AwaitErr":  "cannot await %s: it is not awaitable",
		hidden + ".Each":      "cannot use %s in async for: it has no method AIter",
		probes + ".Enter":     "cannot use %s in async with: it is no context manager (methods AEnter and AExit)",
	} {
		if !strings.HasPrefix(e.msg, "in call to "+prefix+",") && !strings.Contains(e.msg, "in argument to "+prefix) {
			continue
		}
		call := c.generatedCall(e.pos, prefix)
		if call == nil {
			return false
		}
		x := call.Args[0]
		d.Code, d.Msg = diag.NotAwaitable, c.words(fmt.Sprintf(verb, c.describe(x)))
		d.Pos, d.End = c.position(x.Pos()), c.position(x.End())
		d.Hint = c.operandHint(x, prefix)
		return true
	}
	return false
}

// generatedCall finds the innermost call of a function of desugaring at a position.
func (c *checker) generatedCall(pos token.Pos, name string) (found *ast.CallExpr) {
	c.inspect(func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if ok && call.Pos() <= pos && pos < call.End() && len(call.Args) > 0 && types.ExprString(call.Fun) == name {
			found = call
		}
		return true
	})
	return found
}

// describe names an expression and its type, as go/types does.
func (c *checker) describe(x ast.Expr) string {
	text := types.ExprString(x)
	tv := c.info.Types[x]
	switch {
	case tv.Type == nil:
		return text
	case tv.IsVoid():
		return text + " (no value)"
	case tv.IsNil():
		return text
	case tv.Value != nil:
		return fmt.Sprintf("%s (constant of type %s)", text, c.typeString(tv.Type))
	case tv.Addressable():
		return fmt.Sprintf("%s (variable of type %s)", text, c.typeString(tv.Type))
	}
	return fmt.Sprintf("%s (value of type %s)", text, c.typeString(tv.Type))
}

// typeString writes a type as a cell would.
func (c *checker) typeString(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if p == c.w.pkg {
			return ""
		}
		return p.Name()
	})
}

// operandHint suggests what was meant by an operand that does not fit.
func (c *checker) operandHint(x ast.Expr, where string) string {
	t := c.typeOf(x)
	if t == nil {
		return ""
	}
	if sig, ok := t.Underlying().(*types.Signature); ok && coroutineValue(types.NewSignatureType(nil, nil, nil, nil, sig.Results(), false)) != nil {
		return "call it: " + types.ExprString(x) + "()"
	}
	awaitable := awaited(t) != nil
	switch {
	case strings.HasSuffix(where, "Await"), strings.HasSuffix(where, "AwaitErr"):
		if n := namedPointer(t); n != nil && n.Obj().Name() == "AsyncGenerator" {
			return "an async generator is ranged over: async for v := range " + types.ExprString(x)
		}
		if _, ok := ast.Unparen(x).(*ast.CallExpr); ok {
			return "it is not an async func: call it without await, or in a thread with asyncio.ToThread"
		}
	case awaitable:
		return "await it first"
	case strings.HasSuffix(where, "Each"):
		switch t.Underlying().(type) {
		case *types.Slice, *types.Map, *types.Array, *types.Basic, *types.Signature:
			return "range over it without async"
		case *types.Chan:
			return "asyncio.Receive(ch) gives the values of a channel"
		}
	}
	return ""
}

// explainImport tells why a package cannot be imported.
func (c *checker) explainImport(d *diag.Error) {
	d.Code = diag.Import
	_, inner, ok := strings.Cut(d.Msg, " (")
	if !ok {
		return
	}
	d.Msg = strings.TrimSuffix(inner, ")")
	if text, hint, ok := strings.Cut(d.Msg, " (did you mean "); ok {
		d.Msg, d.Hint = text, "did you mean "+strings.TrimSuffix(hint, ")")
	}
}

// explainName suggests what an undefined name may mean.
func (c *checker) explainName(d *diag.Error, name string, pos token.Pos) {
	if reason, refused := stdexport.Refused(name); refused {
		d.Hint = "package " + name + " cannot be imported in a cell: " + reason
	}
	if d.Hint == "" {
		if near := nearest(name, c.namesAt(pos)); near != "" {
			d.Hint = "did you mean " + near + "?"
		}
	}
}

// namesAt returns the names in scope at a position: local ones, the cell's, the session's, imports, std packages.
func (c *checker) namesAt(pos token.Pos) []string {
	names := append(c.w.Names(), types.Universe.Names()...)
	for _, name := range c.w.pkg.Scope().Names() {
		if !strings.HasPrefix(name, "__") && !strings.Contains(name, "·") {
			names = append(names, name)
		}
	}
	for name := range c.w.imports {
		names = append(names, name)
	}
	for n, scope := range c.info.Scopes {
		if n.Pos() <= pos && pos < n.End() {
			names = append(names, scope.Names()...)
		}
	}
	for _, path := range stdexport.Packages() {
		names = append(names, lastElement(path))
	}
	return names
}

// explainMember suggests what a name that a package does not export may mean.
func (c *checker) explainMember(d *diag.Error, e rawError) {
	var pkg *types.Package
	name := ""
	c.inspect(func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok || sel.Sel.Pos() != e.pos && sel.Pos() != e.pos {
			return true
		}
		if id, ok := sel.X.(*ast.Ident); ok {
			if p, ok := c.info.Uses[id].(*types.PkgName); ok {
				pkg, name = p.Imported(), sel.Sel.Name
			}
		}
		return true
	})
	if pkg == nil {
		return
	}
	var exported []string
	for _, n := range pkg.Scope().Names() {
		if token.IsExported(n) {
			exported = append(exported, n)
		}
	}
	near := nearest(name, exported)
	for _, known := range []string{"Err" + strings.TrimSuffix(name, "Error"), "New" + name} {
		if slices.Contains(exported, known) {
			near = known
		}
	}
	if near != "" {
		d.Hint = "did you mean " + pkg.Name() + "." + near + "?"
	}
}

// nearest returns the candidate that a name was probably meant to be, or "".
func nearest(name string, candidates []string) string {
	best, cost := "", len(name)/3+1
	if len(name) < 3 {
		cost = 1
	}
	slices.Sort(candidates)
	for _, k := range candidates {
		if k == name || k == "_" {
			continue
		}
		n := cost
		if strings.EqualFold(strings.ReplaceAll(name, "_", ""), k) {
			n = 0
		} else if len(name) >= 3 {
			n = distance(name, k, cost)
		}
		if n < cost {
			best, cost = k, n
		}
	}
	return best
}

// distance counts the edits between two names, up to a limit.
func distance(a, b string, limit int) int {
	if d := len(a) - len(b); d >= limit || -d >= limit {
		return limit
	}
	prev := make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	before := prev
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			edit := 1
			if a[i-1] == b[j-1] {
				edit = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+edit)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, prev = prev, row
	}
	return prev[len(b)]
}

// noteDeclaration points to the declaration, in another cell, of what an error is about.
func (c *checker) noteDeclaration(d *diag.Error, e rawError) {
	var obj types.Object
	switch e.code {
	case "WrongArgCount", "IncompatibleAssign", "CannotInferTypeArgs", "NumericOverflow":
		obj = c.calleeAt(e.pos, d.Msg)
	case "MissingFieldOrMethod", "InvalidIfaceAssign", "MissingLitField", "UnexportedField":
		obj = c.typeAt(e.pos)
	}
	if old := c.typeAt(e.pos); e.code == "IncompatibleAssign" && old != nil && c.isOutdated(old) {
		d.Hint = "the value has an older type " + old.Name() + ": run the cell that made it again"
		d.Notes = append(d.Notes, diag.Note{Pos: c.position(old.Pos()), Msg: "older " + old.Name() + " declared here"})
	}
	if m := sameTypes.FindStringSubmatch(d.Msg); d.Hint == "" && m != nil && m[1] == m[2] {
		d.Hint = "two types " + m[1] + ", one declared again: run the cells again that made the values"
	}
	if obj == nil || !obj.Pos().IsValid() || obj.Pkg() != c.w.pkg {
		return
	}
	p := c.position(obj.Pos())
	if p.Filename != c.cell.Name || p.Line != d.Pos.Line {
		d.Notes = append(d.Notes, diag.Note{Pos: p, Msg: displayName(obj.Name()) + " declared here"})
	}
}

// sameTypes matches an error about two types of one name.
var sameTypes = regexp.MustCompile(`of (?:\w+ )?type (\S+)\) as (\S+) value`)

// isOutdated reports whether a type of the session has been declared again.
func (c *checker) isOutdated(obj types.Object) bool {
	now := c.w.pkg.Scope().Lookup(obj.Name())
	if now == nil {
		now = c.w.objects[obj.Name()]
	}
	return c.isPast(obj) && now != obj
}

// calleeAt returns the function whose call is wrong at a position.
func (c *checker) calleeAt(pos token.Pos, msg string) (obj types.Object) {
	if !strings.Contains(msg, "argument") {
		return nil
	}
	c.inspect(func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && call.Pos() <= pos && pos <= call.End() && !c.made[call] {
			if fn := c.callee(call); fn != nil {
				obj = fn
			}
		}
		return true
	})
	return obj
}

// typeAt returns the declared type of the operand of a selection, or of the expression, at a position.
func (c *checker) typeAt(pos token.Pos) (obj types.Object) {
	c.inspect(func(n ast.Node) bool {
		x, ok := n.(ast.Expr)
		if !ok || x.Pos() > pos || pos >= x.End() {
			return true
		}
		if sel, ok := x.(*ast.SelectorExpr); ok && sel.Sel.Pos() == pos {
			x = sel.X
		} else if x.Pos() != pos {
			return true
		}
		t := c.typeOf(x)
		named := namedPointer(t)
		if named == nil && t != nil {
			named, _ = types.Unalias(t).(*types.Named)
		}
		if named != nil && named.Obj().Pkg() == c.w.pkg && obj == nil {
			obj = named.Obj()
		}
		return true
	})
	return obj
}
