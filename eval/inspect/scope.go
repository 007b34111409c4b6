package inspect

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"goasync/eval/check"
	"goasync/eval/check/stdexport"
	"goasync/eval/diag"
	"goasync/eval/magic"
	"goasync/eval/syntax"
)

func (i *Inspector) parse(text string) (*syntax.Cell, diag.List) {
	declared := func(name string) bool { return i.World.Lookup(name) != nil }
	cell, errs := syntax.Options{Declared: declared}.Parse(i.FileSet, cellName+i.Suffix, text)
	i.opened = append(i.opened, cell.Tok)
	return cell, errs
}

// Complete proposes what may stand in place of the word before the cursor, which counts code points.
func (i *Inspector) Complete(code string, cursor int) Completions {
	at := offset(code, cursor)
	defer i.begin(code)()
	if start, list := magics(code[:at]); list != nil {
		return Completions{List: list, Start: points(code, start), End: points(code, at)}
	}
	p := find(code, at)
	out := Completions{Start: points(code, min(p.off, at)), End: points(code, at)}
	prefix := code[min(p.off, at):at]
	if p.text != nil {
		if start, paths := importPaths(p, code[p.text.off:at]); paths != nil {
			out.Start, out.List = points(code, start), paths
		}
		return out
	}
	out.List = match(i.candidates(p, prefix), prefix)
	return out
}

// match returns the completions that begin with a prefix, exact ones first.
func match(list []Completion, prefix string) []Completion {
	var out []Completion
	seen := map[string]bool{}
	for _, c := range list {
		if len(c.Text) < len(prefix) || !strings.EqualFold(c.Text[:len(prefix)], prefix) || seen[c.Text] {
			continue
		}
		seen[c.Text] = true
		c.exact = c.Text[:len(prefix)] == prefix
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(a, b Completion) int {
		if a.exact != b.exact {
			return cmp.Compare(b2i(b.exact), b2i(a.exact))
		}
		return 0
	})
	return out
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// candidates returns what may stand at p. Packages that are not imported are among them only for a word that is begun.
func (i *Inspector) candidates(p place, prefix string) []Completion {
	v := i.view(p)
	if p.dot {
		if v == nil {
			return nil
		}
		return v.selected(i)
	}
	if v == nil {
		return i.session(prefix)
	}
	if v.declares() {
		return nil
	}
	list, only := v.literalFields(i)
	if only {
		return list
	}
	return append(append(list, v.locals(i)...), i.session(prefix)...)
}

// declares reports whether the hole is a name being declared.
func (v *view) declares() bool {
	if len(v.path) < 2 {
		return false
	}
	switch parent := v.path[len(v.path)-2].(type) {
	case *ast.FuncDecl:
		return parent.Name == v.hole
	case *ast.TypeSpec:
		return parent.Name == v.hole
	case *ast.ValueSpec:
		return slices.Contains(parent.Names, v.hole)
	case *ast.Field:
		return slices.Contains(parent.Names, v.hole)
	case *ast.LabeledStmt:
		return parent.Label == v.hole
	}
	return false
}

// locals returns the names of the scopes around the hole, the innermost first, and those that the cell declares.
func (v *view) locals(i *Inspector) []Completion {
	var list []Completion
	for n := len(v.path) - 1; n >= 0; n-- {
		list = append(list, i.scope(v.Info.Scopes[scopeNode(v.path[n])], v.hole)...)
	}
	pkg := i.World.Package().Scope()
	for _, name := range pkg.Names() {
		if obj := pkg.Lookup(name); !check.Hidden(name) && name != holeName {
			if p, ok := obj.(*types.PkgName); ok && p.Imported() == nil {
				continue
			}
			list = append(list, i.complete(name, obj))
		}
	}
	return list
}

// scopeNode returns the node that go/types records the scope of a function by, and other nodes as they are.
func scopeNode(n ast.Node) ast.Node {
	switch n := n.(type) {
	case *ast.FuncDecl:
		return n.Type
	case *ast.FuncLit:
		return n.Type
	}
	return n
}

// scope returns the names of a scope that are declared before the hole.
func (i *Inspector) scope(s *types.Scope, hole *ast.Ident) []Completion {
	if s == nil {
		return nil
	}
	var list []Completion
	for _, name := range s.Names() {
		in, obj := s.LookupParent(name, hole.Pos())
		if _, pkg := obj.(*types.PkgName); in != s && !pkg || check.Hidden(name) || name == holeName {
			continue
		}
		list = append(list, i.complete(name, obj))
	}
	return list
}

// session returns what cells can name wherever they are: the session's objects and imports, the predeclared names,
// words, and, for a word that is begun, the packages that are imported by being named.
func (i *Inspector) session(prefix string) []Completion {
	var list []Completion
	for _, name := range i.World.Names() {
		list = append(list, i.complete(name, i.World.Lookup(name)))
	}
	for _, im := range i.World.Imports() {
		list = append(list, i.complete(im.Name, types.NewPkgName(0, i.World.Package(), im.Name, im.Pkg)))
	}
	for _, pkg := range i.World.DotImports() {
		list = append(list, i.exports(pkg)...)
	}
	list = append(list, keywords()...)
	for _, name := range types.Universe.Names() {
		list = append(list, i.complete(name, types.Universe.Lookup(name)))
	}
	if prefix != "" {
		list = append(list, packages()...)
	}
	return list
}

// packages returns the packages that a cell can name without importing them.
func packages() []Completion {
	var list []Completion
	for _, path := range stdexport.Packages() {
		name := packageName(path)
		if first, ok := stdexport.ByName(name); ok && first == path {
			list = append(list, Completion{Text: name, Kind: Package, Signature: path})
		}
	}
	return list
}

// importPaths completes the path in an import: text is the literal up to the cursor. start is the byte where it begins.
func importPaths(p place, text string) (start int, list []Completion) {
	if !inImport(p.before) || text == "" || text[0] != '"' && text[0] != '`' {
		return 0, nil
	}
	for _, path := range stdexport.Packages() {
		if strings.HasPrefix(path, text[1:]) {
			list = append(list, Completion{Text: path, Kind: Package, Signature: strconv.Quote(path)})
		}
	}
	return p.text.off + 1, list
}

// packageName returns the name of a package of std: the last element of its path that is not a version.
func packageName(path string) string {
	list := strings.Split(path, "/")
	last := list[len(list)-1]
	if len(list) > 1 && len(last) == 2 && last[0] == 'v' && last[1] >= '2' && last[1] <= '9' {
		last = list[len(list)-2]
	}
	return last
}

// inImport reports whether the tokens end in an import declaration that waits for a path.
func inImport(before []tok) bool {
	for n := len(before) - 1; n >= 0; n-- {
		switch before[n].tok {
		case token.IMPORT:
			return true
		case token.LPAREN, token.STRING, token.SEMICOLON, token.IDENT, token.PERIOD:
		default:
			return false
		}
	}
	return false
}

// magics completes the name of a magic, when the code up to the cursor ends in one that starts its line.
func magics(code string) (start int, list []Completion) {
	start = strings.LastIndexByte(code, '\n') + 1
	start += len(code[start:]) - len(strings.TrimLeft(code[start:], " \t"))
	word := code[start:]
	if !strings.HasPrefix(word, "%") || strings.ContainsAny(word, " \t") {
		return 0, nil
	}
	atTop := strings.TrimSpace(code[:start]) == ""
	for _, m := range magic.All {
		for _, form := range []struct {
			text string
			ok   bool
		}{{"%" + m.Name, m.Line}, {"%%" + m.Name, m.Cell && atTop}} {
			if form.ok && strings.HasPrefix(form.text, word) {
				list = append(list, Completion{Text: form.text, Kind: Keyword, Signature: m.Usage})
			}
		}
	}
	return start, list
}
