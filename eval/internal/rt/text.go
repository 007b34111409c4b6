package rt

import (
	"fmt"
	"go/types"
	"reflect"
	"strings"

	"goasync/eval/internal/shown"
)

// Text shows a result as a notebook user reads it: strings quoted, elements separated by commas, fields named,
// bounded in length.
func (e *Env) Text(r Result) string { return e.Shown(r.Value, shown.Reading).String() }

// FunctionText shows a result that is a function by its type, with the names of its parameters; ok is false for others.
func (e *Env) FunctionText(r Result) (text string, ok bool) {
	sig, ok := types.Unalias(r.Type).(*types.Signature)
	if !ok || reflect.ValueOf(r.Value).Kind() != reflect.Func || reflect.ValueOf(r.Value).IsNil() {
		return "", false
	}
	if sig.Results().Len() == 1 {
		if co, ok := namedOf(sig.Results().At(0).Type()); ok && Erased(co.Obj().Pkg()) && co.Obj().Name() == "Coroutine" {
			results := types.NewTuple(types.NewParam(0, nil, "", co.TypeArgs().At(0)))
			if cellType(co.TypeArgs().At(0)) == "asyncio.None" {
				results = nil
			}
			return "async " + cellType(types.NewSignatureType(nil, nil, nil, sig.Params(), results, sig.Variadic())), true
		}
	}
	return cellType(sig), true
}

// Shown tells what is to be seen of a value, by the checker's types where it is one of a cell.
func (e *Env) Shown(x any, limits shown.Limits) shown.Value {
	m := &viewer{env: e}
	m.Limits, m.Special = limits, m.boxed
	return m.Value(x, 0)
}

// Bundle calls the method MIMEBundle of a value of a cell, that of package display's Displayer; ok is false when it
// has none.
func (e *Env) Bundle(x any) (data map[string]any, ok bool) {
	v, ok := unbox(x)
	if !ok {
		return nil, false
	}
	m, ok := findMethod(v.t.T, "MIMEBundle")
	if !ok {
		return nil, false
	}
	sig := m.obj.Type().(*types.Signature)
	if sig.Params().Len() != 0 || sig.Results().Len() != 1 || sig.Results().At(0).Type().Underlying().String() != "map[string]any" {
		return nil, false
	}
	out := e.callOn(reflect.ValueOf(v.v), v.t.T, "MIMEBundle")[0]
	return out.Convert(reflect.TypeFor[map[string]any]()).Interface().(map[string]any), true
}

// TypeName names the type of a value as %T prints it.
func TypeName(x any) string {
	if v, ok := unbox(x); ok {
		return v.t.String()
	}
	return fmt.Sprintf("%T", x)
}

// A viewer makes the trees of values of cells.
type viewer struct {
	shown.Maker
	env *Env
}

// boxed makes the tree of a boxed value.
func (m *viewer) boxed(x any, depth int) (shown.Value, bool) {
	v, ok := unbox(x)
	if !ok {
		return shown.Value{}, false
	}
	return m.value(reflect.ValueOf(v.v), v.t.T, depth), true
}

// value makes the tree of a lowered value of type t.
func (m *viewer) value(v reflect.Value, t types.Type, depth int) shown.Value {
	if isNative(t) && v.CanInterface() {
		return m.Value(v.Interface(), depth) // of a compiled struct, types tell more than may be read
	}
	if hasOwnText(t) {
		if v.Kind() == reflect.Pointer && v.IsNil() {
			return shown.Nil()
		}
		return shown.Value{Text: fmt.Sprintf("%v", m.env.box(m.env.typeOf(t), v))}
	}
	v = m.env.under(v, t)
	if m.Full(depth) && !isBasic(t) {
		return m.brief(v, t)
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		return m.structure(v, u, t, depth)
	case *types.Array:
		return m.list(v, u.Elem(), t, depth)
	case *types.Slice:
		return m.within(v, t, shown.Value{Kind: shown.List}, func() shown.Value { return m.list(v, u.Elem(), t, depth) })
	case *types.Map:
		return m.within(v, t, shown.Value{Kind: shown.Map}, func() shown.Value { return m.mapping(v, u, depth) })
	case *types.Pointer:
		return m.pointer(v, u, depth)
	case *types.Interface:
		if v.IsNil() {
			return shown.Nil()
		}
		return m.Value(v.Interface(), depth)
	case *types.Signature:
		return m.Func(v, cellType(t))
	case *types.Chan:
		return m.Chan(v, cellType(t))
	default:
		return m.Value(v.Interface(), depth)
	}
}

// brief shows what a value is, where there is no room for the value.
func (m *viewer) brief(v reflect.Value, t types.Type) shown.Value {
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		if v.IsNil() {
			return shown.Nil()
		}
		out := m.brief(v.Elem(), ptr.Elem())
		out.Pointer = true
		return out
	}
	if _, ok := t.Underlying().(*types.Struct); ok {
		return shown.Cycle(shown.Value{Kind: shown.Struct, Type: structName(t)})
	}
	return shown.Value{Text: "…"}
}

func isBasic(t types.Type) bool {
	_, ok := t.Underlying().(*types.Basic)
	return ok
}

// within makes the tree of a slice or map, of which empty is the kind, unless it is part of itself.
func (m *viewer) within(v reflect.Value, t types.Type, empty shown.Value, tree func() shown.Value) shown.Value {
	out, ok := m.Within(v, t, tree)
	if !ok {
		return shown.Cycle(empty)
	}
	return out
}

func (m *viewer) mapping(v reflect.Value, u *types.Map, depth int) shown.Value {
	list := sortedEntries(v)
	return m.Map(len(list), func(i int) (shown.Value, shown.Value) {
		return m.value(list[i].key, u.Key(), depth+1), m.value(list[i].value, u.Elem(), depth+1)
	})
}

func (m *viewer) list(v reflect.Value, elem, t types.Type, depth int) shown.Value {
	if v.Type().Elem().Kind() == reflect.Uint8 && types.Identical(elem, types.Typ[types.Uint8]) {
		return m.Bytes(v, cellType(t), depth)
	}
	return m.List(v.Len(), func(i int) shown.Value { return m.value(v.Index(i), elem, depth+1) })
}

func (m *viewer) structure(v reflect.Value, u *types.Struct, t types.Type, depth int) shown.Value {
	out := shown.Value{Kind: shown.Struct, Type: structName(t)}
	for i := range u.NumFields() {
		f := u.Field(i)
		out.Items = append(out.Items, shown.Item{Name: f.Name(), Tag: u.Tag(i), Value: m.value(v.Field(i), f.Type(), depth+1)})
	}
	return out
}

// structName is the name of a struct type, empty when it has none.
func structName(t types.Type) string {
	if _, named := types.Unalias(t).(*types.Named); !named {
		return ""
	}
	return strings.TrimPrefix(TypeString(t), "main.")
}

func (m *viewer) pointer(v reflect.Value, t *types.Pointer, depth int) shown.Value {
	if v.IsNil() {
		return shown.Nil()
	}
	out, ok := m.Within(v, t.Elem(), func() shown.Value { return m.value(v.Elem(), t.Elem(), depth+1) })
	if !ok {
		out = shown.Cycle(shown.Value{Kind: shown.Struct, Type: structName(t.Elem())})
	}
	out.Pointer = true
	return out
}
