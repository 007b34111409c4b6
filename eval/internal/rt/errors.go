package rt

import (
	"errors"
	"fmt"
	"go/types"
	"reflect"
)

// ErrorsIs is errors.Is for errors of cells, which compare as their values do.
func (e *Env) ErrorsIs(err, target error) bool {
	if err == nil || target == nil {
		return err == target
	}
	found := false
	walkErrors(err, func(x error) bool {
		found = sameError(x, target)
		if is, ok := x.(interface{ Is(error) bool }); ok && !found {
			found = is.Is(target)
		}
		return !found
	})
	return found
}

// sameError compares errors; uncomparable ones are different.
func sameError(a, b error) (same bool) {
	defer func() {
		if recover() != nil {
			same = false
		}
	}()
	return equal(a, b)
}

// walkErrors visits an error and what it wraps, depth first, until visit returns false.
func walkErrors(err error, visit func(error) bool) bool {
	if err == nil {
		return true
	}
	if !visit(err) {
		return false
	}
	switch x := err.(type) {
	case errorValue:
		for _, inner := range x.wrapped() {
			if !walkErrors(inner, visit) {
				return false
			}
		}
	case interface{ Unwrap() error }:
		return walkErrors(x.Unwrap(), visit)
	case interface{ Unwrap() []error }:
		for _, inner := range x.Unwrap() {
			if !walkErrors(inner, visit) {
				return false
			}
		}
	}
	return true
}

// wrapped returns what an error of a cell wraps, by either form of Unwrap.
func (v errorValue) wrapped() []error {
	if _, ok := v.method("Unwrap"); !ok {
		return nil
	}
	switch x := v.call("Unwrap", nil)[0].Interface().(type) {
	case error:
		return []error{x}
	case []error:
		return x
	}
	return nil
}

// ErrorsAs is errors.As. The target is a pointer to a variable of a type of a cell, boxed, or of a compiled type.
func (e *Env) ErrorsAs(err error, target any) bool {
	v, ok := unbox(target)
	if !ok {
		return errors.As(err, target)
	}
	p, ok := v.t.T.Underlying().(*types.Pointer)
	if !ok || reflect.ValueOf(v.v).IsNil() {
		panic("errors: target must be a non-nil pointer")
	}
	found := false
	walkErrors(err, func(x error) bool {
		if e.matches(x, p.Elem()) {
			reflect.ValueOf(v.v).Elem().Set(e.extract(x, p.Elem()))
			found = true
		} else if ev, ok := x.(errorValue); ok {
			found = ev.as(target)
		} else if as, ok := x.(interface{ As(any) bool }); ok {
			found = as.As(target)
		}
		return !found
	})
	return found
}

func (v errorValue) as(target any) bool {
	m, ok := v.method("As")
	if !ok || m.obj.Type().(*types.Signature).Params().Len() != 1 {
		return false
	}
	arg := reflect.New(anyReflect).Elem()
	arg.Set(reflect.ValueOf(target))
	return v.call("As", []reflect.Value{arg})[0].Bool()
}

// Verbs prepares a format and its operands for package fmt: %T of a boxed value, which fmt does not ask it about,
// becomes the name of its type.
func Verbs(format string, args []any) (string, []any) {
	boxed := false
	for _, a := range args {
		if _, ok := unbox(a); ok {
			boxed = true
		}
	}
	if !boxed {
		return format, args
	}
	return replaceTypeVerbs(format, args)
}

func replaceTypeVerbs(format string, args []any) (string, []any) {
	text := []byte(format)
	out := append([]any{}, args...)
	arg := 0
	for i := 0; i < len(text); i++ {
		if text[i] != '%' {
			continue
		}
		for i++; i < len(text) && isFlag(text[i]); i++ {
			if text[i] == '*' {
				arg++
			}
			if text[i] == '[' {
				n := 0
				fmt.Sscanf(format[i:], "[%d]", &n)
				arg = n - 1
			}
		}
		if i >= len(text) || text[i] == '%' {
			continue
		}
		if text[i] == 'T' && arg >= 0 && arg < len(out) {
			if v, ok := unbox(out[arg]); ok {
				out[arg], text[i] = v.t.String(), 's'
			}
		}
		arg++
	}
	return string(text), out
}

func isFlag(c byte) bool {
	switch c {
	case '+', '-', '#', ' ', '.', '*', '[', ']':
		return true
	}
	return c >= '0' && c <= '9'
}
