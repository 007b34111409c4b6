// Package methodgen makes the table of eval/internal/rt/natives: the methods
// of the interfaces of the standard library, those that it keeps to itself too.
package methodgen

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/types"
	"maps"
	"path"
	"slices"
	"strings"

	"goasync/eval/internal/gen/exportgen"
	"goasync/eval/internal/gen/genfiles"
	"goasync/eval/internal/gen/stdload"
	"goasync/eval/internal/rt"
	"goasync/eval/internal/stdpkg"
)

// unnamed are the methods that the library asks for by interfaces that stand in its functions.
const unnamed = `package p

import ("net/http"; "time")

type (
	a interface { Is(error) bool; As(any) bool; Unwrap() error }
	b interface { Unwrap() []error; Timeout() bool; CloseWrite() error }
	c interface { SetWriteDeadline(time.Time) error; SetReadDeadline(time.Time) error; FlushError() error }
	d interface { EnableFullDuplex() error; CancelRequest(*http.Request); Unwrap() http.ResponseWriter }
	e interface { MIMEBundle() map[string]any }
)
`

// Std makes the table.
func Std(set *stdload.Set) (genfiles.Files, error) {
	var everywhere map[string]*types.Func
	for _, platform := range stdload.Platforms {
		found, err := methods(set.On(platform))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", platform, err)
		}
		if everywhere == nil {
			everywhere = found
		}
		maps.DeleteFunc(everywhere, func(key string, _ *types.Func) bool { return found[key] == nil })
	}
	files := genfiles.Files{}
	return files, files.AddGo("eval/internal/rt/natives/table.go", "natives", write(everywhere))
}

// methods returns the methods that a cell's type can have, by key.
func methods(l *stdload.Loader) (map[string]*types.Func, error) {
	paths, err := exportgen.Importable()
	if err != nil {
		return nil, err
	}
	found := map[string]*types.Func{}
	for _, p := range paths {
		pkg, err := l.Load(p)
		if err != nil {
			return nil, err
		}
		collect(found, pkg.Package)
	}
	file, err := parser.ParseFile(l.Fset, "unnamed.go", unnamed, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	conf := types.Config{Importer: importer{l}}
	pkg, err := conf.Check("p", l.Fset, []*ast.File{file}, nil)
	if err != nil {
		return nil, err
	}
	collect(found, pkg)
	addMethods(found, types.Universe.Lookup("error").Type())
	for _, own := range rt.BoxMethods() {
		delete(found, own)
	}
	return found, nil
}

type importer struct{ *stdload.Loader }

func (i importer) Import(path string) (*types.Package, error) {
	p, err := i.Load(path)
	if err != nil {
		return nil, err
	}
	return p.Package, nil
}

// collect adds the methods of the interfaces that a package declares.
func collect(found map[string]*types.Func, pkg *types.Package) {
	for _, name := range pkg.Scope().Names() {
		if obj, ok := pkg.Scope().Lookup(name).(*types.TypeName); ok {
			addMethods(found, obj.Type())
		}
	}
}

func addMethods(found map[string]*types.Func, t types.Type) {
	it, ok := t.Underlying().(*types.Interface)
	if !ok {
		return
	}
	if n, ok := types.Unalias(t).(*types.Named); ok && n.TypeParams().Len() > 0 {
		return
	}
	for m := range it.Methods() {
		if key := rt.MethodKey(m); m.Exported() && found[key] == nil && nameable(m.Signature()) {
			found[key] = m
		}
	}
}

// nameable reports whether a cell can write all types of a signature.
func nameable(sig *types.Signature) bool {
	ok := true
	var visit func(t types.Type)
	visit = func(t types.Type) {
		switch t := types.Unalias(t).(type) {
		case *types.Named:
			if p := t.Obj().Pkg(); p != nil {
				_, refused := stdpkg.Refused(p.Path())
				ok = ok && !refused && t.Obj().Exported()
			}
			for a := range t.TypeArgs().Types() {
				visit(a)
			}
		case *types.Signature:
			for _, tuple := range []*types.Tuple{t.Params(), t.Results()} {
				for v := range tuple.Variables() {
					visit(v.Type())
				}
			}
		case *types.Map:
			visit(t.Key())
			visit(t.Elem())
		case *types.TypeParam:
			ok = false
		case *types.Struct:
			ok = ok && t.NumFields() == 0
		case *types.Interface:
			ok = ok && t.NumMethods() == 0
		case interface{ Elem() types.Type }:
			visit(t.Elem())
		}
	}
	visit(sig)
	return ok
}

// write returns the source of the table.
func write(found map[string]*types.Func) string {
	imports := map[string]string{} // local name by path
	local := func(p *types.Package) string {
		if name, ok := imports[p.Path()]; ok {
			return name
		}
		name := p.Name()
		for i := 2; slices.Contains(slices.Collect(maps.Values(imports)), name) || name == "rt" || name == "reflect"; i++ {
			name = fmt.Sprint(p.Name(), i)
		}
		imports[p.Path()] = name
		return name
	}
	var table, stubs strings.Builder
	for i, key := range slices.Sorted(maps.Keys(found)) {
		fmt.Fprintf(&table, "\t%q: reflect.TypeFor[m%d](),\n", key, i)
		fmt.Fprintf(&stubs, "\ntype m%d rt.Value\n\n%s", i, stub(i, found[key], local))
	}
	var b strings.Builder
	b.WriteString("//lint:file-ignore SA1019 deprecated methods too\n\npackage natives\n\nimport (\n\t\"reflect\"\n\n\t\"goasync/eval/internal/rt\"\n")
	for _, p := range slices.Sorted(maps.Keys(imports)) {
		name := imports[p]
		if name == path.Base(p) {
			name = ""
		}
		fmt.Fprintf(&b, "\t%s %q\n", name, p)
	}
	fmt.Fprintf(&b, ")\n\nvar table = map[string]reflect.Type{\n%s}\n%s", table.String(), stubs.String())
	return b.String()
}

// stub returns the method of type m<i>.
func stub(i int, m *types.Func, local types.Qualifier) string {
	sig := m.Signature()
	var params, args, results, values []string
	for j, p := range slices.Collect(sig.Params().Variables()) {
		text := types.TypeString(p.Type(), local)
		if sig.Variadic() && j == sig.Params().Len()-1 {
			text = "..." + strings.TrimPrefix(text, "[]")
		}
		params = append(params, fmt.Sprintf("a%d %s", j, text))
		args = append(args, fmt.Sprintf(", in(&a%d)", j))
	}
	for j, r := range slices.Collect(sig.Results().Variables()) {
		text := types.TypeString(r.Type(), local)
		results = append(results, text)
		values = append(values, fmt.Sprintf("out[%s](r[%d])", text, j))
	}
	call := fmt.Sprintf("rt.Value(m).Native(%q%s)", m.Name(), strings.Join(args, ""))
	head := fmt.Sprintf("func (m m%d) %s(%s) (%s) {\n", i, m.Name(), strings.Join(params, ", "), strings.Join(results, ", "))
	if len(results) == 0 {
		return head + "\t" + call + "\n}\n"
	}
	return head + "\tr := " + call + "\n\treturn " + strings.Join(values, ", ") + "\n}\n"
}
