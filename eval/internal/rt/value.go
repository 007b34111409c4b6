package rt

import (
	"go/types"
	"reflect"
	"runtime"
	"strings"
	"sync"
)

// A Type is the checker's type of a value in an interface, with what is known of its representation.
type Type struct {
	T       types.Type
	R       reflect.Type // of the lowered value
	env     *Env
	isError bool
	boxed   bool
	plans   sync.Map // method name → *plan

	implemented sync.Map // types.Type → verdict
}

// typeOf returns the Type of t; identical types have the same one, so that pointers compare.
func (e *Env) typeOf(t types.Type) *Type {
	e.mu.RLock()
	known, ok := e.byType.At(t).(*Type)
	e.mu.RUnlock()
	if ok {
		return known
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if known, ok := e.byType.At(t).(*Type); ok {
		return known
	}
	typ := &Type{T: t, R: e.reflectType(t), env: e, isError: types.Implements(t, errorInterface), boxed: e.forms.Boxed(t)}
	e.byType.Set(t, typ)
	return typ
}

var errorInterface = types.Universe.Lookup("error").Type().Underlying().(*types.Interface)

// String returns the name as %T prints it.
func (t *Type) String() string { return TypeString(t.T) }

// A Value is a value of a type that the interpreter cannot tell from others, in an interface. It compares as the
// value does: two Values are equal when their types are identical and the values are equal.
type Value struct {
	t *Type
	v any // the lowered value
}

// An errorValue is a Value whose type implements error. A type's values are always of the same kind of the two.
type errorValue struct{ Value }

// Error calls the method of the value. The interpreter, which asks each error that it sees unwinding for its text, gets
// none: a program would see its method called.
func (v errorValue) Error() string {
	var caller [1]uintptr
	runtime.Callers(2, caller[:])
	if f := runtime.FuncForPC(caller[0]); f != nil && strings.HasPrefix(f.Name(), interpreterUnwinding) {
		return ""
	}
	return v.call("Error", nil)[0].String()
}

// ErrorName names the type, as asyncio.ErrorName does.
func (v errorValue) ErrorName() string {
	t := v.t.T
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	return strings.TrimPrefix(TypeString(t), "main.")
}

// interpreterUnwinding is the function of the interpreter that runs when a panic unwinds it.
const interpreterUnwinding = "github.com/traefik/yaegi/interp.runCfg."

// Unwrap calls the method of the value; without one it returns nil.
func (v errorValue) Unwrap() error {
	m, ok := v.method("Unwrap")
	if !ok {
		return nil
	}
	sig := m.obj.Type().(*types.Signature)
	if sig.Params().Len() != 0 || sig.Results().Len() != 1 || !types.Identical(sig.Results().At(0).Type(), types.Universe.Lookup("error").Type()) {
		return nil
	}
	err, _ := v.call("Unwrap", nil)[0].Interface().(error)
	return err
}

// Is calls the method of the value; without one it returns false.
func (v errorValue) Is(target error) bool {
	m, ok := v.method("Is")
	if !ok || m.obj.Type().(*types.Signature).Params().Len() != 1 {
		return false
	}
	return v.call("Is", []reflect.Value{reflectError(target)})[0].Bool()
}

func reflectError(err error) reflect.Value {
	v := reflect.New(errorReflect).Elem()
	if err != nil {
		v.Set(reflect.ValueOf(err))
	}
	return v
}

// box puts a lowered value of the concrete type t in an interface, as any.
func (e *Env) box(t *Type, v reflect.Value) any {
	if !t.boxed {
		return v.Interface()
	}
	b := Value{t, v.Interface()}
	if t.isError {
		return errorValue{b}
	}
	return b
}

func (e *Env) isBoxed(t types.Type) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.forms.Boxed(t)
}

// unbox returns the Value in an interface value, if there is one.
func unbox(x any) (Value, bool) {
	switch x := x.(type) {
	case Value:
		return x, true
	case errorValue:
		return x.Value, true
	case nil:
		return Value{}, false
	}
	r := reflect.ValueOf(x)
	if r.Kind() == reflect.Pointer && !r.IsNil() && isWrapper(r.Type().Elem()) {
		return unbox(r.Elem().Field(0).Interface())
	}
	return Value{}, false
}

// isWrapper reports whether a struct type is one of the generated implementations of a compiled interface.
func isWrapper(t reflect.Type) bool {
	if t.Kind() != reflect.Struct {
		return false
	}
	if known, ok := wrappers.Load(t); ok {
		return known.(bool)
	}
	is := t.NumField() > 0 && t.Field(0).Name == "IValue"
	wrappers.Store(t, is)
	return is
}

// wrappers says of the struct types behind the pointers that unbox has met whether they are wrappers: to ask for the name of
// a field takes longer than all else.
var wrappers sync.Map // reflect.Type → bool

// Type returns the type of the value.
func (v Value) Type() types.Type { return v.t.T }

// Interface returns the lowered value.
func (v Value) Interface() any { return v.v }
