package check

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"runtime"
	"strconv"
	"strings"

	"goasync/eval/diag"
	"goasync/eval/syntax"
)

// A checker checks one cell, in rounds: go/types looks at the desugared tree,
// what it learned of types changes the tree (the form of an await, a method
// that is a generic function in Go), until nothing changes. A cell of plain Go takes one round.
type checker struct {
	*desugarer
	w       *World
	top     *top
	imports []*ast.ImportSpec
	auto    map[string]*types.Package // imported because the cell left it out, by name

	// Of the round:
	info      *types.Info
	errs      []rawError
	explained int                     // errors that got hints
	inserted  map[string]types.Object // session objects under names of this cell
	clones    map[types.Object]types.Object
	wants     map[ast.Expr]int
	assigned  map[ast.Expr]bool // calls assigned to one variable, or returned
	plain     map[*ast.DeferStmt]bool

	// What fix has done:
	made     map[*ast.CallExpr]bool   // calls of desugaring, which are not looked at again
	raised   map[*ast.CallExpr]bool   // wrappers that raise the failure of a call
	inner    map[*ast.CallExpr]bool   // the calls in those wrappers
	deferred map[*ast.CallExpr]bool   // deferred awaits
	asMethod map[*ast.CallExpr]string // calls of functions that were written as methods
	bodies   map[*ast.FuncLit]bool    // bodies of async functions
	types    map[string]types.Object  // types under hidden names

	withCalls  map[*ast.CallExpr]bool
	foreign    []*foreign // methods of the session's types
	followers  []follower
	hopeless   bool // go/types cannot be given the cell
	oldMethods map[*types.Named][]*types.Func
}

// A rawError is an error of go/types with the fields that it does not export.
type rawError struct {
	pos, end token.Pos
	code     string
	msg      string
	fixed    bool
}

const maxRounds = 100

// newChecker desugars a cell, and declarations of earlier cells that are to be checked with it.
func newChecker(w *World, cell *syntax.Cell, followers []*decl) *checker {
	c := &checker{
		desugarer: desugar(cell), w: w, imports: withoutRepeats(cell.Imports), auto: map[string]*types.Package{},
		made: map[*ast.CallExpr]bool{}, raised: map[*ast.CallExpr]bool{}, inner: map[*ast.CallExpr]bool{}, deferred: map[*ast.CallExpr]bool{},
		asMethod: map[*ast.CallExpr]string{}, bodies: map[*ast.FuncLit]bool{}, types: map[string]types.Object{},
		oldMethods: map[*types.Named][]*types.Func{},
	}
	c.top = buildTop(cell.Stmts, cell.HideResult)
	c.keepTypes()
	c.addFollowers(followers)
	c.findForeign()
	c.parenTypes()
	for _, s := range c.sites {
		c.made[s.call] = true
	}
	for _, a := range c.async {
		c.made[a.make] = true
		c.bodies[a.body] = true
	}
	c.top.bind(func(name string) bool { return w.objects[name] != nil })
	return c
}

// withoutRepeats leaves out imports that are written before: cells are pasted together.
func withoutRepeats(list []*ast.ImportSpec) (kept []*ast.ImportSpec) {
	seen := map[string]bool{}
	for _, s := range list {
		key := s.Path.Value
		if s.Name != nil {
			key += " " + s.Name.Name
		}
		if !seen[key] {
			seen[key] = true
			kept = append(kept, s)
		}
	}
	return kept
}

// run checks the cell until its forms are settled.
func (c *checker) run() {
	for range maxRounds {
		c.round()
		if !c.fix() {
			break
		}
	}
}

// round lets go/types look at the cell.
func (c *checker) round() {
	file := c.top.file(c)
	c.w.emptyScope()
	c.errs, c.wants, c.clones = nil, nil, map[types.Object]types.Object{}
	c.insertSession(file)
	c.info = &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Instances: map[*ast.Ident]types.Instance{},
		Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}, Implicits: map[ast.Node]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{}, Scopes: map[ast.Node]*types.Scope{},
	}
	conf := types.Config{
		Importer: c.w.importer, Error: c.report, DisableUnusedImportCheck: true,
		Sizes: types.SizesFor("gc", runtime.GOARCH),
	}
	defer c.removeMethods()
	defer func() {
		if p := recover(); p != nil {
			c.errs = append(c.errs, rawError{pos: file.Package, code: string(diag.Internal), msg: fmt.Sprintf("the type checker failed: %v", p)})
		}
	}()
	_ = types.NewChecker(&conf, c.w.fset, c.w.pkg, c.info).Files([]*ast.File{file})
}

// parenTypes puts parentheses around a type of the session that a type is
// declared as: go/types would look for its declaration among the cell's.
func (c *checker) parenTypes() {
	declared := declaredBy(&ast.File{Decls: c.cell.Decls})
	for _, d := range c.cell.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.TYPE {
			continue
		}
		for _, s := range g.Specs {
			s := s.(*ast.TypeSpec)
			if id, ok := s.Type.(*ast.Ident); ok && !declared[id.Name] && c.w.objects[id.Name] != nil {
				s.Type = &ast.ParenExpr{Lparen: id.Pos(), X: id, Rparen: id.End() - 1}
			}
		}
	}
}

// report keeps an error of go/types, which is not always one of the cell.
func (c *checker) report(err error) {
	e, ok := err.(types.Error)
	if !ok {
		c.errs = append(c.errs, rawError{msg: err.Error(), code: string(diag.Internal)})
		return
	}
	v := reflect.ValueOf(e)
	code := codeName(int(v.FieldByName("go116code").Int()))
	if strings.HasPrefix(e.Msg, "undefined: "+hookName) {
		c.addMethods()
		return
	}
	switch code {
	case "UnusedVar", "UnusedImport":
		return
	case "InvalidInitCycle": // none among variables and functions, but see selfReferences
		if !c.isConstDecl(e.Pos) {
			return
		}
	case "UnusedExpr":
		if c.top.result != nil && !c.top.assigned && e.Pos == c.top.result.Pos() {
			c.top.assigned = true
			c.errs = append(c.errs, rawError{pos: e.Pos, code: code, msg: e.Msg, fixed: true})
			return
		}
	}
	c.errs = append(c.errs, rawError{pos: e.Pos, end: token.Pos(v.FieldByName("go116end").Int()), code: code, msg: e.Msg})
}

// insertSession puts what the cell may name of the session into the package's scope.
func (c *checker) insertSession(file *ast.File) {
	c.inserted = map[string]types.Object{}
	declared := declaredBy(file)
	ast.Inspect(file, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && !declared[id.Name] && c.inserted[id.Name] == nil {
			if obj := c.known(id.Name); obj != nil {
				c.inserted[id.Name] = obj
				c.w.pkg.Scope().Insert(obj)
			}
		}
		return true
	})
}

// known returns what a name of the cell means in the session.
func (c *checker) known(name string) types.Object {
	switch name {
	case hidden:
		if pkg := c.w.asyncioPackage(); pkg != nil {
			return types.NewPkgName(token.NoPos, c.w.pkg, hidden, pkg)
		}
		return nil
	case probes:
		return types.NewPkgName(token.NoPos, c.w.pkg, probes, c.w.probePackage())
	}
	if name == selfName {
		return types.NewPkgName(token.NoPos, c.w.pkg, selfName, c.selfPackage())
	}
	if obj := c.types[name]; obj != nil {
		return types.NewTypeName(obj.Pos(), c.w.pkg, name, obj.Type())
	}
	if path, ok := hiddenPackage(name); ok {
		return c.packageName(name, path)
	}
	if obj := c.w.objects[name]; obj != nil {
		return obj
	}
	if im, ok := c.w.imports[name]; ok {
		return types.NewPkgName(token.NoPos, c.w.pkg, name, im.Pkg)
	}
	if pkg := c.auto[name]; pkg != nil {
		return types.NewPkgName(token.NoPos, c.w.pkg, name, pkg)
	}
	if old := c.oldVersion(name); old != nil {
		return old
	}
	return c.dotImported(name)
}

// packageName makes a name for a package; nil when it cannot be imported.
func (c *checker) packageName(name, path string) types.Object {
	pkg, err := c.w.importer.Import(path)
	if err != nil {
		return nil
	}
	return types.NewPkgName(token.NoPos, c.w.pkg, name, pkg)
}

// oldVersion returns the session's object for its name in this cell, x·0, where the cell has a newer x.
func (c *checker) oldVersion(name string) types.Object {
	base, ok := cutVersion(name)
	if !ok || c.w.objects[base] == nil {
		return nil
	}
	obj := c.w.objects[base]
	clone := renamed(obj, name)
	c.clones[clone] = obj
	return clone
}

// dotImported finds a name in the packages that the session imported with a dot.
func (c *checker) dotImported(name string) types.Object {
	if !token.IsExported(name) {
		return nil
	}
	for _, pkg := range c.w.dots {
		if obj := pkg.Scope().Lookup(name); obj != nil {
			return obj
		}
	}
	return nil
}

// declaredBy returns the names that a file declares at package level, its imports included.
func declaredBy(f *ast.File) map[string]bool {
	names := map[string]bool{"_": true}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				names[d.Name.Name] = true
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					names[s.Name.Name] = true
				case *ast.ValueSpec:
					for _, id := range s.Names {
						names[id.Name] = true
					}
				case *ast.ImportSpec:
					names[importName(s)] = true
				}
			}
		}
	}
	return names
}

// importName guesses the local name of an import before it is loaded: packages
// of std are named as the last element of their path, versions apart.
func importName(s *ast.ImportSpec) string {
	if s.Name != nil {
		return s.Name.Name
	}
	path, _ := strconv.Unquote(s.Path.Value)
	return lastElement(path)
}

// lastElement returns the last element of a path, before a major version.
func lastElement(path string) string {
	list := strings.Split(path, "/")
	for i := len(list) - 1; i >= 0; i-- {
		last := list[i]
		if len(last) > 1 && last[0] == 'v' && strings.Trim(last[1:], "0123456789") == "" && i > 0 {
			continue
		}
		return last
	}
	return path
}
