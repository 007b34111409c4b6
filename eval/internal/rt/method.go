package rt

import (
	"fmt"
	"go/types"
	"reflect"

	"goasync/eval/internal/typemap"
)

// methodForms are the functions that a method was lowered to: one, or for a generic type one for each instance.
type methodForms struct {
	plain     reflect.Value
	instances typemap.Map // instance of the receiver's type → reflect.Value
}

// SetMethod tells the function that a method of a session type was lowered to, receiver first. The method of an
// instance of a generic type is that of the instance.
func (e *Env) SetMethod(m *types.Func, f reflect.Value) {
	e.mu.Lock()
	defer e.mu.Unlock()
	defer e.version.Add(1)
	forms := e.methods[m.Origin()]
	if forms == nil {
		forms = &methodForms{}
		e.methods[m.Origin()] = forms
	}
	if n, ok := receiverType(m); ok && n.TypeArgs().Len() > 0 {
		forms.instances.Set(n, f)
		return
	}
	forms.plain = f
}

// DropMethod forgets a method that has been declared again.
func (e *Env) DropMethod(m *types.Func) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.methods, m)
	e.version.Add(1)
}

// lookupMethod returns the function that a method was lowered to.
func (e *Env) lookupMethod(m *types.Func) (reflect.Value, bool) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	forms := e.methods[m.Origin()]
	if forms == nil {
		return reflect.Value{}, false
	}
	if n, ok := receiverType(m); ok && n.TypeArgs().Len() > 0 {
		f, ok := forms.instances.At(n).(reflect.Value)
		return f, ok
	}
	return forms.plain, forms.plain.IsValid()
}

func receiverType(m *types.Func) (*types.Named, bool) {
	return namedOf(m.Type().(*types.Signature).Recv().Type())
}

// method is a method found on a type: the function and the path of embedded fields to its receiver.
type method struct {
	obj  *types.Func
	path []int
	recv types.Type
}

// method finds a method in the method set of the value's type.
func (v Value) method(name string) (method, bool) { return findMethod(v.t.T, name) }

// verdict says whether a type implements an interface type, for as long as no cell declares methods.
type verdict struct {
	version uint64
	yes     bool
}

// implements reports whether a type implements an interface type.
func (t *Type) implements(it types.Type) bool {
	version := t.env.version.Load()
	if known, ok := t.implemented.Load(it); ok && known.(verdict).version == version {
		return known.(verdict).yes
	}
	yes := types.Implements(t.T, it.Underlying().(*types.Interface))
	t.implemented.Store(it, verdict{version, yes})
	return yes
}

// findMethod finds a method in the method set of a type. A name that is not exported is one of the session's.
func findMethod(t types.Type, name string) (method, bool) {
	set := types.NewMethodSet(t)
	for i := range set.Len() {
		sel := set.At(i)
		if sel.Obj().Name() != name {
			continue
		}
		index := sel.Index()
		return method{obj: sel.Obj().(*types.Func), path: index[:len(index)-1], recv: t}, true
	}
	return method{}, false
}

func hasMethod(t types.Type, name string) bool {
	_, ok := findMethod(t, name)
	return ok
}

func namedOf(t types.Type) (*types.Named, bool) {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	return n, ok
}

// call calls a method of the value by name; the method exists.
func (v Value) call(name string, args []reflect.Value) []reflect.Value {
	if p := v.t.plan(name); p != nil {
		return p.call(reflect.ValueOf(v.v), args)
	}
	m, ok := v.method(name)
	if !ok {
		panic(fmt.Sprintf("rt: %s has no method %s", v.t, name))
	}
	return v.t.env.callMethod(m, reflect.ValueOf(v.v), args)
}

// callMethod calls a method on a lowered receiver of type m.recv.
func (e *Env) callMethod(m method, recv reflect.Value, args []reflect.Value) []reflect.Value {
	t := m.recv
	for _, i := range m.path {
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t, recv = p.Elem(), recv.Elem()
		}
		st := t.Underlying().(*types.Struct)
		recv, t = recv.Field(i), st.Field(i).Type()
	}
	if types.IsInterface(t) {
		return e.invoke(recv.Interface(), m.obj.Name(), args)
	}
	_, wantsPointer := types.Unalias(m.obj.Type().(*types.Signature).Recv().Type()).(*types.Pointer)
	_, isPointer := t.Underlying().(*types.Pointer)
	switch {
	case wantsPointer && !isPointer:
		recv = addressOf(recv)
	case !wantsPointer && isPointer:
		if recv.IsNil() && len(m.path) > 0 {
			panic(nilDereference)
		}
		if recv.IsNil() {
			panic(nilReceiver(m.obj))
		}
		recv = recv.Elem()
	}
	fun, ok := e.lookupMethod(m.obj)
	if !ok {
		if IsSession(m.obj) {
			panic(fmt.Sprintf("rt: no function for method %s", m.obj.FullName()))
		}
		return callVariadic(recv.MethodByName(m.obj.Name()), args)
	}
	return callVariadic(fun, append([]reflect.Value{recv}, args...))
}

// nilReceiver is the panic value of calling a method of a type through an interface that holds a nil pointer to it.
func nilReceiver(m *types.Func) error {
	n, ok := receiverType(m)
	if !ok {
		return nilDereference
	}
	return plainError(fmt.Sprintf("value method %s.%s called using nil *%s pointer", TypeString(n), m.Name(), n.Obj().Name()))
}

func addressOf(v reflect.Value) reflect.Value {
	if v.CanAddr() {
		return v.Addr()
	}
	p := reflect.New(v.Type())
	p.Elem().Set(v)
	return p
}

// callVariadic calls f; the last argument of a variadic function is its slice.
func callVariadic(f reflect.Value, args []reflect.Value) []reflect.Value {
	if f.Type().IsVariadic() {
		return f.CallSlice(args)
	}
	return f.Call(args)
}

// invoke calls a method of an interface value.
func (e *Env) invoke(x any, name string, args []reflect.Value) []reflect.Value {
	if x == nil {
		panic(nilDereference)
	}
	if v, ok := unbox(x); ok {
		return v.call(name, args)
	}
	return callVariadic(reflect.ValueOf(x).MethodByName(name), args)
}
