package rt

import (
	"go/types"
	"slices"
	"strconv"
	"strings"

	"goasync/eval/internal/typemap"
)

// Forms knows how types are represented in lowered code.
//
// How types are represented. A type is native when the value that the interpreter makes for it is of the very type
// that compiled Go would make; the others are boxed when they are put in an interface.
type Forms struct {
	cache   typemap.Map // types.Type → bool
	wrapped typemap.Map // *types.Named → bool
}

// WrappedField is the name of the field of the struct that represents a wrapped type.
const WrappedField = "V"

// OwnStruct reports whether a type of the session is represented by a struct type of its own.
func (f *Forms) OwnStruct(t *types.Named) bool {
	if !IsSession(t.Obj()) {
		return false
	}
	if _, ok := t.Underlying().(*types.Struct); ok {
		return true
	}
	return f.Wrapped(t)
}

// Wrapped reports whether a type is represented by a struct with one field, WrappedField, for it is not a struct and
// refers to itself: it cannot be written out.
func (f *Forms) Wrapped(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || !IsSession(n.Obj()) {
		return false
	}
	switch n.Underlying().(type) {
	case *types.Basic, *types.Struct, *types.Interface:
		return false
	}
	if w, ok := f.wrapped.At(n).(bool); ok {
		return w
	}
	w := reaches(n.Underlying(), n, map[types.Type]bool{})
	f.wrapped.Set(n, w)
	return w
}

// reaches reports whether writing out t leads to n.
func reaches(t types.Type, n *types.Named, seen map[types.Type]bool) bool {
	t = types.Unalias(t)
	if types.Identical(t, n) {
		return true
	}
	if t == nil || seen[t] {
		return false
	}
	seen[t] = true
	switch t := t.(type) {
	case *types.Named:
		_, isStruct := t.Underlying().(*types.Struct)
		return !types.IsInterface(t) && (!isStruct || !IsSession(t.Obj())) && reaches(t.Underlying(), n, seen)
	case *types.Map:
		return reaches(t.Key(), n, seen) || reaches(t.Elem(), n, seen)
	case interface{ Elem() types.Type }:
		return reaches(t.Elem(), n, seen)
	case *types.Signature:
		return reachesTuple(t.Params(), n, seen) || reachesTuple(t.Results(), n, seen)
	case *types.Struct:
		for v := range t.Fields() {
			if reaches(v.Type(), n, seen) {
				return true
			}
		}
	}
	return false
}

func reachesTuple(t *types.Tuple, n *types.Named, seen map[types.Type]bool) bool {
	for v := range t.Variables() {
		if reaches(v.Type(), n, seen) {
			return true
		}
	}
	return false
}

// IsSession reports whether an object is interpreted: it was declared by cells (not by a compiled package, not
// predeclared), or by the source of generics.
func IsSession(obj types.Object) bool {
	return obj.Pkg() != nil && (obj.Pkg().Path() == SessionPath || strings.HasPrefix(obj.Pkg().Path(), SourcePrefix))
}

// SourcePrefix is put before the path of a package of Go's library whose generics are interpreted from source.
const SourcePrefix = "source of "

// SessionPath is the path of the package that cells are checked as.
const SessionPath = "main"

// SessionName is the name of that package.
const SessionName = "cell"

// InSource returns the type that stands for an instance of a generic type of Go's library with methods: the instance of
// the same name in the source of generics, which find gives by path. It returns nil when t is nothing such.
func InSource(t *types.Named, find func(path string) *types.Package) *types.Named {
	origin := t.Origin()
	if t.TypeArgs().Len() == 0 || IsSession(t.Obj()) || Erased(t.Obj().Pkg()) || origin.NumMethods() == 0 || types.IsInterface(t) {
		return nil
	}
	pkg := find(t.Obj().Pkg().Path())
	if pkg == nil {
		return nil
	}
	obj, ok := pkg.Scope().Lookup(t.Obj().Name()).(*types.TypeName)
	if !ok {
		return nil
	}
	inst, err := types.Instantiate(nil, obj.Type(), slices.Collect(t.TypeArgs().Types()), false)
	if err != nil {
		return nil
	}
	return inst.(*types.Named)
}

// erasedPaths are the compiled packages whose generic types and functions cells use with type arguments erased.
var erasedPaths = map[string]bool{
	"goasync/asyncrt": true, "goasync/asyncrt/aiohttp": true, "goasync/asyncrt/aiofiles": true,
	"asyncio": true, "aiohttp": true, "aiofiles": true,
}

// Erased reports whether a package is one whose generics cells use erased.
func Erased(pkg *types.Package) bool { return pkg != nil && erasedPaths[pkg.Path()] }

// Boxed reports whether a value of the concrete type t must be boxed in an interface: its representation does not
// tell it from values of other types.
func (f *Forms) Boxed(t types.Type) bool {
	if b, ok := f.cache.At(t).(bool); ok {
		return b
	}
	f.cache.Set(t, false) // a cycle goes through a named type, which decides
	b := f.isBoxed(t)
	f.cache.Set(t, b)
	return b
}

func (f *Forms) isBoxed(t types.Type) bool {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		return IsSession(t.Obj())
	case *types.Pointer:
		return f.Boxed(t.Elem())
	case *types.Slice:
		return f.Boxed(t.Elem())
	case *types.Array:
		return f.Boxed(t.Elem())
	case *types.Chan:
		return f.Boxed(t.Elem())
	case *types.Map:
		return f.Boxed(t.Key()) || f.Boxed(t.Elem())
	case *types.Struct:
		for i := range t.NumFields() {
			v := t.Field(i)
			if !v.Exported() || v.Embedded() || f.Boxed(v.Type()) {
				return true
			}
		}
	case *types.Signature:
		return f.boxedTuple(t.Params()) || f.boxedTuple(t.Results())
	case *types.Interface:
		return t.NumMethods() > 0 // as an element: the lowered type says any
	}
	return false
}

func (f *Forms) boxedTuple(t *types.Tuple) bool {
	for i := range t.Len() {
		if f.Boxed(t.At(i).Type()) {
			return true
		}
	}
	return false
}

// NativeInterface returns the compiled interface type that represents the interface type t; nil when that is any. One without
// methods, such as driver.Value, is told from any in slices and the like.
func NativeInterface(t types.Type) *types.Named {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || IsSession(n.Obj()) {
		return nil
	}
	if n.TypeArgs().Len() > 0 && !Erased(n.Obj().Pkg()) {
		return nil
	}
	return n
}

// FieldName returns the name that field i of a struct type has in the lowered type: always exported, so that the
// run-time support can read and set it.
func FieldName(t *types.Struct, i int) string {
	f := t.Field(i)
	switch {
	case f.Name() == "_":
		return "X_" + strconv.Itoa(i)
	case f.Exported():
		return f.Name()
	}
	return "X_" + f.Name()
}
