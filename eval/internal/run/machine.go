// Package run owns the interpreter. It compiles lowered files into it and runs nothing else: what a file declares is
// handed back through the run-time support (rt.Register), and called as compiled code would.
//
// It is the only importer of yaegi.
package run

import (
	"fmt"
	"go/ast"
	"go/token"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"sync"

	"github.com/traefik/yaegi/interp"

	"goasync/eval/internal/run/symbols"
)

// A Machine is one interpreter. Load may be called from any goroutine, also while code that it loaded runs.
type Machine struct {
	mu      sync.Mutex // the interpreter compiles one file at a time
	interp  *interp.Interpreter
	inside  *inside
	loaded  map[string]bool // packages whose symbols the interpreter has
	named   map[string]bool // names under which files have imported packages
	patch   func(path string, table map[string]reflect.Value)
	tables  map[string]map[string]reflect.Value
	trace   *Trace
	nowhere token.Pos // of names that stand in no cell
}

// New returns a machine. The support table is what lowered code calls as rt.NAME; patch may replace entries of a
// package's symbols before they are used.
func New(support map[string]reflect.Value, patch func(path string, table map[string]reflect.Value)) *Machine {
	m := &Machine{loaded: map[string]bool{}, named: map[string]bool{}, patch: patch, tables: map[string]map[string]reflect.Value{}, trace: newTrace()}
	m.interp = interp.New(interp.Options{Stderr: m.trace, Unrestricted: true})
	m.inside = newInside(m.interp)
	m.nowhere = m.FileSet().AddFile("go-async"+FileSuffix, -1, 1).Pos(0)
	m.use("rt", support)
	return m
}

// Flag declares a variable of type bool for loaded code, and returns it.
func (m *Machine) Flag(name string) (*bool, error) { return declare[bool](m, name, "bool") }

// Signal declares a variable that holds a channel for loaded code, and returns it.
func (m *Machine) Signal(name string) (*chan struct{}, error) {
	return declare[chan struct{}](m, name, "chan struct{}")
}

func declare[T any](m *Machine, name, typ string) (*T, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, err := m.interp.Eval("var " + name + " " + typ); err != nil {
		return nil, err
	}
	return m.interp.Globals()[name].Addr().Interface().(*T), nil
}

// FileSet returns the file set in which the positions of loaded files must be.
func (m *Machine) FileSet() *token.FileSet { return m.interp.FileSet() }

// Trace returns what the interpreter noted of the panics that unwound it.
func (m *Machine) Trace() *Trace { return m.trace }

// Variables returns the variables of the loaded files by their names there. They are the variables themselves: to be
// read only where no loaded code runs.
func (m *Machine) Variables() map[string]reflect.Value { return m.interp.Globals() }

// Symbol returns a compiled entity by package path and name, as rt.HostTypes asks.
func (m *Machine) Symbol(path, name string) (reflect.Value, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, ok := m.table(path)[name]
	return v, ok
}

// table returns the symbols of a package. The caller holds m.mu.
func (m *Machine) table(path string) map[string]reflect.Value {
	if t, ok := m.tables[path]; ok {
		return t
	}
	t, ok := symbols.Package(path)
	if !ok {
		return nil
	}
	m.patch(path, t)
	m.tables[path] = t
	return t
}

// use gives the interpreter symbols. The caller holds m.mu, or is alone.
func (m *Machine) use(path string, table map[string]reflect.Value) {
	// The package name in the key is not its own, lest yaegi patch fmt and its like behind our back.
	if err := m.interp.Use(interp.Exports{path + "/_": table}); err != nil {
		panic(fmt.Sprintf("run: %v", err))
	}
}

// FileSuffix is what the names of cells in the file set end in. The interpreter tells imports apart by the last element
// of the file name; with this one all files of a session share their imports.
const FileSuffix = "/cell"

// Load compiles a file and runs its declarations and init functions. helpers are what it calls as h.NAME, imports the
// compiled packages that it uses, by local name; once are functions that no later file calls. An error is a fault of
// lowering: checked code compiles.
func (m *Machine) Load(file *ast.File, imports map[string]string, helpers map[string]reflect.Value, once ...string) (err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("interpreter: %v", r)
		}
	}()
	decl, err := m.prepare(imports, helpers)
	if err != nil {
		return err
	}
	if len(decl.Specs) > 0 {
		file.Decls = append([]ast.Decl{decl}, file.Decls...)
	}
	m.place(file)
	if err := m.execute(file); err != nil {
		return err
	}
	m.inside.forget(once)
	return nil
}

// execute compiles and runs a file.
func (m *Machine) execute(file *ast.File) error {
	defer m.inside.release()
	program, err := m.interp.CompileAST(file)
	if err != nil {
		return err
	}
	m.inside.grow()
	_, err = m.interp.Execute(program)
	return err
}

// place gives names without position one, in a file that has the suffix.
func (m *Machine) place(file *ast.File) {
	file.Package = m.nowhere
	ast.Inspect(file, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && !id.NamePos.IsValid() {
			id.NamePos = m.nowhere
		}
		return true
	})
}

// prepare gives the interpreter the symbols that a file needs, and returns the imports that no file has made before.
func (m *Machine) prepare(imports map[string]string, helpers map[string]reflect.Value) (*ast.GenDecl, error) {
	if len(helpers) > 0 || !m.loaded["h"] {
		m.use("h", helpers)
		m.loaded["h"] = true
	}
	decl := &ast.GenDecl{Tok: token.IMPORT}
	for _, name := range slices.Sorted(maps.Keys(imports)) {
		path := imports[name]
		if err := m.loadSymbols(path); err != nil {
			return nil, err
		}
		if !m.named[name] {
			m.named[name] = true
			decl.Specs = append(decl.Specs, &ast.ImportSpec{
				Name: ast.NewIdent(name), Path: &ast.BasicLit{Kind: token.STRING, Value: strconv.Quote(path)},
			})
		}
	}
	return decl, nil
}

func (m *Machine) loadSymbols(path string) error {
	if m.loaded[path] || path == "rt" || path == "h" {
		return nil
	}
	table := m.table(path)
	if table == nil {
		return fmt.Errorf("package %s is not available in cells", path)
	}
	m.use(path, table)
	m.loaded[path] = true
	return nil
}
