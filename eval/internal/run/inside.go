package run

import (
	"reflect"
	"unsafe"

	"github.com/traefik/yaegi/interp"
)

// The interpreter keeps the trees of all that it has ever compiled, and copies the table of its global variables
// whenever one is added. A session of many cells would become slow and large by it, and there is no call that tells it
// to forget: what it keeps is reached through its fields. Only what it never reads again is cut (its debugger would),
// and the table is given room. Tests watch over the fields.

// inside gives access to the fields of an interpreter.
type inside struct {
	roots  reflect.Value // []*node: the trees of the files
	scopes reflect.Value // map[string]*scope
	frame  *[]reflect.Value
	layout *[]reflect.Type // of the frame, as far as files are compiled
	*trimmer
}

func newInside(i *interp.Interpreter) *inside {
	v := reflect.ValueOf(i).Elem()
	roots := field(v, "roots")
	return &inside{
		roots:   roots,
		trimmer: newTrimmer(roots.Type().Elem().Elem()),
		scopes:  field(v, "scopes"),
		frame:   field(v.FieldByName("frame").Elem(), "data").Addr().Interface().(*[]reflect.Value),
		layout:  field(v.FieldByName("universe").Elem(), "types").Addr().Interface().(*[]reflect.Type),
	}
}

// field returns a field of an addressable struct, exported or not.
func field(v reflect.Value, name string) reflect.Value {
	f := v.FieldByName(name)
	return reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem()
}

// scope returns the scope of the package that all files are of; not valid before the first.
func (in *inside) scope() reflect.Value {
	p := in.scopes.MapIndex(reflect.ValueOf("main"))
	if !p.IsValid() {
		return p
	}
	return p.Elem()
}

// grow makes the variables of a compiled file, before it is run. The table grows by more than it must, so that its
// copying takes the same time a variable however many there are.
func (in *inside) grow() {
	for _, t := range (*in.layout)[len(*in.frame):] {
		*in.frame = append(*in.frame, reflect.New(t).Elem())
	}
}

// release lets go of the trees of files that have been run: what is still called is held by who calls it.
func (in *inside) release() {
	for i := range in.roots.Len() {
		if root := in.roots.Index(i).UnsafePointer(); root != nil {
			in.trim(root)
		}
	}
	in.roots.SetZero()
	if scope := in.scope(); scope.IsValid() {
		field(scope, "child").SetZero()
	}
}

// forget takes away the names of functions and variables that no later file uses.
func (in *inside) forget(names []string) {
	symbols := field(in.scope(), "sym")
	for _, name := range names {
		symbols.SetMapIndex(reflect.ValueOf(name), reflect.Value{})
	}
}

// UseStoppableChannels has the interpreter compile channel operations as its EvalWithContext does, so that they can be
// stopped. Lowered code does without; it is for comparing the two.
func (m *Machine) UseStoppableChannels() {
	i := reflect.ValueOf(m.interp).Elem()
	field(i, "cancelChan").SetBool(true)
	field(i, "done").Set(reflect.ValueOf(make(chan struct{})))
}
