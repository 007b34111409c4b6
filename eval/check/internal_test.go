package check

import (
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"testing"
)

// TestCodeNames compares codeNames with the constants of the Go that builds us.
func TestCodeNames(t *testing.T) {
	file := filepath.Join(build.Default.GOROOT, "src", "internal", "types", "errors", "codes.go")
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	conf := types.Config{Error: func(error) {}}
	pkg, _ := conf.Check("errors", fset, []*ast.File{f}, nil)
	n := 0
	for _, name := range pkg.Scope().Names() {
		c, ok := pkg.Scope().Lookup(name).(*types.Const)
		if !ok || c.Type().String() != "errors.Code" {
			continue
		}
		n++
		if value := c.Val().ExactString(); codeNames[atoi(value)] != name {
			t.Errorf("code %s is %s, here %s", value, name, codeNames[atoi(value)])
		}
	}
	if n != len(codeNames) || n < 100 {
		t.Errorf("%d codes, %d here", n, len(codeNames))
	}
}

func atoi(s string) int {
	n, sign := 0, 1
	for _, r := range s {
		if r == '-' {
			sign = -1
		} else {
			n = n*10 + int(r-'0')
		}
	}
	return sign * n
}

// TestMethodList checks that the list that setMethods writes is the one go/types reads.
func TestMethodList(t *testing.T) {
	pkg := newPackage()
	named := types.NewNamed(types.NewTypeName(token.NoPos, pkg, "T", nil), types.Typ[types.Int], nil)
	method := func(name string) *types.Func {
		recv := types.NewVar(token.NoPos, pkg, "", named)
		return types.NewFunc(token.NoPos, pkg, name, types.NewSignatureType(recv, nil, nil, nil, nil, false))
	}
	a, b := method("A"), method("B")
	named.AddMethod(a)
	if list := methodsOf(named); len(list) != 1 || list[0] != a {
		t.Fatalf("methods are %v", list)
	}
	setMethods(named, withMethod(methodsOf(named), b))
	if named.NumMethods() != 2 || named.Method(1) != b {
		t.Errorf("after setMethods there are %d methods", named.NumMethods())
	}
	if obj, _, _ := types.LookupFieldOrMethod(named, false, pkg, "B"); obj != b {
		t.Errorf("lookup finds %v", obj)
	}
	again := method("A")
	setMethods(named, withMethod(methodsOf(named), again))
	if obj, _, _ := types.LookupFieldOrMethod(named, false, pkg, "A"); obj != again || named.NumMethods() != 2 {
		t.Errorf("after replacing A lookup finds %v", obj)
	}
	setMethods(named, nil)
	if named.NumMethods() != 0 {
		t.Errorf("%d methods are left", named.NumMethods())
	}
}
