package progen

import (
	"fmt"
	"strings"
)

// signatures fixes what methods of each name take and return.
func (g *gen) signatures() {
	for _, name := range methodNames {
		m := &method{name: name}
		switch name {
		case "String", "Error":
			m.results = []*typ{g.tString}
		case "Set":
			m.changes = true
			m.params = []*typ{pick(g, g.basic)}
		default:
			for range g.r.IntN(3) {
				m.params = append(m.params, pick(g, g.basic))
			}
			m.results = []*typ{pick(g, g.basic)}
		}
		g.methods = append(g.methods, m)
	}
}

func (g *gen) constants() {
	for range g.r.IntN(4) {
		t := pick(g, g.basic)
		c := &variable{name: g.name(g.prefix + "c"), t: t}
		g.emit("const %s %s = %s", c.name, t.src, g.literal(t, 0))
		g.consts = append(g.consts, c)
	}
	if g.chance(40) {
		var names []string
		for range 3 {
			names = append(names, g.name(g.prefix+"c"))
			g.consts = append(g.consts, &variable{name: names[len(names)-1], t: g.tInt})
		}
		g.emit("const (\n%s int = %s\n%s\n%s\n)", names[0], pick(g, []string{"iota", "1 << iota", "iota*10 + 1", "-iota"}), names[1], names[2])
	}
}

// namedType declares a type; its methods are made later.
func (g *gen) namedType() {
	t := &typ{src: g.name(g.prefix + "T"), named: true}
	if g.chance(55) {
		t.kind = kStruct
		g.fields(t)
		g.emit("type %s %s", t.src, structOf(t))
	} else {
		under := g.anyType(1)
		for under.kind == kInterface || under.kind == kPointer || under.named {
			under = pick(g, g.basic)
		}
		u := *under
		u.src, u.named, u.methods = t.src, true, nil
		t = &u
		g.emit("type %s %s", t.src, under.src)
	}
	t = g.intern(t)
	own := map[string]bool{}
	for _, f := range t.fields {
		own[f.name] = true
	}
	for i, m := range g.methods {
		if own[m.name] || m.name == "Error" && g.chance(50) || !g.chance(35) {
			continue
		}
		declared := *m
		declared.order = 100*(len(g.named)+1) + i
		declared.pointer = m.changes || g.chance(30)
		t.methods = append(t.methods, &declared)
	}
	g.named = append(g.named, t)
}

func (g *gen) fields(t *typ) {
	used := map[string]bool{}
	for i := range 1 + g.r.IntN(4) {
		f := field{name: fmt.Sprintf("F%d", i), t: g.anyType(1)}
		switch {
		case g.chance(25):
			f.name = fmt.Sprintf("f%d", i)
		case g.chance(25) && len(g.named) > 0:
			e := pick(g, g.named)
			if e.generic == nil && !used[e.src] {
				f = field{name: e.src, t: e, embedded: true}
				if g.chance(25) && e.kind == kStruct {
					f.t = g.pointerTo(e)
				}
			}
		}
		if g.chance(15) {
			f.tag = "`json:\"x" + fmt.Sprint(i) + "\"`"
		}
		used[f.name] = true
		t.fields = append(t.fields, f)
	}
}

func structOf(t *typ) string {
	var b strings.Builder
	b.WriteString("struct {\n")
	for _, f := range t.fields {
		if !f.embedded {
			b.WriteString(f.name + " ")
		}
		b.WriteString(f.t.src + " " + f.tag + "\n")
	}
	return b.String() + "}"
}

// interfaceType declares an interface that some type implements.
func (g *gen) interfaceType() {
	t := pick(g, g.named)
	list := methodsOf(t, true)
	it := &typ{kind: kInterface, named: true, src: g.name(g.prefix + "I")}
	var lines []string
	for _, m := range list {
		if len(it.methods) < 2 && g.chance(60) {
			it.methods = append(it.methods, m)
			lines = append(lines, m.name+signature(m.params, m.results))
		}
	}
	if len(lines) == 0 {
		return
	}
	g.emit("type %s interface {\n%s\n}", it.src, strings.Join(lines, "\n"))
	g.interfaces = append(g.interfaces, g.intern(it))
}

// methodBodies makes the methods of all types.
func (g *gen) methodBodies() {
	for _, t := range g.named {
		for _, m := range t.methods {
			g.methodBody(t, m)
		}
	}
}

func (g *gen) methodBody(t *typ, m *method) {
	g.inside, g.pure, g.order = true, true, m.order
	recv := t
	if m.pointer {
		recv = g.pointerTo(t)
	}
	v := g.declare(g.name("m"), recv)
	v.used, v.safe, v.fixed = true, m.pointer, m.pointer
	if !m.changes {
		g.frozen = len(g.vars)
	}
	g.emit("func (%s %s) %s(%s) %s {", v.name, recv.src, m.name, g.parameters(m.params, false), g.resultList(m.results))
	if m.pointer && !m.changes && g.chance(50) {
		g.emit("if %s == nil {\npanic(\"nil receiver\")\n}", v.name)
	}
	g.body(m.results, 1+g.r.IntN(3))
	g.emit("}\n")
	g.vars, g.frozen, g.inside, g.pure = nil, 0, false, false
}

// function declares a function, one that changes nothing but its own variables at times.
func (g *gen) function() {
	f := &function{name: g.name(g.prefix + "f"), pure: g.chance(60), order: 1000 + len(g.funcs)}
	g.order = f.order
	for range g.r.IntN(4) {
		t := g.anyType(2)
		if f.pure && !isPlain(t) {
			t = pick(g, g.basic)
		}
		f.params = append(f.params, t)
	}
	if !f.pure && len(f.params) > 0 && g.chance(25) {
		f.variad = true
		f.params[len(f.params)-1] = g.sliceOf(f.params[len(f.params)-1])
	}
	for range 1 + g.r.IntN(2)*g.r.IntN(2) {
		f.results = append(f.results, g.anyType(2))
	}
	g.pure = f.pure
	g.emit("func %s(%s) %s {", f.name, g.parameters(f.params, f.variad), g.resultList(f.results))
	g.body(f.results, 2+g.r.IntN(4))
	g.emit("}\n")
	g.vars = nil
	g.funcs = append(g.funcs, f)
}
