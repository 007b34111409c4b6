package rt

import (
	"errors"
	"fmt"
	"go/types"
	"iter"
	"reflect"
	"strings"
	"text/template"
)

// A templateValue is a value of a cell's type inside a template.
type templateValue struct {
	env *Env
	o   operand
}

// Format implements fmt.Formatter.
func (v templateValue) Format(s fmt.State, verb rune) { printOperand(v.env, s, verb, v.o) }

// templateSupport are the functions that rewritten templates call.
func (e *Env) templateSupport() map[string]any {
	return map[string]any{
		"_field": e.templateField, "_truth": templateTruth, "_range": e.templateRange, "_plain": templatePlain,
		"_show": templateShown, "_index": e.templateIndex,
		"_print":   func(a ...any) string { return fmt.Sprint(e.Spaced(a)...) },
		"_println": func(a ...any) string { return fmt.Sprintln(e.Operands(a)...) },
		"_printf":  func(f string, a ...any) string { f, a = e.Verbs(f, a); return fmt.Sprintf(f, a...) },
	}
}

// templateOperand returns what stands for a value in a template.
func (e *Env) templateOperand(o operand) any {
	for o.v.Kind() == reflect.Interface {
		if o.v.IsNil() {
			return nil
		}
		o = o.held()
	}
	if o.t != nil && e.isBoxed(o.t) {
		return templateValue{e, o}
	}
	if !o.v.IsValid() {
		return nil
	}
	if t, ok := e.typeOfValue(o.v.Type()); ok && o.t == nil {
		return templateValue{e, operand{o.v, t}}
	}
	return o.v.Interface()
}

// operandOf is the reverse of templateOperand.
func operandOf(x any) operand {
	if v, ok := x.(templateValue); ok {
		return v.o
	}
	if b, ok := unbox(x); ok {
		return operand{reflect.ValueOf(b.v), b.t.T}
	}
	return operand{reflect.ValueOf(x), nil}
}

// templatePlain returns the lowered value.
func templatePlain(x any) any {
	o := operandOf(x)
	if !o.v.IsValid() {
		return nil
	}
	if v, ok := x.(templateValue); ok {
		return v.env.under(o.v, o.t).Interface()
	}
	return o.v.Interface()
}

// templateShown returns what is printed of x: a text of its own, what a pointer leads to.
func templateShown(x any) any {
	v, ok := x.(templateValue)
	if !ok {
		return x
	}
	if hasOwnText(v.o.t) {
		return fmt.Sprint(v)
	}
	if p := v.o.v; p.Kind() == reflect.Pointer && !p.IsNil() && !v.env.forms.Wrapped(v.o.t) {
		return v.env.templateOperand(operand{p.Elem(), v.o.elem()})
	}
	return x
}

// MarshalJSON implements json.Marshaler, for scripts in HTML templates.
func (v templateValue) MarshalJSON() ([]byte, error) {
	return v.env.jsonMarshal(v.env.box(v.env.typeOf(v.o.t), v.o.v))
}

// templateTruth returns a value that a condition takes for what x is.
func templateTruth(x any) any {
	if plain := templatePlain(x); plain != nil {
		if truth, _ := template.IsTrue(plain); !truth {
			return plain
		}
	}
	return x
}

// templateRange returns what can be ranged over in the place of x.
func (e *Env) templateRange(x any) any {
	v, ok := x.(templateValue)
	if !ok {
		return x
	}
	o := operand{e.under(v.o.v, v.o.t), v.o.t}
	for o.v.Kind() == reflect.Pointer && !o.v.IsNil() {
		o = operand{e.under(o.v.Elem(), o.elem()), o.elem()}
	}
	switch o.v.Kind() {
	case reflect.Slice, reflect.Array:
		list := make([]any, o.v.Len())
		for i := range list {
			list[i] = e.templateOperand(part(o.v.Index(i), o.elem()))
		}
		return list
	case reflect.Map:
		if o.v.Len() == 0 {
			return map[int]int(nil)
		}
		return e.templateEntries(o)
	}
	return o.v.Interface()
}

func (e *Env) templateEntries(o operand) iter.Seq2[any, any] {
	return func(yield func(any, any) bool) {
		for _, entry := range sortedEntries(o.v) {
			if !yield(e.templateOperand(part(entry.key, o.key())), e.templateOperand(part(entry.value, o.elem()))) {
				return
			}
		}
	}
}

// templateIndex is the builtin index.
func (e *Env) templateIndex(x any, keys ...any) (any, error) {
	for _, k := range keys {
		o := operandOf(x)
		if o.t != nil {
			o.v = e.under(o.v, o.t)
		}
		if !o.v.IsValid() {
			return nil, errors.New("error calling index: index of untyped nil")
		}
		for o.v.Kind() == reflect.Pointer && !o.v.IsNil() {
			o = operand{o.v.Elem(), o.elem()}
		}
		key := reflect.ValueOf(templatePlain(k))
		switch o.v.Kind() {
		case reflect.Slice, reflect.Array, reflect.String:
			if !key.IsValid() || !key.CanInt() && !key.CanUint() {
				return nil, fmt.Errorf("error calling index: cannot index slice/array with type %T", k)
			}
			i := key.Convert(reflect.TypeFor[int]()).Int()
			if i < 0 || int(i) >= o.v.Len() {
				return nil, fmt.Errorf("error calling index: index out of range: %d", i)
			}
			x = e.templateOperand(part(o.v.Index(int(i)), o.elem()))
		case reflect.Map:
			if !key.IsValid() || !key.Type().ConvertibleTo(o.v.Type().Key()) {
				return nil, fmt.Errorf("error calling index: value has type %T; should be %s", k, o.v.Type().Key())
			}
			v := o.v.MapIndex(key.Convert(o.v.Type().Key()))
			if !v.IsValid() {
				v = reflect.Zero(o.v.Type().Elem())
			}
			x = e.templateOperand(part(v, o.elem()))
		default:
			return nil, fmt.Errorf("error calling index: can't index item of type %s", o.typeName())
		}
	}
	return x, nil
}

// templateField evaluates x.A.B: fields, entries of maps, and methods, the last with arguments.
func (e *Env) templateField(x any, path string, args ...any) (any, error) {
	names := strings.Split(path, ".")
	for i, name := range names {
		var rest []any
		if i == len(names)-1 {
			rest = args
		}
		var err error
		if x, err = e.templateStep(x, name, rest); err != nil {
			return nil, err
		}
	}
	return x, nil
}

func (e *Env) templateStep(x any, name string, args []any) (any, error) {
	o := operandOf(x)
	if !o.v.IsValid() {
		return nil, fmt.Errorf("nil data; no entry for key %q", name)
	}
	if o.t == nil {
		return e.templateNative(o.v, name, args)
	}
	if m, recv, ok := templateMethod(o, name); ok {
		return e.templateCall(name, m.obj.Type().(*types.Signature), args, func(in []reflect.Value) []reflect.Value {
			return e.callMethod(m, recv, in)
		})
	}
	t := o
	if p, ok := o.t.Underlying().(*types.Pointer); ok {
		if o.v.IsNil() {
			return nil, fmt.Errorf("nil pointer evaluating %s.%s", o.typeName(), name)
		}
		t = operand{o.v.Elem(), p.Elem()}
	}
	t.v = e.under(t.v, t.t)
	switch t.t.Underlying().(type) {
	case *types.Struct:
		return e.templateStructField(t, o, name, args)
	case *types.Map:
		if t.v.Type().Key().Kind() == reflect.String {
			if len(args) > 0 {
				return nil, fmt.Errorf("%s is not a method but has arguments", name)
			}
			if v := t.v.MapIndex(reflect.ValueOf(name).Convert(t.v.Type().Key())); v.IsValid() {
				return e.templateOperand(part(v, t.elem())), nil
			}
			return nil, nil
		}
	}
	return nil, fmt.Errorf("can't evaluate field %s in type %s", name, o.typeName())
}

// templateMethod finds an exported method of o, or of its address where it has one.
func templateMethod(o operand, name string) (m method, recv reflect.Value, ok bool) {
	if m, ok = findMethod(o.t, name); !ok && o.v.CanAddr() {
		o = operand{o.v.Addr(), types.NewPointer(o.t)}
		m, ok = findMethod(o.t, name)
	}
	return m, o.v, ok && m.obj.Exported()
}

func (e *Env) templateStructField(t, o operand, name string, args []any) (any, error) {
	obj, index, _ := types.LookupFieldOrMethod(t.t, true, SessionPackage(t.t), name)
	f, ok := obj.(*types.Var)
	switch {
	case !ok:
		return nil, fmt.Errorf("can't evaluate field %s in type %s", name, o.typeName())
	case !f.Exported():
		return nil, fmt.Errorf("%s is an unexported field of struct type %s", name, o.typeName())
	case len(args) > 0:
		return nil, fmt.Errorf("%s has arguments but cannot be invoked as function", name)
	}
	for _, i := range index {
		if p, ok := t.t.Underlying().(*types.Pointer); ok {
			if t.v.IsNil() {
				return nil, fmt.Errorf("nil pointer evaluating %s.%s", t.typeName(), name)
			}
			t = operand{t.v.Elem(), p.Elem()}
		}
		_, t, _, _ = t.field(i)
	}
	return e.templateOperand(t), nil
}

// SessionPackage returns the package of a named type.
func SessionPackage(t types.Type) *types.Package {
	if n, ok := namedOf(t); ok {
		return n.Obj().Pkg()
	}
	return nil
}
