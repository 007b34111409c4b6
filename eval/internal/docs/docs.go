// Package docs holds the doc comments of the standard library, of the
// predeclared names and of asyncio, for hovering and inspection without a Go
// installation.
//
// The comments are embedded, each package compressed by itself; nothing is read
// before the first question, and nothing is kept: a question about net/http
// takes a millisecond, most others a tenth of it. Signatures are not here, the
// checker's objects have them.
package docs

import (
	"archive/zip"
	_ "embed" // the tables
	"go/doc"
	"io"
	"strings"
	"sync"
)

//go:generate go run goasync/eval/internal/gen docs
//go:generate go run goasync/eval/internal/gen asyncio-docs

//go:embed data/std.zip
var stdData string

//go:embed data/asyncio.zip
var ourData string

var tables = []func() *zip.Reader{
	sync.OnceValue(func() *zip.Reader { return open(stdData) }),
	sync.OnceValue(func() *zip.Reader { return open(ourData) }),
}

// open reads the index of a table. The tables are a part of the program, and
// a test reads all of them: a damaged one counts as empty.
func open(data string) *zip.Reader {
	r, err := zip.NewReader(strings.NewReader(data), int64(len(data)))
	if err != nil {
		return &zip.Reader{}
	}
	return r
}

// Lookup returns the doc comment of a name in the package with that import
// path (as cells write it): F, T, T.Method, T.Field, or empty for the package's
// own. Package builtin describes the predeclared names; the text of a predeclared
// function begins with its signature. It is false when there is no comment. The
// text is that of the source: paragraphs, lists, indented code, no markers.
func Lookup(path, name string) (text string, ok bool) {
	for n, text := range all(path) {
		if n == name {
			return text, true
		}
	}
	return "", false
}

// Package returns all doc comments of a package by name, as Lookup takes it,
// newly made.
func Package(path string) map[string]string {
	texts := map[string]string{}
	for name, text := range all(path) {
		texts[name] = text
	}
	return texts
}

// Synopsis returns the first sentence of a doc comment.
func Synopsis(text string) string { return new(doc.Package).Synopsis(text) }

// all iterates over the names and comments of a package.
func all(path string) func(yield func(name, text string) bool) {
	return func(yield func(name, text string) bool) {
		for rest := read(path); rest != ""; {
			var name, text string
			name, rest, _ = strings.Cut(rest, "\x00")
			text, rest, _ = strings.Cut(rest, "\x00")
			if !yield(name, text) {
				return
			}
		}
	}
}

// read inflates the entry of a package, empty when there is none.
func read(path string) string {
	for _, table := range tables {
		for _, f := range table().File {
			if f.Name != path {
				continue
			}
			rc, err := f.Open()
			if err != nil {
				return ""
			}
			var b strings.Builder
			b.Grow(int(f.UncompressedSize64))
			if _, err := io.Copy(&b, rc); err != nil {
				return ""
			}
			return b.String()
		}
	}
	return ""
}
