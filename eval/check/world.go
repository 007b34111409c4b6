package check

import (
	"go/token"
	"go/types"
	"maps"
	"slices"

	"goasync/eval/check/stdexport"
	"goasync/eval/diag"
	"goasync/eval/syntax"
)

// A World is what lives across the cells of a session: the objects they
// declared and the packages they imported. It is not safe for concurrent use.
type World struct {
	fset     *token.FileSet
	importer types.Importer
	pkg      *types.Package
	objects  map[string]types.Object
	imports  map[string]Import // by local name
	asyncio  *types.Package    // loaded by the first cell
}

// An Option changes how a World is made.
type Option func(*World)

// WithImporter makes the World load packages from imp instead of the embedded ones.
func WithImporter(imp types.Importer) Option {
	return func(w *World) { w.importer = imp }
}

// NewWorld returns an empty session for cells parsed into fset.
func NewWorld(fset *token.FileSet, options ...Option) *World {
	w := &World{fset: fset, pkg: newPackage(), objects: map[string]types.Object{}, imports: map[string]Import{}}
	for _, o := range options {
		o(w)
	}
	if w.importer == nil {
		w.importer = stdexport.NewImporter(fset)
	}
	return w
}

// newPackage makes the session's package. It is not named main, whose func main may not be async.
func newPackage() *types.Package { return types.NewPackage("main", "cell") }

// Lookup returns the session's object of that name, nil when there is none.
func (w *World) Lookup(name string) types.Object { return w.objects[name] }

// Names returns the names of the session's objects, sorted.
func (w *World) Names() []string { return slices.Sorted(maps.Keys(w.objects)) }

// Imports returns the packages imported by the session, sorted by local name.
func (w *World) Imports() []Import {
	var list []Import
	for _, name := range slices.Sorted(maps.Keys(w.imports)) {
		list = append(list, w.imports[name])
	}
	return list
}

// Check desugars and checks a cell against the session, which it does not
// change. The unit is nil when the list has an error that is not soft.
// The cell's tree becomes the unit's and cannot be checked again.
func (w *World) Check(cell *syntax.Cell) (*Unit, diag.List) {
	return nil, nil
}

// Commit makes the objects and imports of a unit the session's. The unit must
// come from this World, and no other may have been committed since its Check.
func (w *World) Commit(u *Unit) {}
