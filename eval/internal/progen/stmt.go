package progen

import (
	"fmt"
	"strings"
)

// stmts makes n statements.
func (g *gen) stmts(n int) {
	for range n {
		g.depth++
		g.stmt()
		g.depth--
	}
}

// block makes statements in a scope of their own, without the braces.
func (g *gen) block(n int) { g.scope(func() { g.stmts(n) }) }

func (g *gen) stmt() {
	if g.depth > 4 {
		g.simple()
		return
	}
	switch n := g.r.IntN(100); {
	case n < 50:
		g.simple()
	case n < 57:
		g.ifStmt()
	case n < 62:
		g.switchStmt()
	case n < 66:
		g.typeSwitch()
	case n < 80:
		g.loopStmt()
	case n < 86:
		g.guardStmt()
	case n < 90 && !g.pure && !g.inside:
		g.channels()
	case n < 94 && !g.inside:
		g.pattern()
	case n < 97:
		g.emit("{")
		g.block(1 + g.r.IntN(2))
		g.emit("}")
	default:
		g.jump()
	}
}

func (g *gen) simple() {
	switch n := g.r.IntN(100); {
	case n < 30:
		g.variable()
	case n < 48:
		g.assign()
	case n < 56:
		g.assignMany()
	case n < 64:
		g.update()
	case n < 82:
		g.print()
	case n < 88:
		g.closure()
	case n < 94:
		g.callStmt()
	default:
		g.builtin()
	}
}

// print prints values; one that is left out of the type's own methods' reach is printed in methods.
func (g *gen) print() {
	g.statement(func() {
		t := g.anyType(2)
		if !g.shows(t) {
			t = pick(g, g.basic)
		}
		x := g.expr(t, 2)
		if g.inside {
			g.emit("p(%q, %s)", g.name("l"), x)
			return
		}
		switch g.r.IntN(5) {
		case 0:
			g.emit("fmt.Printf(%q, %s, %s)", "%v %T\n", x, x)
		case 1:
			verbs := []string{"%+v\n", "%#v\n", "%T\n", "%6v|\n", "%x\n", "%d\n", "%q\n", "%s\n", "%08.3f\n", "%t\n"}
			if !isPlain(t) {
				verbs = verbs[:3]
			}
			g.emit("fmt.Printf(%q, %s)", pick(g, verbs), x)
		case 2:
			g.emit("fmt.Println(%q, %s, %s)", g.name("l"), x, g.expr(g.anyType(2), 2))
		default:
			g.emit("p(%q, %s)", g.name("l"), x)
		}
	})
}

// variable declares one or two variables.
func (g *gen) variable() {
	name, t := g.name("v"), g.anyType(2)
	safe := false
	make := g.statement
	if g.chance(15) {
		make = g.risky
	}
	make(func() {
		switch n := g.r.IntN(10); {
		case n < 2:
			g.emit("var %s %s", name, t.src)
		case n < 4:
			g.emit("var %s %s = %s", name, t.src, g.bare(t))
		case n < 5:
			other, u := g.name("v"), g.anyType(1)
			g.emit("%s, %s := %s, %s", name, other, g.expr(t, 2), g.expr(u, 2))
			g.declare(other, u)
		case t.kind == kSlice && n < 8 && !t.param:
			safe = true
			g.emit("%s := %s{%s, %s, %s}", name, t.src, g.expr(t.elem, 1), g.expr(t.elem, 1), g.expr(t.elem, 1))
		case t.kind == kPointer && n < 9 && !t.named:
			safe = true
			g.emit("%s := %s", name, g.pointer(t, 2))
			safe = !strings.Contains(name, "nil")
		case t.kind == kMap && n < 9:
			safe = true
			g.emit("%s := %s", name, g.mapLiteral(t, 1))
		default:
			g.emit("%s := %s", name, g.expr(t, 3))
		}
	})
	g.declare(name, t).safe = safe
}

// bare makes a value for a variable of a given type: a literal may be untyped.
func (g *gen) bare(t *typ) string {
	if t.kind == kInt && !t.param && g.chance(20) {
		return fmt.Sprintf("1 << %s", g.shiftCount(0))
	}
	if isNumber(t) && !t.param && g.chance(40) {
		return fmt.Sprint(g.r.IntN(100))
	}
	return g.expr(t, 2)
}

func (g *gen) assign() {
	make := g.statement
	if g.chance(20) {
		make = g.risky
	}
	make(func() {
		if x, t := g.target(nil); x != "" {
			if g.risk == 0 {
				g.calls = !strings.ContainsAny(x, "[*")
			}
			g.emit("%s = %s", x, g.expr(t, 3))
		}
	})
}

// assignMany assigns several values at once, often those of the variables to each other.
func (g *gen) assignMany() {
	g.statement(func() {
		x, t := g.target(nil)
		if x == "" {
			return
		}
		y, u := g.target(t)
		if y == "" {
			y, u = g.target(nil)
		}
		if y == "" {
			return
		}
		g.calls = false
		left, right := g.expr(t, 1), g.expr(u, 1)
		if t == u && g.chance(50) && !strings.Contains(x+y, "at(") {
			left, right = y, x
		}
		g.emit("%s, %s = %s, %s", x, y, left, right)
	})
}

// update is an operation on a variable.
func (g *gen) update() {
	make := g.statement
	if g.chance(20) {
		make = g.risky
	}
	make(func() {
		t := pick(g, g.basic)
		if len(g.named) > 0 && g.chance(40) {
			t = pick(g, g.named)
		}
		x, _ := g.target(t)
		if x == "" {
			return
		}
		g.calls = g.calls && !strings.ContainsAny(x, "[*")
		switch {
		case t.kind == kInt && g.chance(30):
			g.emit("%s%s", x, pick(g, []string{"++", "--"}))
		case t.kind == kInt && g.chance(30):
			g.emit("%s %s %s", x, pick(g, []string{"<<=", ">>="}), g.shiftCount(1))
		case t.kind == kInt && g.chance(30):
			g.emit("%s %s %s | 1", x, pick(g, []string{"/=", "%="}), g.dyn(t, 1))
		case t.kind == kInt:
			g.emit("%s %s %s", x, pick(g, []string{"+=", "-=", "*=", "&=", "|=", "^=", "&^="}), g.expr(t, 2))
		case t.kind == kFloat || t.kind == kComplex:
			g.emit("%s %s %s", x, pick(g, []string{"+=", "-=", "*="}), g.expr(t, 2))
		case t.kind == kString:
			g.emit("%s += %s(cut(string(%s), 0, 4))", x, t.src, g.expr(t, 1))
			g.emit("%s = %s(cut(string(%s), 0, 9))", x, t.src, x)
		}
	})
}

// closure declares a function literal that may change what is around it, and calls it.
func (g *gen) closure() {
	t := g.someFunc(1)
	name := g.name("f")
	g.emit("%s := %s", name, g.funcLiteral(t, false))
	g.emit("if %s != nil {", name)
	for range 1 + g.r.IntN(2) {
		g.callOf(name, &function{params: t.params, results: t.results})
	}
	g.emit("}")
}

// callOf calls a function and prints what it returns.
func (g *gen) callOf(name string, f *function) {
	g.statement(func() {
		args := g.args(f, 1)
		if len(f.results) == 0 || g.chance(15) {
			g.emit("%s(%s)", name, args)
			return
		}
		if len(f.results) == 1 && g.chance(30) {
			if x, _ := g.target(f.results[0]); x != "" && !strings.ContainsAny(x, "[*.") {
				g.emit("%s = %s(%s)", x, name, args)
				return
			}
		}
		var names []string
		for range f.results {
			names = append(names, g.name("x"))
		}
		g.emit("{\n%s := %s(%s)", strings.Join(names, ", "), name, args)
		for i, n := range names {
			if g.shows(f.results[i]) {
				g.emit("p(%q, %s)", n, n)
			} else {
				g.emit("_ = %s", n)
			}
		}
		g.emit("}")
	})
}

// callStmt calls a function that may change something, or a method that does.
func (g *gen) callStmt() {
	if g.pure || g.inside {
		return
	}
	if g.chance(40) {
		g.methodStmt()
		return
	}
	for range 5 {
		if len(g.funcs) == 0 {
			return
		}
		if f := pick(g, g.funcs); f.order < g.order {
			g.callOf(f.name, f)
			return
		}
	}
}

func (g *gen) methodStmt() {
	for range 5 {
		if len(g.named) == 0 {
			return
		}
		t := pick(g, g.named)
		x, _ := g.target(t)
		list := methodsOf(t, true)
		if x == "" || len(list) == 0 || strings.Contains(x, "[nc") {
			continue
		}
		if m := pick(g, list); m.order < g.order {
			f := &function{params: m.params, results: m.results}
			if g.chance(25) {
				name := g.name("f")
				g.emit("%s := %s.%s", name, x, m.name)
				x = name
			} else {
				x += "." + m.name
			}
			g.callOf(x, f)
			return
		}
	}
}

// builtin is a statement of a builtin function.
func (g *gen) builtin() {
	g.statement(func() {
		for range 6 {
			t := g.anyType(2)
			x, _ := g.target(t)
			if x == "" {
				continue
			}
			switch {
			case t.kind == kMap && g.chance(50):
				g.emit("delete(%s, %s)", x, g.expr(t.key, 1))
				return
			case t.kind == kMap:
				g.emit("clear(%s)", x)
				return
			case t.kind == kSlice:
				g.emit("fmt.Println(copy(%s, %s))", x, g.expr(t, 1))
				return
			}
		}
	})
}
