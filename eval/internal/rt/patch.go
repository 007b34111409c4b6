package rt

import (
	"encoding/binary"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"flag"
	"fmt"
	htmltemplate "html/template"
	"io"
	"math"
	"net/rpc"
	"reflect"
	"sort"
	"text/template"
)

// Functions and methods of Go's library that look into what an any holds. They are given the lowered value in a box,
// or its shadow.

// Patches returns the functions that stand for those of a package of Go's library, by name; nil when there are none.
func (e *Env) Patches(path string) map[string]any {
	switch path {
	case "encoding/json":
		return map[string]any{"Marshal": e.jsonMarshal, "MarshalIndent": e.jsonMarshalIndent, "Unmarshal": e.jsonUnmarshal}
	case "encoding/xml":
		return map[string]any{"Marshal": e.xmlMarshal, "MarshalIndent": e.xmlMarshalIndent, "Unmarshal": e.xmlUnmarshal}
	case "encoding/binary":
		return binaryPatches()
	case "sort":
		return map[string]any{
			"Slice":         func(x any, less func(i, j int) bool) { sort.Slice(opened(x), less) },
			"SliceStable":   func(x any, less func(i, j int) bool) { sort.SliceStable(opened(x), less) },
			"SliceIsSorted": func(x any, less func(i, j int) bool) bool { return sort.SliceIsSorted(opened(x), less) },
		}
	case "fmt":
		return scanPatches()
	case "flag":
		return e.flagPatches()
	case "text/template", "html/template":
		return e.templatePatches()
	case "net/rpc":
		return map[string]any{"Register": rpcRegister, "RegisterName": rpcRegisterName}
	case "reflect":
		return e.reflectPatches()
	case "log/slog":
		return e.slogPatches()
	case "net/http":
		return muxPatches()
	case "runtime":
		return runtimePatches()
	case "runtime/debug":
		return debugPatches()
	case "strings", "bytes", "strconv":
		return e.textPatches(path)
	case "io", "io/ioutil", "os", "bufio":
		return e.readingPatches(path)
	}
	return e.foreignPatches(path)
}

// runtimePatches take the sting out of what would end the process: tasks change the thread they run on.
func runtimePatches() map[string]any {
	return map[string]any{
		"SetFinalizer": func(x, f any) {}, // none need ever run
		"LockOSThread": func() {}, "UnlockOSThread": func() {},
	}
}

// debugPatches keep the limits of the process, which are the session's to set.
func debugPatches() map[string]any {
	keep := func(limit int) func(int) int {
		return func(n int) (before int) { before, limit = limit, n; return before }
	}
	memory := int64(math.MaxInt64)
	keepMemory := func(n int64) (before int64) {
		if before = memory; n >= 0 {
			memory = n
		}
		return before
	}
	return map[string]any{"SetMaxStack": keep(1 << 30), "SetMaxThreads": keep(10000), "SetMemoryLimit": keepMemory}
}

// methodPatch returns the function that stands for a method of a compiled type, receiver first; nil for most.
func (e *Env) methodPatch(recv reflect.Type, name string) any {
	if f := lockPatch(recv, name); f != nil {
		return f
	}
	if f := muxMethod(recv, name); f != nil {
		return f
	}
	if f := newFileMethod(recv, name); f != nil {
		return f
	}
	if f := e.readingMethod(recv, name); f != nil {
		return f
	}
	if f := e.foreignMethod(recv, name); f != nil {
		return f
	}
	if f := e.Method(recv, name); f != nil {
		return f
	}
	if recv == reflect.TypeFor[*rpc.Server]() {
		return rpcPatch(name)
	}
	if f := scanPatch(recv); f != nil && name == "Scan" {
		return f
	}
	if recv == reflect.TypeFor[*flag.FlagSet]() && name == "TextVar" {
		return e.textVar
	}
	switch recv {
	case reflect.TypeFor[*json.Encoder]():
		return map[string]any{"Encode": e.jsonEncode}[name]
	case reflect.TypeFor[*json.Decoder]():
		return map[string]any{"Decode": e.jsonDecode}[name]
	case reflect.TypeFor[*xml.Encoder]():
		return map[string]any{"Encode": e.xmlEncode}[name]
	case reflect.TypeFor[*xml.Decoder]():
		return map[string]any{"Decode": e.xmlDecode}[name]
	case reflect.TypeFor[*gob.Encoder]():
		return map[string]any{"Encode": e.gobEncode}[name]
	case reflect.TypeFor[*gob.Decoder]():
		return map[string]any{"Decode": e.gobDecode}[name]
	case reflect.TypeFor[*template.Template](), reflect.TypeFor[*htmltemplate.Template]():
		return e.templatePatch(recv, name)
	case reflect.TypeFor[reflect.Value]():
		return e.reflectValuePatch(name)
	}
	return nil
}

// opened returns the lowered value in a box, and other values as they are.
func opened(x any) any {
	if v, ok := unbox(x); ok {
		return v.v
	}
	return x
}

// scanPatches are the functions that read into variables: a named type without a method Scan is scanned as what it is
// represented by.
func scanPatches() map[string]any {
	return map[string]any{
		"Sscan":   func(s string, a ...any) (int, error) { return fmt.Sscan(s, Scannable(a)...) },
		"Sscanln": func(s string, a ...any) (int, error) { return fmt.Sscanln(s, Scannable(a)...) },
		"Sscanf":  func(s, f string, a ...any) (int, error) { return fmt.Sscanf(s, f, Scannable(a)...) },
		"Fscan":   func(r io.Reader, a ...any) (int, error) { return fmt.Fscan(r, Scannable(a)...) },
		"Fscanln": func(r io.Reader, a ...any) (int, error) { return fmt.Fscanln(r, Scannable(a)...) },
		"Fscanf":  func(r io.Reader, f string, a ...any) (int, error) { return fmt.Fscanf(r, f, Scannable(a)...) },
	}
}

// Scannable returns the variables to scan into.
func Scannable(list []any) []any {
	out := make([]any, len(list))
	for i, x := range list {
		if _, ok := x.(fmt.Scanner); ok {
			out[i] = x
		} else {
			out[i] = opened(x)
		}
	}
	return out
}

func binaryPatches() map[string]any {
	return map[string]any{
		"Size":   func(x any) int { return binary.Size(opened(x)) },
		"Read":   func(r io.Reader, o binary.ByteOrder, x any) error { return binary.Read(r, o, opened(x)) },
		"Write":  func(w io.Writer, o binary.ByteOrder, x any) error { return binary.Write(w, o, opened(x)) },
		"Append": func(b []byte, o binary.ByteOrder, x any) ([]byte, error) { return binary.Append(b, o, opened(x)) },
		"Encode": func(b []byte, o binary.ByteOrder, x any) (int, error) { return binary.Encode(b, o, opened(x)) },
		"Decode": func(b []byte, o binary.ByteOrder, x any) (int, error) { return binary.Decode(b, o, opened(x)) },
	}
}

// reflectPatches are the functions of reflect that begin with a value in an interface, or with a type.
func (e *Env) reflectPatches() map[string]any {
	return map[string]any{
		"TypeOf": func(x any) reflect.Type {
			if v, ok := unbox(x); ok {
				return e.reflected(v.t.T, v.t.R)
			}
			return reflect.TypeOf(x)
		},
		"ValueOf": func(x any) reflect.Value { return reflect.ValueOf(opened(x)) },
		"DeepEqual": func(x, y any) bool {
			a, ok := unbox(x)
			b, also := unbox(y)
			if ok && also && a.t != b.t {
				return false
			}
			return ok == also && reflect.DeepEqual(opened(x), opened(y))
		},
		"New":       func(t reflect.Type) reflect.Value { return reflect.New(plainType(t)) },
		"Zero":      func(t reflect.Type) reflect.Value { return reflect.Zero(plainType(t)) },
		"MakeSlice": func(t reflect.Type, n, c int) reflect.Value { return reflect.MakeSlice(plainType(t), n, c) },
		"MakeMap":   func(t reflect.Type) reflect.Value { return reflect.MakeMap(plainType(t)) },
		"MakeChan":  func(t reflect.Type, n int) reflect.Value { return reflect.MakeChan(plainType(t), n) },
		"MakeFunc": func(t reflect.Type, f func([]reflect.Value) []reflect.Value) reflect.Value {
			return reflect.MakeFunc(plainType(t), f)
		},
		"PointerTo": func(t reflect.Type) reflect.Type { return reflect.PointerTo(plainType(t)) },
		"SliceOf":   func(t reflect.Type) reflect.Type { return reflect.SliceOf(plainType(t)) },
		"MapOf":     func(k, t reflect.Type) reflect.Type { return reflect.MapOf(plainType(k), plainType(t)) },
		"Swapper":   func(x any) func(i, j int) { return reflect.Swapper(opened(x)) },
	}
}

func plainType(t reflect.Type) reflect.Type {
	if r, ok := t.(*reflectedType); ok {
		return r.Type
	}
	return t
}

// reflectValuePatch returns the function for a method of reflect.Value whose answer depends on the cell's type.
func (e *Env) reflectValuePatch(name string) any {
	switch name {
	case "Type":
		return func(v reflect.Value) reflect.Type {
			if t, ok := e.typeOfValue(v.Type()); ok {
				return e.reflected(t, v.Type())
			}
			return v.Type()
		}
	case "MethodByName":
		return func(v reflect.Value, name string) reflect.Value {
			if t, ok := e.typeOfValue(v.Type()); ok {
				return e.boundMethod(v, t, name)
			}
			return v.MethodByName(name)
		}
	case "NumMethod":
		return func(v reflect.Value) int {
			if t, ok := e.typeOfValue(v.Type()); ok {
				return e.reflected(t, v.Type()).NumMethod()
			}
			return v.NumMethod()
		}
	case "Method":
		return func(v reflect.Value, i int) reflect.Value {
			if t, ok := e.typeOfValue(v.Type()); ok {
				return e.boundMethod(v, t, e.reflected(t, v.Type()).Method(i).Name)
			}
			return v.Method(i)
		}
	case "FieldByName":
		return func(v reflect.Value, name string) reflect.Value {
			if t, ok := e.typeOfValue(v.Type()); ok {
				if f, ok := e.reflected(t, v.Type()).FieldByName(name); ok {
					return e.fieldByIndex(v, f.Index)
				}
				return reflect.Value{}
			}
			return v.FieldByName(name)
		}
	case "Field":
		return e.field
	case "FieldByIndex":
		return e.fieldByIndex
	case "Interface":
		return func(v reflect.Value) any {
			if t, ok := e.typeOfValue(v.Type()); ok && v.CanInterface() {
				return e.box(e.typeOf(t), v)
			}
			return v.Interface()
		}
	case "Convert":
		return func(v reflect.Value, t reflect.Type) reflect.Value { return v.Convert(plainType(t)) }
	}
	return nil
}
