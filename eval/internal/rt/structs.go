package rt

import (
	"fmt"
	"go/token"
	"go/types"
	"reflect"
	"strconv"
	"unsafe"
)

// Struct types of the session are made here and not by the interpreter, which cannot make all that refer to
// themselves. Each has a reflect.Type of its own, told from others by a tag of its first field.
//
// A type is made in two steps: first with a field of the same memory layout in the place of each field, then the
// types of the fields are put in, which may refer to any type by then.

// typeTag is the key of the tag that tells struct types apart.
const typeTag = "cell"

// StructType returns the representation of a struct type of the session, making it when it is new.
func (e *Env) StructType(t *types.Named) reflect.Type {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.reflectType(t)
}

// structOf returns the representation of a named struct type of the session. The caller holds e.mu.
func (e *Env) structOf(t *types.Named) reflect.Type {
	r := e.layout(t)
	if e.completing {
		return r
	}
	e.completing = true
	defer func() { e.completing = false }()
	for len(e.incomplete) > 0 {
		todo := e.incomplete
		e.incomplete = nil
		for _, s := range todo {
			e.complete(s)
		}
	}
	return r
}

// layout returns the type of a struct whose fields may have to be completed.
func (e *Env) layout(t *types.Named) reflect.Type {
	if r, ok := e.structs.At(t).(reflect.Type); ok {
		return r
	}
	st := structForm(t)
	r := e.shapeStruct(st, fmt.Sprintf("%s %d", TypeString(t), e.structs.Len()+1))
	e.structs.Set(t, r)
	if e.origins == nil {
		e.origins = map[reflect.Type]*types.Named{}
	}
	e.origins[r] = t
	e.incomplete = append(e.incomplete, incompleteStruct{r, st})
	return r
}

// incompleteStruct is a type whose fields have the right layout only.
type incompleteStruct struct {
	r reflect.Type
	t *types.Struct
}

func (e *Env) complete(s incompleteStruct) {
	for i := range s.t.NumFields() {
		setFieldType(s.r, i, e.reflectType(s.t.Field(i).Type()))
	}
}

// shapeStruct makes a struct type of the layout of t. A mark tells it from others.
func (e *Env) shapeStruct(t *types.Struct, mark string) reflect.Type {
	fields := make([]reflect.StructField, t.NumFields())
	for i := range fields {
		tag := t.Tag(i)
		if i == 0 && mark != "" {
			tag = typeTag + ":" + strconv.Quote(mark) + " " + tag
		}
		fields[i] = reflect.StructField{Name: FieldName(t, i), Type: e.shape(t.Field(i).Type()), Tag: reflect.StructTag(tag)}
	}
	return reflect.StructOf(fields)
}

// shape returns a type of the layout of t, which refers to no struct type of the session but those it contains.
func (e *Env) shape(t types.Type) reflect.Type {
	if n, ok := types.Unalias(t).(*types.Named); ok {
		if s := InSource(n, func(path string) *types.Package { return e.sources[path] }); s != nil {
			return e.layout(s)
		}
		switch {
		case types.IsInterface(n):
			return e.reflectType(n)
		case e.forms.OwnStruct(n):
			return e.layout(n)
		case !IsSession(n.Obj()) && (n.TypeArgs().Len() == 0 || Erased(n.Obj().Pkg())):
			return e.reflectType(n)
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		return reflect.TypeFor[unsafe.Pointer]()
	case *types.Slice:
		return reflect.TypeFor[[]unsafe.Pointer]()
	case *types.Map:
		return reflect.TypeFor[map[int8]int8]()
	case *types.Chan:
		return reflect.TypeFor[chan int8]()
	case *types.Signature:
		return reflect.TypeFor[func()]()
	case *types.Array:
		return reflect.ArrayOf(int(u.Len()), e.shape(u.Elem()))
	case *types.Struct:
		return e.shapeStruct(u, "")
	}
	return e.reflectType(t)
}

// structForm returns the struct that represents a type that has its own.
func structForm(t *types.Named) *types.Struct {
	if st, ok := t.Underlying().(*types.Struct); ok {
		return st
	}
	return types.NewStruct([]*types.Var{types.NewField(token.NoPos, nil, WrappedField, t.Underlying(), false)}, nil)
}

// under returns what a lowered value of type t holds in the form of the underlying type. The caller does not hold e.mu.
func (e *Env) under(v reflect.Value, t types.Type) reflect.Value {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.forms.Wrapped(t) {
		return v.Field(0)
	}
	return v
}

// The memory of a struct type: what package reflect has after the 48 bytes that all types have in common.
type rtype struct {
	_      [48]byte
	_      unsafe.Pointer
	fields []rfield
}

type rfield struct {
	_   unsafe.Pointer
	typ unsafe.Pointer
	_   uintptr
}

// setFieldType replaces the type of a field by one of the same layout.
func setFieldType(s reflect.Type, i int, t reflect.Type) {
	(*rtype)(typePointer(s)).fields[i].typ = typePointer(t)
}

// typePointer returns the pointer in a reflect.Type, an interface of two words.
func typePointer(t reflect.Type) unsafe.Pointer {
	return (*[2]unsafe.Pointer)(unsafe.Pointer(&t))[1]
}
