package check

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"goasync/eval/syntax"
)

// A Look is what can be told of a cell that need not compile, nor be complete: for editors.
type Look struct {
	File *ast.File   // the desugared cell; parts that do not parse are missing
	Info *types.Info // of what has types
}

// Look desugars a cell and lets go/types learn from it what it can. It changes nothing, and reports no errors. The
// cell's tree becomes that of the Look. The objects of the session that the cell names, and those it declares, are
// in the scope of the package until the next look or check.
func (w *World) Look(cell *syntax.Cell) (look *Look) {
	look = &Look{File: &ast.File{Name: ast.NewIdent("cell")}, Info: &types.Info{}}
	if !cell.Tok.Pos(0).IsValid() {
		return look
	}
	defer func() { _ = recover() }() // an incomplete tree may surprise the passes; what is known by then stands
	c := newChecker(w, cell, nil)
	look.File = c.top.file(c)
	if c.hopeless {
		return look
	}
	defer func() { look.Info = c.info }()
	for range maxRounds {
		c.round()
		if c.info != nil {
			look.Info = c.info
		}
		if !c.fix() {
			break
		}
	}
	look.File = c.top.file(c)
	return look
}

// Package returns the session's package. Its scope is that of the cell looked at last.
func (w *World) Package() *types.Package { return w.pkg }

// Import loads a package by the path that cells write.
func (w *World) Import(path string) (*types.Package, error) { return w.importer.Import(path) }

// DotImports returns the packages whose names the session has by dot imports, the newest first.
func (w *World) DotImports() []*types.Package { return slices.Clone(w.dots) }

// Hidden reports whether a name is one that desugaring made.
func Hidden(name string) bool { return strings.HasPrefix(name, "__") || strings.Contains(name, "·") }

// Declaration returns the text of the declaration of a function, method, type or constant of the session, as it was
// written, and the cell that it stands in. It fails for other objects.
func (w *World) Declaration(obj types.Object) (cell *syntax.Cell, text string, ok bool) {
	d := w.decls[key(obj)]
	if d == nil || !slices.Contains(d.objs, obj) {
		return nil, "", false
	}
	return d.cell, trimLines(d.text()), true
}

// trimLines removes blank lines at both ends of a text.
func trimLines(text string) string {
	text = strings.TrimRight(text, " \t\r\n")
	start := len(text) - len(strings.TrimLeft(text, " \t\r\n"))
	start = strings.LastIndexByte(text[:start], '\n') + 1
	return text[start:]
}

// IsSession reports whether an object was declared at the top level of an earlier cell and lives.
func (w *World) IsSession(obj types.Object) bool { return obj != nil && w.objects[obj.Name()] == obj }
