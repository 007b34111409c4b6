// Package srcgen makes eval/lower/stdsrc: the source of the standard library's
// generic functions and types, which have no compiled form that an interpreter
// can call.
//
// For each package it takes the generic declarations and what they need, one
// file a package, from the Go installation; declarations that rest on unsafe or
// on the runtime are replaced by those in patch/.
package srcgen

import (
	"embed"
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"strings"

	"goasync/eval/internal/gen/exportgen"
	"goasync/eval/internal/gen/genfiles"
	"goasync/eval/internal/gen/stdload"
)

// where the files are, in the module
const where = "eval/lower/stdsrc/"

//go:embed patch/*.go.txt
var patches embed.FS

// packages have source in stdsrc.
var packages = []string{
	"cmp", "crypto/hkdf", "crypto/pbkdf2", "errors", "iter", "maps", "math/rand/v2",
	"reflect", "slices", "sync", "sync/atomic", "unique",
}

// Std makes the files.
func Std(root string) (genfiles.Files, error) {
	l := stdload.New(stdload.Platforms[0], exportgen.HostModule(root))
	files := genfiles.Files{}
	for _, path := range packages {
		p, err := load(l, path)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		source, err := p.extract()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if err := files.AddGo(where+"src/"+fileName(path)+".go.txt", "stdsrc", licence+source); err != nil {
			return nil, err
		}
	}
	return files, nil
}

const licence = `// Taken from the Go standard library, parts of it rewritten for cells.
// Copyright The Go Authors. All rights reserved. Use of this source code is
// governed by the BSD-style license in the file LICENSE of the Go distribution.

`

func fileName(path string) string { return strings.ReplaceAll(path, "/", "_") }

// source is a package of std with its patch, checked with function bodies.
type source struct {
	fset  *token.FileSet
	pkg   *types.Package
	info  *types.Info
	files []*ast.File
}

func load(l *stdload.Loader, path string) (*source, error) {
	p := &source{fset: token.NewFileSet(), info: &types.Info{
		Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{},
	}}
	if err := p.parse(path); err != nil {
		return nil, err
	}
	var errs []error
	conf := types.Config{
		Importer:                 l,
		DisableUnusedImportCheck: true,
		FakeImportC:              true,
		Error:                    func(err error) { errs = append(errs, err) },
	}
	p.pkg, _ = conf.Check(path, p.fset, p.files, p.info)
	return p, errors.Join(errs...)
}

// parse reads the patch and the files of std without what it replaces.
func (p *source) parse(path string) error {
	patched := map[string]bool{}
	if text, err := patches.ReadFile("patch/" + fileName(path) + ".go.txt"); err == nil {
		f, err := parser.ParseFile(p.fset, "patch/"+fileName(path)+".go", text, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		p.files = append(p.files, f)
		for _, d := range f.Decls {
			for _, name := range declared(d) {
				patched[name] = true
			}
		}
	}
	ctx := build.Default
	ctx.GOOS, ctx.GOARCH, ctx.CgoEnabled = stdload.Platforms[0].OS, stdload.Platforms[0].Arch, false
	bp, err := ctx.Import(path, "", 0)
	if err != nil {
		return err
	}
	for _, name := range bp.GoFiles {
		text, err := os.ReadFile(filepath.Join(bp.Dir, name))
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(p.fset, "$GOROOT/src/"+path+"/"+name, text, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		f.Decls = without(f.Decls, patched)
		p.files = append(p.files, f)
	}
	return nil
}

// declared returns the names that a declaration declares; a method counts as
// T.M.
func declared(d ast.Decl) (names []string) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if recv := stdload.Receiver(d); recv != "" {
			return []string{recv + "." + d.Name.Name}
		}
		return []string{d.Name.Name}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				names = append(names, s.Name.Name)
			case *ast.ValueSpec:
				for _, n := range s.Names {
					names = append(names, n.Name)
				}
			}
		}
	}
	return names
}

// without returns the declarations but for those with a patched name, and
// but for the methods of patched types.
func without(decls []ast.Decl, patched map[string]bool) []ast.Decl {
	var kept []ast.Decl
	for _, d := range decls {
		if f, ok := d.(*ast.FuncDecl); ok && patched[stdload.Receiver(f)] {
			continue
		}
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.TYPE && len(g.Specs) > 1 {
			var specs []ast.Spec
			for _, s := range g.Specs {
				if !patched[s.(*ast.TypeSpec).Name.Name] {
					specs = append(specs, s)
				}
			}
			g.Specs = specs
		}
		if names := declared(d); len(names) != 1 || !patched[names[0]] {
			kept = append(kept, d)
		}
	}
	return kept
}
