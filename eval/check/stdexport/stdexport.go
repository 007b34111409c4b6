// Package stdexport gives the type checker the packages that cells import:
// the standard library of the Go that built us, and this module's asyncio,
// aiohttp and aiofiles. It needs no Go installation at run time.
//
// The types are embedded, each package compressed by itself. Nothing is read
// before the first import; an import inflates and reads that package only
// (fmt 0.3 ms, net/http 4 ms) and the parts of others that it mentions come
// with it. Start with NewImporter:
//
//	conf := types.Config{Importer: stdexport.NewImporter(fset)}
//
// What a cell may not import (unsafe, syscall, …) gives a *RefusedError, what
// does not exist an *UnknownError. For imports that a cell left out, ByName and
// Candidates lead from a package's name to its path.
package stdexport

import (
	"fmt"
	"go/token"
	"go/types"
	"sync"

	"goasync/eval/internal/exportdata"
	"goasync/eval/internal/stdpkg"
)

//go:generate go run goasync/eval/internal/gen stdexport
//go:generate go run goasync/eval/internal/gen asyncio-export
//go:generate go run goasync/eval/internal/gen host-export

// Importer is a types.Importer over the embedded packages. It gives the same
// package for the same path each time. It is safe for concurrent use, but the
// packages it has given may grow while another is imported: check with one
// Importer from one goroutine at a time.
type Importer struct {
	mu       sync.Mutex
	fset     *token.FileSet
	packages map[string]*types.Package // complete, or partly known from another
	imported map[string]*types.Package // given before
}

// NewImporter returns an importer that adds its positions to the file set.
// They name files as $GOROOT/src/fmt/print.go and are exact to the line.
func NewImporter(fset *token.FileSet) *Importer {
	return &Importer{fset: fset, packages: map[string]*types.Package{}, imported: map[string]*types.Package{}}
}

// Import returns the package with that path. The packages of this module may
// also be imported as Go programs do (goasync/asyncrt). Its error is a *RefusedError or
// an *UnknownError, or tells of damaged tables.
func (im *Importer) Import(path string) (*types.Package, error) {
	path = cellPath(path)
	im.mu.Lock()
	defer im.mu.Unlock()
	if p := im.imported[path]; p != nil {
		return p, nil
	}
	if reason, refused := stdpkg.Refused(path); refused {
		return nil, &RefusedError{path, reason}
	}
	return im.load(path)
}

// Refused returns why cells may not import a package, and whether that is so. It is safe for concurrent use.
func Refused(path string) (reason string, refused bool) { return stdpkg.Refused(path) }

// load reads a package that was not imported before.
func (im *Importer) load(path string) (*types.Package, error) {
	data, err := read(path)
	if err != nil {
		return nil, err
	}
	if data == nil {
		return nil, unknown(path)
	}
	p, err := exportdata.Read(data, im.fset, im.packages, path)
	if err != nil {
		return nil, err
	}
	im.imported[path] = p
	return p, nil
}

// hostPath is the compiled support of std's generic source, eval/lower/stdsrc.
const hostPath = "internal/stdhost"

// WithHost returns an importer of the same packages that also gives
// internal/stdhost, which the sources of eval/lower/stdsrc import and cells
// cannot.
func (im *Importer) WithHost() types.Importer { return withHost{im} }

type withHost struct{ *Importer }

func (im withHost) Import(path string) (*types.Package, error) {
	if path != hostPath {
		return im.Importer.Import(path)
	}
	im.mu.Lock()
	defer im.mu.Unlock()
	if p := im.imported[path]; p != nil {
		return p, nil
	}
	return im.load(path)
}

// ImportFrom implements types.ImporterFrom; the directory does not matter.
func (im *Importer) ImportFrom(path, _ string, _ types.ImportMode) (*types.Package, error) {
	return im.Import(path)
}

func (im withHost) ImportFrom(path, _ string, _ types.ImportMode) (*types.Package, error) {
	return im.Import(path)
}

// RefusedError says that a package exists and that cells cannot import it.
type RefusedError struct {
	Path   string
	Reason string // a clause: "cells have no C compiler"
}

// Error returns the path and the reason.
func (e *RefusedError) Error() string {
	return fmt.Sprintf("package %s cannot be imported in a cell: %s", e.Path, e.Reason)
}

// UnknownError says that there is no package with that path.
type UnknownError struct {
	Path string
	Near string // the path that was probably meant, or empty
}

// Error returns the path and the one that was probably meant.
func (e *UnknownError) Error() string {
	hint := "cells can import the standard library, asyncio, aiohttp, aiofiles and display"
	if e.Near != "" {
		hint = fmt.Sprintf("did you mean %q?", e.Near)
	}
	return fmt.Sprintf("package %s is not in std (%s)", e.Path, hint)
}
