package rt

import (
	"fmt"
	"go/types"
	"reflect"
	"strconv"
	"strings"
)

// Text shows a result as a notebook user reads it: strings quoted, elements separated by commas, fields named,
// bounded in length.
func (e *Env) Text(r Result) string {
	w := &textWriter{env: e}
	x := r.Value
	if v, ok := unbox(x); ok {
		w.value(reflect.ValueOf(v.v), v.t.T, 0)
	} else {
		w.native(x, 0)
	}
	return w.out.String()
}

// maxElements bounds the elements shown of one list.
const maxElements = 100

type textWriter struct {
	env *Env
	out strings.Builder
}

// native shows a value of a compiled type.
func (w *textWriter) native(x any, depth int) {
	switch x := x.(type) {
	case nil:
		w.out.WriteString("nil")
		return
	case string:
		w.out.WriteString(strconv.Quote(x))
		return
	case error, fmt.Stringer:
		fmt.Fprint(&w.out, x)
		return
	}
	v := reflect.ValueOf(x)
	switch v.Kind() {
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() != reflect.Uint8 {
			w.list(v.Len(), '[', ']', func(i int) { w.native(v.Index(i).Interface(), depth+1) })
			return
		}
	case reflect.Map:
		keys := sortedKeys(v)
		w.list(len(keys), '{', '}', func(i int) {
			w.native(keys[i].Interface(), depth+1)
			w.out.WriteString(": ")
			w.native(v.MapIndex(keys[i]).Interface(), depth+1)
		})
		return
	}
	fmt.Fprintf(&w.out, "%+v", x)
}

func (w *textWriter) list(n int, open, end byte, element func(i int)) {
	w.out.WriteByte(open)
	for i := range n {
		if i > 0 {
			w.out.WriteString(", ")
		}
		if i == maxElements {
			fmt.Fprintf(&w.out, "… %d more", n-i)
			break
		}
		element(i)
	}
	w.out.WriteByte(end)
}

// value shows a lowered value of type t.
func (w *textWriter) value(v reflect.Value, t types.Type, depth int) {
	p := &printer{env: w.env, verb: 'v'}
	if p.hasOwnText(t) {
		fmt.Fprintf(&w.out, "%v", w.env.box(w.env.typeOf(t), v))
		return
	}
	v = w.env.under(v, t)
	switch u := t.Underlying().(type) {
	case *types.Struct:
		w.out.WriteString(strings.TrimPrefix(TypeString(t), "main."))
		w.list(u.NumFields(), '{', '}', func(i int) {
			w.out.WriteString(u.Field(i).Name() + ": ")
			w.value(v.Field(i), u.Field(i).Type(), depth+1)
		})
	case *types.Slice:
		w.list(v.Len(), '[', ']', func(i int) { w.value(v.Index(i), u.Elem(), depth+1) })
	case *types.Array:
		w.list(v.Len(), '[', ']', func(i int) { w.value(v.Index(i), u.Elem(), depth+1) })
	case *types.Map:
		keys := sortedKeys(v)
		w.list(len(keys), '{', '}', func(i int) {
			w.value(keys[i], u.Key(), depth+1)
			w.out.WriteString(": ")
			w.value(v.MapIndex(keys[i]), u.Elem(), depth+1)
		})
	case *types.Pointer:
		w.pointer(v, u, depth)
	case *types.Interface:
		w.dynamic(v, depth)
	case *types.Signature:
		w.out.WriteString(TypeString(t))
	default:
		w.native(v.Interface(), depth)
	}
}

func (w *textWriter) pointer(v reflect.Value, t *types.Pointer, depth int) {
	switch {
	case v.IsNil():
		w.out.WriteString("nil")
	case depth > 3:
		fmt.Fprintf(&w.out, "%#x", v.Pointer())
	default:
		w.out.WriteByte('&')
		w.value(v.Elem(), t.Elem(), depth+1)
	}
}

func (w *textWriter) dynamic(v reflect.Value, depth int) {
	if v.IsNil() {
		w.out.WriteString("nil")
		return
	}
	if b, ok := unbox(v.Interface()); ok {
		w.value(reflect.ValueOf(b.v), b.t.T, depth)
		return
	}
	w.native(v.Interface(), depth)
}
