package rt

import (
	"errors"
	"fmt"
	"go/types"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A Peek is a glance at a variable, for a list of variables: no code of a cell runs for it.
type Peek struct {
	Name string // of a field; the index or key of an element
	Type string
	Text string // one line
	// Parts gives the fields or elements; nil when there are none.
	Parts func() []Peek
}

// The bounds of a glance.
const (
	peekItems = 10  // of a list on its line
	peekText  = 120 // code points of a line
	peekParts = 100
)

// Peek glances at a lowered value of type t. It reads memory that cells write: call it where none of them runs. shared
// says that goroutines of cells may run all the same; maps are then left closed, since Go ends a program that reads one
// while it is written.
func (e *Env) Peek(name string, v reflect.Value, t types.Type, shared bool) Peek {
	p := &peeker{env: e, shared: shared}
	text := p.text(v, t, 0)
	if utf8.RuneCountInString(text) > peekText {
		text = string([]rune(text)[:peekText-1]) + "…"
	}
	return Peek{Name: name, Type: cellType(t), Text: text, Parts: p.parts(v, t)}
}

// Goroutines tells how many goroutines of cells run.
func (e *Env) Goroutines() int { return int(e.live.Load()) }

// cellType names a type as cells do.
func cellType(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if p.Path() == "main" {
			return ""
		}
		return p.Name()
	})
}

type peeker struct {
	env    *Env
	shared bool
}

// isNative reports whether values of a type are compiled ones, to be understood by reflection alone.
func isNative(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && !IsSession(n.Obj()) && n.Obj().Pkg() != nil && !types.IsInterface(t)
}

// held returns what an interface holds with its type, which is nil for a compiled one.
func held(v reflect.Value) (reflect.Value, types.Type) {
	for v.IsValid() && v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if v.IsValid() && v.CanInterface() {
		if b, ok := unbox(v.Interface()); ok {
			return reflect.ValueOf(b.v), b.t.T
		}
	}
	return v, nil
}

// text shows a value on a line; a type of nil stands for a compiled value.
func (p *peeker) text(v reflect.Value, t types.Type, depth int) string {
	if !v.IsValid() {
		return "nil"
	}
	if t == nil || types.IsInterface(t) {
		v, t = held(v)
	}
	if t == nil || isNative(t) {
		return p.native(v, depth)
	}
	v = p.env.under(v, t)
	switch u := t.Underlying().(type) {
	case *types.Struct:
		return typeWord(t) + p.list(u.NumFields(), "{", "}", depth, func(i int) string {
			return u.Field(i).Name() + ": " + p.text(v.Field(i), u.Field(i).Type(), depth+1)
		})
	case *types.Slice:
		return p.elements(v, u.Elem(), depth)
	case *types.Array:
		return p.elements(v, u.Elem(), depth)
	case *types.Map:
		return p.entries(v, u.Key(), u.Elem(), depth)
	case *types.Pointer:
		return p.pointer(v, u.Elem(), depth)
	case *types.Signature:
		if v.IsNil() {
			return "nil"
		}
		return cellType(t)
	}
	return p.native(v, depth)
}

// typeWord is the name of a named type.
func typeWord(t types.Type) string {
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Obj().Name()
	}
	return ""
}

func (p *peeker) list(n int, open, end string, depth int, item func(i int) string) string {
	if depth > 2 && n > 0 {
		return open + "…" + end
	}
	var items []string
	for i := range min(n, peekItems) {
		items = append(items, item(i))
	}
	if n > peekItems {
		items = append(items, fmt.Sprintf("… %d more", n-peekItems))
	}
	return open + strings.Join(items, ", ") + end
}

func (p *peeker) elements(v reflect.Value, elem types.Type, depth int) string {
	if v.Kind() == reflect.Slice && v.IsNil() {
		return "nil"
	}
	return p.list(v.Len(), "[", "]", depth, func(i int) string { return p.text(v.Index(i), elem, depth+1) })
}

func (p *peeker) entries(v reflect.Value, key, elem types.Type, depth int) string {
	if v.IsNil() {
		return "nil"
	}
	if p.shared || v.Len() > 10_000 {
		return fmt.Sprintf("{… %d entries}", v.Len())
	}
	list := sortedEntries(v)
	return p.list(len(list), "{", "}", depth, func(i int) string {
		return p.text(list[i].key, key, depth+1) + ": " + p.text(list[i].value, elem, depth+1)
	})
}

func (p *peeker) pointer(v reflect.Value, elem types.Type, depth int) string {
	if v.IsNil() {
		return "nil"
	}
	if isNative(elem) {
		return p.native(v, depth)
	}
	if depth > 1 {
		return fmt.Sprintf("%#x", v.Pointer())
	}
	return "&" + p.text(v.Elem(), elem, depth+1)
}

// native shows a compiled value.
func (p *peeker) native(v reflect.Value, depth int) string {
	if !v.IsValid() { // an interface without a value
		return "nil"
	}
	if text, ok := ownText(v); ok {
		return text
	}
	switch v.Kind() {
	case reflect.String:
		return strconv.Quote(v.String()[:min(v.Len(), 4*peekText)])
	case reflect.Struct:
		t := v.Type()
		return t.String() + p.list(t.NumField(), "{", "}", max(depth, 2), func(i int) string { return t.Field(i).Name + ": " + p.native(v.Field(i), depth+1) })
	case reflect.Slice, reflect.Array:
		return p.elements(v, nil, depth)
	case reflect.Map:
		return p.entries(v, nil, nil, depth)
	case reflect.Pointer, reflect.Chan, reflect.Func, reflect.UnsafePointer:
		if v.IsNil() {
			return "nil"
		}
		return fmt.Sprintf("%s(%#x)", v.Type(), v.Pointer())
	case reflect.Interface:
		return p.text(v, nil, depth)
	}
	return fmt.Sprint(v)
}

// ownText is the text that a compiled value gives of itself, where that cannot run code of a cell nor block.
func ownText(v reflect.Value) (string, bool) {
	if !v.CanInterface() || v.Kind() == reflect.Pointer && v.IsNil() {
		return "", false
	}
	switch x := v.Interface().(type) {
	case time.Time:
		return x.String(), true
	case fmt.Stringer:
		path := v.Type().PkgPath()
		if v.Kind() == reflect.Pointer {
			path = v.Type().Elem().PkgPath()
		}
		if v.Kind() != reflect.Struct && v.Kind() != reflect.Pointer || strings.HasSuffix(path, "/asyncrt") || strings.HasPrefix(path, "math/") || strings.HasPrefix(path, "net") {
			return x.String(), true
		}
	case error:
		if _, joined := x.(interface{ Unwrap() []error }); !joined && errors.Unwrap(x) == nil {
			return x.Error(), true
		}
	}
	return "", false
}

// parts returns the function that lists the parts of a value, nil when it has none.
func (p *peeker) parts(v reflect.Value, t types.Type) func() []Peek {
	if v.IsValid() && (t == nil || types.IsInterface(t)) {
		v, t = held(v)
	}
	if !v.IsValid() {
		return nil
	}
	if t == nil || isNative(t) {
		return p.nativeParts(v)
	}
	v = p.env.under(v, t)
	switch u := t.Underlying().(type) {
	case *types.Struct:
		return some(u.NumFields(), func(i int) Peek {
			return p.env.Peek(u.Field(i).Name(), v.Field(i), u.Field(i).Type(), p.shared)
		})
	case *types.Slice:
		return p.elementParts(v, u.Elem())
	case *types.Array:
		return p.elementParts(v, u.Elem())
	case *types.Map:
		return p.entryParts(v, u.Key(), u.Elem())
	case *types.Pointer:
		if !v.IsNil() {
			return p.parts(v.Elem(), u.Elem())
		}
	}
	return nil
}

// some lists n parts, no more than are looked at.
func some(n int, part func(i int) Peek) func() []Peek {
	if n == 0 {
		return nil
	}
	return func() []Peek {
		list := make([]Peek, 0, min(n, peekParts))
		for i := range min(n, peekParts) {
			list = append(list, part(i))
		}
		return list
	}
}

// part glances at an element, whose type is nil for a compiled one.
func (p *peeker) part(name string, v reflect.Value, t types.Type) Peek {
	if t != nil {
		return p.env.Peek(name, v, t, p.shared)
	}
	if x, own := held(v); own != nil {
		return p.env.Peek(name, x, own, p.shared)
	}
	return Peek{Name: name, Type: v.Type().String(), Text: p.text(v, nil, 0), Parts: p.nativeParts(v)}
}

func (p *peeker) elementParts(v reflect.Value, elem types.Type) func() []Peek {
	return some(v.Len(), func(i int) Peek {
		if i >= v.Len() { // it has become shorter
			return Peek{Name: strconv.Itoa(i)}
		}
		return p.part(strconv.Itoa(i), v.Index(i), elem)
	})
}

func (p *peeker) entryParts(v reflect.Value, key, elem types.Type) func() []Peek {
	if p.shared || v.Len() == 0 {
		return nil
	}
	return func() []Peek {
		entries := sortedEntries(v)
		var list []Peek
		for _, e := range entries[:min(len(entries), peekParts)] {
			list = append(list, p.part(p.text(e.key, key, 0), e.value, elem))
		}
		return list
	}
}

// nativeParts lists the exported fields or the elements of a compiled value.
func (p *peeker) nativeParts(v reflect.Value) func() []Peek {
	if v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return nil
		}
		return p.nativeParts(v.Elem())
	}
	switch v.Kind() {
	case reflect.Slice, reflect.Array:
		return p.elementParts(v, nil)
	case reflect.Map:
		return p.entryParts(v, nil, nil)
	case reflect.Struct:
		var exported []int
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				exported = append(exported, i)
			}
		}
		return some(len(exported), func(i int) Peek {
			return p.part(v.Type().Field(exported[i]).Name, v.Field(exported[i]), nil)
		})
	}
	return nil
}
