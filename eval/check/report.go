package check

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"goasync/eval/diag"
)

// diagnostics tells the errors of the last round as ones of what was written.
func (c *checker) diagnostics() diag.List {
	list := diag.List{}
	list = append(list, c.desugarer.errs...)
	for _, e := range c.errs {
		if msg, ok := strings.CutPrefix(e.msg, "\t"); ok && len(list) > 0 {
			c.addNote(list[len(list)-1], e.pos, msg)
			continue
		}
		if c.usedWrongly(e.msg) {
			continue
		}
		list = append(list, c.diagnostic(e))
	}
	list = append(list, c.selfReferences()...)
	for _, d := range list {
		if d.SourceLine == "" {
			d.SourceLine = lineOf(c.cell.Src, d.Pos.Line)
		}
	}
	list.Sort()
	return c.dedupe(list)
}

// selfReferences finds variables without a type because their first value
// needs it. (A cycle among declarations with types is none in a cell, whose
// statements run in order.)
func (c *checker) selfReferences() diag.List {
	var list diag.List
	if c.hopeless {
		return nil
	}
	for _, s := range c.top.stmts {
		if s.spec == nil || c.hasError(s.spec) {
			continue
		}
		for _, id := range s.spec.Names {
			obj := c.info.Defs[id]
			if obj == nil || obj.Type() != types.Typ[types.Invalid] {
				continue
			}
			use := c.useOf(s.spec.Pos(), s.spec.Values)
			if use == nil {
				continue
			}
			e := rawError{pos: use.Pos(), end: use.Pos() + token.Pos(len(displayName(use.Name))), code: "UndeclaredName", msg: "undefined: " + displayName(use.Name)}
			list = append(list, c.diagnostic(e))
		}
	}
	return list
}

// hasError reports whether go/types found an error inside a node.
func (c *checker) hasError(n ast.Node) bool {
	for _, e := range c.errs {
		if n.Pos() <= e.pos && e.pos < n.End() {
			return true
		}
	}
	return false
}

// useOf returns a use, in the expressions, of a variable without a type that
// is not declared before pos; nil when there is none.
func (c *checker) useOf(pos token.Pos, list []ast.Expr) (use *ast.Ident) {
	for _, x := range list {
		ast.Inspect(x, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				v := c.info.Uses[id]
				if isVar(v) && v.Pos() >= pos && v.Type() == types.Typ[types.Invalid] {
					use = id
				}
			}
			return use == nil
		})
	}
	return use
}

// isConstDecl reports whether a constant is declared at a position.
func (c *checker) isConstDecl(pos token.Pos) bool {
	for _, d := range c.cell.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.CONST && g.Pos() <= pos && pos < g.End() {
			return true
		}
	}
	return false
}

// diagnostic makes one error.
func (c *checker) diagnostic(e rawError) *diag.Error {
	d := &diag.Error{Pos: c.position(e.pos), Code: diag.Code(e.code), Msg: c.words(c.labelWords(e))}
	if e.end > e.pos {
		d.End = c.position(e.end)
	}
	if c.explained++; c.explained <= maxExplained { // it takes time, and who reads on?
		c.explain(d, e)
	}
	d.SourceLine = lineOf(c.cell.Src, d.Pos.Line)
	return d
}

// maxExplained is how many errors of a cell get hints and notes.
const maxExplained = 100

// labelWords are the compiler's words for a break or continue whose label is not declared before it.
func (c *checker) labelWords(e rawError) string {
	if !strings.HasPrefix(e.msg, "label ") && !strings.HasPrefix(e.msg, "invalid ") {
		return e.msg
	}
	msg := e.msg
	var labels []string // of the function that is being visited, so far
	var visit func(ast.Node) bool
	visit = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			outer := labels
			labels = nil
			ast.Inspect(n.Body, visit)
			labels = outer
			return false
		case *ast.FuncDecl:
			labels = nil
		case *ast.LabeledStmt:
			labels = append(labels, n.Label.Name)
		case *ast.BranchStmt:
			if n.Label != nil && n.Label.Pos() == e.pos && n.Tok != token.GOTO && !slices.Contains(labels, n.Label.Name) {
				msg = n.Tok.String() + " label not defined: " + n.Label.Name
			}
		}
		return true
	}
	c.inspect(visit)
	return msg
}

// position resolves a position; those of desugared code may be anywhere in the cell.
func (c *checker) position(pos token.Pos) token.Position {
	if !pos.IsValid() {
		return token.Position{Filename: c.cell.Name, Line: 1, Column: 1}
	}
	return c.w.fset.Position(pos)
}

// lineOf returns a line of a text, counted from 1.
func lineOf(src string, n int) string {
	for ; n > 1; n-- {
		_, rest, ok := strings.Cut(src, "\n")
		if !ok {
			return ""
		}
		src = rest
	}
	line, _, _ := strings.Cut(src, "\n")
	return strings.TrimSuffix(line, "\r")
}

// addNote attaches a further part of an error.
func (c *checker) addNote(d *diag.Error, pos token.Pos, msg string) {
	n := diag.Note{Pos: c.position(pos), Msg: c.words(strings.TrimSpace(msg))}
	if n.Pos.Filename == c.cell.Name {
		n.SourceLine = lineOf(c.cell.Src, n.Pos.Line)
	}
	d.Notes = append(d.Notes, n)
	if name, ok := strings.CutSuffix(d.Msg, " already declared"); ok && strings.HasPrefix(name, "label ") {
		d.Msg = name + " already defined at " + n.Pos.String()
	}
}

// usedWrongly reports whether a label is said to be unused that a break or continue names which cannot leave its statement.
func (c *checker) usedWrongly(msg string) bool {
	name, ok := strings.CutSuffix(msg, " declared and not used")
	return ok && strings.HasPrefix(name, "label ") && slices.ContainsFunc(c.errs, func(e rawError) bool {
		return e.msg == "invalid break "+name || e.msg == "invalid continue "+name
	})
}

// dedupe drops errors that say the same at the same place.
func (c *checker) dedupe(list diag.List) diag.List {
	seen := map[string]bool{}
	var out diag.List
	for _, e := range list {
		if key := e.Error(); !seen[key] {
			seen[key] = true
			out = append(out, e)
		}
	}
	return out
}

// words makes a message one about what was written.
func (c *checker) words(msg string) string {
	msg = compilerWords(msg)
	if !strings.Contains(msg, "__") && !strings.Contains(msg, "·") {
		return msg
	}
	msg = unwrapCalls(msg, hidden+".MustAwait(", "await ")
	msg = unwrapCalls(msg, hidden+".AwaitErr(", "await ")
	msg = unwrapCalls(msg, hidden+".Await(", "await ")
	for _, name := range []string{"Must", "MustErr", "ErrOf", "Each"} {
		msg = unwrapCalls(msg, hidden+"."+name+"(", "")
	}
	msg = unwrapCalls(msg, probes+".Enter(", "")
	msg = strings.ReplaceAll(msg, hidden+".", "asyncio.")
	for _, name := range c.moved {
		msg = strings.ReplaceAll(msg, paramPrefix+name, name)
	}
	return dropVersions(msg)
}

// loopWords are the compiler's words for a break or continue that has nothing to leave.
var loopWords = map[string]string{
	"break not in for, switch, or select statement": "break is not in a loop, switch, or select",
	"continue not in for statement":                 "continue is not in a loop",
}

// compilerWords are those of the compiler for what go/types, which checks, has others for.
func compilerWords(msg string) string {
	switch {
	case msg == "use of untyped nil in assignment to _ identifier":
		return "nil is not used"
	case loopWords[msg] != "":
		return loopWords[msg]
	case strings.HasPrefix(msg, "label "):
		msg = strings.Replace(msg, " not declared", " not defined", 1)
		return strings.Replace(msg, " declared and not used", " defined and not used", 1)
	}
	return funcLiteral.ReplaceAllString(msg, "$1 {…}")
}

var funcLiteral = regexp.MustCompile(`\((func\([^()]*\)(?: [^()]+| \([^()]*\))?) literal\)`)

// unwrapCalls replaces prefix…) by with….
func unwrapCalls(msg, prefix, with string) string {
	for {
		i := strings.Index(msg, prefix)
		if i < 0 {
			return msg
		}
		start := i + len(prefix)
		depth, end := 1, start
		for ; end < len(msg) && depth > 0; end++ {
			switch msg[end] {
			case '(':
				depth++
			case ')':
				depth--
			}
		}
		inner := msg[start:end]
		if depth == 0 {
			inner = inner[:len(inner)-1]
		}
		msg = msg[:i] + with + inner + msg[end:]
	}
}

// dropVersions removes the numbers of versions from names.
func dropVersions(msg string) string {
	for {
		i := strings.Index(msg, "·")
		if i < 0 {
			return msg
		}
		j := i + len("·")
		for j < len(msg) && msg[j] >= '0' && msg[j] <= '9' {
			j++
		}
		msg = msg[:i] + msg[j:]
	}
}

// warnings finds coroutines that are dropped.
func (c *checker) warnings() diag.List {
	var list diag.List
	c.inspect(func(n ast.Node) bool {
		call := c.dropped(n)
		if call == nil || namedPointer(c.typeOf(call)) == nil {
			return true
		}
		if t := namedPointer(c.typeOf(call)); t.Obj().Name() != "Coroutine" || !oursPackage(t.Obj().Pkg()) {
			return true
		}
		d := &diag.Error{Pos: c.position(call.Pos()), End: c.position(call.End()), Code: diag.NeverAwaited, Soft: true,
			Msg: "coroutine '" + c.coroutineName(call) + "' was never awaited", Hint: "await it, or make a task of it with asyncio.CreateTask"}
		d.SourceLine = lineOf(c.cell.Src, d.Pos.Line)
		list = append(list, d)
		return true
	})
	return list
}

// dropped returns the call whose value a statement drops, nil for others.
func (c *checker) dropped(n ast.Node) *ast.CallExpr {
	switch s := n.(type) {
	case *ast.ExprStmt:
		if s != c.top.result || c.top.hide {
			call, _ := ast.Unparen(s.X).(*ast.CallExpr)
			return call
		}
	case *ast.GoStmt:
		return s.Call
	case *ast.DeferStmt:
		return s.Call
	}
	return nil
}

// coroutineName names the coroutine that a call makes.
func (c *checker) coroutineName(call *ast.CallExpr) string {
	switch f := functionPart(call).(type) {
	case *ast.Ident:
		return displayName(f.Name)
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return "func"
}
