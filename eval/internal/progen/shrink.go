package progen

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strings"
)

// atOnce is how many smaller programs are tried at once.
const atOnce = 60

// Shrink takes a program apart for as long as differs holds of what is left. Differs is asked about several programs
// at once, which have prefixes of their own.
func Shrink(p Program, differs func([]Program) []bool) Program {
	for round := 0; round < 40; round++ {
		cuts := candidates(p.Source)
		found := false
		for len(cuts) > 0 && !found {
			n := min(atOnce, len(cuts))
			p, found = p.best(cuts[:n], differs)
			cuts = cuts[n:]
		}
		if !found {
			break
		}
	}
	return p
}

// best applies as many of the cuts as it can; it reports whether there are any.
func (p Program) best(cuts []cut, differs func([]Program) []bool) (Program, bool) {
	var good []cut
	for i, yes := range p.try(cuts, differs) {
		if yes {
			good = append(good, cuts[i])
		}
	}
	if len(good) == 0 {
		return p, false
	}
	var together []cut
	for n := len(good); n > 0; n /= 2 {
		together = append(together, merge(good[:n]))
	}
	for i, yes := range p.try(together, differs) {
		if yes {
			p.Source = together[i].apply(p.Source)
			return p, true
		}
	}
	p.Source = good[0].apply(p.Source)
	return p, true
}

// try says which cuts leave a right program that still differs.
func (p Program) try(cuts []cut, differs func([]Program) []bool) []bool {
	yes := make([]bool, len(cuts))
	var programs []Program
	var index []int
	for i, c := range cuts {
		q := p.renamed(i)
		q.Source = q.rename(p, c.apply(p.Source))
		if Check(q) == nil {
			programs, index = append(programs, q), append(index, i)
		}
	}
	if len(programs) > 0 {
		for j, differ := range differs(programs) {
			yes[index[j]] = differ
		}
	}
	return yes
}

func (p Program) renamed(i int) Program {
	return Program{p.Seed, fmt.Sprintf("%s_%d_", p.Prefix, i), ""}
}

func (p Program) rename(from Program, source string) string {
	return regexp.MustCompile(`\b`+from.Prefix+`([a-zA-Z])`).ReplaceAllString(source, p.Prefix+"$1")
}

// A cut replaces parts of a source, in order and apart from each other.
type cut []edit

type edit struct {
	from, to int
	with     string
}

func (c cut) apply(source string) string {
	var b strings.Builder
	at := 0
	for _, e := range c {
		b.WriteString(source[at:e.from])
		b.WriteString(e.with)
		at = e.to
	}
	b.WriteString(source[at:])
	if nice, err := format.Source([]byte(b.String())); err == nil {
		return string(nice)
	}
	return b.String()
}

func (c cut) size() (n int) {
	for _, e := range c {
		n += e.to - e.from - len(e.with)
	}
	return n
}

// merge joins cuts, leaving out what overlaps an earlier one.
func merge(cuts []cut) (all cut) {
	for _, c := range cuts {
		for _, e := range c {
			if !slices.ContainsFunc(all, func(o edit) bool { return e.from < o.to && o.from < e.to }) {
				all = append(all, e)
			}
		}
	}
	slices.SortFunc(all, func(a, b edit) int { return a.from - b.from })
	return all
}

// collector finds the cuts of a file.
type collector struct {
	file   *token.File
	source string
	cuts   []cut
}

// candidates returns cuts that may leave a smaller program, the larger first.
func candidates(source string) []cut {
	fset := token.NewFileSet()
	const head = "package p;"
	file, err := parser.ParseFile(fset, "p.go", head+source, parser.SkipObjectResolution)
	if err != nil {
		return nil
	}
	c := &collector{file: fset.File(file.Pos()), source: head + source}
	for _, d := range file.Decls {
		c.add(c.remove(d))
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if n != nil {
			c.node(n)
		}
		return true
	})
	for _, k := range c.cuts {
		for i := range k {
			k[i].from -= len(head)
			k[i].to -= len(head)
		}
	}
	slices.SortStableFunc(c.cuts, func(a, b cut) int { return b.size() - a.size() })
	return c.cuts
}

func (c *collector) add(edits ...edit) {
	if k := merge([]cut{edits}); k.size() > 0 {
		c.cuts = append(c.cuts, k)
	}
}

func (c *collector) offset(pos token.Pos) int { return c.file.Offset(pos) }

func (c *collector) text(n ast.Node) string {
	return c.source[c.offset(n.Pos()):c.offset(n.End())]
}

func (c *collector) remove(n ast.Node) edit {
	return edit{c.offset(n.Pos()), c.offset(n.End()), ""}
}

func (c *collector) replace(n ast.Node, with string) {
	c.add(edit{c.offset(n.Pos()), c.offset(n.End()), with})
}

func (c *collector) node(n ast.Node) {
	switch n := n.(type) {
	case *ast.BlockStmt:
		c.list(n.List)
		for _, s := range n.List {
			switch s.(type) {
			case *ast.CaseClause, *ast.CommClause:
				c.add(c.remove(s))
			}
		}
	case *ast.CaseClause:
		c.list(n.Body)
	case *ast.CommClause:
		c.list(n.Body)
	case *ast.IfStmt:
		c.replace(n, c.text(n.Body))
		if n.Else != nil {
			c.add(edit{c.offset(n.Body.End()), c.offset(n.End()), ""})
		}
	case *ast.ForStmt:
		c.replace(n, c.text(n.Body))
	case *ast.RangeStmt:
		c.replace(n, c.text(n.Body))
	case *ast.LabeledStmt:
		c.replace(n, c.text(n.Stmt))
	case ast.Expr:
		c.expr(n)
	case *ast.FieldList:
		for _, f := range n.List {
			c.add(c.remove(f))
		}
	}
}

func (c *collector) expr(n ast.Expr) {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		c.replace(n, c.text(n.X))
		c.replace(n, c.text(n.Y))
	case *ast.ParenExpr:
		c.replace(n, c.text(n.X))
	case *ast.CallExpr:
		for _, a := range n.Args {
			c.replace(n, c.text(a))
		}
		if lit, ok := n.Fun.(*ast.FuncLit); ok {
			c.replace(n, c.text(lit.Body))
		}
		c.items(n.Args)
	case *ast.CompositeLit:
		if len(n.Elts) > 0 {
			c.add(edit{c.offset(n.Elts[0].Pos()), c.offset(n.Elts[len(n.Elts)-1].End()), ""})
		}
		c.items(n.Elts)
	}
}

// items removes elements of a list that is separated by commas.
func (c *collector) items(list []ast.Expr) {
	for i, x := range list {
		switch {
		case i+1 < len(list):
			c.add(edit{c.offset(x.Pos()), c.offset(list[i+1].Pos()), ""})
		case i > 0:
			c.add(edit{c.offset(list[i-1].End()), c.offset(x.End()), ""})
		}
	}
}

// list removes statements: one, several, or a declaration with what mentions its variable.
func (c *collector) list(list []ast.Stmt) {
	for i, s := range list {
		c.add(c.remove(s))
		if i+2 < len(list) {
			c.add(edit{c.offset(s.Pos()), c.offset(list[len(list)-2].End()), ""})
		}
		edits := []edit{c.remove(s)}
		for _, name := range declared(s) {
			word := regexp.MustCompile(`\b` + name + `\b`)
			for _, t := range list[i+1:] {
				if word.MatchString(c.text(t)) {
					edits = append(edits, c.remove(t))
				}
			}
		}
		if len(edits) > 1 {
			c.add(edits...)
			c.add(append(edits[:1:1], c.unused(list[i+1:], declared(s))...)...)
		}
		if b, ok := s.(*ast.BlockStmt); ok {
			c.replace(b, strings.TrimSuffix(strings.TrimPrefix(c.text(b), "{"), "}"))
		}
	}
}

// unused removes the statements _ = x of variables.
func (c *collector) unused(list []ast.Stmt, names []string) (edits []edit) {
	for _, s := range list {
		for _, name := range names {
			if c.text(s) == "_ = "+name {
				edits = append(edits, c.remove(s))
			}
		}
	}
	return edits
}

// declared returns the variables that a statement declares.
func declared(s ast.Stmt) (names []string) {
	switch s := s.(type) {
	case *ast.AssignStmt:
		if s.Tok == token.DEFINE {
			for _, x := range s.Lhs {
				names = append(names, x.(*ast.Ident).Name)
			}
		}
	case *ast.DeclStmt:
		for _, spec := range s.Decl.(*ast.GenDecl).Specs {
			if v, ok := spec.(*ast.ValueSpec); ok {
				for _, id := range v.Names {
					names = append(names, id.Name)
				}
			}
		}
	}
	return names
}
