package docs_test

import (
	"go/token"
	"go/types"
	"strings"
	"testing"

	"goasync/eval/check/stdexport"
	"goasync/eval/internal/docs"
)

func TestLookup(t *testing.T) {
	for _, row := range []struct{ path, name, starts string }{
		{"fmt", "Println", "Println formats using the default formats"},
		{"fmt", "", "Package fmt implements formatted I/O"},
		{"bytes", "Buffer", "A Buffer is a variable-sized buffer of bytes"},
		{"bytes", "Buffer.Write", "Write appends the contents of p"},
		{"net/http", "Client.Timeout", "Timeout specifies a time limit"},
		{"io", "Reader.Read", ""},
		{"io", "EOF", "EOF is the error returned by Read"},
		{"net/http", "StatusNotFound", "RFC 9110, 15.5.5"},
		{"time", "Second", ""},
		{"builtin", "len", "func len(v Type) int\n\nThe len built-in function"},
		{"builtin", "error", "The error built-in interface"},
		{"builtin", "nil", "nil is a predeclared identifier"},
		{"sync/atomic", "Pointer.Load", "Load atomically loads"},
		{"asyncio", "CreateTask", "CreateTask "},
		{"math/rand/v2", "N", "N returns a pseudo-random number"},
		{"nosuch", "X", ""},
		{"fmt", "nosuch", ""},
	} {
		text, ok := docs.Lookup(row.path, row.name)
		if !strings.HasPrefix(text, row.starts) {
			t.Errorf("Lookup(%q, %q) = %.60q, want %q", row.path, row.name, text, row.starts)
		}
		if ok != (text != "") {
			t.Errorf("Lookup(%q, %q): %v", row.path, row.name, ok)
		}
	}
}

func TestSynopsis(t *testing.T) {
	text, _ := docs.Lookup("strings", "Builder")
	if got := docs.Synopsis(text); !strings.HasPrefix(got, "A Builder is used to") || strings.Contains(got, "\n") {
		t.Errorf("Synopsis is %q", got)
	}
}

// Nearly every function of std has a comment; a hole in the table shows here.
func TestFunctionsAreDescribed(t *testing.T) {
	im := stdexport.NewImporter(token.NewFileSet())
	total, described := 0, 0
	for _, path := range stdexport.Packages() {
		pkg, err := im.Import(path)
		if err != nil {
			t.Fatal(err)
		}
		texts := docs.Package(path)
		for _, name := range pkg.Scope().Names() {
			if f, ok := pkg.Scope().Lookup(name).(*types.Func); ok && f.Exported() {
				total++
				if texts[name] != "" {
					described++
				}
			}
		}
	}
	if described*100 < total*97 {
		t.Errorf("%d of %d functions are described", described, total)
	}
}

func BenchmarkLookup(b *testing.B) {
	for b.Loop() {
		docs.Lookup("fmt", "Println")
	}
}
