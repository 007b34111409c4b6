package check

import (
	"go/ast"
	"go/token"

	"goasync/eval/diag"
)

// The body of an async function becomes a literal inside it, so that its
// parameters are in a scope of their own, where Go has them in the body's.
// checkParams keeps Go's rules: what declares a parameter again is an error,
// and a := that declares others beside it assigns to the parameter.
func (d *desugarer) checkParams(body *ast.BlockStmt) {
	known := map[string]bool{}
	for i := 0; i < len(body.List); i++ {
		switch s := body.List[i].(type) {
		case *ast.DeclStmt:
			for _, id := range declaredNames(s) {
				d.redeclared(id)
				known[id.Name] = true
			}
		case *ast.AssignStmt:
			if s.Tok == token.DEFINE {
				body.List = d.defineParams(body.List, i, s, known)
			}
		}
	}
}

// declaredNames returns the identifiers that a declaration statement declares.
func declaredNames(s *ast.DeclStmt) []*ast.Ident {
	var names []*ast.Ident
	if g, ok := s.Decl.(*ast.GenDecl); ok {
		for _, spec := range g.Specs {
			switch spec := spec.(type) {
			case *ast.ValueSpec:
				names = append(names, spec.Names...)
			case *ast.TypeSpec:
				names = append(names, spec.Name)
			}
		}
	}
	return names
}

// redeclared reports a declaration of a parameter's name.
func (d *desugarer) redeclared(id *ast.Ident) {
	if d.fn.params[id.Name] {
		d.errorf(id, "DuplicateDecl", id.Name+" redeclared in this block")
	}
}

// errorf reports an error over a node.
func (d *desugarer) errorf(n ast.Node, code diag.Code, msg string) {
	fset := d.cell.Fset
	d.errs = append(d.errs, &diag.Error{Pos: fset.Position(n.Pos()), End: fset.Position(n.End()), Code: code, Msg: msg})
}

// defineParams makes the := at i of the list assign to parameters instead of hiding them.
func (d *desugarer) defineParams(list []ast.Stmt, i int, s *ast.AssignStmt, known map[string]bool) []ast.Stmt {
	fresh := false
	var params []int
	for j, x := range s.Lhs {
		id, ok := x.(*ast.Ident)
		switch {
		case !ok || id.Name == "_":
		case d.fn.params[id.Name]:
			params = append(params, j)
		case !known[id.Name]:
			fresh, known[id.Name] = true, true
		}
	}
	if len(params) == 0 {
		return list
	}
	if !fresh {
		d.errorf(&ast.Ident{NamePos: s.TokPos, Name: ":="}, "NoNewVar", "no new variables on left side of :=")
		return list
	}
	back := &ast.AssignStmt{TokPos: s.TokPos, Tok: token.ASSIGN}
	for _, j := range params {
		id := s.Lhs[j].(*ast.Ident)
		temp := &ast.Ident{NamePos: id.NamePos, Name: "__" + id.Name}
		if len(s.Rhs) == len(s.Lhs) { // the value takes the parameter's type
			s.Rhs[j] = call("Like", s.Rhs[j].Pos(), s.Rhs[j].End(), &ast.Ident{NamePos: id.NamePos, Name: id.Name}, s.Rhs[j])
		}
		back.Lhs = append(back.Lhs, id)
		back.Rhs = append(back.Rhs, &ast.Ident{NamePos: id.NamePos, Name: temp.Name})
		s.Lhs[j] = temp
	}
	return append(list[:i+1:i+1], append([]ast.Stmt{back}, list[i+1:]...)...)
}
