package stdsrc_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"testing"

	"goasync/eval/check/stdexport"
	"goasync/eval/internal/run/symbols"
	"goasync/eval/lower/stdsrc"
)

// checked type-checks the source of a package as the lowering pass does.
func checked(t *testing.T, fset *token.FileSet, imports types.Importer, path string) *types.Package {
	t.Helper()
	name, text, ok := stdsrc.Source(path)
	if !ok {
		return nil
	}
	f, err := parser.ParseFile(fset, name, text, 0)
	if err != nil {
		t.Fatal(err)
	}
	conf := types.Config{Importer: imports}
	pkg, err := conf.Check("std/"+path, fset, []*ast.File{f}, nil)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return pkg
}

// Every generic name of std has source with the same signature, or a reason.
func TestEveryGenericNameHasSource(t *testing.T) {
	fset := token.NewFileSet()
	im := stdexport.NewImporter(fset).WithHost()
	for _, path := range stdexport.Packages() {
		if stdexport.GoPath(path) != path {
			continue // ours
		}
		std, err := im.Import(path)
		if err != nil {
			t.Fatal(err)
		}
		source := checked(t, fset, im, path)
		for _, name := range symbols.Generic(path) {
			obj := std.Scope().Lookup(name)
			if _, missing := stdsrc.Missing(path, name); missing || std.Path() != path || !needsSource(obj) {
				continue
			}
			if source == nil || source.Scope().Lookup(name) == nil {
				t.Errorf("%s.%s: no source and no reason", path, name)
				continue
			}
			got, want := describe(source.Scope().Lookup(name)), describe(obj)
			if got != want {
				t.Errorf("%s.%s:\nsource has %s\nstd has    %s", path, name, got, want)
			}
		}
	}
}

func needsSource(obj types.Object) bool {
	if _, ok := obj.(*types.Func); ok {
		return true
	}
	named, ok := obj.Type().(*types.Named)
	return ok && named.NumMethods() > 0
}

// describe returns an object's type, and its methods, with packages by name.
func describe(obj types.Object) string {
	byName := func(p *types.Package) string { return p.Name() }
	text := obj.Name()
	if f, ok := obj.(*types.Func); ok {
		return text + types.TypeString(f.Type(), byName)
	}
	for m := range obj.Type().(*types.Named).Methods() {
		if m.Exported() {
			text += "\n" + types.ObjectString(m, byName)
		}
	}
	return text
}

func TestMissingNamesExist(t *testing.T) {
	if _, ok := stdsrc.Missing("slices", "Sort"); ok {
		t.Error("slices.Sort is missing")
	}
	if reason, ok := stdsrc.Missing("weak", "Make"); !ok || reason == "" {
		t.Error("weak.Make is not missing")
	}
}
