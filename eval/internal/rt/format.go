package rt

import (
	"fmt"
	"go/types"
	"io"
	"reflect"
	"strings"
)

// Printing of values by the checker's types, as package fmt prints values of compiled types: kind by kind, with the
// methods that it would find. What has neither parts nor methods is left to fmt itself.

// Format implements fmt.Formatter.
func (v Value) Format(s fmt.State, verb rune) {
	printOperand(v.t.env, s, verb, operand{reflect.ValueOf(v.v), v.t.T})
}

// A compiledOperand is a value of a compiled type that may hold boxes, such as []any, on its way to fmt.
type compiledOperand struct {
	env *Env
	v   reflect.Value
}

// Format implements fmt.Formatter.
func (c compiledOperand) Format(s fmt.State, verb rune) {
	printOperand(c.env, s, verb, operand{c.v, nil})
}

func printOperand(env *Env, s fmt.State, verb rune, o operand) {
	p := &printer{env: env, state: s, verb: verb, plus: verb == 'v' && s.Flag('+'), sharp: verb == 'v' && s.Flag('#')}
	p.arg(o)
	io.WriteString(s, p.out.String())
}

// An operand is a lowered value of a type; of a compiled type when that is nil.
type operand struct {
	v reflect.Value
	t types.Type
}

// typeName names the type as fmt does.
func (o operand) typeName() string {
	switch {
	case o.t == nil:
		return nameTypes(o.v.Type().String())
	case TypeString(o.t) == "any":
		return "interface {}"
	}
	return TypeString(o.t)
}

// held returns what an interface holds.
func (o operand) held() operand {
	if o.v.CanInterface() {
		if b, ok := unbox(o.v.Interface()); ok {
			return operand{reflect.ValueOf(b.v), b.t.T}
		}
	}
	if isBoxType(o.v.Elem().Type()) {
		b := boxIn(o.v.Elem())
		return operand{reflect.ValueOf(b.v), b.t.T}
	}
	return operand{o.v.Elem(), nil}
}

// part returns an operand inside another; t is nil where the other's type is compiled.
func part(v reflect.Value, t types.Type) operand { return operand{v, t} }

// elem returns the type of the elements of o, nil when it is compiled.
func (o operand) elem() types.Type {
	if o.t == nil {
		return nil
	}
	if s, ok := o.t.Underlying().(interface{ Elem() types.Type }); ok {
		return s.Elem()
	}
	return nil
}

// key returns the type of the keys of a map.
func (o operand) key() types.Type {
	if o.t == nil {
		return nil
	}
	return o.t.Underlying().(*types.Map).Key()
}

// printer prints one operand of a call of fmt.
type printer struct {
	env         *Env
	state       fmt.State
	verb        rune
	plus, sharp bool   // %+v, %#v
	access      access // to the value being printed
	erroring    bool   // a wrong verb is being reported
	out         strings.Builder
}

// access says whether the methods of a value can be called, which reflection knows by the fields that led to it.
type access int

const (
	open     access = iota
	embedded        // an embedded field that is not exported: the fields in it may be
	closed          // another field that is not exported, or something in it
)

// inside returns the access to an element of, or what is behind, a value.
func (a access) inside() access {
	if a == open {
		return open
	}
	return closed
}

// field returns the access to a field of a struct.
func (a access) field(exported, isEmbedded bool) access {
	switch {
	case a == closed, !exported && !isEmbedded:
		return closed
	case !exported:
		return embedded
	}
	return open
}

// arg prints the operand itself.
func (p *printer) arg(o operand) {
	if !p.method(o) {
		p.value(o, 0)
	}
}

// value prints what is depth levels inside the operand.
func (p *printer) value(o operand, depth int) {
	if depth > 0 && p.access == open && p.method(o) {
		return
	}
	if o.t != nil {
		o.v = p.env.under(o.v, o.t)
	}
	switch o.v.Kind() {
	case reflect.Struct:
		p.structure(o, depth)
	case reflect.Slice, reflect.Array:
		p.list(o, depth)
	case reflect.Map:
		p.mapping(o, depth)
	case reflect.Pointer:
		p.pointer(o, depth)
	case reflect.Interface:
		p.iface(o, depth)
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
		p.reference(o)
	default:
		p.basic(o)
	}
}

// inside prints an element of an operand, or what is behind it.
func (p *printer) inside(o operand, depth int) {
	outer := p.access
	p.access = outer.inside()
	p.value(o, depth+1)
	p.access = outer
}

func (p *printer) structure(o operand, depth int) {
	if p.sharp {
		p.out.WriteString(o.typeName())
	}
	p.out.WriteByte('{')
	for i := range o.v.NumField() {
		if i > 0 {
			p.separate()
		}
		name, f, exported, isEmbedded := o.field(i)
		if p.plus || p.sharp {
			p.out.WriteString(name + ":")
		}
		outer := p.access
		p.access = outer.field(exported, isEmbedded)
		if f.v.Kind() == reflect.Interface && !f.v.IsNil() {
			f, p.access = f.held(), p.access.inside()
		}
		p.value(f, depth+1)
		p.access = outer
	}
	p.out.WriteByte('}')
}

// field returns field i of a struct.
func (o operand) field(i int) (name string, f operand, exported, isEmbedded bool) {
	if o.t == nil {
		sf := o.v.Type().Field(i)
		return sf.Name, part(o.v.Field(i), nil), sf.IsExported(), sf.Anonymous
	}
	v := o.t.Underlying().(*types.Struct).Field(i)
	return v.Name(), part(o.v.Field(i), v.Type()), v.Exported(), v.Embedded()
}

func (p *printer) separate() {
	if p.sharp {
		p.out.WriteString(", ")
	} else {
		p.out.WriteByte(' ')
	}
}

func (p *printer) list(o operand, depth int) {
	if o.v.Type().Elem().Kind() == reflect.Uint8 && strings.ContainsRune("sqxX", p.verb) {
		p.leaf(bytesOf(o.v), p.verb)
		return
	}
	first, end := byte('['), byte(']')
	if p.sharp {
		p.out.WriteString(o.typeName())
		if o.v.Kind() == reflect.Slice && o.v.IsNil() {
			p.out.WriteString("(nil)")
			return
		}
		first, end = '{', '}'
	}
	p.out.WriteByte(first)
	for i := range o.v.Len() {
		if i > 0 {
			p.separate()
		}
		p.inside(part(o.v.Index(i), o.elem()), depth)
	}
	p.out.WriteByte(end)
}

// bytesOf copies a slice or array of bytes.
func bytesOf(v reflect.Value) []byte {
	b := make([]byte, v.Len())
	for i := range b {
		b[i] = byte(v.Index(i).Uint())
	}
	return b
}

func (p *printer) mapping(o operand, depth int) {
	end := "]"
	if p.sharp {
		p.out.WriteString(o.typeName())
		if o.v.IsNil() {
			p.out.WriteString("(nil)")
			return
		}
		p.out.WriteByte('{')
		end = "}"
	} else {
		p.out.WriteString("map[")
	}
	for i, e := range sortedEntries(o.v) {
		if i > 0 {
			p.separate()
		}
		p.inside(part(e.key, o.key()), depth)
		p.out.WriteByte(':')
		p.inside(part(e.value, o.elem()), depth)
	}
	p.out.WriteString(end)
}

func (p *printer) pointer(o operand, depth int) {
	if depth == 0 && !o.v.IsNil() {
		elem := part(o.v.Elem(), o.elem())
		kind := elem.v.Kind()
		if elem.t != nil {
			kind = p.env.under(elem.v, elem.t).Kind()
		}
		switch kind {
		case reflect.Struct, reflect.Slice, reflect.Array, reflect.Map:
			p.out.WriteByte('&')
			p.inside(elem, depth)
			return
		}
	}
	p.reference(o)
}

func (p *printer) iface(o operand, depth int) {
	switch {
	case !o.v.IsNil():
		p.inside(o.held(), depth)
	case p.sharp:
		p.out.WriteString(o.typeName() + "(nil)")
	default:
		p.out.WriteString("<nil>")
	}
}

// reference prints a pointer, function or channel.
func (p *printer) reference(o operand) {
	switch {
	case p.sharp && o.v.IsNil():
		p.out.WriteString("(" + o.typeName() + ")(nil)")
	case p.sharp:
		fmt.Fprintf(&p.out, "(%s)(%#x)", o.typeName(), o.v.Pointer())
	case strings.ContainsRune("vpbodxX", p.verb):
		p.leaf(o.v.UnsafePointer(), p.verb)
	default:
		p.badVerb(o)
	}
}

// verbsOf are the verbs for basic kinds.
var verbsOf = map[reflect.Kind]string{
	reflect.Bool: "vt", reflect.String: "vsxXq",
	reflect.Int: integerVerbs, reflect.Int8: integerVerbs, reflect.Int16: integerVerbs, reflect.Int32: integerVerbs, reflect.Int64: integerVerbs,
	reflect.Uint: integerVerbs, reflect.Uint8: integerVerbs, reflect.Uint16: integerVerbs, reflect.Uint32: integerVerbs, reflect.Uint64: integerVerbs,
	reflect.Uintptr: integerVerbs,
	reflect.Float32: floatVerbs, reflect.Float64: floatVerbs, reflect.Complex64: floatVerbs, reflect.Complex128: floatVerbs,
}

const (
	integerVerbs = "vdboOxXcqU"
	floatVerbs   = "vbgGxXfFeE"
)

func (p *printer) basic(o operand) {
	if !strings.ContainsRune(verbsOf[o.v.Kind()], p.verb) {
		p.badVerb(o)
		return
	}
	p.leaf(plainBasic(readable(o.v)), p.verb)
}

// plainBasic returns a value of a basic kind as one of the basic type.
func plainBasic(v reflect.Value) any {
	r, ok := kindTypes[v.Kind()]
	if !ok {
		return v.Interface()
	}
	return v.Convert(r).Interface()
}

// badVerb reports that a part of the operand cannot be printed with the verb.
func (p *printer) badVerb(o operand) {
	verb := p.verb
	p.erroring = true
	fmt.Fprintf(&p.out, "%%!%c(%s=", verb, o.typeName())
	p.verb = 'v'
	p.value(o, 0)
	p.verb = verb
	p.out.WriteByte(')')
	p.erroring = false
}

// leaf prints a value of a compiled type with the flags of the operand.
func (p *printer) leaf(x any, verb rune) {
	fmt.Fprintf(&p.out, p.formatOf(verb), x)
}

// formatOf returns the format of the operand with another verb.
func (p *printer) formatOf(verb rune) string { return fmt.FormatString(p.state, verb) }
