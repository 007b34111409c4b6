package rt

import (
	"fmt"
	"go/types"
	"reflect"

	asyncio "goasync/asyncrt"
)

// Compiled generics are used at any: where they declare a type parameter, an any stands. A value that crosses between
// such a formal type and the type that the cell knows changes its form, functions by an adapter.

func (e *Env) buildRepr(h *Helper) reflect.Value {
	if tuple, ok := h.From.(*types.Tuple); ok {
		return e.buildReprTuple(h, tuple)
	}
	from, to := e.lockedType(h.From), e.formalType(h.To)
	if h.Erased {
		from, to = e.formalType(h.From), e.lockedType(h.To)
	}
	if from == reflect.TypeFor[*asyncio.Coroutine[asyncio.None]]() && to == reflect.TypeFor[*asyncio.Coroutine[any]]() {
		return reflect.ValueOf(erasedCoroutine)
	}
	return makeFunc(typesOf(from), typesOf(to), func(args []reflect.Value) []reflect.Value {
		return one(e.repr(args[0], h.From, h.To, to))
	})
}

// erasedCoroutine is the conversion that lowered code asks for most.
func erasedCoroutine(c *asyncio.Coroutine[asyncio.None]) *asyncio.Coroutine[any] {
	return (*asyncio.Coroutine[any])(c)
}

func (e *Env) buildReprTuple(h *Helper, from *types.Tuple) reflect.Value {
	to := h.To.(*types.Tuple)
	var in, out []reflect.Type
	for i := range from.Len() {
		in, out = append(in, e.formalType(from.At(i).Type())), append(out, e.lockedType(to.At(i).Type()))
	}
	return makeFunc(in, out, func(args []reflect.Value) []reflect.Value {
		results := make([]reflect.Value, len(args))
		for i, a := range args {
			results[i] = e.repr(a, from.At(i).Type(), to.At(i).Type(), out[i])
		}
		return results
	})
}

// formalType returns the compiled type of a declared type in which type parameters are erased. Instances with fixed
// arguments, such as *Coroutine[None], come as any: their compiled type is not that of the erased instance.
func (e *Env) formalType(t types.Type) reflect.Type {
	if fixedInstance(t) {
		return anyReflect
	}
	return e.lockedType(t)
}

// fixedInstance reports whether t is, or points to, an instance of an erased generic with arguments other than any.
func fixedInstance(t types.Type) bool {
	n, ok := namedOf(t)
	if !ok || !Erased(n.Obj().Pkg()) || types.IsInterface(n) {
		return false
	}
	for i := range n.TypeArgs().Len() {
		if it, ok := n.TypeArgs().At(i).(*types.Interface); !ok || it.NumMethods() > 0 {
			return true
		}
	}
	return false
}

// repr converts v, of the type from, to the compiled type r, which represents to.
func (e *Env) repr(v reflect.Value, from, to types.Type, r reflect.Type) reflect.Value {
	if v.Type() == r && r != anyReflect {
		return v
	}
	if v.Kind() == reflect.Interface && !types.IsInterface(to) {
		if v.IsNil() {
			return reflect.Zero(r)
		}
		if fixedInstance(from) {
			v = v.Elem()
		} else {
			return e.unerase(v.Interface(), to)
		}
	}
	switch {
	case r.Kind() == reflect.Interface:
		out := reflect.New(r).Elem()
		if x := e.inAny(v, from); x != nil {
			out.Set(e.toInterface(x, to))
		}
		return out
	case v.Kind() == reflect.Slice && r.Kind() == reflect.Slice:
		return e.reprSlice(v, from, to, r)
	case v.Kind() == reflect.Map && r.Kind() == reflect.Map:
		return e.reprMap(v, from, to, r)
	case v.Kind() == reflect.Func && r.Kind() == reflect.Func:
		return e.reprFunc(v, from, to, r)
	case v.CanConvert(r):
		return v.Convert(r)
	}
	panic(fmt.Sprintf("rt: cannot turn %s into %s", v.Type(), r))
}

func elem(t types.Type) types.Type {
	if s, ok := t.Underlying().(interface{ Elem() types.Type }); ok {
		return s.Elem()
	}
	return t
}

func (e *Env) reprSlice(v reflect.Value, from, to types.Type, r reflect.Type) reflect.Value {
	if v.IsNil() {
		return reflect.Zero(r)
	}
	out := reflect.MakeSlice(r, v.Len(), v.Len())
	for i := range v.Len() {
		out.Index(i).Set(e.repr(v.Index(i), elem(from), elem(to), r.Elem()))
	}
	return out
}

func (e *Env) reprMap(v reflect.Value, from, to types.Type, r reflect.Type) reflect.Value {
	if v.IsNil() {
		return reflect.Zero(r)
	}
	f, t := from.Underlying().(*types.Map), to.Underlying().(*types.Map)
	out := reflect.MakeMap(r)
	for it := v.MapRange(); it.Next(); {
		out.SetMapIndex(e.repr(it.Key(), f.Key(), t.Key(), r.Key()), e.repr(it.Value(), f.Elem(), t.Elem(), r.Elem()))
	}
	return out
}

// reprFunc adapts a function: arguments cross the other way.
func (e *Env) reprFunc(v reflect.Value, from, to types.Type, r reflect.Type) reflect.Value {
	if v.IsNil() {
		return reflect.Zero(r)
	}
	f, t := from.Underlying().(*types.Signature), to.Underlying().(*types.Signature)
	vt := v.Type()
	return reflect.MakeFunc(r, func(args []reflect.Value) []reflect.Value {
		in := make([]reflect.Value, len(args))
		for i, a := range args {
			in[i] = e.repr(a, t.Params().At(i).Type(), f.Params().At(i).Type(), vt.In(i))
		}
		out := callVariadic(v, in)
		for i, x := range out {
			out[i] = e.repr(x, f.Results().At(i).Type(), t.Results().At(i).Type(), r.Out(i))
		}
		return out
	})
}
