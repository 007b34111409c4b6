package check

import (
	"go/ast"
	"go/types"

	"goasync/eval/diag"
	"goasync/eval/syntax"
)

// A Unit is a checked cell: plain Go, with the types of every expression.
// It belongs to the World that made it and must not be changed.
type Unit struct {
	Cell *syntax.Cell
	Pkg  *types.Package // the session's package, the same for all units; path "main", name "cell"
	Info *types.Info    // of the desugared AST

	Imports []Import        // packages the cell uses, by local name
	Funcs   []*ast.FuncDecl // functions and methods, desugared, in order
	Types   []*ast.TypeSpec
	Consts  []*ast.GenDecl
	Vars    []*Var // package-level variables, in the order of their statements

	// Body is the statements of the top level in execution order. A top-level
	// `x, y := f()` and `var x, y = f()` is an *ast.AssignStmt with Tok DEFINE whose
	// left identifiers are in Info.Defs, as package-level variables (nil for _);
	// their types may differ from the operands' (var x any = 1).
	// `var x T` stays an *ast.DeclStmt. Result is not among them.
	Body []ast.Stmt

	// Result is the last expression of the cell when it has a value that is to be
	// shown; nil otherwise. Its type may be a tuple (…, error). The last
	// expression of a cell with a trailing semicolon is in Body instead.
	Result ast.Expr

	Async    map[types.Object]*AsyncFunc     // async functions and methods of this cell
	AsyncLit map[*ast.FuncLit]*AsyncFunc     // async literals, by the literal that makes the coroutine
	Awaits   map[*ast.CallExpr]AwaitForm     // calls that were written await
	Fors     map[*ast.RangeStmt]bool         // loops that were written async for
	Withs    map[*ast.CallExpr]bool          // calls of asyncio.With that were written async with
	Depends  map[types.Object][]types.Object // what each declared object's text uses of the session's and the cell's objects
	// Funcs and Types include what other cells declared and this one, declaring
	// again what they use, changed: they follow.
	Replaces map[types.Object]types.Object // the session's object of the same name before; a method's, of the same type
	Warnings diag.List                     // never-awaited coroutines and the like; they do not keep the cell from running

	imported []Import                       // what the session gains
	objects  map[string]types.Object        // what the session gains, by name
	methods  map[*types.Named][]*types.Func // method lists that change
	decls    []*decl
	broken   map[types.Object]*broken
}

// An Import is a package that a cell uses.
type Import struct {
	Path string // as cells write it: "asyncio", "net/http"
	Name string // local name; "." for a dot import
	Pkg  *types.Package
	Auto bool // it was left out by the cell, or declared by desugaring
}

// A Var is a variable that a cell declares at its top level.
type Var struct {
	Obj *types.Var
	// Reuses: the variable existed with the identical type, Obj is that object and keeps its storage.
	Reuses bool
}

// AwaitForm is what an await yields.
type AwaitForm int

// The forms of await.
const (
	AwaitValue AwaitForm = iota // MustAwait(x) T: failures raise
	AwaitBoth                   // Await(x) (T, error)
	AwaitError                  // AwaitErr(x) error
)

// An AsyncFunc describes a function that was written async.
type AsyncFunc struct {
	Name      string        // "f", "Client.Fetch"
	Obj       *types.Func   // nil for a literal
	Decl      *ast.FuncDecl // the desugared declaration; nil for a literal
	Lit       *ast.FuncLit  // the desugared literal that returns the coroutine; nil for a declaration
	Body      *ast.FuncLit  // the literal given to the constructor: func() R
	Make      *ast.CallExpr // the constructor's call: asyncio.NewCoroutine("f", Body)
	Value     types.Type    // T of the coroutine, or of the generator's elements
	HasValue  bool          // R has a value; otherwise T is asyncio.None
	HasErr    bool          // R ends with an error
	Generator bool
}
