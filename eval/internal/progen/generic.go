package progen

import (
	"fmt"
	"strings"
)

// generic is a generic struct type or function; param says what its one type parameter may be.
type generic struct {
	name   string
	param  kind // kInterface: anything
	fields []func(arg *typ) field
	params []func(arg *typ) *typ
	result func(arg *typ) *typ
	order  int
}

var constraints = map[kind]string{
	kInterface: "any", kInt: "~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64",
	kFloat: "~float32 | ~float64", kString: "~string",
}

func (g *gen) newParam(k kind) *typ {
	return &typ{kind: k, src: g.name("P"), param: true, bits: 8, signed: true}
}

// shapes are the types that can be made of a type argument.
func (g *gen) shape() func(*typ) *typ {
	return pick(g, []func(*typ) *typ{
		func(t *typ) *typ { return t },
		g.sliceOf,
		func(t *typ) *typ { return g.arrayOf(2, t) },
		func(t *typ) *typ { return g.mapOf(g.tString, t) },
		g.pointerTo,
		func(t *typ) *typ { return g.funcOf([]*typ{t}, []*typ{t}) },
	})
}

// genericType declares a generic struct type with a method or two.
func (g *gen) genericType() {
	c := &generic{name: g.name(g.prefix + "G"), param: kInterface}
	for i := range 1 + g.r.IntN(3) {
		shape := g.shape()
		c.fields = append(c.fields, func(arg *typ) field { return field{name: fmt.Sprintf("G%d", i), t: shape(arg)} })
	}
	p := &typ{kind: kInterface, src: "E", param: true}
	body := &typ{}
	for _, f := range c.fields {
		body.fields = append(body.fields, f(p))
	}
	g.emit("type %s[E any] %s", c.name, structOf(body))
	f := body.fields[0]
	g.emit("func (x %s[E]) Get() %s { return x.%s }", c.name, f.t.src, f.name)
	g.emit("func (x *%s[E]) Put(y %s) *%s[E] { x.%s = y; return x }", c.name, f.t.src, c.name, f.name)
	g.generics = append(g.generics, c)
}

// instance returns an instance of a generic type.
func (g *gen) instance(c *generic, depth int) *typ {
	arg := g.anyType(depth)
	src := c.name + "[" + arg.src + "]"
	if known := g.pool[src]; known != nil {
		return known
	}
	t := &typ{kind: kStruct, named: true, src: src, generic: c}
	g.pool[src] = t
	for _, f := range c.fields {
		t.fields = append(t.fields, f(arg))
	}
	return t
}

// genericFunc declares a function with a type parameter.
func (g *gen) genericFunc() {
	c := &generic{name: g.name(g.prefix + "h"), param: pick(g, []kind{kInterface, kInt, kInt, kFloat, kString}), order: 900}
	for range 1 + g.r.IntN(2) {
		c.params = append(c.params, g.shape())
	}
	c.result = g.shape()
	p := g.newParam(c.param)
	g.basic = append(g.basic, p, p, p)
	var params []*typ
	for _, shape := range c.params {
		params = append(params, shape(p))
	}
	result := c.result(p)
	g.order, g.pure = c.order, true
	list := g.parameters(params, false)
	g.frozen = len(g.vars)
	g.emit("func %s[%s %s](%s) %s {", c.name, p.src, constraints[c.param], list, g.resultList([]*typ{result}))
	g.body([]*typ{result}, 2+g.r.IntN(3))
	g.emit("}\n")
	g.vars, g.frozen = nil, 0
	g.basic = g.basic[:len(g.basic)-3]
	g.forget(p)
	g.genericFuncs = append(g.genericFuncs, c)
}

// forget removes the types that mention a type parameter.
func (g *gen) forget(p *typ) {
	for src := range g.pool {
		if strings.Contains(src, p.src) {
			delete(g.pool, src)
		}
	}
}

// genericCall makes a call of a generic function.
func (g *gen) genericCall(t *typ, depth int) string {
	if len(g.genericFuncs) == 0 || t.param || g.order <= 900 {
		return ""
	}
	c := pick(g, g.genericFuncs)
	for range 8 {
		arg := g.anyType(1)
		if arg.param || c.param != kInterface && c.param != arg.kind || c.result(arg) != t {
			if arg = t; c.param != kInterface && c.param != arg.kind || c.result(arg) != t {
				continue
			}
		}
		f := &function{}
		for _, shape := range c.params {
			f.params = append(f.params, shape(arg))
		}
		name := c.name
		if g.chance(60) || c.params[0](arg) != arg {
			name += "[" + arg.src + "]"
		}
		return name + "(" + g.args(f, depth-1) + ")"
	}
	return ""
}
