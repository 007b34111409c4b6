// Package lower is a small compiler from checked Go to the part of Go that the interpreter runs right and fast.
//
// In goes a check.Unit: the desugared AST of a cell with the types of every expression. Out comes a Program: a file of
// plain Go, and the lists of compiled helpers (Helper) and of struct types that it uses, package h in its text. It is pure: it runs nothing, and asks nobody but go/types.
//
// What the interpreter is given, its machine code so to say, is: functions, closures, basic values, structs, slices,
// maps, pointers, plain assignments, and calls into compiled code. Everything else is lowered to that, one construct
// a file:
//
//   - every name becomes unique (name_N), so redefinition and shadowing cannot hurt;
//   - a named type that is not a struct becomes its underlying type, a struct one that the run-time support makes, whose
//     fields are exported; methods become functions with the receiver first, promoted fields explicit paths;
//   - an interface becomes any, or the native interface itself where Go's library declares it. A value whose type the
//     interpreter cannot tell apart (see boxed) is put in an interface as a compiled box that knows the checker's
//     type; assertions, type switches and interface calls are helpers on boxes;
//   - constants are written as typed literals, conversions to interfaces are explicit, operands that an interpreter
//     could evaluate in another order than Go are put in temporaries;
//   - type parameters are substituted: a generic function is lowered once for each list of type arguments; those of
//     compiled packages that cells know (asyncio) have type arguments erased to any.
//
// A Lowerer lives as long as the session and remembers the names it gave. It is not safe for concurrent use.
package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"sort"
	"strings"

	"goasync/eval/internal/typemap"

	"goasync/eval/check"
	"goasync/eval/diag"

	"goasync/eval/internal/rt"
)

// A Program is a lowered unit, ready for the interpreter.
type Program struct {
	Code    *ast.File                 // functions and variables
	Helpers []*rt.Helper              // compiled helpers that the files call as h.NAME
	Structs map[string]*types.Named   // the struct types of the session that the file uses as h.NAME
	Methods map[int]*types.Func       // registration number → the method whose function it registers
	Entry   int                       // registration number of the function that runs the statements
	Once    []string                  // functions of the file that later files do not call
	Sources map[string]*types.Package // the packages of Go's library whose generics the session has from source
	Imports map[string]string         // compiled packages that the file uses: local name → path

	undo     []func()
	replaced []*types.Func // declared again with the same type
	outdated []succession  // their lowered functions
}

// A Lowerer lowers the units of one session, in their order.
type Lowerer struct {
	fset      *token.FileSet
	next      int
	names     map[types.Object]string
	types     typemap.Map // types.Type → int, identical types alike
	typeSeq   int
	structs   typemap.Map // named struct type → lowered name
	mentioned typemap.Map // types that the run-time support knows all about → true
	helpers   map[string]*rt.Helper
	functions map[string]*Function       // by lowered name, for tracebacks
	funcs     map[*types.Func]source     // generic functions and methods, and those of Go's library
	insts     map[string]string          // instance key → lowered name
	instances map[*types.Func][]instance // of generic functions
	recovers  map[*types.Func]bool       // methods that call recover
	async     map[types.Object]*asyncBody
	isFunc    map[string]bool               // lowered names of declared functions
	newer     map[types.Object]types.Object // functions that a later cell replaced
	shared    map[string]string             // by lowered function: the variable that leads to the newest version, where that is not of its own name
	forms     rt.Forms
	imports   types.Importer            // of generic source, nil when there is none
	sources   map[string]*sourcePackage // by path
	memory    float64                   // in bytes; 0 is no limit
}

// New returns a Lowerer for cells parsed into fset.
func New(fset *token.FileSet) *Lowerer {
	return &Lowerer{
		fset: fset, names: map[types.Object]string{}, helpers: map[string]*rt.Helper{},
		funcs: map[*types.Func]source{}, insts: map[string]string{}, instances: map[*types.Func][]instance{}, recovers: map[*types.Func]bool{},
		sources: map[string]*sourcePackage{}, async: map[types.Object]*asyncBody{}, isFunc: map[string]bool{}, functions: map[string]*Function{},
		newer: map[types.Object]types.Object{}, shared: map[string]string{},
	}
}

// Name returns the lowered name of a session object, and whether it has one.
func (l *Lowerer) Name(obj types.Object) (string, bool) {
	name, ok := l.names[obj]
	return name, ok
}

// unique returns a name that no other entity of the session has.
func (l *Lowerer) unique(name string) string {
	l.next++
	if name == "_" || name == "" {
		name = "blank"
	}
	return fmt.Sprintf("%s_%d", name, l.next)
}

// number returns a registration number.
func (l *Lowerer) number() int {
	l.next++
	return l.next
}

// typeID returns the number of a type, the same for identical types.
func (l *Lowerer) typeID(t types.Type) int {
	if id, ok := l.types.At(t).(int); ok {
		return id
	}
	l.typeSeq++
	l.types.Set(t, l.typeSeq)
	return l.typeSeq
}

// unit is the state of lowering one unit.
type unit struct {
	*Lowerer
	u           *check.Unit
	prog        *Program
	codeDecl    []ast.Decl
	inits       []ast.Stmt // of the file's init function
	forward     []ast.Stmt // lead functions of earlier cells to those that the unit declares anew
	own         map[*types.Func]*ast.FuncDecl
	pending     []func() // instances and types still to be emitted
	used        map[*rt.Helper]bool
	temporary   map[string]bool          // names of variables that are assigned once
	literalFree map[*ast.BinaryExpr]bool // lowered conditions without composite literals
	exact       map[string]bool          // those that hold a result of a function of the session
	constants   map[*ast.CallExpr]bool   // lowered constants that are conversions of literals
	errs        diag.List
	marked      map[*ast.FuncLit]bool   // literals that are bodies of async functions
	deferred    map[*ast.FuncLit]string // literals that are deferred → the name of the frame
	beside      map[*ast.FuncLit]bool   // literals that go statements call
	perElement  map[*ast.FuncLit]bool   // literals that a compiled function calls for each element
	framed      map[*ast.BlockStmt]bool // bodies whose deferred calls need a frame
	undo        []func()                // takes back what the unit noted in the Lowerer
	places      map[ast.Expr]types.Type // see notePlace
}

// Lower lowers a checked unit. The errors are of constructs that cannot be run faithfully.
func (l *Lowerer) Lower(u *check.Unit) (prog *Program, errs diag.List) {
	framed := map[*ast.BlockStmt]bool{}
	for known := -1; known < len(framed); {
		if known >= 0 && prog != nil {
			l.Rollback(prog)
		}
		known = len(framed)
		prog, errs = l.lower(u, framed)
	}
	return prog, errs
}

// lower is Lower. The bodies in framed need a frame for their deferred calls; it adds those that turn out to.
func (l *Lowerer) lower(u *check.Unit, framed map[*ast.BlockStmt]bool) (prog *Program, errs diag.List) {
	w := &unit{Lowerer: l, framed: framed, u: u, used: map[*rt.Helper]bool{}, own: map[*types.Func]*ast.FuncDecl{}, places: map[ast.Expr]types.Type{}, temporary: map[string]bool{}, exact: map[string]bool{}, literalFree: map[*ast.BinaryExpr]bool{}, constants: map[*ast.CallExpr]bool{}, marked: map[*ast.FuncLit]bool{}, perElement: map[*ast.FuncLit]bool{}, deferred: map[*ast.FuncLit]string{}, beside: map[*ast.FuncLit]bool{}, prog: &Program{
		Structs: map[string]*types.Named{}, Sources: map[string]*types.Package{}, Methods: map[int]*types.Func{}, Imports: map[string]string{},
	}}
	defer func() {
		if r := recover(); r != nil {
			w.rollback()
			refusal, ok := r.(*refusal)
			if !ok {
				panic(r)
			}
			prog, errs = nil, append(w.errs, refusal.diag(l.fset))
		}
	}()
	w.refuseLarge()
	w.refuseManyValues()
	w.refuseShared()
	w.declare()
	w.entry()
	w.drain()
	w.finish()
	return w.prog, w.errs
}

// drain emits what lowering asked for on the way: types, instances, methods.
func (w *unit) drain() {
	for len(w.pending) > 0 {
		todo := w.pending
		w.pending = nil
		for _, f := range todo {
			f()
		}
	}
}

// finish assembles the file.
func (w *unit) finish() {
	w.codeDecl = append(w.codeDecl, &ast.FuncDecl{
		Name: ident("init", token.NoPos), Type: &ast.FuncType{Params: &ast.FieldList{}}, Body: block(w.inits...),
	})
	w.prog.Code, w.prog.undo = w.file(w.codeDecl), w.undo
	for h := range w.used {
		w.prog.Helpers = append(w.prog.Helpers, h)
	}
	sort.Slice(w.prog.Helpers, func(i, j int) bool { return w.prog.Helpers[i].Name < w.prog.Helpers[j].Name })
}

// file makes a file of declarations. The machine adds the imports: a name means the same package in all files of a
// session.
func (w *unit) file(decls []ast.Decl) *ast.File {
	return &ast.File{Name: ast.NewIdent("main"), Decls: decls}
}

// pkg returns the name by which the files of the unit know a compiled package.
func (w *unit) pkg(path string, pos token.Pos) ast.Expr {
	name := "p_" + strings.Map(func(r rune) rune {
		if r == '/' || r == '.' || r == '-' {
			return '_'
		}
		return r
	}, path)
	if path == "h" || path == "rt" {
		name = path
	}
	w.prog.Imports[name] = path
	return &ast.Ident{Name: name, NamePos: pos}
}

// A refusal is the panic by which a construct that cannot be lowered right ends the lowering of its cell.
type refusal struct {
	pos token.Pos
	msg string
}

func (r *refusal) diag(fset *token.FileSet) *diag.Error {
	return &diag.Error{Pos: fset.Position(r.pos), Code: "Unsupported", Msg: r.msg}
}

// refuse ends the lowering with an error at pos.
func refuse(pos token.Pos, format string, args ...any) {
	panic(&refusal{pos, fmt.Sprintf(format, args...)})
}
