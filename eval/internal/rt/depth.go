package rt

import "reflect"

// What package fmt prints of a value that contains itself has no end, and would take the stack and the process with
// it: it has no checkpoints. So the operands of its functions are looked at first.

// deepestValue is how many maps, slices and structs may lie in each other in a value that is printed.
const deepestValue = 100000

// checkOperands raises a StackOverflow when a value among the operands of a printing function contains itself.
func checkOperands(operands []any) {
	for _, x := range operands {
		if nests(reflect.TypeOf(x)) {
			checkDepth(reflect.ValueOf(x), 0)
		}
	}
}

// nests reports whether values of a type can contain themselves as fmt goes through them: by an interface in a map,
// slice or the like. Behind a pointer fmt does not look, but for the operand itself.
func nests(t reflect.Type) bool {
	for t != nil {
		switch t.Kind() {
		case reflect.Interface, reflect.Struct:
			return true
		case reflect.Map, reflect.Slice, reflect.Array, reflect.Pointer:
			t = t.Elem()
		default:
			return false
		}
	}
	return false
}

func checkDepth(v reflect.Value, depth int) {
	if depth > deepestValue {
		panic(&StackOverflow{value: true})
	}
	switch v.Kind() {
	case reflect.Interface:
		checkDepth(v.Elem(), depth)
	case reflect.Pointer:
		if depth == 0 {
			checkDepth(v.Elem(), depth+1)
		}
	case reflect.Map:
		if nests(v.Type().Elem()) {
			for it := v.MapRange(); it.Next(); {
				checkDepth(it.Value(), depth+1)
			}
		}
	case reflect.Slice, reflect.Array:
		if nests(v.Type().Elem()) {
			for i := range v.Len() {
				checkDepth(v.Index(i), depth+1)
			}
		}
	case reflect.Struct:
		checkFields(v, depth)
	}
}

// checkFields goes through a struct, or through the value in a box that fmt does not ask for its text.
func checkFields(v reflect.Value, depth int) {
	if v.CanInterface() {
		if b, ok := unbox(v.Interface()); ok {
			if !hasOwnText(b.t.T) {
				checkDepth(reflect.ValueOf(b.v), depth)
			}
			return
		}
	}
	for i := range v.NumField() {
		if nests(v.Field(i).Type()) {
			checkDepth(v.Field(i), depth+1)
		}
	}
}
