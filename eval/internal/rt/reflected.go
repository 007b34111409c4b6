package rt

import (
	"go/types"
	"reflect"
	"slices"
)

// reflectedType is a reflect.Type with the name that a type has in cells, and the names of its parts. Its other methods
// are those of the representation.
type reflectedType struct {
	reflect.Type
	env *Env
	t   types.Type
}

// reflected returns a reflect.Type for a type of a cell that r represents; r itself for others.
func (e *Env) reflected(t types.Type, r reflect.Type) reflect.Type {
	if !e.isBoxed(t) {
		return r
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if known, ok := e.reflectedTypes.At(t).(reflect.Type); ok {
		return known
	}
	known := &reflectedType{r, e, t}
	e.reflectedTypes.Set(t, known)
	return known
}

func (e *Env) reflectedElem(t types.Type) reflect.Type { return e.reflected(t, e.lockedType(t)) }

// String returns the name as %T prints it.
func (r *reflectedType) String() string { return TypeString(r.t) }

// Name returns the name of a named type.
func (r *reflectedType) Name() string {
	n, ok := types.Unalias(r.t).(*types.Named)
	if !ok {
		return ""
	}
	name := TypeString(n)
	if n.Obj().Pkg() != nil {
		name = name[len("main."):]
	}
	return name
}

// PkgPath returns the package of a named type.
func (r *reflectedType) PkgPath() string {
	if _, ok := types.Unalias(r.t).(*types.Named); ok {
		return "main"
	}
	return ""
}

// Elem returns the type of the elements.
func (r *reflectedType) Elem() reflect.Type { return r.env.reflectedElem(elem(r.t)) }

// Key returns the type of a map's keys.
func (r *reflectedType) Key() reflect.Type {
	return r.env.reflectedElem(r.t.Underlying().(*types.Map).Key())
}

// In returns the type of a parameter.
func (r *reflectedType) In(i int) reflect.Type {
	return r.env.reflectedElem(r.t.Underlying().(*types.Signature).Params().At(i).Type())
}

// Out returns the type of a result.
func (r *reflectedType) Out(i int) reflect.Type {
	return r.env.reflectedElem(r.t.Underlying().(*types.Signature).Results().At(i).Type())
}

// Field returns a field with the name that the cell gave it.
func (r *reflectedType) Field(i int) reflect.StructField {
	out := r.Type.Field(i)
	st, ok := r.t.Underlying().(*types.Struct)
	if !ok {
		return out
	}
	f := st.Field(i)
	out.Name, out.Tag, out.Anonymous = f.Name(), reflect.StructTag(st.Tag(i)), f.Embedded()
	out.Type = r.env.reflectedElem(f.Type())
	if !f.Exported() {
		out.PkgPath = "main"
	}
	return out
}

// FieldByName returns the field with the name that the cell gave it, promoted ones too.
func (r *reflectedType) FieldByName(name string) (reflect.StructField, bool) {
	obj, index, _ := types.LookupFieldOrMethod(r.t, false, pkgOf(r.t), name)
	if v, ok := obj.(*types.Var); !ok || !v.IsField() {
		return reflect.StructField{}, false
	}
	var t reflect.Type = r
	var out reflect.StructField
	for _, i := range index {
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		out = t.Field(i)
		t = out.Type
	}
	out.Index = index
	return out, true
}

// NumMethod returns the number of exported methods.
func (r *reflectedType) NumMethod() int { return len(r.methods()) }

// methods returns the exported methods, sorted by name.
func (r *reflectedType) methods() []*types.Func {
	var out []*types.Func
	set := types.NewMethodSet(r.t)
	for i := range set.Len() {
		if m := set.At(i).Obj().(*types.Func); m.Exported() || types.IsInterface(r.t) {
			out = append(out, m)
		}
	}
	return out
}

// Method returns a method: its name, and its function as values of the cell's types take it.
func (r *reflectedType) Method(i int) reflect.Method {
	m := r.methods()[i]
	out := reflect.Method{Name: m.Name(), Index: i, Type: r.env.reflectedElem(m.Type())}
	if !types.IsInterface(r.t) {
		out.Type = r.env.reflectedElem(withReceiver(r.t, m.Signature()))
		found, _ := findMethod(r.t, m.Name())
		out.Func = r.env.methodFunc(r.t, found, true)
	}
	return out
}

// withReceiver returns the type of a method as a function of its receiver.
func withReceiver(t types.Type, sig *types.Signature) *types.Signature {
	params := append([]*types.Var{types.NewParam(0, nil, "", t)}, slices.Collect(sig.Params().Variables())...)
	return types.NewSignatureType(nil, nil, nil, types.NewTuple(params...), sig.Results(), sig.Variadic())
}

// MethodByName returns the method of that name.
func (r *reflectedType) MethodByName(name string) (reflect.Method, bool) {
	for i, m := range r.methods() {
		if m.Name() == name {
			return r.Method(i), true
		}
	}
	return reflect.Method{}, false
}

// Implements reports whether the type implements an interface type.
func (r *reflectedType) Implements(u reflect.Type) bool {
	if x, ok := u.(*reflectedType); ok {
		it, ok := x.t.Underlying().(*types.Interface)
		return ok && types.Implements(r.t, it)
	}
	for i := range u.NumMethod() {
		if _, ok := findMethod(r.t, u.Method(i).Name); !ok {
			return false
		}
	}
	return true
}

func pkgOf(t types.Type) *types.Package {
	if n, ok := namedOf(t); ok {
		return n.Obj().Pkg()
	}
	return nil
}

// methodFunc returns a method of values of type t as a function, with the receiver first or bound later.
func (e *Env) methodFunc(t types.Type, m method, receiver bool) reflect.Value {
	sig := m.obj.Type().(*types.Signature)
	e.mu.Lock()
	in, out := e.tupleTypes(sig.Params()), e.tupleTypes(sig.Results())
	if receiver {
		in = append(typesOf(e.reflectType(t)), in...)
	}
	e.mu.Unlock()
	return reflect.MakeFunc(reflect.FuncOf(in, out, sig.Variadic()), func(args []reflect.Value) []reflect.Value {
		return e.callMethod(m, args[0], args[1:])
	})
}

// boundMethod returns the method of a lowered value of type t as a function; the zero Value when it has none.
func (e *Env) boundMethod(v reflect.Value, t types.Type, name string) reflect.Value {
	m, ok := findMethod(t, name)
	if !ok || !m.obj.Exported() {
		return reflect.Value{}
	}
	sig := m.obj.Type().(*types.Signature)
	e.mu.Lock()
	in, out := e.tupleTypes(sig.Params()), e.tupleTypes(sig.Results())
	e.mu.Unlock()
	return reflect.MakeFunc(reflect.FuncOf(in, out, sig.Variadic()), func(args []reflect.Value) []reflect.Value {
		return e.callMethod(m, v, args)
	})
}

// typeOfValue returns the cell's type of a reflect.Value, as far as its representation tells: structs and pointers to
// them.
func (e *Env) typeOfValue(r reflect.Type) (types.Type, bool) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	if n, ok := e.origins[r]; ok {
		return n, true
	}
	if r.Kind() == reflect.Pointer {
		if n, ok := e.origins[r.Elem()]; ok {
			return types.NewPointer(n), true
		}
	}
	return nil, false
}

// field returns field i of a struct. One that the cell did not export is lowered to one that is: it is closed again.
func (e *Env) field(v reflect.Value, i int) reflect.Value {
	f := v.Field(i)
	if st := e.structOfValue(v.Type()); st != nil && !st.Field(i).Exported() {
		return unexported(f, st.Field(i).Embedded())
	}
	return f
}

// structOfValue returns the struct type of a cell that r represents, nil when it represents none.
func (e *Env) structOfValue(r reflect.Type) *types.Struct {
	if t, ok := e.typeOfValue(r); ok {
		st, _ := t.Underlying().(*types.Struct)
		return st
	}
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.unnamed[r]
}

// fieldByIndex follows a path of fields.
func (e *Env) fieldByIndex(v reflect.Value, index []int) reflect.Value {
	for i, x := range index {
		if i > 0 && v.Kind() == reflect.Pointer {
			if v.IsNil() {
				panic("reflect: indirection through nil pointer to embedded struct")
			}
			v = v.Elem()
		}
		v = e.field(v, x)
	}
	return v
}
