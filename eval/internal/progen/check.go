package progen

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"sync"
)

// checker checks programs; its packages are read once.
var checker struct {
	sync.Mutex
	fset     *token.FileSet
	packages types.Importer
}

// Check returns why a program is not right, nil when it is. A few of a hundred are not: some rules of the language are
// left to the checker.
func Check(p Program) error {
	checker.Lock()
	defer checker.Unlock()
	if checker.fset == nil {
		checker.fset = token.NewFileSet()
		checker.packages = importer.ForCompiler(checker.fset, "source", nil)
	}
	file, err := parser.ParseFile(checker.fset, p.Prefix+".go", Batch([]Program{p}), parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	conf := types.Config{Importer: checker.packages}
	_, err = conf.Check("main", checker.fset, []*ast.File{file}, nil)
	return err
}
