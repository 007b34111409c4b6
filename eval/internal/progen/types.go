package progen

import (
	"fmt"
	"strings"
)

// kind is the kind of an underlying type.
type kind int

const (
	kBool kind = iota
	kInt
	kFloat
	kComplex
	kString
	kStruct
	kPointer
	kSlice
	kArray
	kMap
	kFunc
	kInterface
)

// typ is a type of a program. Types that are written alike are the same typ.
type typ struct {
	kind    kind
	src     string // as the program writes it
	named   bool
	bits    int
	signed  bool
	elem    *typ
	key     *typ
	n       int // length of an array
	fields  []field
	params  []*typ
	results []*typ
	methods []*method // declared by a named type, asked for by an interface
	param   bool      // a type parameter; kind says what its constraint allows, kInterface nothing
	generic *generic  // what it is an instance of
}

type field struct {
	name     string
	t        *typ
	embedded bool
	tag      string
}

// method is the method of a name: all types that have it agree on the signature.
type method struct {
	name    string
	params  []*typ
	results []*typ
	changes bool // whether pointer receivers change in it
	pointer bool // of a declared one: has a pointer receiver
	order   int  // may call only what came before
}

// intern returns the type that is written like t.
func (g *gen) intern(t *typ) *typ {
	if known := g.pool[t.src]; known != nil {
		return known
	}
	g.pool[t.src] = t
	return t
}

func (g *gen) basics() {
	for _, bits := range []int{8, 16, 32, 64} {
		g.basic = append(g.basic,
			&typ{kind: kInt, src: fmt.Sprintf("int%d", bits), bits: bits, signed: true},
			&typ{kind: kInt, src: fmt.Sprintf("uint%d", bits), bits: bits})
	}
	g.tInt = &typ{kind: kInt, src: "int", bits: 64, signed: true}
	g.tUint = &typ{kind: kInt, src: "uint", bits: 64}
	g.tString = &typ{kind: kString, src: "string"}
	g.tBool = &typ{kind: kBool, src: "bool"}
	g.tFloat = &typ{kind: kFloat, src: "float64", bits: 64}
	g.tAny = &typ{kind: kInterface, src: "any"}
	g.tError = &typ{kind: kInterface, src: "error", methods: []*method{{name: "Error", results: []*typ{g.tString}}}}
	g.tComplex = &typ{kind: kComplex, src: "complex128", bits: 128}
	g.basic = append(g.basic, g.tInt, g.tInt, g.tInt, g.tUint, g.tString, g.tString, g.tBool, g.tFloat,
		&typ{kind: kFloat, src: "float32", bits: 32}, g.tComplex)
	for i, t := range g.basic {
		g.basic[i] = g.intern(t)
	}
}

func (g *gen) sliceOf(t *typ) *typ {
	return g.intern(&typ{kind: kSlice, src: "[]" + t.src, elem: t})
}

func (g *gen) arrayOf(n int, t *typ) *typ {
	return g.intern(&typ{kind: kArray, src: fmt.Sprintf("[%d]%s", n, t.src), elem: t, n: n})
}

func (g *gen) mapOf(k, t *typ) *typ {
	return g.intern(&typ{kind: kMap, src: "map[" + k.src + "]" + t.src, key: k, elem: t})
}

func (g *gen) pointerTo(t *typ) *typ {
	return g.intern(&typ{kind: kPointer, src: "*" + t.src, elem: t})
}

func (g *gen) funcOf(params, results []*typ) *typ {
	return g.intern(&typ{kind: kFunc, src: "func" + signature(params, results), params: params, results: results})
}

// signature writes parameters and results without names.
func signature(params, results []*typ) string {
	s := "(" + join(params) + ")"
	switch len(results) {
	case 0:
		return s
	case 1:
		return s + " " + results[0].src
	}
	return s + " (" + join(results) + ")"
}

func join(list []*typ) string {
	var names []string
	for _, t := range list {
		names = append(names, t.src)
	}
	return strings.Join(names, ", ")
}

// anyType returns some type, composed to a depth.
func (g *gen) anyType(depth int) *typ {
	if depth <= 0 || g.chance(35) {
		if len(g.named) > 0 && g.chance(40) {
			return pick(g, g.named)
		}
		return pick(g, g.basic)
	}
	switch g.r.IntN(9) {
	case 0, 1:
		return g.sliceOf(g.anyType(depth - 1))
	case 2:
		return g.arrayOf(1+g.r.IntN(4), g.anyType(depth-1))
	case 3:
		return g.mapOf(g.keyType(), g.anyType(depth-1))
	case 4:
		return g.pointerTo(g.anyType(depth - 1))
	case 5:
		return g.someFunc(depth - 1)
	case 6:
		return g.tAny
	case 7:
		if len(g.generics) > 0 {
			return g.instance(pick(g, g.generics), depth-1)
		}
	}
	if len(g.interfaces) > 0 {
		return pick(g, g.interfaces)
	}
	return g.tError
}

func (g *gen) someFunc(depth int) *typ {
	var params, results []*typ
	for range g.r.IntN(3) {
		params = append(params, g.anyType(depth))
	}
	for range 1 + g.r.IntN(2)*g.r.IntN(2) {
		results = append(results, g.anyType(depth))
	}
	return g.funcOf(params, results)
}

func (g *gen) keyType() *typ {
	for range 5 {
		if t := g.anyType(0); isPlain(t) && t.kind != kFloat && t.kind != kComplex && t.kind != kBool {
			return t
		}
	}
	return g.tString
}

// isPlain reports whether values of a type share nothing when they are copied, and compare without panic.
func isPlain(t *typ) bool {
	switch t.kind {
	case kBool, kInt, kFloat, kComplex, kString:
		return true
	case kArray:
		return isPlain(t.elem)
	case kStruct:
		for _, f := range t.fields {
			if !isPlain(f.t) {
				return false
			}
		}
		return true
	}
	return false
}

// isComparable reports whether == can be applied to values of a type.
func isComparable(t *typ) bool {
	switch t.kind {
	case kSlice, kMap, kFunc:
		return false
	case kInterface:
		return !t.param
	case kArray:
		return isComparable(t.elem)
	case kStruct:
		for _, f := range t.fields {
			if !isComparable(f.t) {
				return false
			}
		}
	}
	return true
}

func isNumber(t *typ) bool { return t.kind == kInt || t.kind == kFloat || t.kind == kComplex }

func isOrdered(t *typ) bool { return t.kind == kInt || t.kind == kFloat || t.kind == kString }

// holdsInterface reports whether comparing values of a type may panic.
func holdsInterface(t *typ) bool {
	switch t.kind {
	case kInterface:
		return true
	case kArray:
		return holdsInterface(t.elem)
	case kStruct:
		for _, f := range t.fields {
			if holdsInterface(f.t) {
				return true
			}
		}
	}
	return false
}

// methodsOf returns the methods that a value of a type has: declared and promoted ones, with the way to them. Those with
// pointer receivers count where the value can be addressed.
func methodsOf(t *typ, addressable bool) []*method {
	ptr := addressable
	if t.kind == kPointer && !t.named {
		t, ptr = t.elem, true
		if t.kind == kPointer || t.kind == kInterface {
			return nil
		}
	}
	if t.kind == kInterface {
		return t.methods
	}
	found := map[string]*method{}
	twice := map[string]bool{}
	own := map[string]bool{}
	for _, m := range t.methods {
		own[m.name] = true
		if !m.pointer || ptr {
			found[m.name] = m
		}
	}
	for _, f := range t.fields {
		own[f.name] = true
	}
	var list []*method
	for _, f := range t.fields {
		if !f.embedded {
			continue
		}
		for _, m := range methodsOf(f.t, ptr) {
			if own[m.name] {
				continue
			}
			if found[m.name] != nil {
				twice[m.name] = true
			}
			found[m.name] = m
		}
	}
	for _, name := range methodNames {
		if found[name] != nil && !twice[name] {
			list = append(list, found[name])
		}
	}
	return list
}

// implements reports whether values of type t can be assigned to an interface type.
func implements(t, iface *typ) bool {
	if t.param && len(iface.methods) > 0 {
		return false
	}
	has := map[string]bool{}
	for _, m := range methodsOf(t, false) {
		has[m.name] = true
	}
	for _, m := range iface.methods {
		if !has[m.name] {
			return false
		}
	}
	return true
}
