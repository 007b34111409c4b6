package progen

import (
	"fmt"
	"strings"
)

// call makes a call of a function that changes nothing; empty when none gives the type.
func (g *gen) call(t *typ, depth int) string {
	if !g.calls {
		return ""
	}
	for range 8 {
		if len(g.funcs) == 0 {
			return ""
		}
		f := pick(g, g.funcs)
		if f.pure && f.order < g.order && len(f.results) == 1 && f.results[0] == t {
			return f.name + "(" + g.args(f, depth-1) + ")"
		}
	}
	return g.genericCall(t, depth)
}

func (g *gen) args(f *function, depth int) string {
	var args []string
	for i, t := range f.params {
		if f.variad && i == len(f.params)-1 {
			if g.chance(30) {
				return strings.Join(append(args, g.expr(t, depth)+"..."), ", ")
			}
			for range g.r.IntN(3) {
				args = append(args, g.expr(t.elem, depth))
			}
			break
		}
		args = append(args, g.expr(t, depth))
	}
	return strings.Join(args, ", ")
}

// method makes a call of a method that changes nothing.
func (g *gen) method(t *typ, depth int) string {
	for range 8 {
		recv := g.receiver()
		if recv == nil || recv.kind == kPointer || recv.kind == kInterface && (g.inside || recv.param) {
			continue
		}
		for _, m := range methodsOf(recv, false) {
			if m.changes || len(m.results) != 1 || m.results[0] != t || m.order >= g.order {
				continue
			}
			if recv.kind == kInterface || recv.kind == kPointer || g.inside {
				if x := g.placeOnly(recv); x != "" && recv.kind != kPointer {
					return g.guarded(t, recv, x, m, depth)
				}
				continue
			}
			f := &function{params: m.params}
			if g.chance(15) && !recv.param {
				return fmt.Sprintf("%s.%s(%s)", paren(recv), m.name, strings.TrimSuffix(g.expr(recv, depth-1)+", "+g.args(f, depth-1), ", "))
			}
			return fmt.Sprintf("%s.%s(%s)", operand(g.expr(recv, depth-1)), m.name, g.args(f, depth-1))
		}
	}
	return ""
}

// guarded makes a call of a method of an interface value that may be nil.
func (g *gen) guarded(t, recv *typ, x string, m *method, depth int) string {
	if recv.kind != kInterface {
		return fmt.Sprintf("%s.%s(%s)", x, m.name, g.args(&function{params: m.params}, depth-1))
	}
	return fmt.Sprintf("func(x %s) (r %s) { if x != nil { return x.%s(%s) }; return }(%s)", recv.src, t.src, m.name, g.args(&function{params: m.params}, 0), x)
}

func (g *gen) placeOnly(t *typ) string {
	if g.inside && !isPlain(t) {
		return ""
	}
	return g.place(t)
}

func (g *gen) receiver() *typ {
	if g.chance(25) && len(g.interfaces) > 0 {
		return pick(g, g.interfaces)
	}
	if len(g.named) == 0 {
		return nil
	}
	return pick(g, g.named)
}

// operand puts parentheses around what is no operand.
func operand(x string) string {
	if strings.HasPrefix(x, "&") || strings.HasPrefix(x, "-") || strings.HasPrefix(x, "!") {
		return "(" + x + ")"
	}
	return x
}

// literalCall makes a function literal and calls it.
func (g *gen) literalCall(t *typ) string {
	return g.funcLiteral(g.funcOf(nil, []*typ{t}), true) + "()"
}

// funcLiteral makes a value of a function type. Frozen ones change nothing around them.
func (g *gen) funcLiteral(t *typ, frozen bool) string {
	if t.named {
		return t.src + "(" + g.funcLiteral(g.funcOf(t.params, t.results), frozen) + ")"
	}
	if !frozen || g.lits == 0 {
		if x := g.funcValue(t); x != "" && g.chance(40) {
			return x
		}
	}
	if g.lits > 2 || g.depth > 4 {
		return "(" + t.src + ")(nil)"
	}
	return g.capture(func() { g.writeLiteral(t, frozen) })
}

// funcValue makes a function of the program or a bound method of a function type.
func (g *gen) funcValue(t *typ) string {
	for _, f := range g.funcs {
		if f.pure && !f.variad && f.order < g.order && signature(f.params, f.results) == signature(t.params, t.results) {
			return f.name
		}
	}
	return ""
}

func (g *gen) writeLiteral(t *typ, frozen bool) {
	calls, risk, old, loops, results, depth := g.calls, g.risk, g.frozen, g.loops, g.results, g.depth
	if frozen {
		g.frozen = len(g.vars)
	}
	g.lits++
	g.loops, g.calls, g.risk = nil, true, 0
	n := len(g.vars)
	fmt.Fprintf(g.out, "func(%s) %s {\n", g.parameters(t.params, false), g.resultList(t.results))
	g.body(t.results, 1+g.r.IntN(3))
	fmt.Fprint(g.out, "}")
	g.vars = g.vars[:n]
	g.lits--
	g.calls, g.risk, g.frozen, g.loops, g.results, g.depth = calls, risk, old, loops, results, depth
}

// parameters declares parameters and writes their list.
func (g *gen) parameters(params []*typ, variadic bool) string {
	var list []string
	for i, t := range params {
		v := g.declare(g.name("a"), t)
		v.used = true
		src := t.src
		if variadic && i == len(params)-1 {
			src = "..." + t.elem.src
		}
		list = append(list, v.name+" "+src)
	}
	return strings.Join(list, ", ")
}

// resultList writes the results, with names at times.
func (g *gen) resultList(results []*typ) string {
	switch {
	case len(results) == 0:
		return ""
	case g.chance(30):
		var list []string
		for _, t := range results {
			v := g.declare(g.name("r"), t)
			v.used = true
			g.resultNames = append(g.resultNames, v.name)
			list = append(list, v.name+" "+t.src)
		}
		return "(" + strings.Join(list, ", ") + ")"
	}
	return "(" + join(results) + ")"
}

// body makes the statements of a function that returns results.
func (g *gen) body(results []*typ, n int) {
	names, old := g.resultNames, g.results
	g.results, g.resultNames = results, nil
	if g.lits == 0 {
		g.emit("step()")
	}
	start := len(g.vars)
	if len(names) > 0 && g.chance(40) {
		g.deferred(names, results)
	}
	g.stmts(n)
	if len(results) > 0 {
		ret := g.returns(names)
		g.leave(start)
		g.emit("%s", ret)
	} else {
		g.leave(start)
	}
	g.results = old
}

// deferred makes a deferred function that changes the results, and ends a panic at times.
func (g *gen) deferred(names []string, results []*typ) {
	g.emit("defer func() {")
	if g.chance(50) {
		g.emit("if e := recover(); e != nil {\nfmt.Println(\"deferred\", e)\n}")
	}
	i := g.r.IntN(len(names))
	g.statement(func() {
		g.lits++
		x := g.expr(results[i], 1)
		g.lits--
		g.emit("%s = %s", names[i], x)
	})
	g.emit("}()")
}

// returns makes a return statement.
func (g *gen) returns(names []string) (ret string) {
	if len(names) > 0 && g.chance(40) {
		return "return"
	}
	make := g.statement
	if g.chance(20) {
		make = g.risky
	}
	make(func() {
		var list []string
		for _, t := range g.results {
			list = append(list, g.expr(t, 2))
		}
		ret = strings.TrimSpace("return " + strings.Join(list, ", "))
	})
	return ret
}
