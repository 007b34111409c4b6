package shown

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// A Maker makes the trees of values. Special, when not nil, knows values that reflection must not look into.
type Maker struct {
	Limits  Limits
	Special func(x any, depth int) (Value, bool)
}

// Of makes the tree of a compiled value.
func Of(x any, limits Limits) Value { return (&Maker{Limits: limits}).Value(x, 0) }

// Value makes the tree of x, which is depth levels below the whole.
func (m *Maker) Value(x any, depth int) Value {
	if x == nil {
		return Nil()
	}
	if m.Special != nil {
		if v, ok := m.Special(x, depth); ok {
			return v
		}
	}
	switch x := x.(type) {
	case string:
		return String(x, m.Limits)
	case error, fmt.Stringer, fmt.Formatter:
		v := Value{Text: fmt.Sprint(x)}
		if _, ok := x.(encoding.TextMarshaler); ok {
			v.Raw = v.Text
		}
		return v
	}
	return m.reflect(reflect.ValueOf(x), depth)
}

// reflect makes the tree of a value without a text of its own.
func (m *Maker) reflect(v reflect.Value, depth int) Value {
	if depth >= m.Limits.Depth && v.Kind() >= reflect.Array && v.Kind() != reflect.String {
		return Value{Text: "…"}
	}
	switch v.Kind() {
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return Value{Text: fmt.Sprintf("%v", head(v, m.Limits.Items))}
		}
		return m.List(v.Len(), func(i int) Value { return m.element(v.Index(i), depth) })
	case reflect.Map:
		keys := SortedKeys(v)
		return m.Map(len(keys), func(i int) (Value, Value) { return m.element(keys[i], depth), m.element(v.MapIndex(keys[i]), depth) })
	case reflect.Struct:
		return m.structure(v, depth)
	case reflect.Pointer:
		if v.IsNil() {
			return Nil()
		}
		if k := v.Elem().Kind(); k == reflect.Struct || k == reflect.Slice || k == reflect.Map || k == reflect.Array {
			out := m.element(v.Elem(), depth)
			out.Pointer = true
			return out
		}
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8,
		reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr, reflect.Float32, reflect.Float64:
		if v.CanInterface() {
			return Value{Text: fmt.Sprint(v), Raw: v.Interface()}
		}
	case reflect.String:
		return String(v.String(), m.Limits)
	case reflect.Interface:
		if v.IsNil() {
			return Nil()
		}
		return m.element(v.Elem(), depth)
	}
	return Value{Text: fmt.Sprintf("%+v", v)}
}

// head is a byte slice or array, of which no more than n elements are looked at.
func head(v reflect.Value, n int) any {
	if v.Kind() == reflect.Slice && v.Len() > n {
		return fmt.Sprintf("%v… %d more", v.Slice(0, n), v.Len()-n)
	}
	return v
}

// element makes the tree of a part of a value; the methods of unexported ones are not called, as reflection may not.
func (m *Maker) element(v reflect.Value, depth int) Value {
	if v.CanInterface() {
		return m.Value(v.Interface(), depth+1)
	}
	return m.reflect(v, depth+1)
}

func (m *Maker) structure(v reflect.Value, depth int) Value {
	t := v.Type()
	out := Value{Kind: Struct, Type: strings.TrimPrefix(t.String(), "main.")}
	if t.Name() == "" {
		out.Type = ""
	}
	for i := range t.NumField() {
		f := t.Field(i)
		out.Items = append(out.Items, Item{Name: f.Name, Tag: string(f.Tag), Value: m.element(v.Field(i), depth)})
	}
	return out
}

// List makes the tree of a list of n elements.
func (m *Maker) List(n int, element func(i int) Value) Value {
	out := Value{Kind: List}
	for i := range min(n, m.Limits.Items) {
		out.Items = append(out.Items, Item{Value: element(i)})
	}
	out.More = n - len(out.Items)
	return out
}

// Map makes the tree of a map of n entries.
func (m *Maker) Map(n int, entry func(i int) (key, value Value)) Value {
	out := Value{Kind: Map}
	for i := range min(n, m.Limits.Items) {
		key, value := entry(i)
		out.Items = append(out.Items, Item{Key: &key, Value: value})
	}
	out.More = n - len(out.Items)
	return out
}

// SortedKeys returns the keys of a map, in the order of their values where they have one.
func SortedKeys(v reflect.Value) []reflect.Value {
	keys := v.MapKeys()
	slices.SortStableFunc(keys, compareKeys)
	return keys
}

func compareKeys(a, b reflect.Value) int {
	if a.Kind() == reflect.Interface {
		a = a.Elem()
	}
	if b.Kind() == reflect.Interface {
		b = b.Elem()
	}
	switch {
	case a.Kind() != b.Kind():
		return int(a.Kind()) - int(b.Kind())
	case a.CanInt():
		return compare(a.Int(), b.Int())
	case a.CanUint():
		return compare(a.Uint(), b.Uint())
	case a.CanFloat():
		return compare(a.Float(), b.Float())
	case a.Kind() == reflect.String:
		return strings.Compare(a.String(), b.String())
	}
	return strings.Compare(fmt.Sprint(a), fmt.Sprint(b))
}

func compare[T int64 | uint64 | float64](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
