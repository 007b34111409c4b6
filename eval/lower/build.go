package lower

import (
	"go/ast"
	"go/token"
	"strconv"
)

// Small constructors of syntax; pos is the place in the cell that a node stands for.

func ident(name string, pos token.Pos) *ast.Ident { return &ast.Ident{Name: name, NamePos: pos} }

func str(s string) *ast.BasicLit { return &ast.BasicLit{Kind: token.STRING, Value: strconv.Quote(s)} }

func num(n int) *ast.BasicLit { return &ast.BasicLit{Kind: token.INT, Value: strconv.Itoa(n)} }

func call(fun ast.Expr, args ...ast.Expr) *ast.CallExpr { return &ast.CallExpr{Fun: fun, Args: args} }

func selector(x ast.Expr, name string) *ast.SelectorExpr {
	return &ast.SelectorExpr{X: x, Sel: ident(name, x.Pos())}
}

func define(lhs string, rhs ast.Expr) ast.Stmt {
	return &ast.AssignStmt{Lhs: []ast.Expr{ident(lhs, rhs.Pos())}, Tok: token.DEFINE, TokPos: rhs.Pos(), Rhs: []ast.Expr{rhs}}
}

func assign(lhs, rhs ast.Expr) ast.Stmt {
	return &ast.AssignStmt{Lhs: []ast.Expr{lhs}, Tok: token.ASSIGN, TokPos: lhs.Pos(), Rhs: []ast.Expr{rhs}}
}

func assignAll(lhs []ast.Expr, tok token.Token, rhs ...ast.Expr) ast.Stmt {
	return &ast.AssignStmt{Lhs: lhs, Tok: tok, TokPos: lhs[0].Pos(), Rhs: rhs}
}

func exprStmt(x ast.Expr) ast.Stmt { return &ast.ExprStmt{X: x} }

func block(stmts ...ast.Stmt) *ast.BlockStmt { return &ast.BlockStmt{List: stmts} }

func varDecl(name string, typ, value ast.Expr) *ast.GenDecl {
	spec := &ast.ValueSpec{Names: []*ast.Ident{ident(name, token.NoPos)}, Type: typ}
	if value != nil {
		spec.Values = []ast.Expr{value}
	}
	return &ast.GenDecl{Tok: token.VAR, Specs: []ast.Spec{spec}}
}

func varStmt(name string, typ, value ast.Expr) ast.Stmt {
	return &ast.DeclStmt{Decl: varDecl(name, typ, value)}
}

func param(name string, typ ast.Expr) *ast.Field {
	return &ast.Field{Names: []*ast.Ident{ident(name, token.NoPos)}, Type: typ}
}

func funcLit(typ *ast.FuncType, body *ast.BlockStmt) *ast.FuncLit {
	return &ast.FuncLit{Type: typ, Body: body}
}

func thunk(body ...ast.Stmt) *ast.FuncLit {
	return funcLit(&ast.FuncType{Params: &ast.FieldList{}}, block(body...))
}
