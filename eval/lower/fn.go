package lower

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// fn is the state of lowering one function body.
type fn struct {
	*unit
	about          *Function // what tracebacks will know of the function
	info           *types.Info
	env            subst
	sig            *types.Signature // of the function; results substituted
	out            *[]ast.Stmt      // where statements go
	results        []string         // lowered names of the results, when returns go through them
	defers         string           // name of the frame of deferred calls; "" when the function has none
	deferredBy     string           // name of the frame that has deferred the function, a literal
	frames         string           // name of the frame of the enclosing function
	shared         map[types.Object]bool
	exposed        map[types.Object]bool   // variables that others than the function's own statements can change
	unbuffered     map[types.Object]bool   // variables that always hold a channel without buffer
	spreads        map[ast.Expr][]ast.Expr // values of f(g()), by the expression g()
	loops          []*loop
	jumps          bool         // the function has goto statements
	marks          bool         // it is async: its statements are marked
	repeated       bool         // it is called for each element of something
	isBeside       bool         // it is what a goroutine of its own does
	whereabouts    *whereabouts // how the function may block, where it asks
	more           string       // a variable for what nobody asks of a receive
	recoverer      *ast.FuncLit // all that the function defers is this literal, which recovers
	alwaysRecovers bool         // no condition is around the defer statement
	recovered      *recovered   // what that literal has recovered
	recoversOwn    bool         // the function is such a literal
	handout        []ast.Stmt   // what the literal, or the function before it knows, does before it returns: it sets the results
	unlocksOnly    bool         // all that the function defers is one unlock
	escapes        []*escape    // the range-over-func bodies around, innermost last
	labels         map[string]string
	receivers      map[ast.Expr]ast.Expr   // receivers that a defer or go statement has evaluated, by their expressions
	declared       map[types.Object]string // locals
	placing        bool                    // the next index expression is assigned to
	guarded        bool                    // the value of the assertion being lowered is used only where it holds
}

// loop is a loop being lowered: what must run before the loop goes on to its next iteration.
type loop struct {
	label     string
	step      []ast.Stmt
	breakOnly bool // a switch or select, which continue passes by
}

// in runs body with statements going to a new list, which it returns.
func (f *fn) in(body func()) []ast.Stmt {
	saved := f.out
	var list []ast.Stmt
	f.out = &list
	body()
	f.out = saved
	return list
}

func (f *fn) emit(stmts ...ast.Stmt) { *f.out = append(*f.out, stmts...) }

// typeOf returns the type of an expression, type parameters substituted.
func (f *fn) typeOf(e ast.Expr) types.Type {
	if tv, ok := f.info.Types[e]; ok {
		return f.env.apply(tv.Type)
	}
	if id, ok := e.(*ast.Ident); ok {
		if obj := f.object(id); obj != nil {
			return f.env.apply(obj.Type())
		}
	}
	refuse(e.Pos(), "internal error: no type for an expression")
	return nil
}

func (f *fn) object(id *ast.Ident) types.Object {
	if obj := f.info.Defs[id]; obj != nil {
		return obj
	}
	return f.newest(f.info.Uses[id])
}

// local gives a local object a lowered name.
func (f *fn) local(obj types.Object) string {
	name := f.unique(obj.Name())
	f.declared[obj] = name
	return name
}

// temp puts a value into a new variable and returns its name.
func (f *fn) temp(x ast.Expr) ast.Expr {
	if id, ok := x.(*ast.Ident); ok && (f.isTemp(id.Name) || id.Name == "nil") {
		return x
	}
	name := f.unique("t")
	if t, ok := f.places[x]; ok {
		f.emit(varStmt(name, f.typ(t), x))
	} else {
		f.emit(define(name, x))
	}
	f.markTemp(name)
	return ident(name, x.Pos())
}

// notePlace notes the type of a lowered field, element or variable behind a pointer. Variables that are given its value
// are declared with the type: with that of a compiled struct's field the interpreter would not send to a channel, nor
// receive from it.
func (f *fn) notePlace(x ast.Expr, t types.Type) {
	switch t.Underlying().(type) {
	case *types.Chan, *types.Map, *types.Slice, *types.Array, *types.Signature:
		f.places[x] = t
	}
}

// temps puts the n values of a call into new variables.
func (f *fn) temps(x ast.Expr, n int) []ast.Expr {
	lhs := make([]ast.Expr, n)
	for i := range lhs {
		name := f.unique("t")
		f.markTemp(name)
		lhs[i] = ident(name, x.Pos())
		if c, ok := x.(*ast.CallExpr); ok {
			id, ok := c.Fun.(*ast.Ident)
			f.exact[name] = ok && f.isFunc[id.Name]
		}
	}
	f.emit(assignAll(lhs, token.DEFINE, x))
	return slices.Clone(lhs)
}

func (f *fn) markTemp(name string)    { f.temporary[name] = true }
func (f *fn) isTemp(name string) bool { return f.temporary[name] }

// closure wraps statements that end in a return of a value of type t into a call, for places where no statement
// can stand before an expression.
func (f *fn) closure(t types.Type, body []ast.Stmt) ast.Expr {
	ft := &ast.FuncType{Params: &ast.FieldList{}, Results: &ast.FieldList{List: []*ast.Field{{Type: f.typ(t)}}}}
	return call(funcLit(ft, block(body...)))
}
