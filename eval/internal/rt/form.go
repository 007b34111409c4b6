package rt

import (
	"go/types"
	"strconv"

	"golang.org/x/tools/go/types/typeutil"
)

// Forms knows how types are represented in lowered code.
//
// How types are represented. A type is native when the value that the interpreter makes for it is of the very type
// that compiled Go would make; the others are boxed when they are put in an interface.
type Forms struct {
	cache typeutil.Map // types.Type → bool
}

// IsSession reports whether an object was declared by cells (not by a compiled package, not predeclared).
func IsSession(obj types.Object) bool {
	return obj.Pkg() != nil && obj.Pkg().Path() == SessionPath
}

// SessionPath is the path of the package that cells are checked as.
const SessionPath = "main"

// SessionName is the name of that package.
const SessionName = "cell"

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

// NativeInterface returns the compiled interface type that represents the interface type t; nil when that is any.
func NativeInterface(t types.Type) *types.Named {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || IsSession(n.Obj()) {
		return nil
	}
	if n.Underlying().(*types.Interface).NumMethods() == 0 || n.TypeArgs().Len() > 0 && !Erased(n.Obj().Pkg()) {
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
