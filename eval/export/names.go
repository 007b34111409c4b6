package export

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"

	"goasync/eval/check"
	"goasync/eval/check/stdexport"
)

// rename gives everything that the cells declare a name that nothing else in the program has.
func (e *exporter) rename() {
	for _, name := range []string{"main", "init", "_"} {
		e.taken[name] = true
	}
	for _, name := range types.Universe.Names() {
		e.taken[name] = true
	}
	e.each(func(u *check.Unit) { e.takeLocals(u) })
	e.each(func(u *check.Unit) { e.replaced(u) })
	e.each(func(u *check.Unit) { e.nameTop(u) })
	for _, name := range ownNames {
		e.own[name] = e.unique(name)
	}
	for _, p := range e.parts {
		p.function = e.unique(fmt.Sprintf("cell%d", p.number))
	}
	e.each(func(u *check.Unit) { e.apply(u) })
}

func (e *exporter) each(f func(u *check.Unit)) {
	for _, p := range e.parts {
		if p.unit != nil {
			f(p.unit)
		}
	}
}

// isTop reports whether an object is declared at the top level of a cell.
func isTop(u *check.Unit, obj types.Object) bool {
	if obj == nil || obj.Pkg() != u.Pkg {
		return false
	}
	switch obj := obj.(type) {
	case *types.Func:
		return obj.Signature().Recv() == nil
	case *types.Var:
		return obj.Kind() == types.PackageVar
	case *types.PkgName:
		return false
	}
	return check.IsTop(obj)
}

// takeLocals notes the names of what is declared inside functions.
func (e *exporter) takeLocals(u *check.Unit) {
	for _, obj := range u.Info.Defs {
		if obj == nil || isTop(u, obj) {
			continue
		}
		if v, ok := obj.(*types.Var); ok && v.IsField() {
			continue
		}
		e.taken[plain(obj.Name())] = true
	}
	for _, obj := range u.Info.Implicits {
		if _, isPackage := obj.(*types.PkgName); !isPackage {
			e.taken[obj.Name()] = true
		}
	}
}

// plain makes an identifier of the name of a version of a variable, x·1.
func plain(name string) string { return strings.ReplaceAll(name, "·", "__") }

// replaced notes the functions that a later one of the same type replaces, also for what calls them already, and the
// methods that later ones replace.
func (e *exporter) replaced(u *check.Unit) {
	for obj, old := range u.Replaces {
		fn, ok := obj.(*types.Func)
		before, was := old.(*types.Func)
		if !ok || !was || !types.Identical(fn.Type(), before.Type()) && fn.Signature().Recv() == nil {
			continue
		}
		if fn.Signature().Recv() != nil {
			e.dropped[before] = true
			continue
		}
		if fn.Signature().TypeParams().Len() > 0 {
			continue
		}
		first := before
		if f := e.dispatch[before]; f != nil {
			first = f
		}
		e.dispatch[before], e.dispatch[fn] = first, first
	}
}

// nameTop names what a unit declares.
func (e *exporter) nameTop(u *check.Unit) {
	for _, d := range u.Cell.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if fn, ok := u.Info.Defs[d.Name].(*types.Func); ok && fn.Signature().Recv() == nil {
				e.nameFunc(fn)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				e.nameSpec(u, s)
			}
		}
	}
	for _, v := range u.Vars {
		e.name(v.Obj, plain(v.Obj.Name()))
	}
}

func (e *exporter) nameSpec(u *check.Unit, s ast.Spec) {
	switch s := s.(type) {
	case *ast.TypeSpec:
		e.name(u.Info.Defs[s.Name], s.Name.Name)
	case *ast.ValueSpec:
		for _, id := range s.Names {
			e.name(u.Info.Defs[id], id.Name)
		}
	}
}

// nameFunc names a function; one of several that replace each other has the common name in its uses.
func (e *exporter) nameFunc(fn *types.Func) {
	first := e.dispatch[fn]
	if first == nil {
		e.name(fn, fn.Name())
		return
	}
	e.name(first, first.Name())
	e.names[fn] = e.names[first]
	e.declared[fn] = e.unique(fn.Name())
}

func (e *exporter) name(obj types.Object, name string) {
	if obj == nil || name == "_" || e.names[obj] != "" {
		return
	}
	e.names[obj] = e.unique(name)
}

// unique takes a name, with a number when it is taken.
func (e *exporter) unique(name string) string {
	out := name
	for n := 2; e.taken[out]; n++ {
		out = fmt.Sprintf("%s_%d", name, n)
	}
	e.taken[out] = true
	return out
}

// nameOf returns the program's name of a top-level object, empty for others.
func (e *exporter) nameOf(obj types.Object) string {
	if name := e.names[obj]; name != "" {
		return name
	}
	tn, ok := obj.(*types.TypeName)
	if !ok {
		return ""
	}
	switch t := tn.Type().(type) { // under another name in one cell
	case *types.Named:
		return e.names[t.Origin().Obj()]
	case *types.Alias:
		return e.names[t.Origin().Obj()]
	}
	return ""
}

// apply writes the names into the tree of a unit.
func (e *exporter) apply(u *check.Unit) {
	for id, obj := range u.Info.Defs {
		if name := e.declared[obj]; name != "" {
			id.Name = name
		} else if name := e.nameOf(obj); name != "" {
			id.Name = name
		}
	}
	for id, obj := range u.Info.Uses {
		switch obj := obj.(type) {
		case nil:
		case *types.PkgName:
			if !strings.Contains(obj.Imported().Path(), "·") { // the session's own, by which desugaring means it
				id.Name = e.packageName(obj.Imported())
			}
		case *types.Var:
			if name := e.embedded(obj); name != "" {
				id.Name = name
			} else if name := e.nameOf(obj); name != "" {
				id.Name = name
			}
		default:
			if name := e.nameOf(obj); name != "" {
				id.Name = name
			}
		}
	}
	for _, im := range u.Imports {
		switch im.Name {
		case ".":
			e.dots[im.Path] = true
		case "_":
			e.used[im.Path] = true
			e.packages[im.Path] = "_"
		}
	}
}

// embedded returns the name of an embedded field whose type has another name in the program.
func (e *exporter) embedded(v *types.Var) string {
	if !v.IsField() || !v.Embedded() {
		return ""
	}
	t := v.Type()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	switch t := t.(type) {
	case *types.Named:
		return e.names[t.Origin().Obj()]
	case *types.Alias:
		return e.names[t.Origin().Obj()]
	}
	return ""
}

// packageName returns the name by which the program imports a package.
func (e *exporter) packageName(p *types.Package) string {
	return e.importAs(p.Path(), p.Name())
}

func (e *exporter) importAs(path, name string) string {
	e.used[path] = true
	if known := e.packages[path]; known != "" && known != "_" {
		return known
	}
	if e.taken[name] {
		name = strings.NewReplacer("/", "", "-", "").Replace(stdexport.GoPath(path))
	}
	e.packages[path] = e.unique(name)
	return e.packages[path]
}

// typeName writes a declared type by its name in the program.
func (e *exporter) typeName(session *types.Package) func(obj *types.TypeName) (ast.Expr, bool) {
	return func(obj *types.TypeName) (ast.Expr, bool) {
		if obj.Pkg() == session {
			name := e.nameOf(obj)
			return ast.NewIdent(name), name != ""
		}
		if !obj.Exported() {
			return nil, false
		}
		return &ast.SelectorExpr{X: ast.NewIdent(e.packageName(obj.Pkg())), Sel: ast.NewIdent(obj.Name())}, true
	}
}
