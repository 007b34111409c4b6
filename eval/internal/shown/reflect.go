package shown

import (
	"encoding"
	"encoding/base64"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// A Maker makes the trees of values. Special, when not nil, knows values that reflection must not look into.
type Maker struct {
	Limits  Limits
	Special func(x any, depth int) (Value, bool)
	made    int              // values so far
	within  map[address]bool // what the value at hand is part of
}

// address tells a pointer, map or slice from others. A struct and its first field have the same address.
type address struct {
	at  uintptr
	len int
	t   any
}

// Of makes the tree of a compiled value.
func Of(x any, limits Limits) Value { return (&Maker{Limits: limits}).Value(x, 0) }

// Full reports whether the tree is as large as it may become, or as deep; it counts the value that is asked for.
func (m *Maker) Full(depth int) bool {
	m.made++
	return depth >= m.Limits.Depth || m.made > m.Limits.Total
}

// Within makes the tree of what a pointer, map or slice of type t refers to. ok is false when that is under way already:
// the value is part of itself.
func (m *Maker) Within(v reflect.Value, t any, tree func() Value) (out Value, ok bool) {
	a := address{at: v.Pointer(), t: t}
	if v.Kind() == reflect.Slice {
		a.len = v.Len()
	}
	if m.within[a] {
		return Value{}, false
	}
	if m.within == nil {
		m.within = map[address]bool{}
	}
	m.within[a] = true
	defer delete(m.within, a)
	return tree(), true
}

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
		return m.String(x, depth)
	case time.Time:
		return Value{Text: x.Round(0).String(), Raw: x.Format(time.RFC3339Nano)} // not what its monotonic clock says
	case error, fmt.Stringer, fmt.Formatter:
		if r := reflect.ValueOf(x); r.Kind() == reflect.Pointer && r.IsNil() {
			return Nil()
		}
		v := Value{Text: fmt.Sprint(x)}
		if _, ok := x.(encoding.TextMarshaler); ok {
			v.Raw = v.Text
		}
		return v
	}
	return m.reflect(reflect.ValueOf(x), depth)
}

// String is a string, quoted.
func (m *Maker) String(s string, depth int) Value {
	if depth > 0 {
		return quoted(s, m.Limits.Inner)
	}
	return quoted(s, m.Limits.String)
}

// reflect makes the tree of a value without a text of its own.
func (m *Maker) reflect(v reflect.Value, depth int) Value {
	if m.Full(depth) && v.Kind() >= reflect.Array && v.Kind() != reflect.String {
		return brief(v)
	}
	switch v.Kind() {
	case reflect.Slice, reflect.Array, reflect.Map:
		return m.collection(v, depth)
	case reflect.Struct:
		return m.structure(v, depth)
	case reflect.Pointer:
		return m.pointer(v, depth)
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8,
		reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr, reflect.Float32, reflect.Float64:
		if v.CanInterface() {
			return Value{Text: fmt.Sprint(v), Raw: v.Interface()}
		}
	case reflect.String:
		return m.String(v.String(), depth)
	case reflect.Interface:
		if v.IsNil() {
			return Nil()
		}
		return m.element(v.Elem(), depth)
	case reflect.Func:
		return m.Func(v, v.Type().String())
	case reflect.Chan:
		return m.Chan(v, v.Type().String())
	}
	return Value{Text: fmt.Sprintf("%+v", v)}
}

// brief shows what a value is, where there is no room for the value.
func brief(v reflect.Value) Value {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return Nil()
		}
		out := brief(v.Elem())
		out.Pointer = true
		return out
	case reflect.Struct:
		return Cycle(Value{Kind: Struct, Type: typeName(v.Type())})
	}
	return Value{Text: "…"}
}

// Func is a function, shown by its type.
func (m *Maker) Func(v reflect.Value, typ string) Value {
	if v.IsNil() {
		return Nil()
	}
	return Value{Text: typ}
}

// Chan is a channel, shown by its type and what it holds.
func (m *Maker) Chan(v reflect.Value, typ string) Value {
	switch {
	case v.IsNil():
		return Nil()
	case v.Cap() > 0:
		typ += fmt.Sprintf(" (%d of %d)", v.Len(), v.Cap())
	}
	return Value{Text: typ}
}

// collection makes the tree of a slice, array or map.
func (m *Maker) collection(v reflect.Value, depth int) Value {
	switch {
	case v.Kind() == reflect.Array && v.Type().Elem().Kind() == reflect.Uint8, v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8:
		return m.Bytes(v, v.Type().String(), depth)
	case v.Kind() == reflect.Array:
		return m.List(v.Len(), func(i int) Value { return m.element(v.Index(i), depth) })
	}
	out, ok := m.Within(v, v.Type(), func() Value {
		if v.Kind() == reflect.Slice {
			return m.List(v.Len(), func(i int) Value { return m.element(v.Index(i), depth) })
		}
		keys := SortedKeys(v)
		return m.Map(len(keys), func(i int) (Value, Value) { return m.element(keys[i], depth), m.element(v.MapIndex(keys[i]), depth) })
	})
	if ok {
		return out
	}
	if v.Kind() == reflect.Slice {
		return Cycle(Value{Kind: List})
	}
	return Cycle(Value{Kind: Map})
}

func (m *Maker) pointer(v reflect.Value, depth int) Value {
	if v.IsNil() {
		return Nil()
	}
	out, ok := m.Within(v, v.Type(), func() Value { return m.element(v.Elem(), depth) })
	if !ok {
		out = Cycle(Value{Kind: Struct, Type: typeName(v.Type().Elem())})
	}
	if !out.Pointer { // a pointer to a pointer is shown as one
		out.Pointer = true
	}
	return out
}

// Bytes is a list of bytes: text where it can be read, else numbers.
func (m *Maker) Bytes(v reflect.Value, typ string, depth int) Value {
	n := v.Len()
	bytes := make([]byte, min(n, max(m.Limits.String, m.Limits.Items)))
	reflect.Copy(reflect.ValueOf(bytes), v)
	typ = strings.ReplaceAll(typ, "uint8", "byte")
	out := Value{}
	if n == len(bytes) {
		out.Raw = base64.StdEncoding.EncodeToString(bytes)
	}
	if text := readable(bytes); n > 0 && text && v.Kind() == reflect.Slice {
		out.Text = typ + "(" + m.String(string(bytes), depth).Text + ")"
		if len(bytes) < n {
			out.Text += fmt.Sprintf("… %d more", n-len(bytes))
		}
		return out
	}
	out.Kind, out.Type = List, typ
	for _, b := range bytes[:min(len(bytes), m.Limits.Items)] {
		out.Items = append(out.Items, Item{Value: Value{Text: fmt.Sprintf("0x%02x", b)}})
	}
	out.More = n - len(out.Items)
	return out
}

// readable reports whether bytes are a text, the end of which may be cut.
func readable(bytes []byte) bool {
	for i := 0; i < len(bytes); {
		r, size := utf8.DecodeRune(bytes[i:])
		if r == utf8.RuneError && (size < 2 && utf8.FullRune(bytes[i:])) || r < ' ' && r != '\n' && r != '\t' && r != '\r' {
			return false
		}
		i += size
	}
	return true
}

// element makes the tree of a part of a value; the methods of unexported ones are not called, as reflection may not.
func (m *Maker) element(v reflect.Value, depth int) Value {
	if v.CanInterface() {
		return m.Value(v.Interface(), depth+1)
	}
	return m.reflect(v, depth+1)
}

// typeName names a type as cells do.
func typeName(t reflect.Type) string {
	if t.Name() == "" {
		return ""
	}
	return strings.TrimPrefix(strings.ReplaceAll(t.String(), "[interface {}]", ""), "main.")
}

// structure makes the tree of a struct. What packages hide is not for readers.
func (m *Maker) structure(v reflect.Value, depth int) Value {
	t := v.Type()
	out := Value{Kind: Struct, Type: typeName(t)}
	foreign := !m.Limits.Hidden && t.PkgPath() != "" && t.PkgPath() != "main"
	for i := range t.NumField() {
		f := t.Field(i)
		if foreign && !f.IsExported() {
			out.More = Unsaid
			continue
		}
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
