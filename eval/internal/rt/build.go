package rt

import (
	"fmt"
	"go/types"
	"os"
	"reflect"
)

// Helper returns the compiled function for a helper that lowered code calls as h.NAME. It fails where a type has no
// compiled form.
func (e *Env) Helper(h *Helper) (fn reflect.Value, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("helper %s: %v", h.Name, r)
		}
	}()
	e.mu.RLock()
	fn, ok := e.helpers[h.Name]
	e.mu.RUnlock()
	if ok {
		return fn, nil
	}
	fn = e.build(h)
	e.mu.Lock()
	e.helpers[h.Name] = fn
	e.mu.Unlock()
	return fn, nil
}

// lockedType is reflectType for callers that do not hold e.mu.
func (e *Env) lockedType(t types.Type) reflect.Type {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.reflectType(t)
}

// make returns a function of the given parameter and result types.
func makeFunc(in, out []reflect.Type, body func(args []reflect.Value) []reflect.Value) reflect.Value {
	return reflect.MakeFunc(reflect.FuncOf(in, out, false), body)
}

func one(v reflect.Value) []reflect.Value { return []reflect.Value{v} }

func typesOf(ts ...reflect.Type) []reflect.Type { return ts }

func (e *Env) build(h *Helper) reflect.Value {
	switch h.Kind {
	case Box:
		return e.buildBox(h)
	case Iface:
		if e.lockedType(h.From) == errorReflect && e.lockedType(h.To) == anyReflect {
			return reflect.ValueOf(e.errorInAny)
		}
		return e.unary(h, func(x reflect.Value) reflect.Value { return e.toInterface(x.Interface(), h.To) })
	case Assert:
		return e.unary(h, func(x reflect.Value) reflect.Value { return e.assert(x.Interface(), h.From, h.To) })
	case AssertOK:
		return e.buildAssertOK(h)
	case Unerase:
		return e.unary(h, func(x reflect.Value) reflect.Value { return e.unerase(x.Interface(), h.To) })
	case Switch:
		return e.buildSwitch(h)
	case Invoke:
		return e.buildInvoke(h)
	case Method:
		return e.buildMethod(h)
	case HostFunc:
		return e.buildHostFunc(h)
	case Placed:
		return e.buildPlaced(h)
	case Equal:
		return e.buildEqual(h)
	case Repr:
		return e.buildRepr(h)
	case Recv, RecvOK, Send:
		return e.buildChannel(h)
	case Await, AwaitOK:
		return e.buildAwait(h)
	case ResultOf:
		return e.buildResult(h)
	case Zero:
		return e.buildZero(h)
	case HostVar:
		return e.buildHostVar(h)
	case Bound:
		return e.buildBound(h)
	}
	panic("no helper of kind " + string(h.Kind))
}

// unary makes a helper from From to To.
func (e *Env) unary(h *Helper, body func(reflect.Value) reflect.Value) reflect.Value {
	return makeFunc(typesOf(e.lockedType(h.From)), typesOf(e.lockedType(h.To)), func(args []reflect.Value) []reflect.Value {
		return one(body(args[0]))
	})
}

func (e *Env) buildBox(h *Helper) reflect.Value {
	t, to := e.typeOf(h.From), e.lockedType(h.To)
	direct := to == anyReflect || to == errorReflect
	return makeFunc(typesOf(t.R), typesOf(to), func(args []reflect.Value) []reflect.Value {
		x := e.box(t, args[0])
		if f, ok := x.(*os.File); ok {
			return one(e.fileIn(f, to))
		}
		if !direct {
			return one(e.toInterface(x, h.To))
		}
		out := reflect.New(to).Elem()
		if b, ok := unbox(x); ok {
			t.set(out, b)
		} else {
			out.Set(reflect.ValueOf(x))
		}
		return one(out)
	})
}

// assert is x.(to) for x of the static type from.
func (e *Env) assert(x any, from, to types.Type) reflect.Value {
	if !e.matches(x, to) {
		panic(e.assertionFailure(x, from, to))
	}
	return e.extract(x, to)
}

func (e *Env) buildAssertOK(h *Helper) reflect.Value {
	to := e.lockedType(h.To)
	return makeFunc(typesOf(e.lockedType(h.From)), typesOf(to, boolReflect), func(args []reflect.Value) []reflect.Value {
		x := args[0].Interface()
		if !e.matches(x, h.To) {
			return []reflect.Value{reflect.Zero(to), reflect.ValueOf(false)}
		}
		return []reflect.Value{e.extract(x, h.To), reflect.ValueOf(true)}
	})
}

// unerase takes a value of type t out of an erased slot; nil stands for the zero value of an interface type.
func (e *Env) unerase(x any, t types.Type) reflect.Value {
	if x == nil {
		return reflect.Zero(e.lockedType(t))
	}
	v := e.extract(x, t)
	if r := e.lockedType(t); v.Type() != r && v.CanConvert(r) {
		return v.Convert(r)
	}
	return v
}

func (e *Env) buildInvoke(h *Helper) reflect.Value {
	sig := h.Method.Type().(*types.Signature)
	e.mu.Lock()
	in := append(typesOf(e.reflectType(h.From)), e.tupleTypes(sig.Params())...)
	out := e.tupleTypes(sig.Results())
	e.mu.Unlock()
	name := h.Method.Name()
	return reflect.MakeFunc(reflect.FuncOf(in, out, sig.Variadic()), func(args []reflect.Value) []reflect.Value {
		return e.invoke(args[0].Interface(), name, args[1:])
	})
}

// buildMethod returns a method of a compiled type as a function. The interpreter's own way to methods stumbles over
// those promoted from unexported fields.
func (e *Env) buildMethod(h *Helper) reflect.Value {
	recv := e.lockedType(h.From)
	if f := e.methodPatch(recv, h.Method.Name()); f != nil {
		return reflect.ValueOf(f)
	}
	if size, ok := sizes[recv.String()][h.Method.Name()]; ok {
		return e.asking(e.methodOf(h, recv), size)
	}
	return e.methodOf(h, recv)
}

// methodOf is buildMethod without regard to patches.
func (e *Env) methodOf(h *Helper, recv reflect.Type) reflect.Value {
	m, ok := recv.MethodByName(h.Method.Name())
	if !ok {
		panic(fmt.Sprintf("%s has no method %s", TypeString(h.From), h.Method.Name()))
	}
	switch h.Method.Name() {
	case "Write", "WriteString", "Read", "Close":
		return e.fileMethod(m)
	}
	return e.adaptFuncs(m.Func, h.Method)
}

func (e *Env) buildEqual(h *Helper) reflect.Value {
	r := e.lockedType(h.From)
	if r == anyReflect {
		return reflect.ValueOf(equal)
	}
	return makeFunc(typesOf(r, r), typesOf(boolReflect), func(args []reflect.Value) []reflect.Value {
		return one(reflect.ValueOf(equalIn(args[0], args[1], h.From)))
	})
}

func (e *Env) buildResult(h *Helper) reflect.Value {
	list := []types.Type{h.From}
	if tuple, ok := h.From.(*types.Tuple); ok {
		list = list[:0]
		for i := range tuple.Len() {
			list = append(list, tuple.At(i).Type())
		}
	}
	in := make([]reflect.Type, len(list))
	for i, t := range list {
		in[i] = e.lockedType(t)
	}
	return makeFunc(in, nil, func(args []reflect.Value) []reflect.Value {
		values := make([]Result, len(args))
		for i, a := range args {
			values[i] = Result{Type: list[i], Value: e.inAny(a, list[i])}
		}
		e.Result(values)
		return nil
	})
}

// inAny puts a lowered value of type t in an any.
func (e *Env) inAny(v reflect.Value, t types.Type) any {
	if types.IsInterface(t) {
		return v.Interface()
	}
	return e.box(e.typeOf(t), v)
}

func (e *Env) buildZero(h *Helper) reflect.Value {
	to := e.lockedType(h.To)
	return makeFunc(typesOf(anyReflect), typesOf(to), func(args []reflect.Value) []reflect.Value {
		if args[0].IsNil() {
			return one(reflect.Zero(to))
		}
		out := reflect.New(to).Elem()
		out.Set(args[0].Elem())
		return one(out)
	})
}

func (e *Env) buildHostVar(h *Helper) reflect.Value {
	v, ok := e.host(h.Var.Pkg().Path(), h.Var.Name())
	if !ok || !v.CanAddr() {
		panic(fmt.Sprintf("no compiled variable %s.%s", h.Var.Pkg().Path(), h.Var.Name()))
	}
	return makeFunc(nil, typesOf(v.Addr().Type()), func([]reflect.Value) []reflect.Value { return one(v.Addr()) })
}

func (e *Env) buildBound(h *Helper) reflect.Value {
	fn := e.lockedType(h.To)
	return makeFunc(typesOf(e.lockedType(h.From)), typesOf(fn), func(args []reflect.Value) []reflect.Value {
		return one(reflect.MakeFunc(fn, func(in []reflect.Value) []reflect.Value {
			method, ok := e.lookupMethod(h.Method)
			if !ok {
				panic(fmt.Sprintf("rt: no function for method %s", h.Method.FullName()))
			}
			return callVariadic(method, append([]reflect.Value{args[0]}, in...))
		}))
	})
}
