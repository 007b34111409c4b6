package progen

import (
	"fmt"
	"strconv"
	"strings"
)

// expr makes an expression of a type, not deeper than depth. Only literals and constants are constant.
func (g *gen) expr(t *typ, depth int) string {
	if depth <= 0 {
		return g.leaf(t, depth)
	}
	for range 3 {
		if x := g.tryExpr(t, depth); x != "" {
			return x
		}
	}
	return g.leaf(t, depth)
}

func (g *gen) tryExpr(t *typ, depth int) string {
	switch n := g.r.IntN(100); {
	case n < 25:
		return g.place(t)
	case n < 40:
		return g.call(t, depth)
	case n < 44 && g.calls && !g.inside:
		return fmt.Sprintf("tr(%q, %s)", g.name("t"), g.expr(t, depth-1))
	case n < 48 && g.lits < 2 && depth > 1 && g.calls:
		return g.literalCall(t)
	case n < 52 && g.calls:
		return g.method(t, depth)
	case n < 56:
		return g.assertion(t, depth)
	case n < 60 && t.kind != kInterface && t.kind != kPointer && t.kind != kFunc:
		return fmt.Sprintf("%s(%s)", paren(t), g.dyn(t, depth-1))
	}
	return g.operation(t, depth)
}

// paren writes a type so that it can be called.
func paren(t *typ) string {
	if t.kind == kPointer || t.kind == kFunc {
		return "(" + t.src + ")"
	}
	return t.src
}

// dyn makes an expression that is not constant.
func (g *gen) dyn(t *typ, depth int) string {
	if depth > 0 {
		if x := g.tryExpr(t, depth); x != "" && !isConstant(x) {
			return x
		}
	}
	if x := g.place(t); x != "" {
		return x
	}
	return "nc(" + g.expr(t, 0) + ")"
}

// isConstant reports whether an expression looks like a constant.
func isConstant(x string) bool {
	return strings.HasPrefix(x, "len(") || strings.HasPrefix(x, "cap(") || strings.HasPrefix(x, "min(") || strings.HasPrefix(x, "max(")
}

// leaf makes a variable or a literal.
func (g *gen) leaf(t *typ, depth int) string {
	if g.chance(55) {
		if x := g.place(t); x != "" {
			return x
		}
	}
	if !t.param && g.chance(10) {
		for range 3 {
			if len(g.consts) > 0 {
				if c := pick(g, g.consts); c.t == t {
					return c.name
				}
			}
		}
	}
	return g.literal(t, min(depth, 2))
}

// literal makes a value of a type out of nothing.
func (g *gen) literal(t *typ, depth int) string {
	if t.param {
		return g.paramLiteral(t)
	}
	switch t.kind {
	case kBool:
		return wrapped(t, pick(g, []string{"true", "false"}), "bool")
	case kInt:
		return wrapped(t, g.integer(t), "int")
	case kFloat:
		return wrapped(t, pick(g, []string{"0.0", "1.5", "-2.25", "3e8", "0.1", "1e-3", "100.0"}), "float64")
	case kComplex:
		return wrapped(t, pick(g, []string{"(1+2i)", "3i", "(-1.5+0i)"}), "complex128")
	case kString:
		return wrapped(t, strconv.Quote(pick(g, []string{"", "a", "héllo", "go\n", "xyz", "日本", "\x80", "%d"})), "string")
	case kStruct:
		return g.structLiteral(t, depth)
	case kPointer:
		return g.pointer(t, depth)
	case kSlice, kArray:
		return g.list(t, depth)
	case kMap:
		return g.mapLiteral(t, depth)
	case kFunc:
		return g.funcLiteral(t, true)
	}
	return g.interfaceValue(t, depth)
}

// wrapped converts a literal to a type that is not its default one.
func wrapped(t *typ, lit, usual string) string {
	if t.src == usual {
		return lit
	}
	return t.src + "(" + lit + ")"
}

func (g *gen) paramLiteral(t *typ) string {
	if isNumber(t) && g.chance(60) {
		return fmt.Sprintf("%s(%d)", t.src, g.r.IntN(5))
	}
	return "*new(" + t.src + ")"
}

func (g *gen) integer(t *typ) string {
	edge := uint64(1)<<(t.bits-1) - 1
	if !t.signed {
		edge = edge*2 + 1
	}
	switch g.r.IntN(8) {
	case 0:
		return strconv.FormatUint(edge, 10)
	case 1:
		if t.signed {
			return "-" + strconv.FormatUint(edge+1, 10)
		}
	case 2:
		if t.signed {
			return "-" + strconv.Itoa(1+g.r.IntN(9))
		}
	case 3:
		return pick(g, []string{"0x7f", "1<<3", "100", "0b101"})
	}
	return strconv.Itoa(g.r.IntN(12))
}

func (g *gen) structLiteral(t *typ, depth int) string {
	if depth < 0 {
		return t.src + "{}"
	}
	keyed := g.chance(60)
	var parts []string
	for _, f := range t.fields {
		if keyed && g.chance(35) {
			continue
		}
		x := g.expr(f.t, depth-1)
		if keyed {
			x = f.name + ": " + x
		}
		parts = append(parts, x)
	}
	return t.src + "{" + strings.Join(parts, ", ") + "}"
}

func (g *gen) pointer(t *typ, depth int) string {
	elem := t.elem
	lit := elem.kind == kStruct || elem.kind == kSlice || elem.kind == kArray || elem.kind == kMap
	switch {
	case lit && !elem.param && depth > 0 && g.chance(60):
		if x := g.literal(elem, depth-1); strings.HasPrefix(x, elem.src+"{") {
			return "&" + x
		}
	case depth >= 0 && g.chance(30) && elem.kind != kInterface:
		return "new(" + g.expr(elem, depth-1) + ")"
	case depth < 0 || depth < 1 && g.chance(50):
		return "(" + t.src + ")(nil)"
	}
	return "new(" + elem.src + ")"
}

func (g *gen) list(t *typ, depth int) string {
	if t.kind == kSlice && g.chance(12) {
		return t.src + "(nil)"
	}
	if depth <= 0 {
		return t.src + "{}"
	}
	n := g.r.IntN(5)
	if t.kind == kArray {
		n = min(n, t.n)
	}
	var parts []string
	for i := range n {
		x := g.elided(t.elem, depth-1)
		if g.chance(15) {
			x = fmt.Sprintf("%d: %s", i, x)
		}
		parts = append(parts, x)
	}
	return t.src + "{" + strings.Join(parts, ", ") + "}"
}

// elided makes an element of a composite literal, which may leave its type out.
func (g *gen) elided(t *typ, depth int) string {
	x := g.expr(t, depth)
	if short, ok := strings.CutPrefix(x, t.src+"{"); ok && g.chance(50) && (t.kind == kStruct || t.kind == kSlice || t.kind == kArray || t.kind == kMap) && balanced(short) {
		return "{" + short
	}
	return x
}

// balanced reports whether the rest of a literal ends where the literal does.
func balanced(s string) bool {
	depth := 1
	for i, r := range s {
		switch r {
		case '"', '\'':
			return false
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i == len(s)-1
			}
		}
	}
	return false
}

func (g *gen) mapLiteral(t *typ, depth int) string {
	if depth <= 0 {
		return pick(g, []string{t.src + "{}", "make(" + t.src + ")"})
	}
	if isNumber(t.key) || t.key.kind == kString {
		keys := []string{"1", "2", "3"}
		if t.key.kind == kString {
			keys = []string{`"a"`, `"b"`, `"c"`}
		}
		var parts []string
		for _, k := range keys[:g.r.IntN(4)] {
			parts = append(parts, k+": "+g.elided(t.elem, depth-1))
		}
		return t.src + "{" + strings.Join(parts, ", ") + "}"
	}
	return t.src + "{" + g.dyn(t.key, 0) + ": " + g.elided(t.elem, depth-1) + "}"
}

// interfaceValue makes a value of an interface type.
func (g *gen) interfaceValue(t *typ, depth int) string {
	if t == g.tError && g.chance(40) {
		return fmt.Sprintf("errors.New(%q)", g.name("e"))
	}
	for range 6 {
		if depth < -1 {
			break
		}
		c := g.anyType(1)
		if g.chance(60) && len(g.named) > 0 {
			c = pick(g, g.named)
			if g.chance(30) {
				c = g.pointerTo(c)
			}
		}
		if c.kind != kInterface && implements(c, t) {
			return t.src + "(" + g.expr(c, depth-1) + ")"
		}
	}
	return t.src + "(nil)"
}

// assertion makes a value of a type out of an interface that may hold one.
func (g *gen) assertion(t *typ, depth int) string {
	from := g.tAny
	if len(g.interfaces) > 0 && g.chance(50) {
		from = pick(g, g.interfaces)
	}
	if t.kind == kInterface || t.param || !implements(t, from) {
		return ""
	}
	if g.risk > 0 && g.chance(50) {
		g.risk--
		return fmt.Sprintf("%s.(%s)", g.expr(from, 1), t.src)
	}
	return fmt.Sprintf("as[%s](%s)", t.src, g.expr(from, depth-1))
}
