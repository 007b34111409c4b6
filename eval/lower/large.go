package lower

import (
	"go/ast"
	"go/types"
)

// UseMemory tells how many bytes the program may have; 0 is no limit. Values of larger types are refused: the run-time
// system cannot go on from an allocation that fails.
func (l *Lowerer) UseMemory(limit uint64) { l.memory = float64(limit) }

// maxValues is how many parameters and results package reflect lets a function have, less one for a receiver.
const maxValues = 127

// refuseManyValues refuses functions of more.
func (w *unit) refuseManyValues() {
	for id, obj := range w.u.Info.Defs {
		if f, ok := obj.(*types.Func); ok {
			refuseValues(id, f.Signature())
		}
	}
	for e, tv := range w.u.Info.Types {
		if sig, ok := tv.Type.(*types.Signature); ok {
			refuseValues(e, sig)
		}
	}
}

func refuseValues(e ast.Expr, sig *types.Signature) {
	if n := sig.Params().Len() + sig.Results().Len(); n > maxValues {
		refuse(e.Pos(), "a function of a cell may have %d parameters and results, this one has %d", maxValues, n)
	}
}

// refuseLarge refuses a unit that has a value of a type that is larger than the memory. A pointer to one does no harm.
func (w *unit) refuseLarge() {
	if w.memory == 0 {
		return
	}
	var large []ast.Expr
	for e, tv := range w.u.Info.Types {
		if tv.Type != nil && atLeast(tv.Type) > w.memory {
			large = append(large, e)
		}
	}
	if len(large) == 0 {
		return
	}
	pointedTo := map[ast.Expr]bool{}
	for e, tv := range w.u.Info.Types {
		if star, ok := e.(*ast.StarExpr); ok && tv.IsType() {
			pointedTo[ast.Unparen(star.X)] = true
		}
	}
	var first ast.Expr
	for _, e := range large {
		if !pointedTo[e] && (first == nil || e.Pos() < first.Pos()) {
			first = e
		}
	}
	if first != nil {
		refuse(first.Pos(), "type %s is larger than the memory: the limit is %.0f MB", types.TypeString(w.u.Info.TypeOf(first), types.RelativeTo(w.u.Pkg)), w.memory/(1<<20))
	}
}

// atLeast is the size of arrays and structs without what lies between their fields; other types are taken for pointers.
// It is no integer, which could overflow.
func atLeast(t types.Type) float64 {
	switch u := t.Underlying().(type) {
	case *types.Array:
		return float64(u.Len()) * atLeast(u.Elem())
	case *types.Struct:
		size := 0.0
		for f := range u.Fields() {
			size += atLeast(f.Type())
		}
		return size
	case *types.Basic:
		if u.Kind() == types.Invalid || u.Info()&types.IsUntyped != 0 {
			return 0
		}
		return float64(sizes.Sizeof(u))
	}
	return 8
}
