package progen

import "fmt"

// A walk goes from a variable through fields, elements and pointers.
type walk struct {
	src         string
	t           *typ
	addressable bool
	entry       bool // of a map: it can be set
	variable    *variable
	risk        int
	moved       bool
}

// place makes the reading of a variable, field or element of a type; empty when none is found.
func (g *gen) place(t *typ) string {
	for range 12 {
		if len(g.vars) == 0 {
			return ""
		}
		i := g.someVar()
		w, ok := g.walk(i, t, false)
		if ok && (isPlain(t) && !t.param || i >= g.frozen) {
			g.risk -= w.risk
			return w.src
		}
	}
	return ""
}

// target makes something of a type that can be assigned to; a nil type allows any. It changes only what may change.
func (g *gen) target(t *typ) (string, *typ) {
	for range 12 {
		if len(g.vars) <= g.frozen {
			return "", nil
		}
		i := g.frozen + g.r.IntN(len(g.vars)-g.frozen)
		w, ok := g.walk(i, t, true)
		if !ok || !w.addressable && !w.entry || w.variable.fixed && !w.moved {
			continue
		}
		if w.src == w.variable.name && w.variable.safe {
			continue
		}
		g.risk -= w.risk
		if w.moved {
		}
		return w.src, w.t
	}
	return "", nil
}

// someVar prefers what was declared last.
func (g *gen) someVar() int {
	n := len(g.vars)
	if n > 6 && g.chance(50) {
		return n - 1 - g.r.IntN(6)
	}
	return g.r.IntN(n)
}

func (g *gen) walk(i int, want *typ, write bool) (walk, bool) {
	v := g.vars[i]
	w := walk{src: v.name, t: v.t, addressable: true, variable: v}
	for range 4 {
		if w.t == want || want == nil && (g.chance(50) || !composed(w.t)) {
			return w, true
		}
		if !g.walkOn(&w, write) {
			return w, want == nil && !write
		}
		w.moved = true
	}
	return w, w.t == want
}

func composed(t *typ) bool {
	return t.kind == kStruct || t.kind == kArray || t.kind == kPointer || t.kind == kSlice || t.kind == kMap
}

// walkOn goes one step; it reports whether there is one.
func (g *gen) walkOn(w *walk, write bool) bool {
	if w.t.param {
		return false
	}
	safe := w.variable.safe && !w.moved
	switch w.t.kind {
	case kStruct:
		return w.toField(g, w.t)
	case kPointer:
		if !safe && (g.risk <= w.risk || write) {
			return false
		}
		if !safe {
			w.risk++
		}
		if e := w.t.elem; e.kind == kStruct && !w.t.named && !e.param {
			w.addressable = true
			return w.toField(g, e)
		}
		w.src, w.t, w.addressable = "(*"+w.src+")", w.t.elem, true
	case kArray:
		index := fmt.Sprint(g.r.IntN(w.t.n))
		if g.chance(30) {
			index = fmt.Sprintf("nc(%s)", index)
		}
		w.src, w.t = w.src+"["+index+"]", w.t.elem
	case kSlice:
		return w.toElement(g, safe, write)
	case kMap:
		if write && !safe {
			return false
		}
		w.src, w.t, w.addressable, w.entry = w.src+"["+g.literal(w.t.key, -1)+"]", w.t.elem, false, true
		return true
	default:
		return false
	}
	w.entry = false
	return true
}

func (w *walk) toField(g *gen, t *typ) bool {
	if len(t.fields) == 0 {
		return false
	}
	f := pick(g, t.fields)
	if f.name == "_" {
		return false
	}
	w.src, w.t, w.entry = w.src+"."+f.name, f.t, false
	return true
}

func (w *walk) toElement(g *gen, safe, write bool) bool {
	switch {
	case safe:
		w.src, w.t = fmt.Sprintf("%s[%d]", w.src, g.r.IntN(3)), w.t.elem
	case g.risk > w.risk:
		w.risk++
		w.src, w.t = fmt.Sprintf("%s[%d]", w.src, g.r.IntN(4)), w.t.elem
	case write:
		return false
	default:
		w.src, w.t, w.addressable, w.entry = fmt.Sprintf("at(%s, %d)", w.src, g.r.IntN(6)), w.t.elem, false, false
		return true
	}
	w.addressable, w.entry = true, false
	return true
}
