// Package stdsrc holds the source of the standard library's generic functions
// and types, which have no compiled form that the interpreter can call: a pass
// instantiates them as if they were the cell's own.
//
// Source gives one file a package. It declares the package's generic functions
// and those of its generic types that have methods, with what unexported
// declarations they need. All else it takes from compiled packages by imports:
// its own package's other names as std.X, and internal/stdhost (goasync's
// compiled support) for what cannot be interpreted, such as sorting and
// coroutines. So it type-checks on its own, under an import path other than its
// own, with the importer that stdexport's WithHost returns.
//
// The signatures are those of the real package, but the objects are others:
// find what a cell uses by the name. Of a type with methods (sync/atomic.Pointer,
// unique.Handle) the declaration here is the one to use, its fields differ.
// What has no source that a cell could run is named by Missing.
package stdsrc

import (
	"embed"
	"strings"
)

//go:generate go run goasync/eval/internal/gen stdsrc

//go:embed src/*.go.txt
var files embed.FS

// HostPath is the import path of the compiled support in the sources, and
// HostGoPath the one in Go.
const (
	HostPath   = "internal/stdhost"
	HostGoPath = "goasync/eval/internal/stdhost"
)

// Source returns the file for a package of std, and a name for positions in
// it; false when the package has none.
func Source(path string) (name, source string, ok bool) {
	text, err := files.ReadFile("src/" + strings.ReplaceAll(path, "/", "_") + ".go.txt")
	if err != nil {
		return "", "", false
	}
	return "$GOROOT/src/" + path + "/generic.go", string(text), true
}

// Missing returns why a generic function or type of std has no source, and
// false when it has one, or is not generic.
func Missing(path, name string) (reason string, missing bool) {
	reason, missing = withoutSource[path+"."+name]
	return reason, missing
}

var withoutSource = map[string]string{
	"database/sql.Null":            "it converts values by unexported code of database/sql; use sql.NullString and its like",
	"hash/maphash.Comparable":      "it reads the memory of the value",
	"hash/maphash.WriteComparable": "it reads the memory of the value",
	"runtime.AddCleanup":           "the interpreter keeps values alive longer than a program does",
	"weak.Make":                    "the interpreter keeps values alive longer than a program does",
	"weak.Pointer":                 "the interpreter keeps values alive longer than a program does",
}
