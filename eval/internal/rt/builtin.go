package rt

import (
	"fmt"
	"io"
	"math"
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
		return printedFloat(v.Float())
	case reflect.Complex64, reflect.Complex128:
		c := v.Complex()
		return "(" + printedFloat(real(c)) + printedFloat(imag(c)) + "i)"
	case reflect.Pointer, reflect.Map, reflect.Chan, reflect.Func, reflect.UnsafePointer:
		return fmt.Sprintf("%#x", v.Pointer())
	case reflect.Slice:
		return fmt.Sprintf("[%d/%d]%#x", v.Len(), v.Cap(), v.Pointer())
	}
	return fmt.Sprint(a)
}

func printedFloat(x float64) string {
	switch {
	case math.IsNaN(x):
		return "NaN"
	case math.IsInf(x, 1):
		return "+Inf"
	case math.IsInf(x, -1):
		return "-Inf"
	}
	s := strconv.FormatFloat(x, 'e', 6, 64)
	if s[0] != '-' {
		s = "+" + s
	}
	exponent := s[len(s)-3:]
	if exponent[0] == '+' || exponent[0] == '-' { // three digits, as the run-time system prints them
		s = s[:len(s)-2] + "0" + s[len(s)-2:]
	}
	return s
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
