package check

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
)

// A binding is a variable that a statement of the top level declares. To go/types
// it is a package variable, so that functions of the cell see it.
type binding struct {
	id    *ast.Ident
	name  string // as written; id.Name may be changed to keep versions apart
	index int    // of its statement in top.stmts
	bound bool   // the name was known before, in the session or the cell
}

// A statement is one of the top level.
type statement struct {
	stmt ast.Stmt       // as it will stand in Unit.Body
	spec *ast.ValueSpec // for a declaration: what go/types is given; it shares the nodes
}

// top is the top level of a cell in the form that go/types is given.
type top struct {
	stmts    []*statement
	bindings []*binding
	result   *ast.ExprStmt // the last statement, where it is an expression
	assigned bool          // the result is presented as _ = result
	hide     bool          // it is not to be shown
	shown    ast.Stmt      // the statement that presents it
}

// buildTop sorts the statements of the top level.
func buildTop(list []ast.Stmt, hide bool) *top {
	t := &top{hide: hide}
	for i, s := range list {
		switch s := s.(type) {
		case *ast.AssignStmt:
			if ids := defined(s); ids != nil {
				t.declare(s, &ast.ValueSpec{Names: ids, Values: s.Rhs})
				continue
			}
		case *ast.DeclStmt:
			if g, ok := s.Decl.(*ast.GenDecl); ok && g.Tok == token.VAR {
				t.vars(g)
				continue
			}
		case *ast.ExprStmt:
			if i == len(list)-1 {
				t.result = s
				_, isCall := ast.Unparen(s.X).(*ast.CallExpr)
				t.assigned = !isCall
				continue
			}
		}
		t.stmts = append(t.stmts, &statement{stmt: s})
	}
	return t
}

// defined returns the identifiers of a := that declares variables of the
// session; nil where go/types is to judge it as it stands.
func defined(s *ast.AssignStmt) []*ast.Ident {
	if s.Tok != token.DEFINE || len(s.Lhs) != len(s.Rhs) && len(s.Rhs) != 1 {
		return nil
	}
	var ids []*ast.Ident
	named := false
	seen := map[string]bool{}
	for _, x := range s.Lhs {
		id, ok := x.(*ast.Ident)
		if !ok || seen[id.Name] && id.Name != "_" {
			return nil
		}
		seen[id.Name] = true
		named = named || id.Name != "_"
		ids = append(ids, id)
	}
	if !named {
		return nil
	}
	return ids
}

// vars adds the specs of a var declaration, each as a statement.
func (t *top) vars(g *ast.GenDecl) {
	for _, s := range g.Specs {
		spec, ok := s.(*ast.ValueSpec)
		if !ok {
			continue
		}
		if len(spec.Values) == 0 {
			t.declare(&ast.DeclStmt{Decl: &ast.GenDecl{TokPos: g.TokPos, Tok: token.VAR, Specs: []ast.Spec{spec}}}, spec)
			continue
		}
		assign := &ast.AssignStmt{TokPos: spec.Values[0].Pos(), Tok: token.DEFINE, Rhs: spec.Values}
		for _, id := range spec.Names {
			assign.Lhs = append(assign.Lhs, id)
		}
		t.declare(assign, spec)
	}
}

// declare adds a statement that declares variables.
func (t *top) declare(s ast.Stmt, spec *ast.ValueSpec) {
	for _, id := range spec.Names {
		if id.Name != "_" {
			t.bindings = append(t.bindings, &binding{id: id, name: id.Name, index: len(t.stmts)})
		}
	}
	t.stmts = append(t.stmts, &statement{stmt: s, spec: spec})
}

// bind finds the bindings of names that are known already, and keeps them
// apart by another name until types tell whether they are the same variable.
func (t *top) bind(known func(name string) bool) {
	count, last := map[string]int{}, map[string]int{}
	for _, b := range t.bindings {
		n := count[b.name]
		if n > 0 && last[b.name] == b.index {
			continue // twice in one declaration: go/types reports it
		}
		count[b.name]++
		last[b.name] = b.index
		if n > 0 || known(b.name) {
			b.bound = true
			b.id.Name = fmt.Sprintf("%s·%d", b.name, n+1)
		}
	}
}

// file makes the file that go/types checks.
func (t *top) file(c *checker) *ast.File {
	pos := c.cell.Tok.Pos(0)
	f := &ast.File{Package: pos, Name: &ast.Ident{NamePos: pos, Name: "cell"}, FileStart: pos, FileEnd: c.cell.Tok.Pos(c.cell.Tok.Size())}
	if len(c.imports) > 0 {
		g := &ast.GenDecl{TokPos: pos, Tok: token.IMPORT, Lparen: pos, Rparen: pos}
		for _, s := range c.imports {
			g.Specs = append(g.Specs, s)
		}
		f.Decls = append(f.Decls, g)
	}
	if len(c.foreign) > 0 {
		f.Decls = append(f.Decls, c.hook(pos))
	}
	f.Decls = append(f.Decls, c.cell.Decls...)
	body := &ast.BlockStmt{Lbrace: pos, Rbrace: pos}
	for _, s := range t.stmts {
		if s.spec != nil {
			f.Decls = append(f.Decls, &ast.GenDecl{TokPos: s.stmt.Pos(), Tok: token.VAR, Specs: []ast.Spec{s.spec}})
		} else {
			body.List = append(body.List, s.stmt)
		}
	}
	if t.result != nil {
		t.shown = t.resultStmt()
		body.List = append(body.List, t.shown)
	}
	f.Decls = append(f.Decls, &ast.FuncDecl{
		Name: &ast.Ident{NamePos: pos, Name: bodyName}, Body: body,
		Type: &ast.FuncType{Func: pos, Params: &ast.FieldList{Opening: pos, Closing: pos}},
	})
	return f
}

// bodyName is the function that holds the statements of the top level.
const bodyName = "__cell"

// resultStmt presents the last expression.
func (t *top) resultStmt() ast.Stmt {
	if !t.assigned {
		return t.result
	}
	pos := t.result.Pos()
	return &ast.AssignStmt{Lhs: []ast.Expr{&ast.Ident{NamePos: pos, Name: "_"}}, TokPos: pos, Tok: token.ASSIGN, Rhs: []ast.Expr{t.result.X}}
}

// isVar reports whether an object is a package-level variable.
func isVar(obj types.Object) bool {
	v, ok := obj.(*types.Var)
	return ok && v.Kind() == types.PackageVar
}
