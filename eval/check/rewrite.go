package check

import "go/ast"

// A rewriter walks a tree in place. Its functions are called behind the
// children and give the node to stand in their argument's place.
type rewriter struct {
	expr func(ast.Expr) ast.Expr
	stmt func(ast.Stmt) ast.Stmt
	// enter, when it takes a function's body over, returns true and the walk does not go into it.
	enter func(fn ast.Node) bool
}

// exprs rewrites each expression of a list.
func (r *rewriter) exprs(list []ast.Expr) {
	for i := range list {
		list[i] = r.rewriteExpr(list[i])
	}
}

// stmts rewrites each statement of a list.
func (r *rewriter) stmts(list []ast.Stmt) {
	for i := range list {
		list[i] = r.rewriteStmt(list[i])
	}
}

// block rewrites a block, which may be nil.
func (r *rewriter) block(b *ast.BlockStmt) {
	if b != nil {
		r.stmts(b.List)
	}
}

// fields rewrites the types of a field list, which may be nil.
func (r *rewriter) fields(list *ast.FieldList) {
	if list == nil {
		return
	}
	for _, f := range list.List {
		f.Type = r.rewriteExpr(f.Type)
	}
}

// spec rewrites the expressions of a declaration's spec.
func (r *rewriter) spec(s ast.Spec) {
	switch s := s.(type) {
	case *ast.ValueSpec:
		s.Type = r.rewriteExpr(s.Type)
		r.exprs(s.Values)
	case *ast.TypeSpec:
		s.Type = r.rewriteExpr(s.Type)
	}
}

// rewriteExpr rewrites an expression, which may be nil.
func (r *rewriter) rewriteExpr(x ast.Expr) ast.Expr {
	switch x := x.(type) {
	case nil:
		return nil
	case *ast.FuncLit:
		if !r.enter(x) {
			r.block(x.Body)
		}
	case *ast.StructType:
		r.fields(x.Fields)
	case *ast.ArrayType:
		x.Len, x.Elt = r.rewriteExpr(x.Len), r.rewriteExpr(x.Elt)
	case *ast.MapType:
		x.Key, x.Value = r.rewriteExpr(x.Key), r.rewriteExpr(x.Value)
	case *ast.CompositeLit:
		x.Type = r.rewriteExpr(x.Type)
		r.exprs(x.Elts)
	default:
		r.operands(x)
	}
	return r.expr(x)
}

// operands rewrites what an operator, a call or a selection is made of.
func (r *rewriter) operands(x ast.Expr) {
	switch x := x.(type) {
	case *ast.ParenExpr:
		x.X = r.rewriteExpr(x.X)
	case *ast.SelectorExpr:
		x.X = r.rewriteExpr(x.X)
	case *ast.IndexExpr:
		x.X, x.Index = r.rewriteExpr(x.X), r.rewriteExpr(x.Index)
	case *ast.IndexListExpr:
		x.X = r.rewriteExpr(x.X)
		r.exprs(x.Indices)
	case *ast.SliceExpr:
		x.X, x.Low = r.rewriteExpr(x.X), r.rewriteExpr(x.Low)
		x.High, x.Max = r.rewriteExpr(x.High), r.rewriteExpr(x.Max)
	case *ast.TypeAssertExpr:
		x.X, x.Type = r.rewriteExpr(x.X), r.rewriteExpr(x.Type)
	case *ast.CallExpr:
		x.Fun = r.rewriteExpr(x.Fun)
		r.exprs(x.Args)
	case *ast.StarExpr:
		x.X = r.rewriteExpr(x.X)
	case *ast.UnaryExpr:
		x.X = r.rewriteExpr(x.X)
	case *ast.BinaryExpr:
		x.X, x.Y = r.rewriteExpr(x.X), r.rewriteExpr(x.Y)
	case *ast.KeyValueExpr:
		x.Key, x.Value = r.rewriteExpr(x.Key), r.rewriteExpr(x.Value)
	case *ast.Ellipsis:
		x.Elt = r.rewriteExpr(x.Elt)
	}
}

// rewriteStmt rewrites a statement, which may be nil.
func (r *rewriter) rewriteStmt(s ast.Stmt) ast.Stmt {
	switch s := s.(type) {
	case nil:
		return nil
	case *ast.LabeledStmt:
		s.Stmt = r.rewriteStmt(s.Stmt)
	case *ast.ExprStmt:
		s.X = r.rewriteExpr(s.X)
	case *ast.SendStmt:
		s.Chan, s.Value = r.rewriteExpr(s.Chan), r.rewriteExpr(s.Value)
	case *ast.IncDecStmt:
		s.X = r.rewriteExpr(s.X)
	case *ast.AssignStmt:
		r.exprs(s.Lhs)
		r.exprs(s.Rhs)
	case *ast.GoStmt:
		r.rewriteExpr(s.Call)
	case *ast.DeferStmt:
		r.rewriteExpr(s.Call)
	case *ast.ReturnStmt:
		r.exprs(s.Results)
	case *ast.DeclStmt:
		if d, ok := s.Decl.(*ast.GenDecl); ok {
			for _, spec := range d.Specs {
				r.spec(spec)
			}
		}
	default:
		r.compound(s)
	}
	return r.stmt(s)
}

// compound rewrites the parts of a statement that holds statements.
func (r *rewriter) compound(s ast.Stmt) {
	switch s := s.(type) {
	case *ast.BlockStmt:
		r.block(s)
	case *ast.IfStmt:
		s.Init, s.Cond = r.rewriteStmt(s.Init), r.rewriteExpr(s.Cond)
		r.block(s.Body)
		s.Else = r.rewriteStmt(s.Else)
	case *ast.CaseClause:
		r.exprs(s.List)
		r.stmts(s.Body)
	case *ast.SwitchStmt:
		s.Init, s.Tag = r.rewriteStmt(s.Init), r.rewriteExpr(s.Tag)
		r.block(s.Body)
	case *ast.TypeSwitchStmt:
		s.Init, s.Assign = r.rewriteStmt(s.Init), r.rewriteStmt(s.Assign)
		r.block(s.Body)
	case *ast.CommClause:
		s.Comm = r.rewriteStmt(s.Comm)
		r.stmts(s.Body)
	case *ast.SelectStmt:
		r.block(s.Body)
	case *ast.ForStmt:
		s.Init, s.Cond, s.Post = r.rewriteStmt(s.Init), r.rewriteExpr(s.Cond), r.rewriteStmt(s.Post)
		r.block(s.Body)
	case *ast.RangeStmt:
		s.Key, s.Value, s.X = r.rewriteExpr(s.Key), r.rewriteExpr(s.Value), r.rewriteExpr(s.X)
		r.block(s.Body)
	}
}
