package rt

import (
	"database/sql"
	"database/sql/driver"
	"fmt"
	"go/types"
	"reflect"
)

// Package database/sql converts arguments by the methods and the kinds of their types. A box has the method for it, so that
// drivers, which are written in cells, are shown the box first.

// Value implements driver.Valuer: what the value's own method says, else what the value is to package driver.
func (v Value) Value() (driver.Value, error) {
	r := v.t.env.under(reflect.ValueOf(v.v), v.t.T)
	if r.Kind() == reflect.Pointer && r.IsNil() {
		if own, ok := v.method("Value"); !ok || !pointerReceiver(own.obj) {
			return nil, nil
		}
	}
	if _, ok := findMethod(v.t.T, "Value"); ok {
		out := v.Native("Value")
		err, _ := out[1].Interface().(error)
		return out[0].Interface(), err
	}
	if r.Kind() == reflect.Pointer {
		return driver.DefaultParameterConverter.ConvertValue(v.t.env.inAny(r.Elem(), elem(v.t.T)))
	}
	switch r.Kind() {
	case reflect.Struct, reflect.Map, reflect.Func, reflect.Chan, reflect.Array:
		return nil, fmt.Errorf("unsupported type %s, a %s", v.t, r.Kind())
	case reflect.Slice:
		if r.Type().Elem().Kind() != reflect.Uint8 {
			return nil, fmt.Errorf("unsupported type %s, a slice of %s", v.t, r.Type().Elem().Kind())
		}
	}
	return driver.DefaultParameterConverter.ConvertValue(r.Interface())
}

// scanned returns the variables that a query scans into: one of a type of a cell without a method Scan is what it is
// represented by.
func scanned(dest []any) []any {
	out := make([]any, len(dest))
	for i, d := range dest {
		if _, ok := d.(sql.Scanner); ok {
			out[i] = d
		} else {
			out[i] = opened(d)
		}
	}
	return out
}

// scanPatch returns the function for a method Scan of package database/sql.
func scanPatch(recv reflect.Type) any {
	switch recv {
	case reflect.TypeFor[*sql.Rows]():
		return func(r *sql.Rows, dest ...any) error { return r.Scan(scanned(dest)...) }
	case reflect.TypeFor[*sql.Row]():
		return func(r *sql.Row, dest ...any) error { return r.Scan(scanned(dest)...) }
	}
	return nil
}

// pointerReceiver reports whether a method is declared on a pointer.
func pointerReceiver(m *types.Func) bool {
	_, ok := types.Unalias(m.Signature().Recv().Type()).(*types.Pointer)
	return ok
}
