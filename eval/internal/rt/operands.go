package rt

import (
	"fmt"
	"reflect"
	"regexp"
	"runtime"
	"strings"
	"sync"
)

// Operands prepares the operands of a function of fmt that has no format: what may hold boxes is printed by us. It raises a
// StackOverflow when one contains itself.
func (e *Env) Operands(args []any) []any { return e.operands(args, false) }

// operands is Operands for a format; inside says that it may ask for what is inside a value that has a text of its own.
func (e *Env) operands(args []any, inside bool) []any {
	checkOperands(args)
	var out []any
	for i, a := range args {
		b := e.operand(a, inside)
		if _, same := b.(compiledOperand); !same {
			continue
		}
		if out == nil {
			out = append(out, args...)
		}
		out[i] = b
	}
	if out == nil {
		return args
	}
	return out
}

// Spaced is Operands for the functions that put spaces between operands that are not strings: a value of a named string
// type is one.
func (e *Env) Spaced(args []any) []any {
	args = e.Operands(args)
	copied := false
	for i, a := range args {
		if o := operandOf(a); o.t != nil && o.v.Kind() == reflect.String {
			if !copied {
				args, copied = append([]any(nil), args...), true
			}
			args[i] = fmt.Sprint(a)
		}
	}
	return args
}

// operand wraps a value of a compiled type that may hold boxes.
func (e *Env) operand(x any, inside bool) any {
	switch x.(type) {
	case nil, string, int, bool, float64, []byte, []int, []string, []float64, byte, rune, int64:
		return x
	}
	if _, ok := unbox(x); ok {
		return x
	}
	if t := reflect.TypeOf(x); holdsBoxes(t) && (!hasOwnFormat(t) || inside && !t.Implements(formatInterfaces["Format"])) {
		return compiledOperand{e, reflect.ValueOf(x)}
	}
	return x
}

// hasOwnFormat reports whether a compiled type has a method by which fmt prints it, whatever it holds.
func hasOwnFormat(t reflect.Type) bool {
	return t.Implements(formatInterfaces["Format"]) || t.Implements(formatInterfaces["Error"]) || t.Implements(formatInterfaces["String"])
}

var holding sync.Map // reflect.Type → bool

// holdsBoxes reports whether what is printed of a value of a compiled type may have boxes in it.
func holdsBoxes(t reflect.Type) bool {
	if known, ok := holding.Load(t); ok {
		return known.(bool)
	}
	holds := reachesInterface(t, true)
	holding.Store(t, holds)
	return holds
}

func reachesInterface(t reflect.Type, top bool) bool {
	switch t.Kind() {
	case reflect.Interface:
		return true
	case reflect.Slice, reflect.Array:
		return reachesInterface(t.Elem(), false)
	case reflect.Map:
		return reachesInterface(t.Key(), false) || reachesInterface(t.Elem(), false)
	case reflect.Pointer:
		return top && t.Elem().Kind() != reflect.Interface && t.Elem().Kind() != reflect.Pointer && reachesInterface(t.Elem(), false)
	case reflect.Struct:
		for i := range t.NumField() {
			if reachesInterface(t.Field(i).Type, false) {
				return true
			}
		}
	}
	return false
}

// Verbs prepares a format and its operands for package fmt: %T and %p, which fmt answers without asking the operand,
// become the text of their answer.
func (e *Env) Verbs(format string, args []any) (string, []any) {
	special := false
	for _, a := range args {
		if _, ok := unbox(a); ok {
			special = true
		} else if _, ok := a.(templateValue); ok {
			special = true
		} else if _, ok := ownErrorName(a); ok {
			special = true
		}
	}
	if special && strings.ContainsAny(format, "Tp") {
		format, args = e.replaceVerbs(format, args)
	}
	return e.withOperands(format, args)
}

// looksInside matches formats with verbs for which fmt asks no value for its text.
var looksInside = regexp.MustCompile(`#|%[^%a-zA-Z]*[bcdoOeEfFgGUt]`)

// withOperands wraps operands, but for a format that asks for the types of operands, or their addresses.
func (e *Env) withOperands(format string, args []any) (string, []any) {
	wrapped := e.operands(args, looksInside.MatchString(format) && !strings.Contains(format, "w"))
	if len(args) > 0 && &wrapped[0] != &args[0] && strings.ContainsAny(format, "Tp") {
		return e.replaceVerbs(format, wrapped)
	}
	return format, wrapped
}

// replaceVerbs replaces the verbs that are not for fmt by %s of their answer. The answer takes the place of the operand;
// where operands have numbers, and may serve several verbs, it becomes one more at the end.
func (e *Env) replaceVerbs(format string, args []any) (string, []any) {
	r := &verbReplacer{env: e, args: args, out: append([]any{}, args...), numbered: strings.Contains(format, "[")}
	for len(format) > 0 {
		n := strings.IndexByte(format, '%') + 1
		if n == 0 {
			n = len(format)
		}
		r.text.WriteString(format[:n])
		if format = format[n:]; format != "" {
			format = r.verb(format)
		}
	}
	return r.text.String(), r.out
}

type verbReplacer struct {
	env      *Env
	args     []any
	out      []any
	text     strings.Builder
	numbered bool
	arg      int  // the operand of the next verb
	moved    bool // fmt would take another for it
}

// verb copies flags and verb from the beginning of a format, and returns the rest.
func (r *verbReplacer) verb(format string) string {
	i := 0
	for ; i < len(format) && isFlag(format[i]); i++ {
		switch format[i] {
		case '*':
			r.arg++
		case '[':
			fmt.Sscanf(format[i:], "[%d]", &r.arg)
			r.arg--
			r.moved = false
		}
	}
	flags := format[:i]
	if i == len(format) || format[i] == '%' {
		r.text.WriteString(format[:min(i+1, len(format))])
		return format[min(i+1, len(format)):]
	}
	r.replace(flags, format[i])
	r.arg++
	return format[i+1:]
}

func (r *verbReplacer) replace(flags string, verb byte) {
	answer, ok := "", false
	if r.arg >= 0 && r.arg < len(r.args) && (verb == 'T' || verb == 'p') {
		answer, ok = r.env.answer(r.args[r.arg], verb)
	}
	switch {
	case ok && r.numbered:
		if n := strings.IndexByte(flags, '['); n >= 0 {
			flags = flags[:n]
		}
		r.out = append(r.out, answer)
		fmt.Fprintf(&r.text, "%s[%d]s", flags, len(r.out))
		r.moved = true
		return
	case ok:
		r.out[r.arg], verb = answer, 's'
	case r.moved:
		flags = fmt.Sprintf("%s[%d]", flags, r.arg+1)
	}
	r.moved = false
	r.text.WriteString(flags + string(verb))
}

// answer returns what fmt prints of a box, or another operand of ours, for %T or %p.
func (e *Env) answer(x any, verb byte) (string, bool) {
	var o operand
	if name, ok := ownErrorName(x); ok && verb == 'T' {
		return name, true
	}
	if v, ok := unbox(x); ok {
		o = operand{reflect.ValueOf(v.v), v.t.T}
	} else if t, ok := x.(templateValue); ok {
		o = t.o
	} else if c, ok := x.(compiledOperand); ok {
		o = operand{c.v, nil}
	} else {
		return "", false
	}
	if verb == 'T' {
		return o.typeName(), true
	}
	v := o.v
	if o.t != nil {
		v = e.under(v, o.t)
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Slice, reflect.Func, reflect.Chan, reflect.UnsafePointer:
		return fmt.Sprintf("%#x", v.Pointer()), true
	}
	return fmt.Sprintf("%%!p(%s=%v)", o.typeName(), x), true
}

// ownErrorName returns the name of the type that one of our run-time errors stands for.
func ownErrorName(x any) (string, bool) {
	err, ok := x.(runtime.Error)
	if !ok {
		return "", false
	}
	switch err.(type) {
	case *typeAssertionError:
		return "*runtime.TypeAssertionError", true
	case plainError:
		return "runtime.plainError", true
	case runtimeError:
		if text := err.Error(); strings.Contains(text, "out of range [") || strings.HasSuffix(text, "index out of range") || strings.Contains(text, "slice bounds") {
			return "runtime.boundsError", true
		}
		return "runtime.errorString", true
	}
	return "", false
}

func isFlag(c byte) bool {
	switch c {
	case '+', '-', '#', ' ', '.', '*', '[', ']':
		return true
	}
	return c >= '0' && c <= '9'
}
