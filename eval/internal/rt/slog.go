package rt

import (
	"fmt"
	"log/slog"
	"reflect"
)

// Package log/slog asks the values of attributes for methods. A box says by LogValue what to log in its place: what the
// value's own method says, or itself with the methods that it has.

// LogValue implements slog.LogValuer.
func (v Value) LogValue() slog.Value {
	switch {
	case v.hasMethod("LogValue"):
		if out := v.call("LogValue", nil); len(out) == 1 && out[0].Type() == reflect.TypeFor[slog.Value]() {
			return out[0].Interface().(slog.Value)
		}
	case v.t.isError:
		return slog.AnyValue(loggedError{logged{v}})
	case v.hasMethod("MarshalText"):
		return slog.AnyValue(loggedText{logged{v}})
	}
	return slog.AnyValue(logged{v})
}

func (v Value) hasMethod(name string) bool {
	_, ok := v.method(name)
	return ok
}

// logged is a value without LogValue.
type logged struct{ v Value }

// Format implements fmt.Formatter.
func (l logged) Format(s fmt.State, verb rune) { l.v.Format(s, verb) }

// MarshalJSON implements json.Marshaler.
func (l logged) MarshalJSON() ([]byte, error) { return l.v.MarshalJSON() }

// loggedText is a value with a text of its own.
type loggedText struct{ logged }

// MarshalText implements encoding.TextMarshaler.
func (l loggedText) MarshalText() ([]byte, error) {
	return l.v.t.env.text(reflect.ValueOf(l.v.v), l.v.t.T, "MarshalText")
}

// loggedError is a value that is an error.
type loggedError struct{ logged }

// Error implements error.
func (l loggedError) Error() string { return l.v.Native("Error")[0].String() }
