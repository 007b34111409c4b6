// Package export writes the cells of a notebook as one plain Go program that prints what the notebook prints.
//
// The cells are checked as a session checks them, but not run. Their desugared trees (package check) become one file:
// what they declare stays, with names that are declared more than once numbered (names.go); top-level variables become
// variables of the package; the statements of each cell become a function, and main runs these in order, each as a task
// of one event loop, as the kernel does (render.go). Variables that are never used, an error in Go and none in a
// cell, get a use (unused.go).
//
//	program, err := export.Program(cells, export.Options{})
//	os.WriteFile("main.go", program, 0o644)
//
// It knows nothing of notebook files; the command go-async export does.
package export

import (
	"fmt"
	"go/token"
	"go/types"
	"strings"

	"goasync/eval/check"
	"goasync/eval/diag"
	"goasync/eval/magic"
	"goasync/eval/syntax"
)

// A Cell is one cell of a notebook.
type Cell struct {
	Source   string
	Markdown bool // it is text, which becomes a comment
	// MayFail says that the cells below are to run also when this one fails (the tag raises-exception).
	MayFail bool
}

// Options are choices of an export. The zero value works.
type Options struct {
	// VirtualClock makes the program's loop run on a virtual clock: it never waits.
	VirtualClock bool
}

// Program returns the source of package main. Cells that do not compile become comments, as magics do; the error tells
// of what cannot be written as a Go program.
func Program(cells []Cell, o Options) ([]byte, error) {
	e := newExporter(o)
	for _, c := range cells {
		e.add(c)
	}
	e.rename()
	source, err := e.render(true)
	if err == nil {
		source, err = e.fixed(source)
	}
	if err == nil {
		return source, nil
	}
	if source, err = e.render(false); err != nil { // comments may stand where they break the code
		return nil, err
	}
	return e.fixed(source)
}

// exporter is the state of one export.
type exporter struct {
	options Options
	fset    *token.FileSet
	world   *check.World
	parts   []*part
	count   int // of code cells

	names    map[types.Object]string // of objects of the top level, where they are used
	declared map[types.Object]string // where they are declared, if that differs
	taken    map[string]bool
	packages map[string]string // path → name in the program
	used     map[string]bool   // paths of packages that the program mentions
	dots     map[string]bool   // imported with a dot
	own      map[string]string // what the epilogue declares → its name
	clock    bool              // a cell sets the clock
	dropped  map[types.Object]bool
	dispatch map[types.Object]*types.Func // functions replaced by ones of the same type → the first of them
}

// A part is a cell on its way.
type part struct {
	cell    Cell
	number  int // of the code cell, from 1
	code    string
	magic   string // lines that are none of Go
	clock   string // "virtual" or "real", of %clock
	unit    *check.Unit
	problem diag.List

	function string // that holds the statements
}

func newExporter(o Options) *exporter {
	e := &exporter{
		options: o, fset: token.NewFileSet(), names: map[types.Object]string{}, declared: map[types.Object]string{}, taken: map[string]bool{},
		packages: map[string]string{}, used: map[string]bool{}, dots: map[string]bool{}, dropped: map[types.Object]bool{},
		dispatch: map[types.Object]*types.Func{}, own: map[string]string{},
	}
	e.world = check.NewWorld(e.fset)
	return e
}

// add checks a cell.
func (e *exporter) add(c Cell) {
	p := &part{cell: c}
	e.parts = append(e.parts, p)
	if c.Markdown {
		return
	}
	e.count++
	p.number = e.count
	p.split()
	if strings.TrimSpace(p.code) == "" {
		return
	}
	declared := func(name string) bool { return e.world.Lookup(name) != nil }
	cell, errs := syntax.Options{Declared: declared}.Parse(e.fset, fmt.Sprintf("cell %d", p.number), p.code)
	if len(errs.Hard()) > 0 {
		p.problem = errs
		return
	}
	unit, errs := e.world.Check(cell)
	if unit == nil {
		p.problem = errs
		return
	}
	e.world.Commit(unit)
	p.unit = unit
}

// split separates what is for the kernel from the Go of a cell. Of magics that run Go, the Go stays, but for %timeit,
// which runs it many times for the time only. %clock sets the program's clock before the cell.
func (p *part) split() {
	steps, errs := magic.Parse("", p.cell.Source)
	if len(errs) > 0 {
		p.magic = p.cell.Source
		return
	}
	lines := strings.Split(p.cell.Source, "\n")
	for _, s := range steps {
		if s.Kind == magic.Go {
			p.code += strings.TrimSuffix(s.Source, "\n") + "\n"
			continue
		}
		if s.Line > 0 && s.Line <= len(lines) {
			p.magic += lines[s.Line-1] + "\n"
		}
		if s.Magic != nil && s.Magic.Name == "clock" && (s.Args == "virtual" || s.Args == "real") {
			p.clock = s.Args
		}
		if s.Magic != nil && s.Magic.Go && s.Magic.Name != "timeit" {
			p.code += strings.TrimSuffix(s.Source, "\n") + "\n"
		} else {
			p.magic += s.Body
		}
	}
	p.code = strings.TrimSuffix(p.code, "\n")
}
