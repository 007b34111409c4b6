// Package symgen makes the tables of eval/internal/run/symbols: what the
// exported names of a package are in compiled code, for the interpreter.
//
// A table is a slice of constants, function values and nil pointers, so that
// the compiler lays it out as data: it costs no time at start and no heap until
// the package is used. yaegi's own extract makes map literals in init functions
// instead, and stops at the Go release it was written for.
package symgen

import (
	"fmt"
	"go/types"
	"maps"
	"path"
	"slices"
	"strings"

	"goasync/eval/internal/gen/exportgen"
	"goasync/eval/internal/gen/genfiles"
	"goasync/eval/internal/gen/stdload"
)

// where the tables are, in the module
const where = "eval/internal/run/symbols/"

// Std makes the tables of the standard library. A package that some platforms
// lack names of gets a build constraint, and an empty table there; all others
// have the same names everywhere.
func Std(set *stdload.Set) (genfiles.Files, error) {
	paths, err := exportgen.Importable()
	if err != nil {
		return nil, err
	}
	names, err := platformNames(set, paths)
	if err != nil {
		return nil, err
	}
	l := set.On(stdload.Platforms[0])
	files := genfiles.Files{}
	r := registry{command: "symbols", function: "std"}
	for _, p := range paths {
		pkg, err := l.Load(p)
		if err != nil {
			return nil, err
		}
		t := describe(pkg.Package, nil, false)
		r.add(p, t)
		file := where + "std_" + strings.ReplaceAll(p, "/", "_")
		lacking := names[p]
		if err := files.AddGo(file+"_table.go", r.command, constraint(lacking, true)+t.source()); err != nil {
			return nil, err
		}
		if len(lacking) > 0 {
			empty := constraint(lacking, false) + "package symbols\n\nvar " + t.variable() + " []entry\n"
			if err := files.AddGo(file+"_none.go", r.command, empty); err != nil {
				return nil, err
			}
		}
	}
	return files, files.AddGo(where+"std.go", r.command, r.source())
}

// constraint returns the build line for the systems that lack names, or for
// all others when without is set.
func constraint(lacking []string, without bool) string {
	if len(lacking) == 0 {
		return ""
	}
	expr := strings.Join(lacking, " || ")
	if without {
		expr = "!(" + expr + ")"
	}
	return "//go:build " + expr + "\n\n"
}

// platformNames returns, for each package, the systems on which exported
// names are missing that the first platform has.
func platformNames(set *stdload.Set, paths []string) (map[string][]string, error) {
	names := map[string][]string{}
	lacking := map[string][]string{}
	for i, platform := range stdload.Platforms {
		l := set.On(platform)
		for _, p := range paths {
			pkg, err := l.Load(p)
			if err != nil {
				return nil, err
			}
			scope := pkg.Scope()
			if i == 0 {
				names[p] = slices.DeleteFunc(scope.Names(), func(n string) bool { return !scope.Lookup(n).Exported() })
			}
			missing := slices.ContainsFunc(names[p], func(n string) bool { return scope.Lookup(n) == nil })
			if missing && !slices.Contains(lacking[p], platform.OS) {
				lacking[p] = append(lacking[p], platform.OS)
			}
		}
	}
	return lacking, nil
}

// registry makes the function that finds a table by import path.
type registry struct {
	command, function string
	tables            strings.Builder
	generic           strings.Builder
	mentions          strings.Builder
}

func (r *registry) add(path string, t *table) {
	fmt.Fprintf(&r.tables, "\tcase %q:\n\t\treturn %s, true\n", path, t.variable())
	list(&r.generic, path, t.generic)
	list(&r.mentions, path, slices.Sorted(maps.Keys(t.mentions)))
}

// list adds a case that returns the names, if there are any.
func list(b *strings.Builder, path string, names []string) {
	if len(names) > 0 {
		fmt.Fprintf(b, "\tcase %q:\n\t\treturn %#v\n", path, names)
	}
}

func (r *registry) source() string {
	return fmt.Sprintf(`package symbols

// %[1]sTable returns the table of a package.
func %[1]sTable(path string) ([]entry, bool) {
	switch path {
%[2]s	}
	return nil, false
}

// %[1]sGeneric returns the names of a package that no table can hold.
func %[1]sGeneric(path string) []string {
	switch path {
%[3]s	}
	return nil
}

// %[1]sMentions returns the other packages whose interfaces a package mentions.
func %[1]sMentions(path string) []string {
	switch path {
%[4]s	}
	return nil
}
`, r.function, r.tables.String(), r.generic.String(), r.mentions.String())
}

// table is what is written for a package.
type table struct {
	pkg      *types.Package
	path     string            // as Go imports it
	goPaths  map[string]string // by path, where the one in Go differs
	imports  map[string]string // local names by Go path
	entries  []string
	wrappers []string
	generic  []string
	mentions map[string]bool
	prefix   string
}

// describe collects the entries of a package's exported names. Generic ones
// are listed, or erased where that is asked for and possible.
func describe(pkg *types.Package, goPaths map[string]string, erase bool) *table {
	t := &table{pkg: pkg, goPaths: goPaths, imports: map[string]string{}, mentions: map[string]bool{}}
	t.path = goPath(t, pkg)
	t.prefix = strings.NewReplacer("/", "_", "-", "_", ".", "_").Replace(pkg.Path())
	for _, name := range pkg.Scope().Names() {
		obj := pkg.Scope().Lookup(name)
		switch {
		case !obj.Exported():
		case isConstraint(obj):
			t.generic = append(t.generic, name)
		case typeParams(obj).Len() > 0:
			if !erase || !t.instantiate(obj) {
				t.generic = append(t.generic, name)
			}
		default:
			t.add(obj)
		}
	}
	delete(t.mentions, pkg.Path())
	return t
}

func (t *table) variable() string { return "table_" + t.prefix }

func (t *table) entry(name, kind, value string) {
	t.entries = append(t.entries, fmt.Sprintf("{%q, %s, %s}", name, kind, value))
}

// add describes an object that is not generic.
func (t *table) add(obj types.Object) {
	name := t.local(t.path, t.pkg.Name()) + "." + obj.Name()
	noteInterfaces(obj.Type(), t.mentions)
	switch obj := obj.(type) {
	case *types.Const:
		kind, value := constant(obj, name)
		t.entry(obj.Name(), kind, value)
	case *types.Func:
		t.entry(obj.Name(), "value", name)
	case *types.Var:
		t.entry(obj.Name(), "variable", "&"+name)
	case *types.TypeName:
		t.entry(obj.Name(), "typ", "(*"+name+")(nil)")
		iface, ok := obj.Type().Underlying().(*types.Interface)
		if ok && !obj.IsAlias() {
			t.wrap(obj.Name(), obj.Name(), iface)
		}
	}
}

// local returns the name of an imported package in the file.
func (t *table) local(importPath, name string) string {
	if local, ok := t.imports[importPath]; ok {
		return local
	}
	taken := slices.Collect(maps.Values(t.imports))
	local := name
	for i := 2; slices.Contains(taken, local) || local == "reflect"; i++ {
		local = fmt.Sprint(name, i)
	}
	t.imports[importPath] = local
	return local
}

// source returns the file.
func (t *table) source() string {
	var b strings.Builder
	b.WriteString("//lint:file-ignore SA1019 a table has the deprecated names too\n\npackage symbols\n\n")
	for _, p := range slices.Sorted(maps.Keys(t.imports)) {
		local := t.imports[p]
		if local == path.Base(p) {
			local = ""
		}
		fmt.Fprintf(&b, "import %s %q\n", local, p)
	}
	fmt.Fprintf(&b, "\nvar %s = []entry{\n", t.variable())
	for _, e := range t.entries {
		b.WriteString("\t" + e + ",\n")
	}
	b.WriteString("}\n")
	for _, w := range t.wrappers {
		b.WriteString(w)
	}
	return b.String()
}
