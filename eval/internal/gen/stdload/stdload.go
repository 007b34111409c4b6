// Package stdload type-checks packages from source for a chosen platform, for
// the generators of tables.
//
// It reads the standard library of the Go installation that runs it, without
// function bodies and with no compiler run: all of std takes about 2 s. Packages
// of this module are loaded by their directory and may be given another import
// path, the one that cells use.
package stdload

import (
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
)

// shownRoot is what positions show instead of the directory of std.
const shownRoot = "$GOROOT/src/"

// Platform is a target of the build.
type Platform struct{ OS, Arch string }

// String returns the form that names files: linux_amd64.
func (p Platform) String() string { return p.OS + "_" + p.Arch }

// Platforms are the targets that the tables are made for; the first is the
// one that the others are compared with.
var Platforms = []Platform{
	{"linux", "amd64"}, {"linux", "arm64"},
	{"darwin", "amd64"}, {"darwin", "arm64"},
	{"windows", "amd64"}, {"windows", "arm64"},
}

// Module is a package of this module that cells import by a path of its own.
type Module struct {
	Path   string // as cells write it: asyncio
	Import string // as Go writes it: goasync/asyncrt
	Dir    string // where its source is
}

// Package is a checked package with its syntax.
type Package struct {
	*types.Package
	Files []*ast.File
}

// Loader loads packages for one platform. Its zero value is not usable. It is
// not safe for concurrent use.
type Loader struct {
	Fset     *token.FileSet // positions name files as $GOROOT/src/fmt/print.go
	ctx      build.Context
	modules  map[string]Module   // by Path and by Import
	packages map[string]*Package // by the path that imports them
	dirs     map[string]string   // of packages, by how positions show them
}

// New returns a loader for the platform that also knows the given packages.
func New(p Platform, modules ...Module) *Loader {
	ctx := build.Default
	ctx.GOOS, ctx.GOARCH, ctx.CgoEnabled = p.OS, p.Arch, false
	l := &Loader{token.NewFileSet(), ctx, map[string]Module{}, map[string]*Package{}, map[string]string{}}
	for _, m := range modules {
		l.modules[m.Path], l.modules[m.Import] = m, m
	}
	return l
}

// Load returns the package with that import path. Errors in its source are
// joined in the error.
func (l *Loader) Load(path string) (*Package, error) { return l.load(path, "") }

// Parse returns the syntax of a package that need not type-check.
func (l *Loader) Parse(path string) ([]*ast.File, error) {
	src, err := l.find(path, "")
	if err != nil {
		return nil, err
	}
	return l.parse(src)
}

// Import implements types.Importer.
func (l *Loader) Import(path string) (*types.Package, error) { return l.ImportFrom(path, "", 0) }

// ImportFrom implements types.ImporterFrom; dir, the directory of the
// importing file as positions show it, finds vendored packages.
func (l *Loader) ImportFrom(path, dir string, _ types.ImportMode) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	p, err := l.load(path, l.dirs[dir])
	if err != nil {
		return nil, err
	}
	return p.Package, nil
}

func (l *Loader) load(path, dir string) (*Package, error) {
	if m, ok := l.modules[path]; ok {
		path = m.Path
	}
	if p := l.packages[path]; p != nil {
		return p, nil
	}
	src, err := l.find(path, dir)
	if err != nil {
		return nil, err
	}
	files, err := l.parse(src)
	if err != nil {
		return nil, err
	}
	var errs []error
	conf := types.Config{
		Importer:         l,
		IgnoreFuncBodies: true,
		Sizes:            types.SizesFor("gc", l.ctx.GOARCH),
		Error:            func(err error) { errs = append(errs, err) },
	}
	pkg, _ := conf.Check(src.path, l.Fset, files, nil)
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("package %s: %w", path, err)
	}
	p := &Package{pkg, files}
	l.packages[path] = p
	return p, nil
}

// source is where the files of a package are.
type source struct {
	path  string // import path, as types show it
	shown string // directory, as positions show it
	dir   string
	files []string
}

func (l *Loader) find(path, dir string) (source, error) {
	if m, ok := l.modules[path]; ok {
		bp, err := l.ctx.ImportDir(m.Dir, 0)
		if err != nil {
			return source{}, err
		}
		return source{m.Path, m.Import, m.Dir, bp.GoFiles}, nil
	}
	bp, err := l.ctx.Import(path, dir, 0)
	if err != nil {
		return source{}, err
	}
	shown := bp.ImportPath
	if bp.Goroot {
		shown = shownRoot + bp.ImportPath
	}
	return source{bp.ImportPath, shown, bp.Dir, bp.GoFiles}, nil
}

func (l *Loader) parse(src source) ([]*ast.File, error) {
	l.dirs[src.shown] = src.dir
	var files []*ast.File
	for _, name := range src.files {
		text, err := os.ReadFile(filepath.Join(src.dir, name))
		if err != nil {
			return nil, err
		}
		f, err := parser.ParseFile(l.Fset, src.shown+"/"+name, text, parser.SkipObjectResolution|parser.ParseComments)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

// Receiver returns the name of a method's type, empty for a function.
func Receiver(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return ""
	}
	t := d.Recv.List[0].Type
	for {
		switch u := t.(type) {
		case *ast.StarExpr:
			t = u.X
		case *ast.IndexExpr:
			t = u.X
		case *ast.IndexListExpr:
			t = u.X
		case *ast.Ident:
			return u.Name
		default:
			return ""
		}
	}
}

// Set holds the standard library for several platforms, each loaded once. It
// is not safe for concurrent use.
type Set struct{ loaders map[Platform]*Loader }

// On returns the loader of a platform.
func (s *Set) On(p Platform) *Loader {
	if s.loaders == nil {
		s.loaders = map[Platform]*Loader{}
	}
	if s.loaders[p] == nil {
		s.loaders[p] = New(p)
	}
	return s.loaders[p]
}

// Std lists the import paths of the standard library, sorted, without
// internal, vendored and toolchain packages, as the directories under GOROOT/src
// that hold Go files for any platform.
func Std() ([]string, error) {
	root := filepath.Join(build.Default.GOROOT, "src")
	var paths []string
	err := filepath.WalkDir(root, func(file string, d os.DirEntry, err error) error {
		if err != nil || !d.IsDir() || file == root {
			return err
		}
		switch d.Name() {
		case "internal", "vendor", "testdata", "cmd":
			return filepath.SkipDir
		}
		if strings.HasPrefix(d.Name(), "_") || strings.HasPrefix(d.Name(), ".") {
			return filepath.SkipDir
		}
		if bp, err := build.Default.ImportDir(file, 0); err == nil && len(bp.GoFiles) > 0 {
			rel, err := filepath.Rel(root, file)
			if err != nil {
				return err
			}
			paths = append(paths, filepath.ToSlash(rel))
		}
		return nil
	})
	return paths, err
}
