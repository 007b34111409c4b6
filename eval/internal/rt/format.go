package rt

import (
	"fmt"
	"go/types"
	"io"
	"reflect"
	"sort"
	"strconv"
	"strings"
)

// Printing of values by the checker's types, as package fmt prints values of compiled types.

// Format implements fmt.Formatter.
func (v Value) Format(s fmt.State, verb rune) {
	p := &printer{env: v.t.env, state: s, verb: verb, plus: s.Flag('+'), sharp: s.Flag('#')}
	p.value(reflect.ValueOf(v.v), v.t.T, 0)
	width, padded := s.Width()
	text := p.out.String()
	if !padded || !p.whole {
		io.WriteString(s, text)
		return
	}
	if s.Flag('-') {
		width = -width
	}
	fmt.Fprintf(s, "%*s", width, text)
}

// printer prints one operand.
type printer struct {
	env         *Env
	state       fmt.State
	verb        rune
	plus, sharp bool
	whole       bool // the text came from a method and is padded as a whole
	out         strings.Builder
}

// value prints v of type t. depth is 0 for the operand itself.
func (p *printer) value(v reflect.Value, t types.Type, depth int) {
	if p.method(v, t, depth) {
		return
	}
	named := TypeString(t)
	v = p.env.under(v, t)
	switch u := t.Underlying().(type) {
	case *types.Struct:
		p.structure(v, u, named, depth)
	case *types.Slice:
		p.list(v, u.Elem(), named, depth, v.IsNil())
	case *types.Array:
		p.list(v, u.Elem(), named, depth, false)
	case *types.Map:
		p.mapping(v, u, named, depth)
	case *types.Pointer:
		p.pointer(v, u, named, depth)
	case *types.Interface:
		p.iface(v, named, depth)
	case *types.Signature, *types.Chan:
		p.reference(v, named)
	default:
		p.leaf(v.Interface())
	}
}

// method prints v by its own Format, Error, String or GoString, and reports whether it has the right one.
func (p *printer) method(v reflect.Value, t types.Type, depth int) bool {
	if types.IsInterface(t) || p.verb == 'T' || p.verb == 'p' {
		return false
	}
	name := ""
	switch {
	case p.hasMethod(t, "Format", 2):
		return p.guard(v, "Format", func() string {
			state := fmt.State(printerState{p.state, &p.out})
			p.env.callOn(v, t, "Format", reflect.ValueOf(&state).Elem(), reflect.ValueOf(p.verb))
			return ""
		})
	case p.sharp:
		if p.verb == 'v' && p.hasMethod(t, "GoString", 0) {
			name = "GoString"
		}
	case !strings.ContainsRune("vsxXq", p.verb):
	case p.hasMethod(t, "Error", 0):
		name = "Error"
	case p.hasMethod(t, "String", 0):
		name = "String"
	}
	if name == "" {
		return false
	}
	if depth == 0 {
		p.whole = true
	}
	return p.guard(v, name, func() string {
		text := p.env.callOn(v, t, name)[0].String()
		if p.verb == 'q' || p.verb == 'x' || p.verb == 'X' {
			return fmt.Sprintf("%"+string(p.verb), text)
		}
		return text
	})
}

// printerState is the state of an operand inside another, which writes to the printer.
type printerState struct {
	fmt.State
	out *strings.Builder
}

func (s printerState) Write(text []byte) (int, error) { return s.out.Write(text) }

// guard prints the text of a method; a nil receiver whose method panics prints as <nil>.
func (p *printer) guard(v reflect.Value, name string, text func() string) (done bool) {
	defer func() {
		if r := recover(); r != nil {
			done = true
			if v.Kind() == reflect.Pointer && v.IsNil() {
				p.out.WriteString("<nil>")
				return
			}
			fmt.Fprintf(&p.out, "%%!%c(PANIC=%s method: %v)", p.verb, name, Normalize(r))
		}
	}()
	p.out.WriteString(text())
	return true
}

func (p *printer) hasMethod(t types.Type, name string, params int) bool {
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

// callOn calls a method on a lowered value of type t.
func (e *Env) callOn(v reflect.Value, t types.Type, name string, args ...reflect.Value) []reflect.Value {
	m, _ := findMethod(t, name)
	return e.callMethod(m, v, args)
}

func (p *printer) structure(v reflect.Value, t *types.Struct, named string, depth int) {
	if p.sharp {
		p.out.WriteString(named)
	}
	p.out.WriteByte('{')
	for i := range t.NumFields() {
		if i > 0 {
			p.separate()
		}
		if p.plus || p.sharp {
			p.out.WriteString(t.Field(i).Name() + ":")
		}
		p.field(v.Field(i), t.Field(i), depth+1)
	}
	p.out.WriteByte('}')
}

func (p *printer) separate() {
	if p.sharp {
		p.out.WriteString(", ")
	} else {
		p.out.WriteByte(' ')
	}
}

// field prints a field; methods of unexported ones are not called, as reflection may not.
func (p *printer) field(v reflect.Value, f *types.Var, depth int) {
	if f.Exported() || !p.hasOwnText(f.Type()) {
		p.value(v, f.Type(), depth)
		return
	}
	p.value(v, f.Type().Underlying(), depth)
}

func (p *printer) hasOwnText(t types.Type) bool {
	if types.IsInterface(t) {
		return false
	}
	for _, name := range []string{"Error", "String", "GoString"} {
		if p.hasMethod(t, name, 0) {
			return true
		}
	}
	return p.hasMethod(t, "Format", 2)
}

func (p *printer) list(v reflect.Value, elem types.Type, named string, depth int, isNil bool) {
	if b, ok := elem.Underlying().(*types.Basic); ok && b.Kind() == types.Uint8 && strings.ContainsRune("sqxX", p.verb) {
		p.leaf(v.Interface())
		return
	}
	open, end := byte('['), byte(']')
	if p.sharp {
		p.out.WriteString(named)
		if isNil {
			p.out.WriteString("(nil)")
			return
		}
		open, end = '{', '}'
	}
	p.out.WriteByte(open)
	for i := range v.Len() {
		if i > 0 {
			p.separate()
		}
		p.value(v.Index(i), elem, depth+1)
	}
	p.out.WriteByte(end)
}

func (p *printer) mapping(v reflect.Value, t *types.Map, named string, depth int) {
	if p.sharp {
		p.out.WriteString(named)
		if v.IsNil() {
			p.out.WriteString("(nil)")
			return
		}
		p.out.WriteByte('{')
	} else {
		p.out.WriteString("map[")
	}
	for i, k := range sortedKeys(v) {
		if i > 0 {
			p.separate()
		}
		p.value(k, t.Key(), depth+1)
		p.out.WriteByte(':')
		p.value(v.MapIndex(k), t.Elem(), depth+1)
	}
	if p.sharp {
		p.out.WriteByte('}')
	} else {
		p.out.WriteByte(']')
	}
}

// sortedKeys returns the keys of a map in the order that fmt prints them.
func sortedKeys(v reflect.Value) []reflect.Value {
	keys := v.MapKeys()
	sort.SliceStable(keys, func(i, j int) bool { return lessKey(keys[i], keys[j]) })
	return keys
}

func lessKey(a, b reflect.Value) bool {
	switch a.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return a.Int() < b.Int()
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return a.Uint() < b.Uint()
	case reflect.Float32, reflect.Float64:
		return a.Float() < b.Float()
	case reflect.String:
		return a.String() < b.String()
	case reflect.Bool:
		return !a.Bool() && b.Bool()
	case reflect.Struct:
		for i := range a.NumField() {
			if lessKey(a.Field(i), b.Field(i)) {
				return true
			}
			if lessKey(b.Field(i), a.Field(i)) {
				return false
			}
		}
	case reflect.Array:
		for i := range a.Len() {
			if lessKey(a.Index(i), b.Index(i)) {
				return true
			}
			if lessKey(b.Index(i), a.Index(i)) {
				return false
			}
		}
	case reflect.Interface:
		if !a.IsNil() && !b.IsNil() && a.Elem().Kind() == b.Elem().Kind() {
			return lessKey(a.Elem(), b.Elem())
		}
	case reflect.Pointer, reflect.Chan:
		return a.Pointer() < b.Pointer()
	}
	return false
}

func (p *printer) pointer(v reflect.Value, t *types.Pointer, named string, depth int) {
	if depth == 0 && !v.IsNil() && strings.ContainsRune("vs", p.verb) {
		switch t.Elem().Underlying().(type) {
		case *types.Struct, *types.Slice, *types.Array, *types.Map:
			p.out.WriteByte('&')
			p.value(v.Elem(), t.Elem(), depth+1)
			return
		}
	}
	p.reference(v, named)
}

// reference prints a pointer, function or channel.
func (p *printer) reference(v reflect.Value, named string) {
	switch {
	case p.sharp && v.IsNil():
		fmt.Fprintf(&p.out, "(%s)(nil)", named)
	case p.sharp:
		fmt.Fprintf(&p.out, "(%s)(%#x)", named, v.Pointer())
	case p.verb == 'v' && v.IsNil():
		p.out.WriteString("<nil>")
	case p.verb == 'v' || p.verb == 'p':
		fmt.Fprintf(&p.out, "%#x", v.Pointer())
	case p.verb == 's':
		fmt.Fprintf(&p.out, "%%!s(%s=%#x)", named, v.Pointer())
	default:
		p.leaf(v.Pointer())
	}
}

func (p *printer) iface(v reflect.Value, named string, depth int) {
	switch {
	case v.IsNil() && p.sharp:
		p.out.WriteString(strings.ReplaceAll(named, "any", "interface {}") + "(nil)")
	case v.IsNil():
		p.out.WriteString("<nil>")
	default:
		x := v.Interface()
		if b, ok := unbox(x); ok {
			p.value(reflect.ValueOf(b.v), b.t.T, depth)
			return
		}
		p.leaf(x)
	}
}

// leaf prints a native value with the flags of the operand.
func (p *printer) leaf(x any) {
	format := strings.Builder{}
	format.WriteByte('%')
	for _, c := range "+-# 0" {
		if p.state.Flag(int(c)) {
			format.WriteRune(c)
		}
	}
	if w, ok := p.state.Width(); ok {
		format.WriteString(strconv.Itoa(w))
	}
	if n, ok := p.state.Precision(); ok {
		format.WriteString("." + strconv.Itoa(n))
	}
	format.WriteRune(p.verb)
	fmt.Fprintf(&p.out, format.String(), x)
}
