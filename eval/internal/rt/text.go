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
	if hasOwnText(t) {
		if v.Kind() == reflect.Pointer && v.IsNil() {
			return shown.Nil()
		}
		return shown.Value{Text: fmt.Sprintf("%v", m.env.box(m.env.typeOf(t), v))}
	}
	if depth >= m.Limits.Depth {
		return shown.Value{Text: "…"}
	}
	v = m.env.under(v, t)
	switch u := t.Underlying().(type) {
	case *types.Struct:
		return m.structure(v, u, t, depth)
	case *types.Slice:
		return m.list(v, u.Elem(), depth)
	case *types.Array:
		return m.list(v, u.Elem(), depth)
	case *types.Map:
		list := sortedEntries(v)
		return m.Map(len(list), func(i int) (shown.Value, shown.Value) {
			return m.value(list[i].key, u.Key(), depth+1), m.value(list[i].value, u.Elem(), depth+1)
		})
	case *types.Pointer:
		return m.pointer(v, u, depth)
	case *types.Interface:
		if v.IsNil() {
			return shown.Nil()
		}
		return m.Value(v.Interface(), depth)
	case *types.Signature:
		return shown.Value{Text: TypeString(t)}
	default:
		return m.Value(v.Interface(), depth)
	}
}

func (m *viewer) list(v reflect.Value, elem types.Type, depth int) shown.Value {
	return m.List(v.Len(), func(i int) shown.Value { return m.value(v.Index(i), elem, depth+1) })
}

func (m *viewer) structure(v reflect.Value, u *types.Struct, t types.Type, depth int) shown.Value {
	out := shown.Value{Kind: shown.Struct, Type: strings.TrimPrefix(TypeString(t), "main.")}
	if _, named := types.Unalias(t).(*types.Named); !named {
		out.Type = ""
	}
	for i := range u.NumFields() {
		f := u.Field(i)
		out.Items = append(out.Items, shown.Item{Name: f.Name(), Tag: u.Tag(i), Value: m.value(v.Field(i), f.Type(), depth+1)})
	}
	return out
}

func (m *viewer) pointer(v reflect.Value, t *types.Pointer, depth int) shown.Value {
	switch {
	case v.IsNil():
		return shown.Nil()
	case depth > 3:
		return shown.Value{Text: fmt.Sprintf("%#x", v.Pointer())}
	}
	out := m.value(v.Elem(), t.Elem(), depth+1)
	out.Pointer = true
	return out
}
