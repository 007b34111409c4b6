package lower

import (
	"go/token"
	"go/types"
	"slices"

	"goasync/eval/internal/rt"
)

// mention prepares a type for the run-time support, which meets its values in interfaces: every struct type in it is
// declared, and every method that it, or a type in it, has is there to be called.
func (w *unit) mention(t types.Type) {
	if t == nil || w.mentioned.At(t) != nil {
		return
	}
	w.mentioned.Set(t, true)
	w.undo = append(w.undo, func() { w.mentioned.Delete(t) })
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		w.mentionNamed(t)
	case *types.Map:
		w.mention(t.Key())
		w.mention(t.Elem())
	case interface{ Elem() types.Type }:
		w.mention(t.Elem())
	case *types.Struct:
		for f := range t.Fields() {
			w.mention(f.Type())
		}
	case *types.Signature:
		w.mention(t.Params())
		w.mention(t.Results())
	case *types.Tuple:
		for v := range t.Variables() {
			w.mention(v.Type())
		}
	case *types.Interface:
		for m := range t.Methods() {
			w.mention(m.Type())
		}
	}
}

func (w *unit) mentionNamed(t *types.Named) {
	for arg := range t.TypeArgs().Types() {
		w.mention(arg)
	}
	if s := w.inSource(t, token.NoPos); s != nil {
		w.mention(s)
		return
	}
	if !rt.IsSession(t.Obj()) {
		if t.TypeArgs().Len() > 0 && !rt.Erased(t.Obj().Pkg()) {
			w.mention(t.Underlying())
		}
		return
	}
	if !types.IsInterface(t) {
		w.named(t)
	}
	w.mention(t.Underlying())
	if t.TypeArgs().Len() == 0 {
		return
	}
	for m := range t.Methods() {
		name := w.methodName(m, token.NoPos)
		w.pending = append(w.pending, func() { w.exportFunction(m, name) })
	}
}

// exportFunction gives the run-time support the function that a method was lowered to, for calls through interfaces.
func (w *unit) exportFunction(m *types.Func, name string) {
	n := w.number()
	w.prog.Methods[n] = m
	w.register(n, ident(name, token.NoPos))
}

// rollback takes back what lowering noted in the Lowerer, so that a cell that is refused leaves nothing behind.
func (w *unit) rollback() {
	for _, undo := range slices.Backward(w.undo) {
		undo()
	}
}
