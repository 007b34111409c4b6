package stdexport

import (
	"slices"
	"strings"
)

// usual orders the paths of packages that share a name: what a cell that
// leaves out the import most probably means comes first.
var usual = map[string][]string{
	"pprof":    {"runtime/pprof", "net/http/pprof"},
	"rand":     {"math/rand", "math/rand/v2", "crypto/rand"},
	"scanner":  {"text/scanner", "go/scanner"},
	"template": {"text/template", "html/template"},
}

// Packages returns the import paths of what cells can import, sorted.
func Packages() []string {
	var paths []string
	for _, p := range ourPackages {
		paths = append(paths, p.path)
	}
	for _, p := range stdPackages {
		paths = append(paths, p.path)
	}
	slices.Sort(paths)
	return paths
}

// Candidates returns the import paths of the packages with that name, the
// usual one first; none when there is no such package. A caller that knows which
// names of the package are used can choose by them: rand.IntN is math/rand/v2's.
func Candidates(name string) []string {
	if paths, ok := usual[name]; ok {
		return slices.Clone(paths)
	}
	var paths []string
	for _, p := range ourPackages {
		if p.path == name {
			paths = append(paths, name)
		}
	}
	for _, p := range stdPackages {
		if p.name == name {
			paths = append(paths, p.path)
		}
	}
	return paths
}

// ByName returns the import path that a cell most probably means by a
// package's name.
func ByName(name string) (path string, ok bool) {
	paths := Candidates(name)
	if len(paths) == 0 {
		return "", false
	}
	return paths[0], true
}

// GoPath returns the import path by which a Go program imports what cells
// import by that path: goasync/asyncrt for asyncio, and std's as they are.
func GoPath(path string) string {
	for _, p := range ourPackages {
		if p.path == path {
			return p.goPath
		}
	}
	return path
}

// cellPath is the inverse of GoPath.
func cellPath(goPath string) string {
	for _, p := range ourPackages {
		if p.goPath == goPath {
			return p.path
		}
	}
	return goPath
}

// unknown makes the error for a path that does not exist.
func unknown(path string) *UnknownError {
	last := path[strings.LastIndex(path, "/")+1:]
	if near, ok := ByName(last); ok {
		return &UnknownError{path, near}
	}
	for _, p := range Packages() {
		if strings.EqualFold(p, path) || oneEdit(p, path) {
			return &UnknownError{path, p}
		}
	}
	return &UnknownError{path, ""}
}

// oneEdit reports whether a becomes b when one character of it is added, left
// out or replaced, or two neighbours are swapped.
func oneEdit(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch len(b) - len(a) {
	case 0:
		swapped := i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
		return i < len(a) && (a[i+1:] == b[i+1:] || swapped)
	case 1:
		return a[i:] == b[i+1:]
	}
	return false
}

// MadeBy returns the Go release whose standard library the tables hold, in the
// form of runtime.Version.
func MadeBy() string { return madeBy }
