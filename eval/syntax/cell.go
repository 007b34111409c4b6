// Package syntax turns the text of a cell into Go's AST, with the words of the
// dialect beside it.
//
// The text is scanned into tokens once. From the tokens follow the edits that
// make plain Go of it without moving a column: "<-   " over await, "_<-  " over
// yield, blanks over async, "for  range" over async with, and a function put
// around each run of statements, since Go's files hold declarations only.
// go/parser does the rest. What was overwritten is remembered, so that each
// node of the dialect is found again (Cell.Await and its like), and errors of
// the parser are told in the words and at the place of the original.
//
// The package knows no types: what needs them (the form of an await, for
// instance) is check's. It keeps no state and is safe for concurrent use, as
// token.FileSet is. Start with Parse.
package syntax

import (
	"go/ast"
	"go/token"
)

// A Cell is a parsed cell. Positions of its nodes are in Fset, and resolve to
// lines and columns of Src.
type Cell struct {
	Name string // "cell 3": the file name in positions
	Src  string
	Fset *token.FileSet
	Tok  *token.File // holds the positions; its offsets are those of the edited text, see Offset

	Imports []*ast.ImportSpec
	Decls   []ast.Decl // func, type and const declarations, in order
	Stmts   []ast.Stmt // statements of the top level in order; a var declaration is an *ast.DeclStmt

	// HideResult: the last statement is followed by a semicolon on its line.
	HideResult bool

	Async     map[ast.Node]bool       // *ast.FuncDecl, *ast.FuncLit written with async
	Generator map[ast.Node]bool       // those of them that are async generators
	Await     map[*ast.UnaryExpr]bool // <-x that was written await x
	AsyncFor  map[*ast.RangeStmt]bool // written async for
	AsyncWith map[*ast.RangeStmt]bool // written async with x := cm; Key is x or nil, X is cm
	Yield     map[*ast.SendStmt]bool  // _<-v that was written yield v
	Comments  []*ast.CommentGroup

	edits edits
}

// Has reports whether a position is in the cell.
func (c *Cell) Has(pos token.Pos) bool {
	base := c.Tok.Base()
	return base <= int(pos) && int(pos) <= base+c.Tok.Size()
}

// Offset returns the offset in Src of a position in the cell.
func (c *Cell) Offset(pos token.Pos) int {
	return c.edits.source(c.Tok.Offset(pos))
}
