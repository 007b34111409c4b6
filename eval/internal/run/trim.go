package run

import (
	"fmt"
	"reflect"
	"slices"
	"unsafe"
)

// Once a function is compiled to closures, most of its tree is of no use, and it is ten times as large as they are. A
// panic makes it costly, too: for each frame that it unwinds the interpreter searches the tree for a place that it
// never finds.

// keepers are the kinds of nodes whose closures look at their children.
var keepers = []string{"funcDecl", "funcLit", "assignStmt", "assignXStmt", "defineStmt", "defineXStmt", "typeAssertExpr", "commClause"}

// A trimmer cuts trees. Its fields are the offsets of those of a node, and of a node's scope.
type trimmer struct {
	child, kind, anc, start, tnext, fnext, scope uintptr
	children, symbols, def                       uintptr
	keeps, functions, variables                  []bool // by kind
}

// maxKind is more than the interpreter has kinds of nodes.
const maxKind = 200

func newTrimmer(node reflect.Type) *trimmer {
	offset := func(t reflect.Type, name string) uintptr { return mustField(t, name).Offset }
	scope := mustField(node, "scope").Type.Elem()
	t := &trimmer{
		child: offset(node, "child"), kind: offset(node, "kind"), anc: offset(node, "anc"), start: offset(node, "start"),
		tnext: offset(node, "tnext"), fnext: offset(node, "fnext"), scope: offset(node, "scope"),
		children: offset(scope, "child"), symbols: offset(scope, "sym"), def: offset(scope, "def"),
	}
	for k := range uint64(maxKind) {
		v := reflect.New(mustField(node, "kind").Type).Elem()
		v.SetUint(k)
		name := v.Interface().(fmt.Stringer).String()
		t.keeps = append(t.keeps, slices.Contains(keepers, name))
		t.functions = append(t.functions, name == "funcDecl" || name == "funcLit")
		t.variables = append(t.variables, name == "identExpr")
	}
	return t
}

func mustField(t reflect.Type, name string) reflect.StructField {
	f, ok := t.FieldByName(name)
	if !ok {
		panic(fmt.Sprintf("run: the interpreter's %s has no field %s", t, name))
	}
	return f
}

func pointer(n unsafe.Pointer, offset uintptr) *unsafe.Pointer {
	return (*unsafe.Pointer)(unsafe.Add(n, offset))
}

func pointers(n unsafe.Pointer, offset uintptr) *[]unsafe.Pointer {
	return (*[]unsafe.Pointer)(unsafe.Add(n, offset))
}

func (t *trimmer) kindOf(n unsafe.Pointer) uint { return *(*uint)(unsafe.Add(n, t.kind)) % maxKind }

// trim cuts what is below a node that has been compiled. Of a function the place where its body starts stays.
func (t *trimmer) trim(n unsafe.Pointer) {
	children := *pointers(n, t.child)
	kind := t.kindOf(n)
	var start unsafe.Pointer
	if t.functions[kind] && len(children) == 4 {
		start = *pointer(children[3], t.start)
	}
	for _, c := range children {
		if c != nil {
			t.trim(c)
		}
	}
	if start != nil {
		*pointer(children[3], t.start) = start
		if t.variables[t.kindOf(start)] {
			*pointer(start, t.anc) = nil // here the search begins that a panic makes
		}
	}
	*pointer(n, t.start), *pointer(n, t.tnext), *pointer(n, t.fnext) = nil, nil, nil
	if !t.keeps[kind] {
		*pointers(n, t.child) = nil
	}
	if scope := *pointer(n, t.scope); scope != nil && *pointer(scope, t.def) != nil {
		*pointers(scope, t.children), *pointer(scope, t.symbols) = nil, nil
	}
}
