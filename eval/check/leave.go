package check

import (
	"go/ast"
	"go/token"
)

// A leaver finds the statements that leave the body of an async with.
type leaver struct {
	x       *expansion
	labels  map[string]bool // declared in the body
	breaks  int             // statements around that a break ends
	continu int             // loops around
}

// leave replaces the statements of the body that leave it.
func (x *expansion) leave(body *ast.BlockStmt) {
	l := &leaver{x: x, labels: map[string]bool{}}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.LabeledStmt:
			l.labels[n.Label.Name] = true
		}
		return true
	})
	l.list(body.List)
}

func (l *leaver) list(list []ast.Stmt) {
	for i := range list {
		list[i] = l.stmt(list[i])
	}
}

// stmt replaces a statement if it leaves the body, or what leaves it inside.
func (l *leaver) stmt(s ast.Stmt) ast.Stmt {
	switch s := s.(type) {
	case *ast.ReturnStmt:
		return l.x.leaveReturn(s)
	case *ast.BranchStmt:
		if l.leaves(s) {
			return l.x.leaveJump(s)
		}
	case *ast.LabeledStmt:
		s.Stmt = l.stmt(s.Stmt)
	case *ast.BlockStmt:
		l.list(s.List)
	case *ast.IfStmt:
		l.list(s.Body.List)
		if s.Else != nil {
			s.Else = l.stmt(s.Else)
		}
	case *ast.ForStmt:
		l.nested(s.Body.List, 1, 1)
	case *ast.RangeStmt:
		l.nested(s.Body.List, 1, 1)
	case *ast.SwitchStmt:
		l.clauses(s.Body)
	case *ast.TypeSwitchStmt:
		l.clauses(s.Body)
	case *ast.SelectStmt:
		l.clauses(s.Body)
	}
	return s
}

// nested visits statements inside one that break or continue may mean.
func (l *leaver) nested(list []ast.Stmt, breaks, continu int) {
	l.breaks += breaks
	l.continu += continu
	l.list(list)
	l.breaks -= breaks
	l.continu -= continu
}

// clauses visits the clauses of a switch or select.
func (l *leaver) clauses(body *ast.BlockStmt) {
	for _, s := range body.List {
		switch s := s.(type) {
		case *ast.CaseClause:
			l.nested(s.Body, 1, 0)
		case *ast.CommClause:
			l.nested(s.Body, 1, 0)
		}
	}
}

// leaves reports whether a branch goes out of the body.
func (l *leaver) leaves(s *ast.BranchStmt) bool {
	if s.Label != nil {
		return !l.labels[s.Label.Name]
	}
	switch s.Tok {
	case token.BREAK:
		return l.breaks == 0
	case token.CONTINUE:
		return l.continu == 0
	}
	return false
}

// tails returns the blocks of async withs with which a function that has
// results ends: behind those a return must stand.
func (c *checker) tails() map[*ast.BlockStmt]bool {
	t := tailer{tails: map[*ast.BlockStmt]bool{}, withs: map[*ast.BlockStmt]bool{}}
	for _, b := range c.withs {
		t.withs[b.stmt] = true
	}
	c.inspect(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Body != nil && n.Type.Results.NumFields() > 0 {
				t.list(n.Body.List)
			}
		case *ast.FuncLit:
			if n.Type.Results.NumFields() > 0 {
				t.list(n.Body.List)
			}
		}
		return true
	})
	return t.tails
}

// A tailer follows the statements that end a function.
type tailer struct {
	tails, withs map[*ast.BlockStmt]bool
}

// list visits the last statement of a list.
func (t tailer) list(list []ast.Stmt) {
	if len(list) > 0 {
		t.stmt(list[len(list)-1])
	}
}

func (t tailer) stmt(s ast.Stmt) {
	switch s := s.(type) {
	case *ast.BlockStmt:
		if t.withs[s] {
			t.tails[s] = true
			return // what ends its body returns from the body
		}
		t.list(s.List)
	case *ast.LabeledStmt:
		t.stmt(s.Stmt)
	case *ast.IfStmt:
		if s.Else != nil {
			t.list(s.Body.List)
			t.stmt(s.Else)
		}
	case *ast.SwitchStmt:
		t.clauses(s.Body)
	case *ast.TypeSwitchStmt:
		t.clauses(s.Body)
	case *ast.SelectStmt:
		t.clauses(s.Body)
	}
}

func (t tailer) clauses(body *ast.BlockStmt) {
	for _, s := range body.List {
		switch s := s.(type) {
		case *ast.CaseClause:
			t.list(s.Body)
		case *ast.CommClause:
			t.list(s.Body)
		}
	}
}
