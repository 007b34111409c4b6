package lower

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
)

// Tracebacks. The interpreter tells which functions a panic unwound, not where in them. What raises by itself (panic,
// await) passes its place on; for the rest a Function knows the places in it from which others are called and at
// which run-time errors occur.

// A Function is what a traceback needs to know of a lowered function.
type Function struct {
	Name  string // as the cell has it; "" for the statements of a cell
	Pos   token.Pos
	calls []callSite
	risks map[Risk][]token.Pos
	newer *Function // the version that took its place, nil for the newest
}

type callSite struct {
	callee string // lowered name; "" when it is known at run time only
	pos    token.Pos
}

// A Risk is a kind of operation that can fail at run time.
type Risk string

// The risks, by words in the texts of Go's run-time errors.
const (
	RiskIndex  Risk = "index out of range"
	RiskSlice  Risk = "slice bounds out of range"
	RiskDivide Risk = "divide by zero"
	RiskNil    Risk = "nil pointer"
	RiskMap    Risk = "nil map"
	RiskAssert Risk = "interface conversion"
)

// Risks lists the risks.
var Risks = []Risk{RiskIndex, RiskSlice, RiskDivide, RiskNil, RiskMap, RiskAssert}

// Function returns what is known of a lowered function.
func (l *Lowerer) Function(lowered string) (*Function, bool) {
	f, ok := l.functions[lowered]
	return f, ok
}

// LedTo reports whether the function is an old version of another, to which it only passed on a call.
func (f *Function) LedTo(other *Function) bool {
	for v := f.newer; v != nil; v = v.newer {
		if v == other {
			return true
		}
	}
	return false
}

// CallOf returns the place from which the function calls another; where that is not certain, the first of the places
// that may be. callee is a lowered name.
func (f *Function) CallOf(callee string) token.Pos {
	for _, name := range []string{callee, ""} {
		for _, c := range f.calls {
			if c.callee == name {
				return c.pos
			}
		}
	}
	return f.Pos
}

// RiskOf returns the place in the function at which a run-time error of some kind occurs; where that is not certain,
// the first of the places at which it may.
func (f *Function) RiskOf(r Risk) token.Pos {
	if list := f.risks[r]; len(list) > 0 {
		return list[0]
	}
	return f.Pos
}

// describe makes f lower the function of that lowered name.
func (f *fn) describe(lowered, name string, pos token.Pos) {
	f.about = &Function{Name: name, Pos: pos, risks: map[Risk][]token.Pos{}}
	f.functions[lowered] = f.about
}

// calling notes a call.
func (f *fn) calling(fun ast.Expr, pos token.Pos) {
	if f.about == nil {
		return
	}
	callee := ""
	if id, ok := fun.(*ast.Ident); ok && f.isFunc[id.Name] {
		callee = id.Name
	}
	f.about.calls = append(f.about.calls, callSite{callee, pos})
}

// risking notes an operation that can fail.
func (f *fn) risking(r Risk, pos token.Pos) {
	if f.about != nil {
		f.about.risks[r] = append(f.about.risks[r], pos)
	}
}

// riskOf notes the risks of an expression about to be lowered.
func (f *fn) riskOf(e ast.Expr) {
	switch e := e.(type) {
	case *ast.IndexExpr:
		f.risking(RiskIndex, e.Pos())
	case *ast.SliceExpr:
		f.risking(RiskSlice, e.Pos())
	case *ast.StarExpr:
		f.risking(RiskNil, e.Pos())
	case *ast.TypeAssertExpr:
		f.risking(RiskAssert, e.Pos())
	case *ast.BinaryExpr:
		if e.Op == token.QUO || e.Op == token.REM {
			f.risking(RiskDivide, e.Pos())
		}
	case *ast.SelectorExpr:
		if tv, ok := f.info.Types[e.X]; ok && tv.IsValue() {
			if _, pointer := tv.Type.Underlying().(*types.Pointer); pointer {
				f.risking(RiskNil, e.Pos())
			}
		}
	}
}

// place returns a position as an argument.
func placeArg(pos token.Pos) ast.Expr {
	return at(&ast.BasicLit{Kind: token.INT, Value: strconv.Itoa(int(pos))}, pos)
}
