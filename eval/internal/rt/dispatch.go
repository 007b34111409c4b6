package rt

import (
	"go/types"
	"reflect"
	"sync"
)

// What calls through interfaces and type switches find out is kept by type, until a cell declares methods.

// A plan is how a method of a session type, not a promoted one, is called on values of a type.
type plan struct {
	method   *types.Func
	version  uint64        // of the Env, when the plan was made
	function reflect.Value // the method, receiver first
	address  bool          // the receiver is the address of the value
	deref    bool          // the receiver is what the value points to
}

// plan returns the plan for a method; nil when there is none so simple.
func (t *Type) plan(name string) *plan {
	version := t.env.version.Load()
	if p, ok := t.plans.Load(name); ok && p.(*plan).version == version {
		return p.(*plan)
	}
	m, ok := findMethod(t.T, name)
	if !ok || len(m.path) > 0 || types.IsInterface(t.T) {
		return nil
	}
	function, ok := t.env.lookupMethod(m.obj)
	if !ok || function.Type().IsVariadic() {
		return nil
	}
	_, wantsPointer := types.Unalias(m.obj.Type().(*types.Signature).Recv().Type()).(*types.Pointer)
	_, isPointer := t.T.Underlying().(*types.Pointer)
	p := &plan{version: version, function: function, address: wantsPointer && !isPointer, deref: !wantsPointer && isPointer, method: m.obj}
	t.plans.Store(name, p)
	return p
}

// call calls the method.
func (p *plan) call(recv reflect.Value, args []reflect.Value) []reflect.Value {
	switch {
	case p.address:
		recv = addressOf(recv)
	case p.deref:
		if recv.IsNil() {
			panic(nilReceiver(p.method))
		}
		recv = recv.Elem()
	}
	in := make([]reflect.Value, 1+len(args))
	in[0] = recv
	copy(in[1:], args)
	return p.function.Call(in)
}

// A decider finds the case of a type switch that a value matches, and remembers it by the value's type.
type decider struct {
	env     *Env
	cases   []types.Type
	mu      sync.Mutex
	version uint64
	known   map[any]int // by *Type or reflect.Type
}

func (e *Env) buildSwitch(h *Helper) reflect.Value {
	d := &decider{env: e, cases: h.Cases}
	switch r := e.lockedType(h.From); r {
	case anyReflect:
		return reflect.ValueOf(d.which)
	case errorReflect:
		return reflect.ValueOf(func(err error) int { return d.which(err) })
	default:
		return makeFunc(typesOf(r), typesOf(intReflect), func(args []reflect.Value) []reflect.Value {
			return one(reflect.ValueOf(d.which(args[0].Interface())))
		})
	}
}

// which returns the index of the first case that x matches, -1 for none.
func (d *decider) which(x any) int {
	var key any = reflect.TypeOf(x)
	if v, ok := unbox(x); ok {
		key = v.t
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if version := d.env.version.Load(); d.known == nil || d.version != version {
		d.known, d.version = map[any]int{}, version
	}
	i, ok := d.known[key]
	if !ok {
		i = d.env.which(x, d.cases)
		d.known[key] = i
	}
	return i
}
