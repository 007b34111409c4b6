package progen

import (
	"fmt"
	"strings"
)

// operation makes an expression by an operator or builtin function of the kind of a type; empty when there is none.
func (g *gen) operation(t *typ, depth int) string {
	switch t.kind {
	case kInt:
		return g.intOperation(t, depth-1)
	case kFloat, kComplex:
		return g.floatOperation(t, depth-1)
	case kString:
		return g.stringOperation(t, depth-1)
	case kBool:
		return wrapped(t, g.boolOperation(depth-1), "bool")
	case kSlice:
		return g.sliceOperation(t, depth-1)
	}
	if t.param && t.kind == kInterface {
		return ""
	}
	return g.literal(t, depth)
}

func (g *gen) intOperation(t *typ, depth int) string {
	x := g.dyn(t, depth)
	switch g.r.IntN(14) {
	case 0, 1, 2:
		return fmt.Sprintf("(%s %s %s)", x, pick(g, []string{"+", "-", "*"}), g.expr(t, depth))
	case 3:
		return fmt.Sprintf("(%s %s %s)", x, pick(g, []string{"&", "|", "^", "&^"}), g.expr(t, depth))
	case 4:
		if g.risk > 0 {
			g.risk--
			return fmt.Sprintf("(%s %s %s)", x, pick(g, []string{"/", "%"}), g.dyn(t, depth))
		}
		return fmt.Sprintf("(%s %s (%s|1))", x, pick(g, []string{"/", "%"}), g.dyn(t, depth))
	case 5:
		return fmt.Sprintf("(%s %s %s)", x, pick(g, []string{"<<", ">>"}), g.shiftCount(depth))
	case 6:
		return fmt.Sprintf("(%s%s)", pick(g, []string{"-", "^", "+"}), x)
	case 7, 8:
		return g.numberFrom(t, depth)
	case 9:
		return fmt.Sprintf("%s(%s, %s)", pick(g, []string{"min", "max"}), x, g.expr(t, depth))
	case 10:
		if t == g.tInt {
			return g.size(depth)
		}
		return fmt.Sprintf("%s(%s)", t.src, g.size(depth))
	case 11:
		if t == g.tInt && g.calls {
			return fmt.Sprintf("strings.Index(%s, %s)", g.expr(g.tString, depth), g.expr(g.tString, 0))
		}
	}
	return x
}

// size makes a length or capacity as an int that is not constant.
func (g *gen) size(depth int) string {
	if g.chance(30) {
		return "len(" + g.dyn(g.tString, depth) + ")"
	}
	for range 4 {
		if t := g.anyType(1); t.kind == kSlice || t.kind == kMap {
			return "len(" + g.dyn(t, depth) + ")"
		}
	}
	return g.dyn(g.tInt, depth)
}

// numberFrom makes a number from one of another type, or from one of the same.
func (g *gen) numberFrom(t *typ, depth int) string {
	for range 4 {
		from := pick(g, g.basic)
		if len(g.named) > 0 && g.chance(30) {
			from = pick(g, g.named)
		}
		switch {
		case from.kind == kInt:
			return fmt.Sprintf("%s(%s)", t.src, g.dyn(from, depth))
		case from.kind == kFloat && t.kind == kFloat:
			return fmt.Sprintf("%s(%s)", t.src, g.dyn(from, depth))
		case from.kind == kFloat:
			return fmt.Sprintf("%s(fix(float64(%s)))", t.src, g.dyn(from, depth))
		}
	}
	return ""
}

func (g *gen) shiftCount(depth int) string {
	count := pick(g, g.basic)
	if count.kind != kInt {
		return "3"
	}
	switch {
	case !count.signed:
		return g.dyn(count, depth)
	case g.risk > 0:
		g.risk--
		return g.dyn(count, depth)
	}
	return fmt.Sprintf("(%s & 15)", g.dyn(count, depth))
}

func (g *gen) floatOperation(t *typ, depth int) string {
	x := g.dyn(t, depth)
	switch n := g.r.IntN(8); {
	case n < 4:
		return fmt.Sprintf("(%s %s %s)", x, pick(g, []string{"+", "-", "*"}), g.dyn(t, depth))
	case n == 4:
		return "(-" + x + ")"
	case t.kind == kComplex:
		return fmt.Sprintf("%s(complex(%s, %s))", t.src, g.dyn(g.tFloat, depth), g.expr(g.tFloat, depth))
	case n == 5:
		return fmt.Sprintf("(%s / %s)", x, g.dyn(t, depth))
	case n == 6 && t == g.tFloat:
		return fmt.Sprintf("%s(%s)", pick(g, []string{"real", "imag"}), g.dyn(g.tComplex, depth))
	}
	return g.numberFrom(t, depth)
}

func (g *gen) stringOperation(t *typ, depth int) string {
	switch g.r.IntN(9) {
	case 0, 1, 2:
		return fmt.Sprintf("(%s + %s)", g.dyn(t, depth), g.expr(t, depth))
	case 3:
		if !g.inside {
			v := g.anyType(2)
			verb := pick(g, []string{"%v", "%+v", "%T", "%v|", "%#v"})
			return wrapped(t, fmt.Sprintf("format(%q, %s)", verb, g.expr(v, depth)), "string")
		}
	case 4:
		return wrapped(t, fmt.Sprintf("cut(string(%s), %s, %s)", g.dyn(t, depth), g.expr(g.tInt, depth), g.expr(g.tInt, 0)), "string")
	case 5:
		return fmt.Sprintf("%s(%s(%s))", t.src, pick(g, []string{"[]byte", "[]rune"}), g.dyn(t, depth))
	case 6:
		return wrapped(t, fmt.Sprintf("strings.%s(string(%s))", pick(g, []string{"ToUpper", "TrimSpace", "Title"}), g.dyn(t, depth)), "string")
	case 7:
		return wrapped(t, fmt.Sprintf("strconv.Itoa(%s)", g.expr(g.tInt, depth)), "string")
	case 8:
		return fmt.Sprintf("%s(rune(%s))", t.src, g.dyn(g.tInt, depth))
	}
	return fmt.Sprintf("min(%s, %s)", g.dyn(t, depth), g.expr(t, depth))
}

func (g *gen) boolOperation(depth int) string {
	switch g.r.IntN(7) {
	case 0, 1:
		return fmt.Sprintf("(%s %s %s)", g.dyn(g.tBool, depth), pick(g, []string{"&&", "||"}), g.expr(g.tBool, depth))
	case 2:
		return "!" + g.dyn(g.tBool, depth)
	case 3:
		return fmt.Sprintf("(%s %s nil)", g.dyn(g.tAny, depth), pick(g, []string{"==", "!="}))
	}
	return g.comparison(depth)
}

func (g *gen) comparison(depth int) string {
	for range 5 {
		t := g.anyType(1)
		switch {
		case isOrdered(t):
			return fmt.Sprintf("(%s %s %s)", g.dyn(t, depth), pick(g, []string{"<", "<=", ">", ">=", "==", "!="}), g.expr(t, depth))
		case isComparable(t) && (!holdsInterface(t) || g.risk > 0):
			if holdsInterface(t) {
				g.risk--
			}
			return fmt.Sprintf("(%s %s %s)", g.dyn(t, depth), pick(g, []string{"==", "!="}), braced(g.expr(t, depth)))
		case t.kind == kSlice || t.kind == kMap || t.kind == kFunc:
			return fmt.Sprintf("(%s %s nil)", braced(g.dyn(t, depth)), pick(g, []string{"==", "!="}))
		}
	}
	return "true"
}

// braced keeps a literal out of the parser's way in the head of a statement.
func braced(x string) string {
	if strings.Contains(x, "{") {
		return "(" + x + ")"
	}
	return x
}

func (g *gen) sliceOperation(t *typ, depth int) string {
	switch n := g.r.IntN(6); {
	case n < 3:
		return fmt.Sprintf("append(%s, %s)", g.owned(t, depth), g.expr(t.elem, depth))
	case n == 3:
		return fmt.Sprintf("append(%s, %s...)", g.owned(t, depth), g.expr(t, depth))
	case n == 4 && t.elem.src == "uint8":
		return fmt.Sprintf("%s(%s)", t.src, g.dyn(g.tString, depth))
	case n == 4:
		return fmt.Sprintf("make(%s, %d, %d)", t.src, g.r.IntN(3), 3+g.r.IntN(4))
	case g.risk > 0:
		g.risk--
		return fmt.Sprintf("%s[%s:]", g.owned(t, 0), g.dyn(g.tInt, 0))
	}
	return g.owned(t, depth)
}

// owned makes a slice that appending to changes nothing else, but where that shows nowhere.
func (g *gen) owned(t *typ, depth int) string {
	if x := g.place(t); x != "" && !g.calls && g.frozen == 0 {
		return x
	}
	if t.named || depth <= 0 {
		return t.src + "(nil)"
	}
	return "slices.Clone(" + g.dyn(t, depth) + ")"
}
