package rt

import (
	"encoding"
	"flag"
	"reflect"
)

// flagPatches stand for functions of package flag that compare the types of what they are given.
func (e *Env) flagPatches() map[string]any {
	return map[string]any{
		"TextVar": func(p encoding.TextUnmarshaler, name string, value encoding.TextMarshaler, usage string) {
			e.textVar(flag.CommandLine, p, name, value, usage)
		},
	}
}

// textVar is the method TextVar of *flag.FlagSet.
func (e *Env) textVar(f *flag.FlagSet, p encoding.TextUnmarshaler, name string, value encoding.TextMarshaler, usage string) {
	to, ok := unbox(p)
	if !ok {
		f.TextVar(p, name, value, usage)
		return
	}
	from, ok := unbox(value)
	pointer := reflect.ValueOf(to.v)
	if !ok || pointer.Kind() != reflect.Pointer {
		panic("variable value type must be a pointer")
	}
	v := reflect.ValueOf(from.v)
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if v.Type() != pointer.Type().Elem() {
		panic("default type does not match variable type: " + from.t.String() + " != " + TypeString(elem(to.t.T)))
	}
	pointer.Elem().Set(v)
	f.Var(&textFlag{p}, name, usage)
}

// textFlag is a flag whose value is a text.
type textFlag struct{ p encoding.TextUnmarshaler }

// Set implements flag.Value.
func (f *textFlag) Set(s string) error { return f.p.UnmarshalText([]byte(s)) }

// Get implements flag.Getter.
func (f *textFlag) Get() any { return f.p }

// String implements flag.Value.
func (f *textFlag) String() string {
	if m, ok := f.p.(encoding.TextMarshaler); ok {
		if text, err := m.MarshalText(); err == nil {
			return string(text)
		}
	}
	return ""
}
