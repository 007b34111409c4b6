// Package natives has the compiled methods by which values of cells implement the interfaces of Go's library.
//
// Each entry of the table is a type of the form of rt.Value with one method, which calls the method of that name of the
// value. The types that package rt gives boxes are put together of them.
package natives

import (
	"reflect"

	"goasync/eval/internal/rt"
)

//go:generate go run goasync/eval/internal/gen natives

// Method returns the type that has the method of a key (see rt.MethodKey); nil when no interface of the library asks for it.
func Method(key string) reflect.Type { return table[key] }

// in returns an argument, of the type of its parameter.
func in[T any](p *T) reflect.Value { return reflect.ValueOf(p).Elem() }

// out returns a result.
func out[T any](v reflect.Value) (x T) {
	reflect.ValueOf(&x).Elem().Set(v)
	return x
}

var _ = rt.Value.Native
