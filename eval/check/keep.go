package check

import (
	"go/ast"
	"go/token"
	"strings"

	"goasync/eval/syntax"
)

// A cell that is run again declares its types again. A type whose text is the
// same, and which uses nothing that is now different, stays the type it was, so
// that values made by other cells still fit. Its declaration is taken out of
// the cell, and its methods are treated as those of a type of another cell.

// specText returns the text of a node of a cell, blanks aside.
func specText(cell *syntax.Cell, from, to int) string {
	return strings.Join(strings.Fields(cell.Src[from:to]), " ")
}

// keepTypes takes the types out of the cell that stay as they are.
func (c *checker) keepTypes() {
	same := c.sameSpecs()
	if len(same) == 0 {
		return
	}
	for _, d := range c.cell.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.TYPE {
			continue
		}
		var specs []ast.Spec
		for _, s := range g.Specs {
			if id := s.(*ast.TypeSpec).Name; !same[id.Name] {
				specs = append(specs, s)
			}
		}
		g.Specs = specs
	}
}

// sameSpecs returns the names of types in the cell that stay, and of constants with the same text.
func (c *checker) sameSpecs() map[string]bool {
	same, count := map[string]bool{}, map[string]int{}
	types := false
	c.eachSpec(func(g *ast.GenDecl, names []*ast.Ident, text string) {
		for _, id := range names {
			count[id.Name]++
			d := c.w.decls[id.Name]
			if d != nil && d.spec == text && c.w.objects[id.Name] == d.object(id.Name) && c.keepable(g, id.Name) {
				same[id.Name] = true
				types = types || g.Tok == token.TYPE
			}
		}
	})
	if !types {
		return nil
	}
	own := c.ownNames(count)
	for changed := true; changed; {
		changed = false
		for name := range same {
			for use := range c.w.decls[name].uses {
				if count[name] > 1 || own[use] && !same[use] {
					delete(same, name)
					changed = true
					break
				}
			}
		}
	}
	return same
}

// eachSpec calls f with the types and groups of constants of the cell.
func (c *checker) eachSpec(f func(g *ast.GenDecl, names []*ast.Ident, text string)) {
	for _, d := range c.cell.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok {
			continue
		}
		var names []*ast.Ident
		for _, s := range g.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				f(g, []*ast.Ident{s.Name}, specText(c.cell, c.cell.Offset(s.Pos()), c.cell.Offset(s.End())))
			case *ast.ValueSpec:
				names = append(names, s.Names...)
			}
		}
		if len(names) > 0 {
			f(g, names, specText(c.cell, c.cell.Offset(g.Pos()), c.cell.Offset(g.End())))
		}
	}
}

// keepable reports whether a declaration of the session can stay: types with type
// parameters cannot, since their methods must come with them.
func (c *checker) keepable(g *ast.GenDecl, name string) bool {
	if g.Tok == token.CONST {
		return true
	}
	named := sessionNamed(c.w.objects[name])
	return named != nil && named.Obj() == c.w.objects[name] && named.TypeParams().Len() == 0
}

// ownNames returns the names that the cell declares at its top level.
func (c *checker) ownNames(specs map[string]int) map[string]bool {
	own := declaredBy(&ast.File{Decls: c.cell.Decls})
	for name := range specs {
		own[name] = true
	}
	for _, b := range c.top.bindings {
		own[b.name] = true
	}
	for _, s := range c.imports {
		own[importName(s)] = true
	}
	return own
}
