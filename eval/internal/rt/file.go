package rt

import (
	"os"
	"reflect"
)

// The standard streams of the process are those of the kernel. In a cell they stand for the cell's own.

// fileIn puts a file in an interface of type to: a standard stream as what stands for it.
func (e *Env) fileIn(f *os.File, to reflect.Type) reflect.Value {
	out := reflect.New(to).Elem()
	if x := e.File(f); x != nil && reflect.TypeOf(x).Implements(to) {
		out.Set(reflect.ValueOf(x))
	} else {
		out.Set(reflect.ValueOf(f))
	}
	return out
}

// fileMethod returns a method of *os.File as a function that does the same for a standard stream of the cell.
func (e *Env) fileMethod(m reflect.Method) reflect.Value {
	if m.Type.In(0) != reflect.TypeFor[*os.File]() {
		return m.Func
	}
	return reflect.MakeFunc(m.Type, func(args []reflect.Value) []reflect.Value {
		if f := args[0].Interface().(*os.File); f != nil {
			if x := e.File(f); x != nil {
				if own := reflect.ValueOf(x).MethodByName(m.Name); own.IsValid() {
					return own.Call(args[1:])
				}
			}
		}
		return m.Func.Call(args)
	})
}
