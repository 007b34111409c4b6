package rt

import (
	"cmp"
	"fmt"
	"go/types"
	"reflect"
	"sort"
	"strings"

	asyncio "goasync/asyncrt"
)

// kindTypes are the basic types by kind.
var kindTypes = map[reflect.Kind]reflect.Type{
	reflect.Bool: reflect.TypeFor[bool](), reflect.String: reflect.TypeFor[string](),
	reflect.Int: reflect.TypeFor[int](), reflect.Int8: reflect.TypeFor[int8](), reflect.Int16: reflect.TypeFor[int16](),
	reflect.Int32: reflect.TypeFor[int32](), reflect.Int64: reflect.TypeFor[int64](),
	reflect.Uint: reflect.TypeFor[uint](), reflect.Uint8: reflect.TypeFor[uint8](), reflect.Uint16: reflect.TypeFor[uint16](),
	reflect.Uint32: reflect.TypeFor[uint32](), reflect.Uint64: reflect.TypeFor[uint64](), reflect.Uintptr: reflect.TypeFor[uintptr](),
	reflect.Float32: reflect.TypeFor[float32](), reflect.Float64: reflect.TypeFor[float64](),
	reflect.Complex64: reflect.TypeFor[complex64](), reflect.Complex128: reflect.TypeFor[complex128](),
}

// method prints o by its own Format, GoString, Error or String, and reports whether it has the right one.
func (p *printer) method(o operand) bool {
	if p.erroring || o.v.Kind() == reflect.Interface || o.t != nil && types.IsInterface(o.t) {
		return false
	}
	if p.has(o, "Format", 2) {
		return p.guard(o, "Format", func() {
			state := fmt.State(printerState{p.state, &p.out})
			p.callOn(o, "Format", reflect.ValueOf(&state).Elem(), reflect.ValueOf(p.verb))
		})
	}
	name, verb := "", p.verb
	switch {
	case p.sharp:
		if p.has(o, "GoString", 0) {
			name = "GoString"
		}
	case !strings.ContainsRune("vsxXq", p.verb):
	case p.has(o, "Error", 0):
		name = "Error"
	case p.has(o, "String", 0):
		name = "String"
	}
	if name == "" {
		return false
	}
	return p.guard(o, name, func() {
		text := p.callOn(o, name)[0].String()
		if p.sharp {
			fmt.Fprintf(&p.out, strings.ReplaceAll(p.formatOf('s'), "#", ""), text)
			return
		}
		p.leaf(text, verb)
	})
}

// has reports whether the type of o has a method of fmt's interfaces.
func (p *printer) has(o operand, name string, params int) bool {
	if o.t != nil {
		return hasTextMethod(o.t, name, params)
	}
	m, ok := formatInterfaces[name]
	return ok && o.v.CanInterface() && o.v.Type().Implements(m)
}

var formatInterfaces = map[string]reflect.Type{
	"Format": reflect.TypeFor[fmt.Formatter](), "GoString": reflect.TypeFor[fmt.GoStringer](),
	"Error": reflect.TypeFor[error](), "String": reflect.TypeFor[fmt.Stringer](),
}

// hasTextMethod reports whether a type has a method without results and that many parameters, or one that returns a
// string.
func hasTextMethod(t types.Type, name string, params int) bool {
	m, ok := findMethod(t, name)
	if !ok {
		return false
	}
	sig := m.obj.Type().(*types.Signature)
	if sig.Params().Len() != params {
		return false
	}
	if params > 0 {
		return sig.Results().Len() == 0
	}
	return sig.Results().Len() == 1 && types.Identical(sig.Results().At(0).Type(), types.Typ[types.String])
}

// hasOwnText reports whether fmt would ask a value of the type for its text.
func hasOwnText(t types.Type) bool {
	if types.IsInterface(t) {
		return false
	}
	for _, name := range []string{"Error", "String", "GoString"} {
		if hasTextMethod(t, name, 0) {
			return true
		}
	}
	return hasTextMethod(t, "Format", 2)
}

func (p *printer) callOn(o operand, name string, args ...reflect.Value) []reflect.Value {
	if o.t != nil {
		return p.env.callOn(o.v, o.t, name, args...)
	}
	return o.v.MethodByName(name).Call(args)
}

// callOn calls a method on a lowered value of type t.
func (e *Env) callOn(v reflect.Value, t types.Type, name string, args ...reflect.Value) []reflect.Value {
	m, _ := findMethod(t, name)
	return e.callMethod(m, v, args)
}

// printerState is the state of an operand inside another, which writes to the printer.
type printerState struct {
	fmt.State
	out *strings.Builder
}

func (s printerState) Write(text []byte) (int, error) { return s.out.Write(text) }

// guard prints by a method; a nil receiver whose method panics prints as <nil>.
func (p *printer) guard(o operand, name string, print func()) (done bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, ends := r.(asyncio.BaseException); ends || isForced(r) {
				panic(r)
			}
			done = true
			if o.v.Kind() == reflect.Pointer && o.v.IsNil() {
				p.out.WriteString("<nil>")
				return
			}
			fmt.Fprintf(&p.out, "%%!%c(PANIC=%s method: %v)", p.verb, name, Normalize(r))
		}
	}()
	print()
	return true
}

// entry is an entry of a map.
type entry struct{ key, value reflect.Value }

// sortedEntries returns the entries of a map in the order in which fmt prints them.
func sortedEntries(m reflect.Value) []entry {
	var list []entry
	for it := m.MapRange(); it.Next(); {
		list = append(list, entry{it.Key(), it.Value()})
	}
	sort.SliceStable(list, func(i, j int) bool { return compareKeys(list[i].key, list[j].key) < 0 })
	return list
}

func compareKeys(a, b reflect.Value) int {
	switch a.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return cmp.Compare(a.Int(), b.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return cmp.Compare(a.Uint(), b.Uint())
	case reflect.Float32, reflect.Float64:
		return cmp.Compare(a.Float(), b.Float())
	case reflect.Complex64, reflect.Complex128:
		x, y := a.Complex(), b.Complex()
		return cmp.Or(cmp.Compare(real(x), real(y)), cmp.Compare(imag(x), imag(y)))
	case reflect.String:
		return strings.Compare(a.String(), b.String())
	case reflect.Bool:
		return cmp.Compare(boolInt(a.Bool()), boolInt(b.Bool()))
	case reflect.Pointer, reflect.Chan, reflect.UnsafePointer:
		return cmp.Compare(a.Pointer(), b.Pointer())
	}
	return compareComposite(a, b)
}

func compareComposite(a, b reflect.Value) int {
	switch a.Kind() {
	case reflect.Struct:
		for i := range a.NumField() {
			if c := compareKeys(a.Field(i), b.Field(i)); c != 0 {
				return c
			}
		}
	case reflect.Array:
		for i := range a.Len() {
			if c := compareKeys(a.Index(i), b.Index(i)); c != 0 {
				return c
			}
		}
	case reflect.Interface:
		if a.IsNil() || b.IsNil() {
			return cmp.Compare(boolInt(!a.IsNil()), boolInt(!b.IsNil()))
		}
		if a.Elem().Type() == b.Elem().Type() {
			return compareKeys(a.Elem(), b.Elem())
		}
		return cmp.Compare(uintptr(typePointer(a.Elem().Type())), uintptr(typePointer(b.Elem().Type())))
	}
	return 0
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
