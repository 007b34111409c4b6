package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

// The order in which a cell's statements run. They stand in the order of the text but for what Go orders otherwise:
// variables declared next to each other by var are initialised in the order of their dependencies, and functions
// named init run after the variables that the cell begins with.

// statements returns the statements of the unit in the order in which they run; inits is how many come before the
// init functions.
func (w *unit) statements() (list []ast.Stmt, inits int) {
	body := w.u.Body
	for len(body) > 0 {
		n := 0
		for n < len(body) && isVarDecl(body[n]) {
			n++
		}
		if n > 0 {
			if list == nil {
				inits = n
			}
			list, body = append(list, w.sorted(body[:n])...), body[n:]
			if inits == n {
				inits = len(list)
			}
			continue
		}
		list, body = append(list, body[0]), body[1:]
	}
	return list, inits
}

// isVarDecl reports whether a top-level statement was written with var. The checker gives the assignment that stands
// for one the position of its values.
func isVarDecl(s ast.Stmt) bool {
	switch s := s.(type) {
	case *ast.DeclStmt:
		return true
	case *ast.AssignStmt:
		return s.Tok == token.DEFINE && s.TokPos == s.Rhs[0].Pos()
	}
	return false
}

// initializer is the initialisation of variables by one expression.
type initializer struct {
	stmt  ast.Stmt // nil without a value
	vars  []types.Object
	needs map[types.Object]bool // the variables that it uses, itself or by the functions that it uses
}

// sorted puts declarations of variables in the order of initialisation: always the first that needs no variable that
// is still to be initialised.
func (w *unit) sorted(body []ast.Stmt) []ast.Stmt {
	var out []ast.Stmt
	var todo []*initializer
	for _, s := range body {
		if a, ok := s.(*ast.AssignStmt); ok {
			todo = append(todo, w.initializers(a)...)
			continue
		}
		out = append(out, s) // variables without a value are zero from the start, yet take their turn
		todo = append(todo, w.unvalued(s.(*ast.DeclStmt))...)
	}
	for len(todo) > 0 {
		next := 0
		for i := range todo {
			if !needsAny(todo[i], todo) {
				next = i
				break
			}
		}
		if todo[next].stmt != nil {
			out = append(out, todo[next].stmt)
		}
		todo = append(todo[:next:next], todo[next+1:]...)
	}
	return out
}

func needsAny(x *initializer, todo []*initializer) bool {
	for _, other := range todo {
		for _, v := range other.vars {
			if other != x && x.needs[v] {
				return true
			}
		}
	}
	return false
}

// initializers splits a declaration into its independent parts.
func (w *unit) initializers(s *ast.AssignStmt) []*initializer {
	if len(s.Lhs) != len(s.Rhs) || len(s.Lhs) == 1 {
		return []*initializer{w.initializer(s)}
	}
	var out []*initializer
	for i := range s.Lhs {
		one := &ast.AssignStmt{Lhs: s.Lhs[i : i+1], TokPos: s.Rhs[i].Pos(), Tok: s.Tok, Rhs: s.Rhs[i : i+1]}
		out = append(out, w.initializer(one))
	}
	return out
}

// unvalued returns the variables of a declaration without values.
func (w *unit) unvalued(s *ast.DeclStmt) []*initializer {
	var out []*initializer
	for _, spec := range s.Decl.(*ast.GenDecl).Specs {
		if spec, ok := spec.(*ast.ValueSpec); ok {
			for _, id := range spec.Names {
				out = append(out, &initializer{vars: []types.Object{w.u.Info.Defs[id]}})
			}
		}
	}
	return out
}

func (w *unit) initializer(s *ast.AssignStmt) *initializer {
	x := &initializer{stmt: s, needs: map[types.Object]bool{}}
	for _, e := range s.Lhs {
		if id, ok := e.(*ast.Ident); ok && w.u.Info.Defs[id] != nil {
			x.vars = append(x.vars, w.u.Info.Defs[id])
		}
	}
	for _, e := range s.Rhs {
		w.needs(e, x.needs)
	}
	return x
}

// needs adds the variables and functions of the unit that n uses.
func (w *unit) needs(n ast.Node, found map[types.Object]bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		switch obj := w.u.Info.Uses[id].(type) {
		case *types.Var:
			found[obj] = true
		case *types.Func:
			if fd := w.own[obj.Origin()]; fd != nil && !found[obj] {
				found[obj] = true
				w.needs(fd.Body, found)
			}
		}
		return true
	})
}

// initCalls returns calls of the functions named init.
func (w *unit) initCalls() []ast.Stmt {
	var out []ast.Stmt
	for _, fd := range w.u.Funcs {
		if obj, ok := w.u.Info.Defs[fd.Name].(*types.Func); ok && fd.Recv == nil && obj.Name() == "init" {
			out = append(out, exprStmt(call(ident(w.names[obj], fd.Pos()))))
		}
	}
	return out
}
