package diag_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
)

// TestCatalogue checks that every code is spelled as its name and documented.
func TestCatalogue(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "code.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	ast.Inspect(f, func(node ast.Node) bool {
		spec, ok := node.(*ast.ValueSpec)
		if !ok {
			return true
		}
		n++
		name := spec.Names[0].Name
		value, _ := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if value != name {
			t.Errorf("%s has the value %q", name, value)
		}
		if !strings.HasPrefix(spec.Doc.Text(), name+":") {
			t.Errorf("%s is not documented", name)
		}
		return true
	})
	if n < 10 {
		t.Errorf("%d codes", n)
	}
}
