package progen

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// gen is the state of making one program.
type gen struct {
	r      *rand.Rand
	prefix string
	out    *strings.Builder
	next   int

	pool         map[string]*typ
	basic        []*typ
	named        []*typ
	interfaces   []*typ
	generics     []*generic
	genericFuncs []*generic
	funcs        []*function
	methods      []*method // the signatures, by methodNames
	consts       []*variable

	tInt, tUint, tString, tBool, tFloat, tComplex, tAny, tError *typ

	vars   []*variable
	frozen int  // the variables before this one must not change, nor be reached by another way
	calls  bool // whether the statement may call functions of the program
	risk   int  // how many operations of the statement may panic
	order  int  // functions and methods from this one on must not be called
	inside bool // in a method: nothing may be printed whose methods would be called again
	pure   bool // in a function that changes nothing but its own variables

	results     []*typ // of the function around
	resultNames []string
	loops       []loop
	depth       int // of statements
	lits        int // of function literals
}

// loop is a loop around the statements being made; its label is empty when none was given.
type loop struct {
	label string
	used  bool
	plain bool // a switch: continue goes past it
}

type variable struct {
	name  string
	t     *typ
	fixed bool // not assigned to
	safe  bool // neither nil nor shorter than 3
	lits  int  // function literals around the declaration
	used  bool
}

// function is a function of the program.
type function struct {
	name    string
	params  []*typ
	results []*typ
	variad  bool
	pure    bool
	order   int
}

// methodNames are the names of methods, in the order of their signatures in gen.methods.
var methodNames = []string{"String", "Error", "M0", "M1", "M2", "M3", "Set"}

func (g *gen) chance(percent int) bool { return g.r.IntN(100) < percent }

func pick[T any](g *gen, list []T) T { return list[g.r.IntN(len(list))] }

func (g *gen) name(stem string) string {
	g.next++
	return fmt.Sprintf("%s%d", stem, g.next)
}

func (g *gen) emit(format string, args ...any) {
	fmt.Fprintf(g.out, format+"\n", args...)
}

// capture returns what make writes.
func (g *gen) capture(make func()) string {
	old := g.out
	g.out = &strings.Builder{}
	make()
	s := g.out.String()
	g.out = old
	return s
}

func (g *gen) declare(name string, t *typ) *variable {
	v := &variable{name: name, t: t, lits: g.lits}
	g.vars = append(g.vars, v)
	return v
}

// scope runs make and forgets the variables it declares; each is used at the end.
func (g *gen) scope(make func()) {
	n := len(g.vars)
	make()
	g.leave(n)
}

func (g *gen) leave(n int) {
	for _, v := range g.vars[n:] {
		if v.used {
			continue
		}
		if g.chance(40) && g.shows(v.t) {
			g.emit("p(%q, %s)", v.name, v.name)
		} else {
			g.emit("_ = %s", v.name)
		}
	}
	g.vars = g.vars[:n]
}

// shows reports whether values of a type may be printed here.
func (g *gen) shows(t *typ) bool {
	if !g.inside {
		return true
	}
	return !t.named && isPlain(t) && t.kind != kStruct && t.kind != kArray && !t.param
}

// program makes the whole program.
func (g *gen) program() {
	g.out = &strings.Builder{}
	g.basics()
	g.signatures()
	g.constants()
	for range 2 + g.r.IntN(3) {
		g.namedType()
	}
	for range 1 + g.r.IntN(2) {
		g.interfaceType()
	}
	for range g.r.IntN(3) {
		g.genericType()
	}
	for range g.r.IntN(2) {
		g.namedType()
	}
	g.methodBodies()
	for range g.r.IntN(3) {
		g.genericFunc()
	}
	for range 1 + g.r.IntN(3) {
		g.function()
	}
	g.globals()
	g.entry()
}

func (g *gen) entry() {
	g.order, g.frozen, g.pure, g.inside = len(g.funcs)+1000, 0, false, false
	g.emit("func %smain() {", g.prefix)
	g.body(nil, 6+g.r.IntN(8))
	for _, v := range g.vars {
		g.emit("p(%q, %s)", v.name, v.name)
	}
	g.emit("}")
}

// globals declares variables of the package.
func (g *gen) globals() {
	g.order = len(g.funcs) + 1000
	for range g.r.IntN(4) {
		t := g.anyType(2)
		if t.kind == kFunc {
			continue
		}
		name := g.name(g.prefix + "g")
		g.emit("var %s %s = %s", name, t.src, g.expr(t, 2))
		g.declare(name, t).used = true
	}
}

// statement runs make with what one statement may do: call functions, or panic in one place.
func (g *gen) statement(make func()) {
	calls, risk := g.calls, g.risk
	g.calls, g.risk = true, 0
	make()
	g.calls, g.risk = calls, risk
}

// risky is statement for one that may panic.
func (g *gen) risky(make func()) {
	calls, risk := g.calls, g.risk
	g.calls, g.risk = false, 1
	make()
	g.calls, g.risk = calls, risk
}
