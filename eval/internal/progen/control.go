package progen

import (
	"fmt"
	"strings"
)

func (g *gen) cond() (x string) {
	g.statement(func() { x = braced(g.expr(g.tBool, 2)) })
	return x
}

func (g *gen) ifStmt() {
	g.scope(func() {
		init := ""
		if g.chance(25) {
			g.statement(func() {
				name, t := g.name("v"), g.anyType(1)
				init = fmt.Sprintf("%s := %s; ", name, braced(g.expr(t, 1)))
				v := g.declare(name, t)
				v.used = true
				if isPlain(t) && isComparable(t) {
					init += fmt.Sprintf("%s == %s || ", name, name)
				} else {
					init += fmt.Sprintf("any(%s) != nil || ", name)
				}
			})
		}
		g.emit("if %s%s {", init, g.cond())
		g.block(1 + g.r.IntN(2))
		for g.chance(25) {
			g.emit("} else if %s {", g.cond())
			g.block(1)
		}
		if g.chance(40) {
			g.emit("} else {")
			g.block(1 + g.r.IntN(2))
		}
		g.emit("}")
	})
}

func (g *gen) switchStmt() {
	label := g.label()
	g.loops = append(g.loops, loop{label: label, plain: true})
	n := 1 + g.r.IntN(3)
	t := g.tBool
	head := "switch {"
	if g.chance(70) {
		for range 5 {
			if t = g.anyType(0); isOrdered(t) && !t.param {
				break
			}
			t = g.tInt
		}
		g.statement(func() { head = fmt.Sprintf("switch %s {", braced(g.dyn(t, 2))) })
	}
	text := g.capture(func() {
		for i := range n {
			g.statement(func() {
				list := []string{g.dyn(t, 1)}
				for t != g.tBool && g.chance(30) {
					list = append(list, g.dyn(t, 0))
				}
				g.emit("case %s:", strings.Join(list, ", "))
			})
			g.block(1 + g.r.IntN(2))
			if i < n-1 && g.chance(15) {
				g.emit("fallthrough")
			}
		}
		if g.chance(50) {
			g.emit("default:")
			g.block(1)
		}
	})
	g.endLoop(head, text)
}

// label returns a label for a statement, or none.
func (g *gen) label() string {
	if g.chance(50) {
		return g.name("L")
	}
	return ""
}

// endLoop writes a loop or switch, with its label when that is used.
func (g *gen) endLoop(head, text string) {
	l := g.loops[len(g.loops)-1]
	g.loops = g.loops[:len(g.loops)-1]
	if l.used {
		g.emit("%s:", l.label)
	}
	g.emit("%s\n%s}", head, text)
}

func (g *gen) typeSwitch() {
	from := g.tAny
	if len(g.interfaces) > 0 && g.chance(40) {
		from = pick(g, g.interfaces)
	}
	var x string
	g.statement(func() { x = g.expr(from, 2) })
	name := g.name("y")
	g.emit("switch %s := %s.(type) {", name, operand(x))
	defer func() { g.emit("default:\n_ = %s\n}", name) }()
	seen := map[string]bool{}
	for range 1 + g.r.IntN(4) {
		t := g.anyType(1)
		if t.param || seen[t.src] || t.kind != kInterface && !implements(t, from) {
			continue
		}
		seen[t.src] = true
		other := g.anyType(1)
		if g.chance(25) && !other.param && !seen[other.src] && (other.kind == kInterface || implements(other, from)) {
			seen[other.src] = true
			g.emit("case %s, %s:", t.src, other.src)
			t = from
		} else {
			g.emit("case %s:", t.src)
		}
		g.caseBody(name, t)
	}
	if g.chance(30) {
		g.emit("case nil:")
		g.caseBody(name, from)
	}
}

// caseBody makes the statements of a case of a type switch that declares a variable.
func (g *gen) caseBody(name string, t *typ) {
	g.scope(func() {
		v := g.declare(name, t)
		v.used = true
		g.emit("_ = %s", name)
		if g.shows(t) {
			g.emit("fmt.Printf(\"%%T %%v\\n\", %s, %s)", name, name)
		}
		g.block(g.r.IntN(2))
	})
}

// guardStmt runs statements that may panic.
func (g *gen) guardStmt() {
	g.emit("guard(func() {")
	g.lits++
	results, loops, old := g.results, g.loops, g.resultNames
	g.results, g.loops, g.resultNames = nil, nil, nil
	g.scope(func() {
		if g.chance(30) {
			g.emit("defer func() {")
			g.lits++
			g.block(1)
			if g.chance(40) {
				g.emit("fmt.Println(\"inner\", recover())")
			}
			g.lits--
			g.emit("}()")
		}
		if g.chance(30) {
			g.statement(func() { g.emit("defer fmt.Println(%q, %s)", g.name("d"), g.printed()) })
		}
		g.stmts(1 + g.r.IntN(2))
		g.fault()
		g.stmts(g.r.IntN(2))
	})
	g.results, g.loops, g.resultNames = results, loops, old
	g.lits--
	g.emit("})")
}

// printed makes a value that may be printed.
func (g *gen) printed() string {
	t := g.anyType(1)
	if !g.shows(t) {
		t = pick(g, g.basic)
	}
	return g.expr(t, 1)
}

// fault is a statement that panics at times.
func (g *gen) fault() {
	switch g.r.IntN(4) {
	case 0:
		g.statement(func() { g.emit("if %s {\npanic(%s)\n}", braced(g.expr(g.tBool, 1)), g.printed()) })
	case 1:
		g.risky(func() {
			t := g.anyType(1)
			if x := g.place(t); x != "" {
				g.emit("%s := %s\n_ = %s", "z", x, "z")
			}
		})
	default:
		g.risky(func() {
			t := pick(g, g.basic)
			if !g.shows(t) {
				return
			}
			g.emit("p(%q, %s)", g.name("k"), g.expr(t, 3))
		})
	}
}

// jump leaves a loop or the function.
func (g *gen) jump() {
	if len(g.loops) == 0 {
		return
	}
	i := len(g.loops) - 1
	if g.chance(50) {
		i = g.r.IntN(len(g.loops))
	}
	l := &g.loops[i]
	word := pick(g, []string{"break", "continue"})
	if l.plain {
		word = "break"
	}
	text := word
	if i < len(g.loops)-1 || g.chance(50) {
		if l.label == "" {
			return
		}
		l.used = true
		text += " " + l.label
	}
	g.emit("if %s {\n%s\n}", g.cond(), text)
}
