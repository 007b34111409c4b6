package progen

import (
	"fmt"
	"strings"
)

// channels makes statements about channels whose outcome is fixed.
func (g *gen) channels() {
	t := g.anyType(1)
	ch := g.name("ch")
	switch g.r.IntN(5) {
	case 0:
		g.statement(func() {
			g.emit("%s := make(chan %s, 3)\n%s <- %s\n%s <- %s\nclose(%s)", ch, t.src, ch, g.expr(t, 1), ch, g.expr(t, 1), ch)
		})
		g.emit("for x := range %s {\np(\"got\", x)\n}\n{\nx, ok := <-%s\np(\"closed\", x, ok)\n}", ch, ch)
	case 1:
		g.statement(func() {
			g.emit("%s := make(chan %s)\ngo func() {\n%s <- %s\n}()\np(\"from\", <-%s)", ch, t.src, ch, g.expr(t, 0), ch)
		})
	case 2:
		g.statement(func() {
			g.emit("%s := make(chan %s, 1)\nselect {\ncase %s <- %s:\np(\"sent\")\ndefault:\np(\"full\")\n}", ch, t.src, ch, g.expr(t, 1))
		})
		g.emit("select {\ncase x, ok := <-%s:\np(\"received\", x, ok)\ncase <-(chan int)(nil):\n}", ch)
	case 3:
		g.emit("%s := make(chan %s, 4)\nvar w%s sync.WaitGroup\nfor i := range 3 {\nw%s.Go(func() { _ = i; %s <- *new(%s) })\n}", ch, t.src, ch, ch, ch, t.src)
		g.emit("w%s.Wait()\np(\"len\", len(%s), cap(%s))", ch, ch, ch)
	default:
		i := g.name("i")
		g.emit("%s := make(chan int, 1)\nfor %s := range 4 {\nselect {\ncase %s <- %s:\np(\"put\", %s)\ncase y := <-%s:\np(\"took\", y)\n}\n}", ch, i, ch, i, i, ch)
	}
}

// pattern makes a few statements that try one thing.
func (g *gen) pattern() {
	pick(g, []func(){g.copies, g.loopClosures, g.backward, g.sorts, g.methodValue, g.errorChain, g.growth, g.labels, g.deferLoop,
		g.leaveSequence, g.recursion, g.spread, g.genericMethods, g.nilLoop, g.arrayPointer, g.selects})()
}

// copies assigns a value and changes the copy.
func (g *gen) copies() {
	for range 6 {
		t := g.anyType(1)
		if t.kind != kStruct && t.kind != kArray || t.param {
			continue
		}
		a, b := g.name("v"), g.name("v")
		g.statement(func() { g.emit("%s := %s\n%s := %s", a, g.expr(t, 2), b, a) })
		g.declare(a, t).used = true
		g.declare(b, t).used = true
		for range 3 {
			g.assign()
		}
		g.emit("p(\"copies\", %s, %s)", a, b)
		return
	}
}

func (g *gen) loopClosures() {
	f := g.name("fs")
	var x string
	g.statement(func() { x = g.expr(g.tInt, 1) })
	g.emit("var %s []func() int\nfor i := 0; i < 3; i++ {\ny := i + %s\n%s = append(%s, func() int { i += y; y++; return i + y })\n}", f, x, f, f)
	g.emit("for _, f := range %s {\np(\"closure\", f(), f())\n}", f)
}

// backward is a loop by goto.
func (g *gen) backward() {
	l, i := g.name("L"), g.name("i")
	g.emit("%s := 0\n_ = 0\n%s:\n%s++\np(\"goto\", %s)\nif %s < 3 {\ngoto %s\n}", i, l, i, i, i, l)
}

func (g *gen) sorts() {
	for range 6 {
		t := g.anyType(0)
		if !isOrdered(t) || t.kind == kFloat {
			continue
		}
		s := g.name("s")
		list := g.sliceOf(t)
		g.statement(func() { g.emit("%s := slices.Clone(%s)", s, g.list(list, 2)) })
		g.emit("sort.Slice(%s, func(i, j int) bool { return %s[i] > %s[j] })\np(\"sorted\", %s)\nslices.Sort(%s)\np(\"sorted\", %s, slices.Max(append(%s, %s)))",
			s, s, s, s, s, s, s, g.literal(t, 0))
		return
	}
}

// methodValue binds a method and changes the receiver afterwards.
func (g *gen) methodValue() {
	for range 6 {
		if len(g.named) == 0 {
			return
		}
		t := pick(g, g.named)
		list := methodsOf(t, true)
		if len(list) == 0 {
			continue
		}
		m := pick(g, list)
		v, f := g.name("v"), g.name("f")
		g.statement(func() { g.emit("%s := %s\n%s := %s.%s", v, g.expr(t, 1), f, v, m.name) })
		g.declare(v, t).used = true
		g.assign()
		g.callOf(f, &function{params: m.params, results: m.results})
		return
	}
}

func (g *gen) errorChain() {
	e := g.name("err")
	g.statement(func() { g.emit("%s := fmt.Errorf(\"wrap: %%w\", %s)", e, g.interfaceValue(g.tError, 1)) })
	for _, t := range g.named {
		if implements(t, g.tError) {
			g.emit("{\nvar target %s\np(\"as\", errors.As(%s, &target), target)\n}", t.src, e)
		}
		if implements(g.pointerTo(t), g.tError) {
			g.emit("{\nvar target *%s\np(\"as\", errors.As(%s, &target), target != nil)\n}", t.src, e)
		}
	}
	g.emit("p(\"error\", %s, errors.Unwrap(%s), errors.Is(%s, %s))", e, e, e, e)
}

// growth appends to slices that share their memory.
func (g *gen) growth() {
	t := g.anyType(0)
	a, b := g.name("s"), g.name("s")
	g.statement(func() {
		g.emit("%s := make([]%s, 2, 4)\n%s := append(%s[:1], %s)", a, t.src, b, a, g.expr(t, 1))
		g.emit("%s = append(%s, %s)\n%s = append(%s[:1:1], %s)", a, a, g.expr(t, 1), b, b, g.expr(t, 1))
	})
	g.emit("p(\"growth\", %s, %s, len(%s), cap(%s[1:3]))", a, b, a, a)
}

func (g *gen) labels() {
	l := g.name("L")
	g.emit("%s:\nfor i := range 4 {\nswitch {\ncase i == 1:\ncontinue %s\ncase i == 3:\nbreak %s\n}\nfor j := range 3 {\nif j == i {\ncontinue %s\n}\np(\"labels\", i, j)\n}\n}", l, l, l, l)
}

func (g *gen) deferLoop() {
	var x string
	g.statement(func() { x = g.printed() })
	g.emit("func() {\nfor i := range 3 {\ndefer func(n int) {\nfmt.Println(\"deferred\", i, n, recover())\n}(i * 2)\n}\npanic(fmt.Sprint(%s))\n}()", fmt.Sprint(x))
}

// leaveSequence leaves ranges over functions by each way out.
func (g *gen) leaveSequence() {
	l, f, n := g.name("L"), g.name("f"), g.r.IntN(5)
	way := pick(g, []string{"break " + l, "continue " + l, "return i*10 + j", "goto " + l + "x", "panic(i)", "break", "continue"})
	g.emit("%s := func() (r int) {\ndefer func() { fmt.Println(\"left\", r, recover()) }()", f)
	g.emit("seq := func(yield func(int, int) bool) {\ndefer fmt.Println(\"sequence ends\")\nfor i := range 3 {\nif !yield(i, i*i) {\nreturn\n}\n}\n}")
	if strings.HasSuffix(way, " "+l) {
		g.emit("%s:", l)
	}
	g.emit("for i, k := range seq {\ndefer fmt.Println(\"outer\", i)\nfor j := range seq {\nif i+j == %d {\n%s\n}\nr += k\n}\n}", n, way)
	if way == "goto "+l+"x" {
		g.emit("r = -r\n%sx:", l)
	}
	g.emit("return r + 1\n}\np(\"sequence\", %s())", f)
}

func (g *gen) recursion() {
	f, t := g.name("f"), g.anyType(1)
	var x string
	g.emit("var %s func(int) []%s", f, t.src)
	g.lits++
	g.statement(func() { x = g.expr(t, 1) })
	g.lits--
	g.emit("%s = func(n int) []%s {\nif n <= 0 {\nreturn nil\n}\nreturn append(%s(n-1), %s)\n}\np(\"recursion\", %s(3))", f, t.src, f, x, f)
}

// spread passes the results of one call to another.
func (g *gen) spread() {
	a, b := g.anyType(1), g.anyType(1)
	f, v := g.name("f"), g.name("f")
	g.lits++
	var x, y string
	g.statement(func() { x, y = g.expr(a, 1), g.expr(b, 1) })
	g.lits--
	g.emit("%s := func() (%s, %s) { return %s, %s }", f, a.src, b.src, x, y)
	g.emit("%s := func(x %s, ys ...%s) int { p(\"spread\", x, ys); return len(ys) }\n_ = %s(%s())", v, a.src, b.src, v, f)
}

// genericMethods calls the methods of an instance of a generic type.
func (g *gen) genericMethods() {
	if len(g.generics) == 0 {
		return
	}
	t := g.instance(pick(g, g.generics), 1)
	v, field := g.name("v"), t.fields[0]
	g.statement(func() { g.emit("%s := %s", v, g.structLiteral(t, 1)) })
	g.emit("%s.Put(%s).Put(%s.Get())", v, g.literal(field.t, 1), v)
	g.emit("fmt.Printf(\"%%v %%+v %%T\\n\", %s, %s.Get(), %s)", v, v, v)
}

// nilLoop runs while a function returns something that is not nil.
func (g *gen) nilLoop() {
	i, f := g.name("i"), g.name("f")
	t := pick(g, []string{"[]int", "map[string]int", "*int", "error", "func()", "any"})
	some := map[string]string{"[]int": "[]int{1}", "map[string]int": "map[string]int{}", "*int": "new(int)", "error": "errors.New(\"x\")", "func()": "func() {}", "any": "1"}[t]
	g.emit("%s := 0\n%s := func() %s {\n%s++\nif %s > 2 {\nreturn nil\n}\nreturn %s\n}", i, f, t, i, i, some)
	g.emit("for %s() != nil && %s < 5 {\np(\"not nil\", %s)\n}\nif %s() == nil || %s > 9 {\np(\"nil\")\n}", f, i, i, f, i)
}

// arrayPointer ranges over an array by its pointer, and over a copy, while it changes.
func (g *gen) arrayPointer() {
	t := g.anyType(0)
	a := g.name("a")
	g.statement(func() {
		g.emit("%s := [3]%s{%s}\nfor i, x := range &%s {\n%s[2] = x\nif i == 2 {\np(\"by pointer\", x)\n}\n}", a, t.src, g.expr(t, 1), a, a)
		g.emit("for i, x := range %s {\n%s[2] = %s\nif i == 2 {\np(\"by value\", x, %s)\n}\n}", a, a, g.expr(t, 1), a)
	})
}

// selects takes turns with a goroutine until it ends.
func (g *gen) selects() {
	c, d, l := g.name("ch"), g.name("ch"), g.name("L")
	g.emit("%s, %s := make(chan int), make(chan bool)\ngo func() {\ndefer close(%s)\nfor i := range 3 {\n%s <- i\n}\n}()", c, d, d, c)
	g.emit("%s:\nfor {\nselect {\ncase x := <-%s:\nif x == 1 {\ncontinue %s\n}\np(\"select\", x)\ncase _, ok := <-%s:\np(\"done\", ok)\nbreak %s\n}\n}", l, c, l, d, l)
}
