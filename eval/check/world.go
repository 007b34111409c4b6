package check

import (
	"go/ast"
	"go/parser"
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
	pkg      *types.Package // its scope is that of the cell being checked
	objects  map[string]types.Object
	imports  map[string]Import         // by local name
	dots     []*types.Package          // imported with a dot, the newest first
	decls    map[string]*decl          // what lives, by key
	usedBy   map[string]map[*decl]bool // what uses a key
	broken   map[types.Object]*broken  // what does not check any longer
	asyncio  *types.Package            // nil until a cell needs it
	probe    *types.Package
}

// An Option changes how a World is made.
type Option func(*World)

// WithImporter makes the World load packages from imp instead of the embedded ones.
func WithImporter(imp types.Importer) Option {
	return func(w *World) { w.importer = imp }
}

// NewWorld returns an empty session for cells parsed into fset.
func NewWorld(fset *token.FileSet, options ...Option) *World {
	w := &World{
		fset: fset, pkg: newPackage(), objects: map[string]types.Object{},
		imports: map[string]Import{}, decls: map[string]*decl{}, usedBy: map[string]map[*decl]bool{}, broken: map[types.Object]*broken{},
	}
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

// emptyScope makes the package's scope that of a cell that has declared nothing. It stays the same scope, so that to
// go/types the objects of earlier cells are declared in the package, too: it walks up from them to the package's scope.
func (w *World) emptyScope() {
	*w.pkg.Scope() = *newPackage().Scope()
	w.pkg.SetImports(nil)
}

// isTop reports whether an object was declared at the top level of a cell.
func isTop(obj types.Object) bool {
	scope := obj.Parent()
	return scope != nil && scope.Parent() == types.Universe
}

// IsTop reports whether an object was declared at the top level of a cell, the last one or an earlier one.
func IsTop(obj types.Object) bool { return isTop(obj) }

// isPast reports whether an object was declared at the top level of an earlier cell.
func (c *checker) isPast(obj types.Object) bool {
	return obj.Pkg() == c.w.pkg && isTop(obj) && !c.isOwn(obj)
}

// isOwn reports whether an object was declared in the cell or in what is checked again with it.
func (c *checker) isOwn(obj types.Object) bool {
	return c.cell.Has(obj.Pos()) || slices.ContainsFunc(c.followers, func(f follower) bool { return f.parsed.Has(obj.Pos()) })
}

// asyncioPackage loads asyncio; nil when the importer does not have it.
func (w *World) asyncioPackage() *types.Package {
	if w.asyncio == nil {
		w.asyncio, _ = w.importer.Import("asyncio")
	}
	return w.asyncio
}

// probeSource declares the functions that stand for constructs whose types
// are not known yet.
const probeSource = `package asyncio
import "asyncio"
func Enter[T any](cm asyncio.AsyncContextManager[T]) (v T) { return }
`

// probePackage checks the probes, once.
func (w *World) probePackage() *types.Package {
	if w.probe != nil {
		return w.probe
	}
	w.probe = types.NewPackage("asyncio·probe", "asyncio")
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "probe", probeSource, parser.SkipObjectResolution)
	if err == nil {
		conf := types.Config{Importer: w.importer, Error: func(error) {}}
		_ = types.NewChecker(&conf, fset, w.probe, nil).Files([]*ast.File{f})
	}
	return w.probe
}

// Check desugars and checks a cell against the session, which it does not
// change. The unit is nil when the list is not empty, and no error in it is soft; what does not keep the
// cell from running is in Unit.Warnings.
// The cell's tree becomes the unit's and cannot be checked again.
func (w *World) Check(cell *syntax.Cell) (*Unit, diag.List) {
	c := newChecker(w, cell, nil)
	if !c.hopeless {
		c.run()
	}
	if list := c.diagnostics(); len(list) > 0 {
		return nil, list
	}
	if list := c.expand(); len(list) > 0 {
		return nil, list
	}
	u := w.follow(cell, c.unit())
	if list := w.brokenUses(u); len(list) > 0 {
		return nil, list
	}
	return u, nil
}

// Commit makes the objects and imports of a unit the session's. The unit must
// come from this World, and no other may have been committed since its Check.
func (w *World) Commit(u *Unit) {
	for _, im := range u.imported {
		switch im.Name {
		case "_":
		case ".":
			w.dots = append([]*types.Package{im.Pkg}, slices.DeleteFunc(w.dots, func(p *types.Package) bool { return p == im.Pkg })...)
		default:
			w.imports[im.Name] = im
			delete(w.objects, im.Name)
		}
	}
	for named, list := range u.methods {
		setMethods(named, list)
	}
	w.commitDecls(u)
	for name, obj := range u.objects {
		w.objects[name] = obj
		delete(w.imports, name)
	}
}
