package progen

import "fmt"

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
	pick(g, []func(){g.copies, g.loopClosures, g.backward, g.sorts, g.methodValue, g.errorChain, g.growth, g.labels, g.deferLoop})()
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
