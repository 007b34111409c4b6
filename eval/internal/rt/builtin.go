package rt

import (
	"fmt"
	"io"
	"reflect"
	"strconv"
)

// print is the predeclared print; it writes to the cell's standard error.
func (e *Env) print(args ...any) {
	for _, a := range args {
		io.WriteString(e.Stderr(), printed(a))
	}
}

// println is the predeclared println.
func (e *Env) println(args ...any) {
	var line []byte
	for i, a := range args {
		if i > 0 {
			line = append(line, ' ')
		}
		line = append(line, printed(a)...)
	}
	e.Stderr().Write(append(line, '\n'))
}

// interfaceWords is the text that print shows for an interface value.
type interfaceWords string

// words describes an interface value by the addresses of its type and its value, as print does. The value is told from
// others, no more.
func words(x any) interfaceWords {
	if x == nil {
		return "(0x0,0x0)"
	}
	if v, ok := unbox(x); ok {
		return interfaceWords(fmt.Sprintf("(%p,%#x)", v.t, address(v.v)))
	}
	return interfaceWords(fmt.Sprintf("(%#x,%#x)", reflect.ValueOf(reflect.TypeOf(x)).Pointer(), address(x)))
}

func address(x any) uintptr {
	switch v := reflect.ValueOf(x); v.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Chan, reflect.Func, reflect.UnsafePointer:
		return v.Pointer()
	}
	return reflect.ValueOf(&x).Pointer()
}

// printed formats an operand of print as the compiler's run-time system does.
func printed(a any) string {
	if v, ok := unbox(a); ok {
		a = v.v
	}
	v := reflect.ValueOf(a)
	switch v.Kind() {
	case reflect.Invalid:
		return "nil"
	case reflect.Float32, reflect.Float64:
		return strconv.FormatFloat(v.Float(), 'g', -1, v.Type().Bits())
	case reflect.Complex64, reflect.Complex128:
		return strconv.FormatComplex(v.Complex(), 'g', -1, v.Type().Bits())
	case reflect.Pointer, reflect.Map, reflect.Chan, reflect.Func, reflect.UnsafePointer:
		return fmt.Sprintf("%#x", v.Pointer())
	case reflect.Slice:
		return fmt.Sprintf("[%d/%d]%#x", v.Len(), v.Cap(), v.Pointer())
	}
	return fmt.Sprint(a)
}

// clearValue is clear.
func clearValue(x any) {
	if v, ok := unbox(x); ok {
		x = v.v
	}
	reflect.ValueOf(x).Clear()
}

func minFloat(xs ...float64) float64 {
	m := xs[0]
	for _, x := range xs[1:] {
		m = min(m, x)
	}
	return m
}

func maxFloat(xs ...float64) float64 {
	m := xs[0]
	for _, x := range xs[1:] {
		m = max(m, x)
	}
	return m
}

// runes returns the code points of a string as range has them: an invalid byte is one.
func runes(s string) []rune { return []rune(s) }

// offsets returns where the code points of a string begin.
func offsets(s string) []int {
	out := make([]int, 0, len(s))
	for i := range s {
		out = append(out, i)
	}
	return out
}

func runesAt(s string) ([]rune, []int) { return []rune(s), offsets(s) }
