package check

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"

	"goasync/eval/check/stdexport"
)

// plainNames gives the identifiers of desugaring names that can be printed:
// asyncio for the hidden one, unless the cell means something else by it.
func (c *checker) plainNames() {
	taken := map[string]bool{}
	for id, obj := range c.info.Defs {
		if obj != nil {
			taken[id.Name] = true
		}
	}
	for id, obj := range c.info.Uses {
		if _, ok := obj.(*types.PkgName); !ok {
			taken[id.Name] = true
		}
	}
	for id, obj := range c.info.Uses {
		if p, ok := obj.(*types.PkgName); ok {
			id.Name = plainPackage(id.Name, p, taken)
		} else {
			id.Name = plainName(id.Name)
		}
	}
	for id := range c.info.Defs {
		id.Name = plainName(id.Name)
	}
}

// plainPackage returns a name for a package that was mentioned by a hidden one.
func plainPackage(name string, p *types.PkgName, taken map[string]bool) string {
	if _, ok := hiddenPackage(name); !ok && name != hidden {
		return name
	}
	plain := p.Imported().Name()
	if taken[plain] {
		return "__" + plain
	}
	return plain
}

// plainName makes a version of a variable, x·1, an identifier: x__1.
func plainName(name string) string {
	if rest, ok := strings.CutPrefix(name, "__type·"); ok {
		_, name, _ = strings.Cut(rest, "·")
		return name
	}
	return strings.ReplaceAll(name, "·", "__")
}

// Desugared returns the unit as a file of plain Go: its imports by the paths
// of Go programs, its declarations, its variables, and a function of that name
// with its statements, the result included. Names are the cell's: a program
// of several cells has to rename what they declare more than once. The file
// shares nodes with the unit and must not be changed.
func (u *Unit) Desugared(name string) *ast.File {
	f := &ast.File{Name: ast.NewIdent("main")}
	imports := &ast.GenDecl{Tok: token.IMPORT, Lparen: 1, Rparen: 1}
	for _, im := range u.Imports {
		s := &ast.ImportSpec{Path: &ast.BasicLit{Kind: token.STRING, Value: strconv.Quote(stdexport.GoPath(im.Path))}}
		if im.Name != im.Pkg.Name() || lastElement(stdexport.GoPath(im.Path)) != im.Name {
			s.Name = ast.NewIdent(im.Name)
		}
		imports.Specs = append(imports.Specs, s)
	}
	if len(imports.Specs) > 0 {
		f.Decls = append(f.Decls, imports)
	}
	f.Decls = append(f.Decls, u.Cell.Decls...)
	for _, v := range u.Vars {
		if x, ok := TypeExpr(v.Obj.Type(), u.Pkg); ok {
			spec := &ast.ValueSpec{Names: []*ast.Ident{ast.NewIdent(plainName(v.Obj.Name()))}, Type: x}
			f.Decls = append(f.Decls, &ast.GenDecl{Tok: token.VAR, Specs: []ast.Spec{spec}})
		}
	}
	body := &ast.BlockStmt{}
	for _, s := range u.Body {
		body.List = append(body.List, u.assigning(s))
	}
	if u.Result != nil {
		body.List = append(body.List, &ast.ExprStmt{X: u.Result})
	}
	f.Decls = append(f.Decls, &ast.FuncDecl{Name: ast.NewIdent(name), Type: &ast.FuncType{Params: &ast.FieldList{}}, Body: body})
	return f
}

// assigning makes an assignment of a statement that declares session variables.
func (u *Unit) assigning(s ast.Stmt) ast.Stmt {
	switch s := s.(type) {
	case *ast.AssignStmt:
		if s.Tok == token.DEFINE && u.declares(s.Lhs...) {
			assign := *s
			assign.Tok = token.ASSIGN
			return &assign
		}
	case *ast.DeclStmt:
		g, ok := s.Decl.(*ast.GenDecl)
		if !ok || g.Tok != token.VAR || len(g.Specs) != 1 {
			return s
		}
		spec := g.Specs[0].(*ast.ValueSpec)
		if spec.Type == nil || !u.declares(spec.Names[0]) {
			return s
		}
		zero := &ast.AssignStmt{TokPos: spec.Pos(), Tok: token.ASSIGN}
		for _, id := range spec.Names {
			zero.Lhs = append(zero.Lhs, id)
			zero.Rhs = append(zero.Rhs, &ast.StarExpr{X: &ast.CallExpr{Fun: ast.NewIdent("new"), Args: []ast.Expr{spec.Type}}})
		}
		return zero
	}
	return s
}

// declares reports whether one of the identifiers declares a session variable.
func (u *Unit) declares(list ...ast.Expr) bool {
	for _, x := range list {
		if id, ok := x.(*ast.Ident); ok && isVar(u.Info.Defs[id]) {
			return true
		}
	}
	return false
}

// TypeExpr writes a type as an expression in the session's package. It fails
// for types that cannot be written, unexported ones of other packages. Packages are
// named by their own names.
func TypeExpr(t types.Type, session *types.Package) (ast.Expr, bool) {
	w := &typeWriter{session: session, ok: true}
	x := w.expr(t)
	return x, w.ok
}

// TypeExprBy is TypeExpr for a program in which declared types have other names: named writes those that are not
// predeclared, and reports whether it can.
func TypeExprBy(t types.Type, session *types.Package, named func(*types.TypeName) (ast.Expr, bool)) (ast.Expr, bool) {
	w := &typeWriter{session: session, named: named, ok: true}
	x := w.expr(t)
	return x, w.ok
}

// Assigning returns statements of the top level with those that declare variables made assignments.
func (u *Unit) Assigning(list []ast.Stmt) []ast.Stmt {
	out := make([]ast.Stmt, len(list))
	for i, s := range list {
		out[i] = u.assigning(s)
	}
	return out
}
