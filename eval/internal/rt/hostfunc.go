package rt

import (
	"fmt"
	"go/types"
	"reflect"
)

// A function of a cell that gives coroutines gives them erased; a compiled function that takes such a function may want those
// of a certain instance. Instances of one generic type convert to each other.

func (e *Env) buildHostFunc(h *Helper) reflect.Value {
	f, ok := e.host(h.Method.Pkg().Path(), h.Method.Name())
	if !ok {
		panic(fmt.Sprintf("no compiled function %s.%s", h.Method.Pkg().Path(), h.Method.Name()))
	}
	return e.adaptFuncs(f, h.Method)
}

// adaptFuncs returns the compiled function f, declared as obj, or one that calls it with the functions among its arguments
// turned into those that it wants.
func (e *Env) adaptFuncs(f reflect.Value, obj *types.Func) reflect.Value {
	sig := obj.Origin().Type().(*types.Signature)
	t := f.Type()
	own := t.NumIn() - sig.Params().Len() // the receiver
	in, changed := make([]reflect.Type, t.NumIn()), false
	for i := range in {
		in[i] = t.In(i)
		if i >= own && TakesFixed(sig.Params().At(i-own).Type()) {
			in[i], changed = e.lockedType(sig.Params().At(i-own).Type()), true
		}
	}
	if !changed {
		return f
	}
	out := make([]reflect.Type, t.NumOut())
	for i := range out {
		out[i] = t.Out(i)
	}
	return reflect.MakeFunc(reflect.FuncOf(in, out, t.IsVariadic()), func(args []reflect.Value) []reflect.Value {
		for i, a := range args {
			args[i] = instanceOf(a, t.In(i))
		}
		return callVariadic(f, args)
	})
}

// TakesFixed reports whether t is a function type in which an erased generic has fixed arguments.
func TakesFixed(t types.Type) bool {
	sig, ok := types.Unalias(t).(*types.Signature)
	if !ok {
		return false
	}
	for _, tuple := range []*types.Tuple{sig.Params(), sig.Results()} {
		for v := range tuple.Variables() {
			if TakesFixed(v.Type()) || fixedInstance(v.Type()) && !mentionsParam(v.Type()) {
				return true
			}
		}
	}
	return false
}

// mentionsParam reports whether the type arguments of t are those of the declaration it stands in.
func mentionsParam(t types.Type) bool {
	n, _ := namedOf(t)
	for i := range n.TypeArgs().Len() {
		if _, ok := n.TypeArgs().At(i).(*types.TypeParam); ok {
			return true
		}
	}
	return false
}

// instanceOf converts v to r, which differs in type arguments.
func instanceOf(v reflect.Value, r reflect.Type) reflect.Value {
	t := v.Type()
	if t == r || t.Kind() != reflect.Func {
		return v.Convert(r)
	}
	if v.IsNil() {
		return reflect.Zero(r)
	}
	return reflect.MakeFunc(r, func(args []reflect.Value) []reflect.Value {
		for i, a := range args {
			args[i] = instanceOf(a, t.In(i))
		}
		out := callVariadic(v, args)
		for i, x := range out {
			out[i] = instanceOf(x, r.Out(i))
		}
		return out
	})
}
