package stdload_test

import (
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"goasync/eval/internal/gen/stdload"
)

func TestLoadForPlatforms(t *testing.T) {
	for _, p := range stdload.Platforms {
		pkg, err := stdload.New(p).Load("path/filepath")
		if err != nil {
			t.Fatal(err)
		}
		want := "47"
		if p.OS == "windows" {
			want = "92"
		}
		if got := pkg.Scope().Lookup("Separator").(*types.Const).Val().ExactString(); got != want {
			t.Errorf("%s: the separator is %s, want %s", p, got, want)
		}
	}
}

// Packages of the module go by the path that cells use, also where others
// import them by Go's.
func TestModules(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return filepath.Dir(file)
	}
	a := stdload.Module{Path: "a", Import: "example/x/a", Dir: write("a/a.go", "package a; type T int")}
	b := stdload.Module{Path: "b", Import: "example/x/b", Dir: write("b/b.go", "package b; import \"example/x/a\"; var V a.T")}
	l := stdload.New(stdload.Platforms[0], a, b)
	pkg, err := l.Load("b")
	if err != nil {
		t.Fatal(err)
	}
	if got := pkg.Scope().Lookup("V").Type().String(); got != "a.T" {
		t.Errorf("V is %s", got)
	}
	bad := stdload.Module{Path: "bad", Import: "example/bad", Dir: write("bad/bad.go", "package bad; var V nothing")}
	if _, err := stdload.New(stdload.Platforms[0], bad).Load("bad"); err == nil {
		t.Error("no error")
	}
}

func TestStd(t *testing.T) {
	paths, err := stdload.Std()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"fmt", "net/http", "math/rand/v2", "iter", "unsafe", "log/syslog"} {
		if !slices.Contains(paths, want) {
			t.Errorf("no %s", want)
		}
	}
	for _, unwanted := range []string{"internal/abi", "cmd/go", "vendor/golang.org/x/net/http2/hpack"} {
		if slices.Contains(paths, unwanted) {
			t.Errorf("%s is listed", unwanted)
		}
	}
}
