package symgen

import (
	"go/token"
	"go/types"
	"strings"

	"goasync/eval/internal/gen/exportgen"
	"goasync/eval/internal/gen/genfiles"
	"goasync/eval/internal/gen/stdload"
)

// Ours makes the tables of this module's packages. Cells have type arguments
// erased, so generic functions and types stand there instantiated with any; a
// type parameter whose constraint any does not satisfy is instantiated with the
// constraint itself, where that is an interface of methods.
func Ours(root string) (genfiles.Files, error) {
	modules := append(exportgen.Modules(root), exportgen.HostModule(root))
	l := stdload.New(stdload.Platforms[0], modules...)
	goPaths := map[string]string{}
	for _, m := range modules {
		goPaths[m.Path] = m.Import
	}
	files := genfiles.Files{}
	r := registry{command: "asyncio-symbols", function: "our"}
	for _, m := range modules {
		pkg, err := l.Load(m.Path)
		if err != nil {
			return nil, err
		}
		t := describe(pkg.Package, goPaths, true)
		r.add(m.Path, t)
		name := where + "our_" + strings.ReplaceAll(m.Path, "/", "_") + "_table.go"
		if err := files.AddGo(name, r.command, t.source()); err != nil {
			return nil, err
		}
	}
	return files, files.AddGo(where+"ours.go", r.command, r.source())
}

// preferred are type arguments better than those that follow from the
// constraints: an interface with a name has a wrapper.
var preferred = map[string][]string{
	"asyncio.Each": {"asyncio.AsyncIterable[any]", "asyncio.AsyncIterator[any]", "any"},
}

// instantiate adds a generic function or type with its type parameters erased.
// It is false when there is no such instance.
func (t *table) instantiate(obj types.Object) bool {
	params := typeParams(obj)
	args := preferred[t.pkg.Name()+"."+obj.Name()]
	if args == nil {
		args = t.erased(params)
	}
	name := t.local(t.path, t.pkg.Name()) + "." + obj.Name()
	expr := name + "[" + strings.Join(args, ", ") + "]"
	instance := t.eval(expr)
	if instance == nil {
		return false
	}
	noteInterfaces(instance, t.mentions)
	if _, ok := obj.(*types.TypeName); !ok {
		t.entry(obj.Name(), "value", expr)
		return true
	}
	t.entry(obj.Name(), "typ", "(*"+expr+")(nil)")
	if iface, ok := instance.Underlying().(*types.Interface); ok {
		reflected := strings.ReplaceAll(strings.TrimPrefix(expr, name), "any", "interface {}")
		t.wrap(obj.Name(), obj.Name()+reflected, iface)
	}
	return true
}

// erased returns the type arguments as Go expressions, any or the constraint.
func (t *table) erased(params *types.TypeParamList) []string {
	args := make([]string, params.Len())
	for i := range args {
		args[i] = "any"
		constraint := params.At(i).Constraint()
		if iface := constraint.Underlying().(*types.Interface); iface.NumMethods() > 0 {
			args[i] = t.erasedConstraint(constraint)
		}
	}
	return args
}

// erasedConstraint writes a constraint with its type arguments erased.
func (t *table) erasedConstraint(constraint types.Type) string {
	named, ok := constraint.(*types.Named)
	if !ok {
		return "any"
	}
	expr := t.local(goPath(t, named.Obj().Pkg()), named.Obj().Pkg().Name()) + "." + named.Obj().Name()
	if n := named.TypeArgs().Len(); n > 0 {
		expr += "[" + strings.TrimSuffix(strings.Repeat("any, ", n), ", ") + "]"
	}
	return expr
}

// eval returns the type of an expression over the file's imports, nil when it
// has none.
func (t *table) eval(expr string) types.Type {
	scope := types.NewPackage("symbols", "symbols")
	for _, p := range append(t.pkg.Imports(), t.pkg) {
		scope.Scope().Insert(types.NewPkgName(0, scope, p.Name(), p))
	}
	tv, err := types.Eval(token.NewFileSet(), scope, 0, expr)
	if err != nil {
		return nil
	}
	return tv.Type
}
