package progen

import "fmt"

// loopStmt makes a loop of few iterations.
func (g *gen) loopStmt() {
	if len(g.loops) > 2 {
		g.simple()
		return
	}
	g.loops = append(g.loops, loop{label: g.label()})
	n := len(g.vars)
	var head string
	text := g.capture(func() {
		head = pick(g, []func() string{g.counted, g.counted, g.overInt, g.overList, g.overList, g.overString, g.overMap, g.overFunc, g.whileLoop})()
		g.stmts(1 + g.r.IntN(3))
		if g.chance(30) && !g.inside {
			g.keep(n)
		}
		g.leave(n)
	})
	g.endLoop(head, text)
}

// keep runs a literal that captures the variables of an iteration.
func (g *gen) keep(n int) {
	if len(g.vars) == n {
		return
	}
	v := g.vars[n]
	if !g.shows(v.t) {
		return
	}
	v.used = true
	g.emit("defer func() { fmt.Println(\"kept\", %s) }()", v.name)
}

func (g *gen) iteration(name string, t *typ, fixed bool) {
	v := g.declare(name, t)
	v.fixed = fixed
	v.used = true
}

func (g *gen) counted() string {
	t := g.tInt
	if g.chance(30) {
		t = pick(g, g.basic)
		if t.kind != kInt {
			t = g.tInt
		}
	}
	i := g.name("i")
	g.iteration(i, t, true)
	return fmt.Sprintf("for %s := %s(0); %s < %d; %s++ {", i, t.src, i, 1+g.r.IntN(4), i)
}

func (g *gen) overInt() string {
	i := g.name("i")
	n := fmt.Sprint(1 + g.r.IntN(4))
	t := g.tInt
	if g.chance(40) {
		for range 4 {
			if u := g.anyType(0); u.kind == kInt && !u.param {
				t = u
				break
			}
		}
		n = t.src + "(" + n + ")"
	}
	if g.chance(20) {
		return "for range " + n + " {"
	}
	g.iteration(i, t, false)
	return fmt.Sprintf("for %s := range %s {\n_ = %s", i, n, i)
}

func (g *gen) overList() string {
	for range 5 {
		t := g.anyType(1)
		if t.param || t.kind != kSlice && t.kind != kArray {
			continue
		}
		var x string
		n := len(g.vars)
		g.statement(func() { x = braced(g.expr(t, 1)) })
		g.vars = g.vars[:n]
		if t.kind == kSlice {
			x = fmt.Sprintf("%s[:min(4, len(%s))]", x, x)
			if !isPlainPlace(x) {
				x = "slices.Clip(" + t.src + "{" + "})"
			}
		}
		i, v := g.name("i"), g.name("e")
		g.iteration(i, g.tInt, false)
		if g.chance(30) {
			return fmt.Sprintf("for %s := range %s {\n_ = %s", i, x, i)
		}
		g.iteration(v, t.elem, false)
		return fmt.Sprintf("for %s, %s := range %s {\n_, _ = %s, %s", i, v, x, i, v)
	}
	return g.overInt()
}

// isPlainPlace reports whether an expression can stand twice.
func isPlainPlace(x string) bool {
	for _, r := range x {
		if r == '{' || r == '"' {
			return false
		}
	}
	return true
}

func (g *gen) overString() string {
	i, r := g.name("i"), g.name("c")
	var x string
	g.statement(func() { x = braced(g.expr(g.tString, 1)) })
	g.iteration(i, g.tInt, false)
	for _, t := range g.basic {
		if t.src == "int32" {
			g.iteration(r, t, false)
		}
	}
	return fmt.Sprintf("for %s, %s := range cut(%s, 0, 4) {\n_, _ = %s, %s", i, r, x, i, r)
}

// overMap ranges over a map of one entry, or over the keys in order.
func (g *gen) overMap() string {
	k, v := g.name("k"), g.name("e")
	if g.chance(50) {
		var t *typ
		for range 5 {
			if t = g.anyType(1); t.kind == kMap && isOrdered(t.key) {
				break
			}
			t = nil
		}
		if t != nil {
			if x := g.place(t); x != "" {
				g.iteration(k, t.key, false)
				return fmt.Sprintf("for _, %s := range slices.Sorted(maps.Keys(%s)) {\n_ = %s", k, x, k)
			}
		}
	}
	key, elem := g.keyType(), g.anyType(1)
	var x string
	g.statement(func() { x = fmt.Sprintf("(map[%s]%s{%s: %s})", key.src, elem.src, g.dyn(key, 1), g.expr(elem, 1)) })
	g.iteration(k, key, false)
	g.iteration(v, elem, false)
	return fmt.Sprintf("for %s, %s := range %s {\n_, _ = %s, %s", k, v, x, k, v)
}

// overFunc ranges over a function.
func (g *gen) overFunc() string {
	v, t := g.name("e"), g.anyType(1)
	var a, b string
	g.statement(func() { a, b = g.expr(t, 1), g.expr(t, 1) })
	g.iteration(v, t, false)
	end := `fmt.Println("end of sequence")`
	if g.inside {
		end = ""
	}
	return fmt.Sprintf("for %s := range (func(yield func(%s) bool) {\nif !yield(%s) {\nreturn\n}\nif yield(%s) {\n%s\n}\n}) {\n_ = %s", v, t.src, a, b, end, v)
}

func (g *gen) whileLoop() string {
	i := g.name("i")
	g.iteration(i, g.tInt, true)
	return fmt.Sprintf("for %s := 0; %s && %s < 4; {\n%s++", i, g.cond(), i, i)
}
