package rt

import (
	"go/types"
	"strconv"
	"strings"
)

// TypeString returns the name of a type as %T prints it, with types of cells in package main.
func TypeString(t types.Type) string {
	n := &typeNamer{}
	n.write(t)
	return n.out.String()
}

// ArgumentString returns the name of a type as it stands among the type arguments of another.
func ArgumentString(t types.Type) string {
	n := &typeNamer{inArg: true}
	n.write(t)
	return n.out.String()
}

// typeNamer writes types as the compiler names them in its reflection data.
type typeNamer struct {
	out   strings.Builder
	inArg bool // inside type arguments, where packages are written by path
}

func (n *typeNamer) text(parts ...string) {
	for _, s := range parts {
		n.out.WriteString(s)
	}
}

func (n *typeNamer) write(t types.Type) {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		n.text(basicName(t))
	case *types.Named:
		n.named(t)
	case *types.Pointer:
		n.text("*")
		n.write(t.Elem())
	case *types.Slice:
		n.text("[]")
		n.write(t.Elem())
	case *types.Array:
		n.text("[", strconv.FormatInt(t.Len(), 10), "]")
		n.write(t.Elem())
	case *types.Map:
		n.text("map[")
		n.write(t.Key())
		n.text("]")
		n.write(t.Elem())
	case *types.Chan:
		n.channel(t)
	case *types.Signature:
		n.text("func")
		n.signature(t)
	case *types.Struct:
		n.structure(t)
	case *types.Interface:
		n.iface(t)
	default:
		n.text(t.String())
	}
}

// basicName returns the name of a basic type; byte and rune are other names of uint8 and int32.
func basicName(t *types.Basic) string {
	if int(t.Kind()) < len(types.Typ) && types.Typ[t.Kind()] != nil {
		return types.Typ[t.Kind()].Name()
	}
	return t.Name()
}

func (n *typeNamer) named(t *types.Named) {
	if pkg := t.Obj().Pkg(); pkg != nil {
		switch {
		case pkg.Path() == SessionPath:
			n.text("main.")
		case n.inArg:
			n.text(pkg.Path(), ".")
		default:
			n.text(pkg.Name(), ".")
		}
	}
	n.text(t.Obj().Name())
	if t.TypeArgs().Len() == 0 {
		return
	}
	outer := n.inArg
	n.inArg = true
	n.text("[")
	for i := range t.TypeArgs().Len() {
		if i > 0 {
			n.text(",")
		}
		n.write(t.TypeArgs().At(i))
	}
	n.text("]")
	n.inArg = outer
}

func (n *typeNamer) channel(t *types.Chan) {
	switch t.Dir() {
	case types.SendOnly:
		n.text("chan<- ")
	case types.RecvOnly:
		n.text("<-chan ")
	default:
		n.text("chan ")
		if inner, ok := t.Elem().(*types.Chan); ok && inner.Dir() == types.RecvOnly {
			n.text("(")
			n.write(inner)
			n.text(")")
			return
		}
	}
	n.write(t.Elem())
}

func (n *typeNamer) signature(t *types.Signature) {
	n.text("(")
	for i := range t.Params().Len() {
		if i > 0 {
			n.text(", ")
		}
		p := t.Params().At(i).Type()
		if s, ok := p.(*types.Slice); ok && t.Variadic() && i == t.Params().Len()-1 {
			n.text("...")
			p = s.Elem()
		}
		n.write(p)
	}
	n.text(")")
	switch results := t.Results(); results.Len() {
	case 0:
	case 1:
		n.text(" ")
		n.write(results.At(0).Type())
	default:
		n.text(" (")
		for i := range results.Len() {
			if i > 0 {
				n.text(", ")
			}
			n.write(results.At(i).Type())
		}
		n.text(")")
	}
}

func (n *typeNamer) structure(t *types.Struct) {
	n.text("struct {")
	for i := range t.NumFields() {
		if i > 0 {
			n.text(";")
		}
		n.text(" ")
		f := t.Field(i)
		if !f.Embedded() {
			if n.inArg && !f.Exported() {
				n.text("main.")
			}
			n.text(f.Name(), " ")
		}
		n.write(f.Type())
		if tag := t.Tag(i); tag != "" {
			n.text(" ", strconv.Quote(tag))
		}
	}
	if t.NumFields() > 0 {
		n.text(" ")
	}
	n.text("}")
}

func (n *typeNamer) iface(t *types.Interface) {
	n.text("interface {")
	for i := range t.NumMethods() {
		if i > 0 {
			n.text(";")
		}
		m := t.Method(i)
		n.text(" ")
		if !m.Exported() && m.Pkg() != nil {
			n.text(strings.Replace(m.Pkg().Name(), SessionName, "main", 1), ".")
		}
		n.text(m.Name())
		n.signature(m.Type().(*types.Signature))
	}
	if t.NumMethods() > 0 {
		n.text(" ")
	}
	n.text("}")
}

// IsBasic reports whether a value is a number, a string or the like, of whatever type.
func IsBasic(x any) bool {
	v, ok := unbox(x)
	if !ok {
		return false
	}
	_, basic := v.t.T.Underlying().(*types.Basic)
	return basic
}
