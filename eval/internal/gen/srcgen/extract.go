package srcgen

import (
	"fmt"
	"go/ast"
	"go/printer"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"goasync/eval/internal/gen/stdload"
)

// extraction is the walk from the generic declarations of a package to what
// they need.
type extraction struct {
	*source
	decls   map[types.Object]ast.Decl   // package-level declarations
	methods map[types.Object][]ast.Decl // by type
	taken   map[ast.Decl]bool
	imports map[string]string // local names by path
	self    bool              // std itself is imported
}

// extract returns the file: the generic declarations, and the unexported ones
// that they need. Exported ones that are not generic are compiled, and referred
// to through an import of the package itself by the name std.
func (p *source) extract() (string, error) {
	x := &extraction{source: p, decls: map[types.Object]ast.Decl{}, methods: map[types.Object][]ast.Decl{},
		taken: map[ast.Decl]bool{}, imports: map[string]string{}}
	x.index()
	for _, name := range p.pkg.Scope().Names() {
		if obj := p.pkg.Scope().Lookup(name); obj.Exported() && x.needsSource(obj) {
			x.take(obj)
		}
	}
	return x.print()
}

// needsSource reports whether the object is a generic function, or a generic
// type with methods. Other generic types and constraints are complete in the
// checker's packages, and must be those there: iter.Seq is the same type for
// everybody.
func (x *extraction) needsSource(obj types.Object) bool {
	switch obj := obj.(type) {
	case *types.Func:
		return obj.Signature().TypeParams().Len() > 0
	case *types.TypeName:
		named, ok := obj.Type().(*types.Named)
		return ok && named.TypeParams().Len() > 0 && len(x.methods[obj]) > 0
	}
	return false
}

func (x *extraction) index() {
	for _, f := range x.files {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if recv := stdload.Receiver(d); recv != "" {
					t := x.pkg.Scope().Lookup(recv)
					x.methods[t] = append(x.methods[t], d)
				} else if obj := x.info.Defs[d.Name]; obj != nil {
					x.decls[obj] = d
				}
			case *ast.GenDecl:
				for name, decl := range split(d) {
					x.decls[x.info.Defs[name]] = decl
				}
			}
		}
	}
}

// split makes a declaration of its own of each specification, but for
// constants, which may count on each other.
func split(d *ast.GenDecl) map[*ast.Ident]ast.Decl {
	decls := map[*ast.Ident]ast.Decl{}
	for _, s := range d.Specs {
		var one ast.Decl = d
		if d.Tok != token.CONST {
			one = &ast.GenDecl{Tok: d.Tok, TokPos: s.Pos(), Specs: []ast.Spec{s}}
		}
		switch s := s.(type) {
		case *ast.TypeSpec:
			decls[s.Name] = one
		case *ast.ValueSpec:
			for _, n := range s.Names {
				decls[n] = one
			}
		}
	}
	return decls
}

// take adds the declaration of a package-level object and what it needs.
func (x *extraction) take(obj types.Object) {
	d := x.decls[obj]
	if d == nil || x.taken[d] {
		return
	}
	for _, d := range append([]ast.Decl{d}, x.methods[obj]...) {
		x.taken[d] = true
		x.needs(d)
	}
}

// needs takes what a declaration refers to, and names compiled objects of the
// package by its import.
func (x *extraction) needs(d ast.Decl) {
	ast.Inspect(d, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		switch obj := x.info.Uses[id].(type) {
		case nil:
		case *types.PkgName:
			x.imports[obj.Imported().Path()] = obj.Name()
		default:
			if f, ok := obj.(*types.Func); ok {
				obj = f.Origin()
			}
			if obj.Pkg() != x.pkg || obj.Parent() != x.pkg.Scope() {
				break
			}
			if obj.Exported() && !x.needsSource(obj) {
				x.self = true
				id.Name = "std." + obj.Name()
				break
			}
			x.take(obj)
		}
		return true
	})
}

// print writes the declarations in the order of the files.
func (x *extraction) print() (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "package %s\n\n", x.pkg.Name())
	if x.self {
		x.imports[x.pkg.Path()] = "std"
	}
	for _, path := range slices.Sorted(maps.Keys(x.imports)) {
		name := x.imports[path]
		if strings.HasSuffix("/"+path, "/"+name) {
			name = ""
		}
		fmt.Fprintf(&b, "import %s %q\n", name, path)
	}
	decls := slices.SortedFunc(maps.Keys(x.taken), func(a, b ast.Decl) int { return int(a.Pos() - b.Pos()) })
	conf := printer.Config{Mode: printer.TabIndent, Tabwidth: 8}
	for _, d := range decls {
		b.WriteString("\n")
		if err := conf.Fprint(&b, x.fset, bare(d)); err != nil {
			return "", err
		}
		b.WriteString("\n")
	}
	return b.String(), nil
}

// bare drops doc comments, which the docs table has.
func bare(d ast.Decl) ast.Decl {
	switch d := d.(type) {
	case *ast.FuncDecl:
		d.Doc = nil
	case *ast.GenDecl:
		d.Doc = nil
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				s.Doc, s.Comment = nil, nil
			case *ast.ValueSpec:
				s.Doc, s.Comment = nil, nil
			}
		}
	}
	return d
}
