// Package docgen makes the tables of eval/internal/docs: the doc comments of
// the standard library, of the predeclared names and of asyncio.
package docgen

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/printer"
	"go/token"
	"go/types"
	"maps"
	"slices"

	"goasync/eval/internal/gen/exportgen"
	"goasync/eval/internal/gen/genfiles"
	"goasync/eval/internal/gen/stdload"
)

// where the tables are, in the module
const where = "eval/internal/docs/data/"

// Std makes the table of the standard library and the predeclared names.
func Std(set *stdload.Set) (genfiles.Files, error) {
	paths, err := exportgen.Importable()
	if err != nil {
		return nil, err
	}
	l := set.On(stdload.Platforms[0])
	entries := map[string][]byte{}
	for _, path := range paths {
		p, err := l.Load(path)
		if err != nil {
			return nil, err
		}
		entries[path] = comments(p.Files).encode()
	}
	if entries["builtin"], err = builtin(l); err != nil {
		return nil, err
	}
	files := genfiles.Files{}
	return files, files.AddZip(where+"std.zip", entries)
}

// Ours makes the table of the packages of this module that cells import.
func Ours(root string) (genfiles.Files, error) {
	modules := exportgen.Modules(root)
	l := stdload.New(stdload.Platforms[0], modules...)
	entries := map[string][]byte{}
	for _, m := range modules {
		p, err := l.Load(m.Path)
		if err != nil {
			return nil, err
		}
		entries[m.Path] = comments(p.Files).encode()
	}
	files := genfiles.Files{}
	return files, files.AddZip(where+"asyncio.zip", entries)
}

// builtin describes the predeclared names, which exist as documentation only,
// and gives the signatures of the functions: no type has them.
func builtin(l *stdload.Loader) ([]byte, error) {
	files, err := l.Parse("builtin")
	if err != nil {
		return nil, err
	}
	texts := comments(files)
	for _, f := range files {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			fn.Doc = nil
			var b bytes.Buffer
			if err := printer.Fprint(&b, token.NewFileSet(), fn); err != nil {
				return nil, err
			}
			texts[fn.Name.Name] = b.String() + "\n\n" + texts[fn.Name.Name]
		}
	}
	return texts.encode(), nil
}

// table holds doc comments by name: empty for the package, F, T, T.Method,
// T.Field.
type table map[string]string

// encode returns the names and texts, each ended by a zero byte, in order.
func (t table) encode() []byte {
	var b bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(t)) {
		if t[name] != "" {
			fmt.Fprintf(&b, "%s\x00%s\x00", name, t[name])
		}
	}
	return b.Bytes()
}

// add keeps the first comment of a name, in reading order.
func (t table) add(name string, groups ...*ast.CommentGroup) {
	for _, g := range groups {
		if text := g.Text(); text != "" && t[name] == "" {
			t[name] = text[:len(text)-1]
		}
	}
}

func comments(files []*ast.File) table {
	t := table{}
	for _, f := range files {
		t.add("", f.Doc)
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				t.function(d)
			case *ast.GenDecl:
				t.group(d)
			}
		}
	}
	return t
}

func (t table) function(d *ast.FuncDecl) {
	name := d.Name.Name
	if recv := stdload.Receiver(d); recv != "" {
		name = recv + "." + name
	}
	if d.Name.IsExported() || predeclared(d.Name.Name) {
		t.add(name, d.Doc)
	}
}

// predeclared reports whether a name is one of the language. The documentation
// of package builtin declares them unexported, std has a few of them as
// unexported names: those do no harm.
func predeclared(name string) bool { return types.Universe.Lookup(name) != nil }

func (t table) group(d *ast.GenDecl) {
	for _, s := range d.Specs {
		switch s := s.(type) {
		case *ast.TypeSpec:
			if s.Name.IsExported() || predeclared(s.Name.Name) {
				t.add(s.Name.Name, s.Doc, d.Doc, s.Comment)
				t.members(s)
			}
		case *ast.ValueSpec:
			for _, n := range s.Names {
				if n.IsExported() || predeclared(n.Name) {
					if !d.Lparen.IsValid() {
						t.add(n.Name, d.Doc)
					}
					t.add(n.Name, s.Doc, s.Comment, d.Doc)
				}
			}
		}
	}
}

// members adds the exported fields of a struct and methods of an interface.
func (t table) members(s *ast.TypeSpec) {
	var fields *ast.FieldList
	switch u := s.Type.(type) {
	case *ast.StructType:
		fields = u.Fields
	case *ast.InterfaceType:
		fields = u.Methods
	default:
		return
	}
	for _, f := range fields.List {
		for _, n := range f.Names {
			if n.IsExported() {
				t.add(s.Name.Name+"."+n.Name, f.Doc, f.Comment)
			}
		}
	}
}
