package check

import (
	"go/ast"
	"go/token"
)

// The body of an async function becomes a literal inside it, so that its
// parameters are in a scope around the body's, where Go has them in the body's,
// and hide types that the results name. Where that makes a difference a
// parameter x is renamed __x and the body begins with x := __x.
func (d *desugarer) moveParams(body *ast.BlockStmt) {
	clash := map[string]bool{}
	declaredIn(body.List, clash)
	if d.fn.typ.Results != nil {
		ast.Inspect(d.fn.typ.Results, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				clash[id.Name] = true
			}
			return true
		})
	}
	move := &ast.AssignStmt{TokPos: body.Lbrace, Tok: token.DEFINE}
	for _, id := range d.fn.params {
		if !clash[id.Name] {
			continue
		}
		inner := &ast.Ident{NamePos: id.NamePos, Name: id.Name}
		id.Name = paramPrefix + id.Name
		move.Lhs = append(move.Lhs, inner)
		move.Rhs = append(move.Rhs, &ast.Ident{NamePos: id.NamePos, Name: id.Name})
		d.moved = append(d.moved, inner.Name)
	}
	if len(move.Lhs) > 0 {
		body.List = append([]ast.Stmt{move}, body.List...)
	}
}

// paramPrefix begins the names of parameters that were moved into the body.
const paramPrefix = "__"

// declaredIn adds the names that the statements of a block declare in its own scope.
func declaredIn(list []ast.Stmt, names map[string]bool) {
	for _, s := range list {
		if l, ok := s.(*ast.LabeledStmt); ok {
			s = l.Stmt
		}
		switch s := s.(type) {
		case *ast.AssignStmt:
			if s.Tok != token.DEFINE {
				continue
			}
			for _, x := range s.Lhs {
				if id, ok := x.(*ast.Ident); ok {
					names[id.Name] = true
				}
			}
		case *ast.DeclStmt:
			declaredNames(s, names)
		}
	}
}

// declaredNames adds the names that a declaration statement declares.
func declaredNames(s *ast.DeclStmt, names map[string]bool) {
	g, ok := s.Decl.(*ast.GenDecl)
	if !ok {
		return
	}
	for _, spec := range g.Specs {
		switch spec := spec.(type) {
		case *ast.ValueSpec:
			for _, id := range spec.Names {
				names[id.Name] = true
			}
		case *ast.TypeSpec:
			names[spec.Name.Name] = true
		}
	}
}

// paramIdents returns the parameters that the lists name.
func paramIdents(lists ...*ast.FieldList) []*ast.Ident {
	var ids []*ast.Ident
	for _, list := range lists {
		if list == nil {
			continue
		}
		for _, f := range list.List {
			for _, id := range f.Names {
				if id.Name != "_" {
					ids = append(ids, id)
				}
			}
		}
	}
	return ids
}
