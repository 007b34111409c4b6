// Package exportgen makes the tables of eval/check/stdexport: the export data
// of the standard library and of this module's packages for cells.
package exportgen

import (
	"bytes"
	"fmt"
	"go/token"
	"path/filepath"
	"runtime"
	"strings"

	"goasync/eval/internal/exportdata"
	"goasync/eval/internal/gen/genfiles"
	"goasync/eval/internal/gen/stdload"
	"goasync/eval/internal/stdpkg"
)

// where the tables are, in the module
const where = "eval/check/stdexport/"

// Modules are the packages of this module that cells can import, as far as
// they exist. Root is the module's directory.
func Modules(root string) []stdload.Module {
	var ms []stdload.Module
	for _, m := range [][2]string{
		{"asyncio", "asyncrt"},
		{"aiohttp", "asyncrt/aiohttp"},
		{"aiofiles", "asyncrt/aiofiles"},
		{"display", "eval/display"},
	} {
		dir := filepath.Join(root, filepath.FromSlash(m[1]))
		if sources, _ := filepath.Glob(filepath.Join(dir, "*.go")); len(sources) == 0 {
			continue
		}
		ms = append(ms, stdload.Module{Path: m[0], Import: "goasync/" + m[1], Dir: dir})
	}
	return ms
}

// Std makes the tables of the standard library: one archive with every
// package, and one for each other platform with the packages whose types differ
// there.
func Std(set *stdload.Set) (genfiles.Files, error) {
	paths, err := Importable()
	if err != nil {
		return nil, err
	}
	files := genfiles.Files{}
	var names string
	var base map[string][]byte
	for i, platform := range stdload.Platforms {
		data, bare, index, err := export(set.On(platform), paths)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", platform, err)
		}
		name := "std"
		if i == 0 {
			base, names = bare, index
		} else {
			name = platform.String()
			for path := range data {
				if bytes.Equal(bare[path], base[path]) {
					delete(data, path)
				}
			}
		}
		if err := files.AddZip(where+"data/"+name+".zip", data); err != nil {
			return nil, err
		}
	}
	return files, files.AddGo(where+"std_packages.go", "stdexport", fmt.Sprintf(indexSource, runtime.Version(), names))
}

const indexSource = `package stdexport

// madeBy is the Go release whose standard library the tables hold.
const madeBy = %q

// stdPackages are the packages of the standard library that a cell can
// import, sorted by path.
var stdPackages = []struct{ path, name string }{
%s}
`

// Importable lists the packages of std that cells can import, sorted.
func Importable() ([]string, error) {
	all, err := stdload.Std()
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, p := range all {
		if _, refused := stdpkg.Refused(p); !refused && p != "builtin" {
			paths = append(paths, p)
		}
	}
	return paths, nil
}

// export returns the export data of the packages by path, with positions and
// without, and the lines of the index.
func export(l *stdload.Loader, paths []string) (data, bare map[string][]byte, index string, err error) {
	data, bare = map[string][]byte{}, map[string][]byte{}
	var lines strings.Builder
	for _, path := range paths {
		p, err := l.Load(path)
		if err != nil {
			return nil, nil, "", err
		}
		if data[path], err = exportdata.Write(l.Fset, p.Package); err != nil {
			return nil, nil, "", err
		}
		if bare[path], err = exportdata.Write(token.NewFileSet(), p.Package); err != nil {
			return nil, nil, "", err
		}
		fmt.Fprintf(&lines, "\t{%q, %q},\n", path, p.Name())
	}
	return data, bare, lines.String(), nil
}

const ourSource = `package stdexport

// ourPackages are the packages of this module that a cell can import: the
// path that cells use, which is also the name, and the one in Go.
var ourPackages = []struct{ path, goPath string }{
%s}
`

// Ours makes the tables of this module's packages. They are without positions,
// so that they only change with the declarations.
func Ours(root string) (genfiles.Files, error) {
	modules := Modules(root)
	files, err := archive("asyncio", modules)
	if err != nil {
		return nil, err
	}
	var lines strings.Builder
	for _, m := range modules {
		fmt.Fprintf(&lines, "\t{%q, %q},\n", m.Path, m.Import)
	}
	return files, files.AddGo(where+"our_packages.go", "asyncio-export", fmt.Sprintf(ourSource, lines.String()))
}

// Host makes the table of the compiled support of std's generic functions.
func Host(root string) (genfiles.Files, error) {
	return archive("host", []stdload.Module{HostModule(root)})
}

// HostModule is the package that the sources of eval/lower/stdsrc import.
func HostModule(root string) stdload.Module {
	const path = "internal/stdhost"
	return stdload.Module{Path: path, Import: "goasync/eval/" + path, Dir: filepath.Join(root, "eval", "internal", "stdhost")}
}

func archive(name string, modules []stdload.Module) (genfiles.Files, error) {
	l := stdload.New(stdload.Platforms[0], modules...)
	data := map[string][]byte{}
	for _, m := range modules {
		p, err := l.Load(m.Path)
		if err != nil {
			return nil, err
		}
		if data[m.Path], err = exportdata.Write(token.NewFileSet(), p.Package); err != nil {
			return nil, err
		}
	}
	files := genfiles.Files{}
	return files, files.AddZip(where+"data/"+name+".zip", data)
}
