package rt

import (
	"errors"
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
		} else if as, ok := x.(interface{ As(any) bool }); ok {
			found = as.As(target)
		}
		return !found
	})
	return found
}
