package stdexport_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"runtime"
	"slices"
	"strings"
	"testing"

	"goasync/eval/check/stdexport"
)

func TestEveryPackageIsReadable(t *testing.T) {
	im := stdexport.NewImporter(token.NewFileSet())
	for _, path := range stdexport.Packages() {
		p, err := im.Import(path)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		if !p.Complete() || p.Path() != path {
			t.Errorf("%s: got path %s, complete %v", path, p.Path(), p.Complete())
		}
		if again, _ := im.Import(path); again != p {
			t.Errorf("%s: another package at the second import", path)
		}
	}
}

func TestPlatformConstants(t *testing.T) {
	p, err := stdexport.NewImporter(token.NewFileSet()).Import("runtime")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"GOOS": runtime.GOOS, "GOARCH": runtime.GOARCH} {
		got := p.Scope().Lookup(name).(*types.Const).Val().ExactString()
		if strings.Trim(got, `"`) != want {
			t.Errorf("runtime.%s is %s, want %s", name, got, want)
		}
	}
}

func TestCheckWithImports(t *testing.T) {
	const src = `package cell
import ("errors"; "fmt"; "io"; "net/http"; "os"; "slices"; "strings"; "maps"; "reflect")
var _ io.Writer = os.Stdout
var _ http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, r.URL) })
var keys = slices.Sorted(maps.Keys(map[string]int{}))
var p = reflect.ValueOf(1).UnsafePointer
var _ = errors.Is(io.EOF, strings.NewReader("").UnreadByte())
`
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "cell", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	conf := types.Config{Importer: stdexport.NewImporter(fset)}
	pkg, err := conf.Check("cell", fset, []*ast.File{f}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := pkg.Scope().Lookup("keys").Type().String(); got != "[]string" {
		t.Errorf("keys is %s", got)
	}
}

func TestPositionsNameTheSource(t *testing.T) {
	fset := token.NewFileSet()
	p, err := stdexport.NewImporter(fset).Import("fmt")
	if err != nil {
		t.Fatal(err)
	}
	pos := fset.Position(p.Scope().Lookup("Println").Pos())
	if pos.Filename != "$GOROOT/src/fmt/print.go" || pos.Line < 100 {
		t.Errorf("Println is at %v", pos)
	}
}

func TestErrors(t *testing.T) {
	for path, want := range map[string]string{
		"unsafe":              "package unsafe cannot be imported in a cell: it could corrupt the memory of the kernel that runs the cell",
		"C":                   "package C cannot be imported in a cell: cells have no C compiler",
		"syscall":             "package syscall cannot be imported in a cell: system calls would bypass the session; use os, os/exec, os/signal or net",
		"internal/abi":        "package internal/abi cannot be imported in a cell: internal packages belong to the standard library",
		"cmd/go":              "package cmd/go cannot be imported in a cell: it is a part of the Go toolchain",
		"http":                `package http is not in std (did you mean "net/http"?)`,
		"golang.org/x/slices": `package golang.org/x/slices is not in std (did you mean "slices"?)`,
		"strngs":              `package strngs is not in std (did you mean "strings"?)`,
		"Asyncio":             `package Asyncio is not in std (did you mean "asyncio"?)`,
		"numpy":               "package numpy is not in std (cells can import the standard library, asyncio, aiohttp, aiofiles and display)",
	} {
		_, err := stdexport.NewImporter(token.NewFileSet()).Import(path)
		if err == nil || err.Error() != want {
			t.Errorf("import %q:\n got %v\nwant %s", path, err, want)
		}
	}
	var refused *stdexport.RefusedError
	if _, err := stdexport.NewImporter(token.NewFileSet()).Import("unsafe"); !errors.As(err, &refused) {
		t.Errorf("unsafe: %T", err)
	}
}

func TestByName(t *testing.T) {
	for name, want := range map[string]string{
		"fmt": "fmt", "rand": "math/rand", "template": "text/template", "pprof": "runtime/pprof", "scanner": "text/scanner",
		"http": "net/http", "json": "encoding/json", "asyncio": "asyncio", "url": "net/url", "big": "math/big", "unsafe": "", "nosuch": "",
	} {
		if got, ok := stdexport.ByName(name); got != want || ok != (want != "") {
			t.Errorf("ByName(%q) = %q, %v; want %q", name, got, ok, want)
		}
	}
}

// Names that several packages share must have a usual one.
func TestSharedNamesAreDecided(t *testing.T) {
	im := stdexport.NewImporter(token.NewFileSet())
	byName := map[string][]string{}
	for _, path := range stdexport.Packages() {
		if p, err := im.Import(path); err == nil {
			byName[p.Name()] = append(byName[p.Name()], path)
		}
	}
	for name, paths := range byName {
		got := stdexport.Candidates(name)
		if len(paths) > 1 && slices.Equal(got, paths) {
			t.Logf("%s: %v is in alphabetic order", name, paths)
		}
		slices.Sort(got)
		if !slices.Equal(got, paths) {
			t.Errorf("Candidates(%q) = %v, want %v in some order", name, got, paths)
		}
	}
}

func BenchmarkImport(b *testing.B) {
	for _, path := range []string{"fmt", "os", "net/http"} {
		b.Run(path, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := stdexport.NewImporter(token.NewFileSet()).Import(path); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
