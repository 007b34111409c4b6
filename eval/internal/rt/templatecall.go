package rt

import (
	"fmt"
	"go/types"
	"reflect"
)

// templateCall calls a method or function of a cell with arguments from a template.
func (e *Env) templateCall(name string, sig *types.Signature, args []any, call func([]reflect.Value) []reflect.Value) (any, error) {
	n := sig.Params().Len()
	switch {
	case sig.Variadic() && len(args) < n-1:
		return nil, fmt.Errorf("wrong number of args for %s: want at least %d got %d", name, n-1, len(args))
	case !sig.Variadic() && len(args) != n:
		return nil, fmt.Errorf("wrong number of args for %s: want %d got %d", name, n, len(args))
	case sig.Results().Len() == 0 || sig.Results().Len() > 2:
		return nil, fmt.Errorf("can't call method/function %q with %d results", name, sig.Results().Len())
	}
	var in []reflect.Value
	for i := range n {
		t := sig.Params().At(i).Type()
		if sig.Variadic() && i == n-1 {
			rest, err := e.templateRest(name, args[i:], t.(*types.Slice))
			if err != nil {
				return nil, err
			}
			in = append(in, rest)
			break
		}
		v, err := e.templateArg(args[i], t)
		if err != nil {
			return nil, err
		}
		in = append(in, v)
	}
	out := call(in)
	if len(out) == 2 && !out[1].IsNil() {
		return nil, &templateCallError{name, out[1].Interface().(error)}
	}
	return e.templateOperand(part(out[0], sig.Results().At(0).Type())), nil
}

func (e *Env) templateRest(name string, args []any, t *types.Slice) (reflect.Value, error) {
	list := reflect.MakeSlice(e.lockedType(t), 0, len(args))
	for _, a := range args {
		v, err := e.templateArg(a, t.Elem())
		if err != nil {
			return list, err
		}
		list = reflect.Append(list, v)
	}
	return list, nil
}

// templateArg converts an argument to the lowered form of a parameter's type.
func (e *Env) templateArg(x any, t types.Type) (reflect.Value, error) {
	r := e.lockedType(t)
	if types.IsInterface(t) {
		if v, ok := x.(templateValue); ok {
			x = e.box(e.typeOf(v.o.t), v.o.v)
		}
		if x != nil && !e.implements(x, t) {
			return reflect.Value{}, fmt.Errorf("wrong type for value; expected %s; got %s", TypeString(t), TypeName(x))
		}
		return e.toInterface(x, t), nil
	}
	o := operandOf(x)
	if !o.v.IsValid() {
		switch r.Kind() {
		case reflect.Pointer, reflect.Map, reflect.Slice, reflect.Func, reflect.Chan:
			return reflect.Zero(r), nil
		}
		return reflect.Value{}, fmt.Errorf("invalid value; expected %s", TypeString(t))
	}
	same := o.t != nil && types.Identical(o.t, t) || o.t == nil && !e.isBoxed(t) && o.v.Type().AssignableTo(r)
	switch {
	case same:
		return o.v.Convert(r), nil
	case o.t == nil && e.isConstantLike(o.v, r):
		return o.v.Convert(r), nil
	case o.v.Kind() == reflect.Pointer && o.t != nil && types.Identical(o.elem(), t):
		return o.v.Elem(), nil
	case o.v.CanAddr() && o.t != nil && types.Identical(types.NewPointer(o.t), t):
		return o.v.Addr(), nil
	}
	return reflect.Value{}, fmt.Errorf("wrong type for value; expected %s; got %s", TypeString(t), o.typeName())
}

// isConstantLike reports whether a value may come from a constant of the template that a parameter of the type takes.
func (e *Env) isConstantLike(v reflect.Value, r reflect.Type) bool {
	switch v.Kind() {
	case reflect.Int:
		return r.Kind() >= reflect.Int && r.Kind() <= reflect.Float64
	case reflect.Float64:
		return r.Kind() == reflect.Float32 || r.Kind() == reflect.Float64
	}
	return v.Kind() == r.Kind() && v.Type().ConvertibleTo(r) && v.Kind() <= reflect.String
}

// templateNative is templateStep for a value of a compiled type.
func (e *Env) templateNative(v reflect.Value, name string, args []any) (any, error) {
	if m := v.MethodByName(name); m.IsValid() {
		return e.templateReflectCall(name, m, args)
	}
	typeName := v.Type().String()
	for v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return nil, fmt.Errorf("nil pointer evaluating %s.%s", typeName, name)
		}
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.Struct:
		if f := v.FieldByName(name); f.IsValid() && f.CanInterface() {
			return e.templateOperand(part(f, nil)), nil
		}
	case reflect.Map:
		if v.Type().Key().Kind() == reflect.String {
			if x := v.MapIndex(reflect.ValueOf(name).Convert(v.Type().Key())); x.IsValid() {
				return e.templateOperand(part(x, nil)), nil
			}
			return nil, nil
		}
	}
	return nil, fmt.Errorf("can't evaluate field %s in type %s", name, typeName)
}

func (e *Env) templateReflectCall(name string, m reflect.Value, args []any) (any, error) {
	t := m.Type()
	if t.IsVariadic() && len(args) < t.NumIn()-1 || !t.IsVariadic() && len(args) != t.NumIn() {
		return nil, fmt.Errorf("wrong number of args for %s: want %d got %d", name, t.NumIn(), len(args))
	}
	var in []reflect.Value
	for i, a := range args {
		r := t.In(min(i, t.NumIn()-1))
		if t.IsVariadic() && i >= t.NumIn()-1 {
			r = r.Elem()
		}
		v := reflect.ValueOf(templatePlain(a))
		if r.Kind() == reflect.Interface {
			v = reflect.ValueOf(a)
		}
		if !v.IsValid() || !v.Type().ConvertibleTo(r) {
			return nil, fmt.Errorf("wrong type for value; expected %s; got %T", r, a)
		}
		in = append(in, v.Convert(r))
	}
	out := m.Call(in)
	if len(out) == 2 && !out[1].IsNil() {
		return nil, &templateCallError{name, out[1].Interface().(error)}
	}
	return e.templateOperand(part(out[0], nil)), nil
}

// templateFuncs adapts the functions of a FuncMap.
func (e *Env) templateFuncs(m map[string]any) map[string]any {
	out := make(map[string]any, len(m))
	for name, f := range m {
		out[name] = f
		if b, ok := unbox(f); ok {
			sig, isFunc := b.t.T.Underlying().(*types.Signature)
			if !isFunc {
				continue
			}
			fun := e.under(reflect.ValueOf(b.v), b.t.T)
			out[name] = func(args ...any) (any, error) {
				x, err := e.templateCall(name, sig, args, func(in []reflect.Value) []reflect.Value { return callVariadic(fun, in) })
				return x, bareError(err)
			}
			continue
		}
		if r := reflect.ValueOf(f); r.Kind() == reflect.Func {
			out[name] = func(args ...any) (any, error) {
				for i, a := range args {
					if v, ok := a.(templateValue); ok {
						args[i] = e.box(e.typeOf(v.o.t), v.o.v)
					}
				}
				x, err := e.templateReflectCall(name, r, args)
				return x, bareError(err)
			}
		}
	}
	return out
}

// bareError takes off the words that package template adds itself.
func bareError(err error) error {
	if c, ok := err.(*templateCallError); ok {
		return c.err
	}
	return err
}
