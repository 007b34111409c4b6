package export

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// fixed checks the program as the compiler would, gives unused variables a use and takes unused imports away.
func (e *exporter) fixed(source []byte) ([]byte, error) {
	for range 10 {
		edits, err := e.complaints(source)
		if err != nil {
			return source, err
		}
		if len(edits) == 0 {
			return source, nil
		}
		slices.SortFunc(edits, func(a, b edit) int { return b.from - a.from })
		for _, d := range slices.Compact(edits) {
			source = append(append(append([]byte{}, source[:d.from]...), d.text...), source[d.to:]...)
		}
		if source, err = format.Source(source); err != nil {
			return nil, err
		}
	}
	return source, nil
}

// An edit replaces the source from one offset to another.
type edit struct {
	from, to int
	text     string
}

// complaints returns the edits that satisfy the compiler. The error is what no edit does.
func (e *exporter) complaints(source []byte) ([]edit, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "main.go", source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var edits []edit
	var hard []string
	conf := types.Config{Importer: importer{e}, Error: func(err error) {
		problem, ok := err.(types.Error)
		if !ok {
			hard = append(hard, err.Error())
			return
		}
		if d, ok := remedy(fset, file, problem); ok {
			edits = append(edits, d)
		} else if !strings.HasPrefix(problem.Msg, "\t") {
			hard = append(hard, fmt.Sprintf("%s: %s", fset.Position(problem.Pos), problem.Msg))
		}
	}}
	_, _ = conf.Check("main", fset, []*ast.File{file}, nil)
	if len(hard) > 0 {
		return nil, fmt.Errorf("the program does not compile: %s", strings.Join(hard, "; "))
	}
	return edits, nil
}

// importer gives the packages that the cells were checked with.
type importer struct{ e *exporter }

func (i importer) Import(path string) (*types.Package, error) { return i.e.world.Import(path) }

// remedy returns the edit for an error that cells do not have.
func remedy(fset *token.FileSet, file *ast.File, problem types.Error) (edit, bool) {
	path := pathTo(file, problem.Pos)
	offset := func(p token.Pos) int { return fset.Position(p).Offset }
	if strings.HasSuffix(problem.Msg, "imported and not used") || strings.Contains(problem.Msg, "imported as") && strings.Contains(problem.Msg, "not used") {
		for _, n := range path {
			if s, ok := n.(*ast.ImportSpec); ok {
				return edit{offset(s.Pos()), offset(s.End()), ""}, true
			}
		}
	}
	name, ok := strings.CutPrefix(problem.Msg, "declared and not used: ")
	if !ok {
		if name, ok = strings.CutSuffix(problem.Msg, " declared and not used"); !ok {
			return edit{}, false
		}
	}
	use := "_ = " + name
	for n := len(path) - 1; n > 0; n-- {
		if body := bodyOf(path[n], path[min(n+1, len(path)-1)]); body.IsValid() {
			return edit{offset(body), offset(body), use + "\n"}, true
		}
		if s, ok := path[n].(*ast.TypeSwitchStmt); ok {
			if a, ok := s.Assign.(*ast.AssignStmt); ok {
				return edit{offset(a.Pos()), offset(a.Rhs[0].Pos()), ""}, true
			}
		}
		if _, ok := path[n].(ast.Stmt); ok && isList(path[n-1]) {
			end := offset(path[n].End())
			return edit{end, end, "\n" + use}, true
		}
	}
	return edit{}, false
}

// isList reports whether a node holds a list of statements.
func isList(n ast.Node) bool {
	switch n.(type) {
	case *ast.BlockStmt, *ast.CaseClause, *ast.CommClause:
		return true
	}
	return false
}

// bodyOf returns where the body begins of a statement whose head the child belongs to.
func bodyOf(n, child ast.Node) token.Pos {
	var body *ast.BlockStmt
	switch n := n.(type) {
	case *ast.ForStmt:
		body = n.Body
	case *ast.RangeStmt:
		body = n.Body
	case *ast.IfStmt:
		body = n.Body
	case *ast.CommClause:
		if n.Comm != nil && child == n.Comm {
			return n.Colon + 1
		}
	}
	if body == nil || child.Pos() >= body.Pos() {
		return token.NoPos
	}
	return body.Lbrace + 1
}

// pathTo returns the nodes from the file to the innermost one that begins at, or contains, a position.
func pathTo(file *ast.File, pos token.Pos) []ast.Node {
	var path []ast.Node
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil || n.Pos() > pos || n.End() <= pos {
			return false
		}
		path = append(path, n)
		return true
	})
	return path
}
