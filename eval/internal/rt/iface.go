package rt

import (
	"fmt"
	"go/types"
	"reflect"

	asyncio "goasync/asyncrt"
)

// is reports whether the dynamic type of x is the concrete type t.
func (e *Env) is(x any, t *Type) bool {
	if x == nil {
		return false
	}
	if v, ok := unbox(x); ok {
		return v.t == t || types.Identical(v.t.T, t.T)
	}
	return !t.boxed && reflect.TypeOf(x) == t.R
}

// implements reports whether the dynamic type of x implements the interface type t.
func (e *Env) implements(x any, t types.Type) bool {
	if x == nil {
		return false
	}
	it := t.Underlying().(*types.Interface)
	if v, ok := unbox(x); ok {
		return v.t.implements(t)
	}
	if it.NumMethods() == 0 {
		return true
	}
	if n := NativeInterface(t); n != nil {
		e.mu.Lock()
		r := e.reflectType(t)
		e.mu.Unlock()
		return reflect.TypeOf(x).Implements(r)
	}
	return e.hasMethods(reflect.TypeOf(x), it)
}

// hasMethods reports whether a compiled type has the methods of an interface of the session.
func (e *Env) hasMethods(r reflect.Type, it *types.Interface) bool {
	for i := range it.NumMethods() {
		m, ok := r.MethodByName(it.Method(i).Name())
		if !ok || !e.sameSignature(m.Type, it.Method(i).Type().(*types.Signature), 1) {
			return false
		}
	}
	return true
}

func (e *Env) sameSignature(r reflect.Type, sig *types.Signature, skip int) bool {
	if r.NumIn()-skip != sig.Params().Len() || r.NumOut() != sig.Results().Len() || r.IsVariadic() != sig.Variadic() {
		return false
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for i := range sig.Params().Len() {
		if r.In(i+skip) != e.reflectType(sig.Params().At(i).Type()) {
			return false
		}
	}
	for i := range sig.Results().Len() {
		if r.Out(i) != e.reflectType(sig.Results().At(i).Type()) {
			return false
		}
	}
	return true
}

// matches reports whether x.(t) succeeds.
func (e *Env) matches(x any, t types.Type) bool {
	if types.IsInterface(t) {
		return e.implements(x, t)
	}
	return e.is(x, e.typeOf(t))
}

// extract returns the lowered value of type t from an interface value that matches it.
func (e *Env) extract(x any, t types.Type) reflect.Value {
	if types.IsInterface(t) {
		return e.toInterface(x, t)
	}
	if v, ok := unbox(x); ok {
		return reflect.ValueOf(v.v)
	}
	return reflect.ValueOf(x)
}

// toInterface returns an interface value in the form of the interface type t. The dynamic type implements t.
func (e *Env) toInterface(x any, t types.Type) reflect.Value {
	e.mu.Lock()
	r := e.reflectType(t)
	e.mu.Unlock()
	out := reflect.New(r).Elem()
	if x == nil {
		return out
	}
	v, boxed := unbox(x)
	switch {
	case !boxed:
		out.Set(reflect.ValueOf(x))
	case r == anyReflect || r == errorReflect:
		v.t.set(out, v)
	default:
		out.Set(e.wrap(v, t))
	}
	return out
}

// errorInAny is toInterface of an error to any, which is what fmt is given.
func (e *Env) errorInAny(err error) any {
	if v, boxed := unbox(err); boxed {
		return e.box(v.t, reflect.ValueOf(v.v))
	}
	return err
}

// wrap returns an implementation of a compiled interface type that calls the methods of v.
func (e *Env) wrap(v Value, t types.Type) reflect.Value {
	n := NativeInterface(t)
	if w, ok := e.adapt(v, n); ok {
		return w
	}
	*v.context() = asyncio.CurrentContext()
	if r := e.lockedType(t); reflect.TypeOf(v.t.put(v)).Implements(r) {
		out := reflect.New(r).Elem()
		v.t.set(out, v)
		return out
	}
	ptr, ok := e.host(n.Obj().Pkg().Path(), "_"+n.Obj().Name())
	if !ok {
		panic(fmt.Sprintf("a type of a cell cannot implement %s", TypeString(t)))
	}
	w := reflect.New(ptr.Type().Elem())
	w.Elem().Field(0).Set(reflect.ValueOf(e.box(v.t, reflect.ValueOf(v.v))))
	c := asyncio.CurrentContext()
	for i := 1; i < w.Elem().NumField(); i++ {
		name := w.Elem().Type().Field(i).Name[1:]
		field := w.Elem().Field(i)
		field.Set(reflect.MakeFunc(field.Type(), func(args []reflect.Value) []reflect.Value {
			return e.callBack(c, v, name, args)
		}))
	}
	return w
}

// which returns the index of the first case that x matches, -1 for none; nil stands for the nil case.
func (e *Env) which(x any, cases []types.Type) int {
	for i, t := range cases {
		if t == nil && x == nil || t != nil && e.matches(x, t) {
			return i
		}
	}
	return -1
}

// A typeAssertionError is the run-time error of a failed assertion.
type typeAssertionError struct {
	text     string
	is, want types.Type // when they have one name
}

func (e *typeAssertionError) Error() string { return e.text }

// Declarations returns the two declarations of a type of cells between which an assertion failed, nil for most.
func (e *typeAssertionError) Declarations() (is, want *types.TypeName) {
	a, ok := namedOf(e.is)
	b, also := namedOf(e.want)
	if !ok || !also || !IsSession(a.Obj()) || !IsSession(b.Obj()) {
		return nil, nil
	}
	return a.Obj(), b.Obj()
}

// RuntimeError marks a run-time error, as runtime.Error asks.
func (*typeAssertionError) RuntimeError() {}

// assertionFailure returns the panic value of x.(t), where x has the static type from.
func (e *Env) assertionFailure(x any, from, t types.Type) error {
	name := "interface"
	if s := TypeString(from); s != "any" {
		name = s
	} else {
		name = "interface {}"
	}
	text := "interface conversion: "
	switch {
	case x == nil && types.IsInterface(t):
		text += "interface is nil, not " + TypeString(t)
	case x == nil:
		text += fmt.Sprintf("%s is nil, not %s", name, TypeString(t))
	case types.IsInterface(t):
		text += fmt.Sprintf("%s is not %s: missing method %s", dynamicName(x), TypeString(t), e.missing(x, t))
	default:
		text += fmt.Sprintf("%s is %s, not %s", name, dynamicName(x), TypeString(t))
		if v, ok := unbox(x); ok && dynamicName(x) == TypeString(t) {
			return &typeAssertionError{text + " (types from different scopes)", v.t.T, t}
		}
	}
	return &typeAssertionError{text: text}
}

func dynamicName(x any) string {
	if v, ok := unbox(x); ok {
		return v.t.String()
	}
	return fmt.Sprintf("%T", x)
}

// missing returns the first method of an interface that the dynamic type of x does not have.
func (e *Env) missing(x any, t types.Type) string {
	it := t.Underlying().(*types.Interface)
	v, boxed := unbox(x)
	for i := range it.NumMethods() {
		m := it.Method(i)
		if boxed {
			if _, ok := findMethod(v.t.T, m.Name()); !ok {
				return m.Name()
			}
		} else if _, ok := reflect.TypeOf(x).MethodByName(m.Name()); !ok {
			return m.Name()
		}
	}
	return it.Method(0).Name()
}

// equal compares two interface values as == does.
func equal(a, b any) bool {
	va, boxedA := unbox(a)
	vb, boxedB := unbox(b)
	if !boxedA && !boxedB {
		return a == b
	}
	return boxedA && boxedB && types.Identical(va.t.T, vb.t.T) && equalValues(va, vb)
}

func equalValues(a, b Value) bool {
	if !types.Comparable(a.t.T) {
		panic(runtimeError("comparing uncomparable type " + a.t.String()))
	}
	return equalIn(reflect.ValueOf(a.v), reflect.ValueOf(b.v), a.t.T)
}

// equalIn compares two lowered values of a comparable type. Interfaces in them compare as boxes do.
func equalIn(a, b reflect.Value, t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Interface:
		return equal(a.Interface(), b.Interface())
	case *types.Array:
		for i := range a.Len() {
			if !equalIn(a.Index(i), b.Index(i), u.Elem()) {
				return false
			}
		}
		return true
	case *types.Struct:
		for i := range u.NumFields() {
			if u.Field(i).Name() != "_" && !equalIn(a.Field(i), b.Field(i), u.Field(i).Type()) {
				return false
			}
		}
		return true
	}
	return a.Equal(b)
}
