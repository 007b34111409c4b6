package symbols_test

import (
	"go/constant"
	"go/token"
	"go/types"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"slices"
	"testing"

	"goasync/eval/check/stdexport"
	"goasync/eval/internal/run/symbols"
)

// What the checker lets a cell name has a symbol, or is listed as generic.
func TestEveryExportedNameHasASymbol(t *testing.T) {
	im := stdexport.NewImporter(token.NewFileSet())
	for _, path := range stdexport.Packages() {
		pkg, err := im.Import(path)
		if err != nil {
			t.Fatal(err)
		}
		table, ok := symbols.Package(path)
		if !ok {
			t.Errorf("%s: no table", path)
			continue
		}
		generic := symbols.Generic(path)
		for _, name := range pkg.Scope().Names() {
			obj := pkg.Scope().Lookup(name)
			v, found := table[name]
			switch {
			case !obj.Exported():
			case !found && !slices.Contains(generic, name):
				t.Errorf("%s.%s: no symbol", path, name)
			case found:
				checkSymbol(t, obj, v)
			}
		}
	}
}

// checkSymbol compares the form of a symbol with what the object is.
func checkSymbol(t *testing.T, obj types.Object, v reflect.Value) {
	t.Helper()
	ok := true
	switch obj.(type) {
	case *types.Func:
		ok = v.Kind() == reflect.Func && !v.IsNil()
	case *types.Var:
		ok = v.CanAddr()
	case *types.TypeName:
		ok = v.Kind() == reflect.Pointer && v.IsNil()
	case *types.Const:
		ok = v.IsValid() && !v.CanAddr()
	}
	if !ok {
		t.Errorf("%s.%s: %v is no symbol for %v", obj.Pkg().Path(), obj.Name(), v.Type(), obj)
	}
}

func TestSymbols(t *testing.T) {
	get := func(path, name string) reflect.Value {
		table, ok := symbols.Package(path)
		if !ok {
			t.Fatalf("no %s", path)
		}
		return table[name]
	}
	if f := get("math", "Sqrt").Interface().(func(float64) float64); f(9) != 3 {
		t.Error("math.Sqrt")
	}
	if got := get("os", "O_CREATE").Interface(); got != os.O_CREATE {
		t.Errorf("os.O_CREATE is %v", got)
	}
	if got := get("io", "EOF").Addr().Interface(); got != &io.EOF {
		t.Error("io.EOF is a copy")
	}
	for path, row := range map[string]struct {
		name string
		want constant.Value
	}{
		"math/bits":     {"UintSize", constant.MakeInt64(64)},
		"path/filepath": {"Separator", constant.MakeInt64(os.PathSeparator)},
		"os":            {"DevNull", constant.MakeString(os.DevNull)},
		"math":          {"MaxUint64", constant.MakeUint64(math.MaxUint64)},
	} {
		if got := get(path, row.name).Interface().(constant.Value); !constant.Compare(got, token.EQL, row.want) {
			t.Errorf("%s.%s is %v", path, row.name, got)
		}
	}
	pi := get("math", "Pi").Interface().(constant.Value)
	if f, _ := constant.Float64Val(pi); f != math.Pi {
		t.Errorf("math.Pi is %v", pi)
	}
	if w := get("io", "_Reader").Type().Elem(); !w.Implements(reflect.TypeFor[io.Reader]()) {
		t.Error("the wrapper of io.Reader is no io.Reader")
	}
	if _, ok := symbols.Package("unsafe"); ok {
		t.Error("unsafe has a table")
	}
}

// The pages of net/http/pprof and expvar come with the import, as in a program.
func TestDefaultMux(t *testing.T) {
	status := func(path string) int {
		w := httptest.NewRecorder()
		http.DefaultServeMux.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		return w.Code
	}
	symbols.Package("net/http")
	for _, row := range []struct{ path, page string }{
		{"net/http/pprof", "/debug/pprof/cmdline"}, {"expvar", "/debug/vars"},
	} {
		symbols.Package(row.path)
		if got := status(row.page); got != http.StatusOK {
			t.Errorf("%s after import of %s: %d", row.page, row.path, got)
		}
		symbols.Package(row.path) // a second time is no conflict
	}
}

func TestMentions(t *testing.T) {
	for path, want := range map[string]string{"fmt": "io", "net/http": "net", "bufio": "io", "os": "io/fs"} {
		if got := symbols.Mentions(path); !slices.Contains(got, want) {
			t.Errorf("Mentions(%q) = %v, want %s among them", path, got, want)
		}
	}
}

func BenchmarkPackage(b *testing.B) {
	for b.Loop() {
		symbols.Package("net/http")
	}
}
