package rt

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"go/types"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"unsafe"

	asyncio "goasync/asyncrt"
)

// A Type is the checker's type of a value in an interface, with what is known of its representation.
type Type struct {
	T       types.Type
	R       reflect.Type // of the lowered value
	env     *Env
	isError bool
	boxed   bool
	plans   sync.Map // method name → *plan

	box        boxType
	boxPointer atomic.Pointer[boxPointer]

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
// value does: two Values are equal when their types are identical and the values are equal. An interface does not hold a
// Value but a box: the same memory, with a type that has the methods of the value's (see boxType).
type Value struct {
	t *Type
	v any              // the lowered value
	_ *asyncio.Context // of the cell that handed the value to compiled code, for what that calls on goroutines of its own
}

// contextOffset is where the context of a Value is: a field that == does not compare has no name.
const contextOffset = unsafe.Sizeof(Value{}) - unsafe.Sizeof(uintptr(0))

func (v *Value) context() **asyncio.Context {
	return (**asyncio.Context)(unsafe.Add(unsafe.Pointer(v), contextOffset))
}

// asked are the methods that compiled code finds on all boxes.
type asked interface {
	fmt.Formatter
	json.Marshaler
	driver.Valuer
	ErrorName() string
}

var _ asked = Value{}

// Native calls a method of the value for compiled code, to which the value is an implementation of an interface of Go's
// library. The interpreter, which asks each error that it sees unwinding for its text, gets none: a program would see its
// method called.
func (v Value) Native(name string, args ...reflect.Value) []reflect.Value {
	if v.t == nil {
		return zeroNative(name)
	}
	if name == "Error" && calledByUnwinding() {
		return one(reflect.ValueOf(""))
	}
	if c := *v.context(); c != nil {
		return v.t.env.callBack(c, v, name, args)
	}
	return v.call(name, args)
}

// zeroNative is Native for the zero value of a box, which package flag makes to see whether a default is one.
func zeroNative(name string) []reflect.Value {
	if name != "String" {
		panic(nilDereference)
	}
	return one(reflect.ValueOf(""))
}

// calledByUnwinding reports whether the interpreter calls the compiled method that calls Native.
func calledByUnwinding() bool {
	var caller [1]uintptr
	runtime.Callers(4, caller[:])
	f := runtime.FuncForPC(caller[0])
	return f != nil && strings.HasPrefix(f.Name(), interpreterUnwinding)
}

// ErrorName names the type, as asyncio.ErrorName does.
func (v Value) ErrorName() string {
	t := v.t.T
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	return strings.TrimPrefix(TypeString(t), "main.")
}

// interpreterUnwinding is the function of the interpreter that runs when a panic unwinds it.
const interpreterUnwinding = "github.com/traefik/yaegi/interp.runCfg."

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
	return t.put(Value{t: t, v: v.Interface()})
}

func (e *Env) isBoxed(t types.Type) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.forms.Boxed(t)
}

// unbox returns the Value in an interface value, if there is one.
func unbox(x any) (Value, bool) {
	if x == nil {
		return Value{}, false
	}
	if i := (*emptyInterface)(unsafe.Pointer(&x)); isBoxPointer(i.typ) {
		return *(*Value)(i.data), true
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
