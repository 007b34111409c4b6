package check_test

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"goasync/eval/check"
	"goasync/eval/check/stdexport"
)

// dropped are the errors of go/types that are none in a cell.
var dropped = []string{"declared and not used: ", "initialization cycle", "\t"}

// different are the programs that are to differ, with the reason.
var different = map[string]string{
	"check/blank.go":          "a package clause is ignored",
	"check/decls5.go":         "main is a name like any other",
	"check/init0.go":          "top-level variables get their values in order",
	"check/labels.go":         "a break whose label is declared behind it: the compiler's words",
	"check/main0.go":          "main is a name like any other",
	"check/main1.go":          "main is a name like any other",
	"check/map0.go":           "a package that does not exist: our words",
	"fixedbugs/issue43109.go": "a package that does not exist: our words",
	"fixedbugs/issue48082.go": "a package that does not exist: our words",
}

// direct checks a file with go/types alone.
func direct(src string) ([]string, bool) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "cell 1", src, parser.ParseComments|parser.SkipObjectResolution|parser.AllErrors)
	if err != nil {
		return nil, false
	}
	var list []string
	report := func(err error) {
		e := err.(types.Error)
		if !slices.ContainsFunc(dropped, func(s string) bool { return strings.HasPrefix(e.Msg, s) }) {
			p := fset.Position(e.Pos)
			list = append(list, fmt.Sprintf("%d:%d: %s", p.Line, p.Column, check.CompilerWords(e.Msg)))
		}
	}
	conf := types.Config{Importer: stdexport.NewImporter(fset), Error: report, DisableUnusedImportCheck: true}
	_, _ = conf.Check("main", fset, []*ast.File{f}, nil)
	slices.Sort(list)
	return slices.Compact(list), true
}

// asCell checks the file as a cell.
func asCell(src string) []string {
	s := newSession()
	_, errs := s.cell(src)
	var list []string
	for _, e := range errs {
		list = append(list, fmt.Sprintf("%d:%d: %s", e.Pos.Line, e.Pos.Column, e.Msg))
	}
	slices.Sort(list)
	return list
}

// TestLikeGoTypes gives the test programs of go/types itself to sessions, and
// compares the errors: the same texts at the same places.
func TestLikeGoTypes(t *testing.T) {
	root := filepath.Join(build.Default.GOROOT, "src", "internal", "types", "testdata")
	compared := 0
	for _, dir := range []string{"check", "examples", "spec", "fixedbugs"} {
		files, _ := filepath.Glob(filepath.Join(root, dir, "*.go"))
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			src := string(data)
			if strings.HasPrefix(src, "// -") || strings.Contains(src, `"unsafe"`) || strings.Contains(src, "//line ") {
				continue
			}
			want, ok := direct(src)
			if !ok {
				continue
			}
			compared++
			got := asCell(src)
			name := dir + "/" + filepath.Base(file)
			if equal := slices.Equal(got, want); equal == (different[name] != "") {
				t.Errorf("%s (equal %v):\n%s", name, equal, difference(got, want))
			}
		}
	}
	if compared < 250 {
		t.Errorf("only %d programs compared: is this a Go installation?", compared)
	}
}

func difference(got, want []string) string {
	var b strings.Builder
	for _, g := range got {
		if !slices.Contains(want, g) {
			fmt.Fprintf(&b, "  + %s\n", g)
		}
	}
	for _, w := range want {
		if !slices.Contains(got, w) {
			fmt.Fprintf(&b, "  - %s\n", w)
		}
	}
	return b.String()
}
