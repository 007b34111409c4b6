package check

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// unit makes the unit of a cell that has no errors.
func (c *checker) unit() *Unit {
	alias := c.aliases()
	c.resolve(alias)
	for _, b := range c.top.bindings {
		if b.bound { // the same variable after all
			b.id.Name = b.name
		}
	}
	u := &Unit{
		Cell: c.cell, Pkg: c.w.pkg, Info: c.info, Awaits: map[*ast.CallExpr]AwaitForm{}, Fors: c.fors,
		Withs: c.withCalls, Replaces: map[types.Object]types.Object{}, objects: map[string]types.Object{},
	}
	c.unitDecls(u)
	c.unitBody(u)
	c.unitAsync(u)
	c.unitObjects(u, alias)
	c.plainNames()
	c.unitImports(u)
	for _, s := range c.sites {
		u.Awaits[s.call] = s.form
	}
	for call := range c.deferred {
		u.Awaits[call] = AwaitValue
	}
	u.methods = c.settleForeign()
	u.Depends = c.depends(u)
	u.decls = c.decls()
	u.Warnings = c.warnings()
	return u
}

// unitDecls sorts the declarations.
func (c *checker) unitDecls(u *Unit) {
	for _, d := range c.cell.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			u.Funcs = append(u.Funcs, d)
		case *ast.GenDecl:
			if d.Tok == token.CONST {
				u.Consts = append(u.Consts, d)
			}
			for _, s := range d.Specs {
				if s, ok := s.(*ast.TypeSpec); ok {
					u.Types = append(u.Types, s)
				}
			}
		}
	}
}

// unitBody gives the statements, and the result where there is one to show.
func (c *checker) unitBody(u *Unit) {
	for _, s := range c.top.stmts {
		u.Body = append(u.Body, s.stmt)
	}
	if c.top.result == nil {
		return
	}
	if !c.top.hide && c.shows(c.top.result.X) {
		u.Result = c.top.result.X
	} else {
		u.Body = append(u.Body, c.top.shown)
	}
}

// shows reports whether the last expression has a value that a notebook shows.
func (c *checker) shows(x ast.Expr) bool {
	switch t := c.typeOf(x).(type) {
	case nil:
		return false
	case *types.Tuple:
		if t.Len() == 0 {
			return false
		}
	default:
		if c.isNone(t) {
			return false
		}
	}
	call, ok := ast.Unparen(x).(*ast.CallExpr)
	if !ok {
		return true
	}
	fn := c.callee(call)
	return fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "fmt" || !printsOnly(fn.Name())
}

// printsOnly reports whether a function of fmt is called for what it prints.
func printsOnly(name string) bool {
	return strings.HasPrefix(name, "Print") || strings.HasPrefix(name, "Fprint")
}

// unitAsync describes the async functions with their types.
func (c *checker) unitAsync(u *Unit) {
	u.Async, u.AsyncLit = map[types.Object]*AsyncFunc{}, map[*ast.FuncLit]*AsyncFunc{}
	for _, a := range c.async {
		f := &AsyncFunc{
			Name: a.name, Decl: a.decl, Lit: a.lit, Body: a.body, Make: a.make,
			HasValue: a.hasValue, HasErr: a.hasErr, Generator: a.isGenerator,
		}
		if n := namedPointer(c.typeOf(a.make)); n != nil && n.TypeArgs().Len() == 1 {
			f.Value = n.TypeArgs().At(0)
		}
		if a.lit != nil {
			u.AsyncLit[a.lit] = f
			continue
		}
		if fn, ok := c.info.Defs[a.decl.Name].(*types.Func); ok {
			f.Obj = fn
			u.Async[fn] = f
		}
	}
}

// unitObjects lists what the cell declares at package level.
func (c *checker) unitObjects(u *Unit, alias map[types.Object]types.Object) {
	scope := c.w.pkg.Scope()
	for _, name := range scope.Names() {
		obj := scope.Lookup(name)
		if c.inserted[name] != nil || name == bodyName || name == hookName || strings.Contains(name, "·") {
			continue
		}
		if to := alias[obj]; to != nil {
			obj = to
		}
		u.objects[name] = obj
	}
	seen := map[types.Object]bool{}
	for _, b := range c.top.bindings {
		v, ok := c.info.Defs[b.id].(*types.Var)
		if !ok || seen[v] {
			continue
		}
		seen[v] = true
		u.Vars = append(u.Vars, &Var{Obj: v, Reuses: c.isPast(v)})
		if b.bound || b.id.Name == b.name {
			u.objects[b.name] = v
		}
	}
	for name, obj := range u.objects {
		if old := c.w.objects[name]; old != nil && old != obj {
			u.Replaces[obj] = old
		}
	}
	for _, f := range c.foreign {
		for _, old := range c.oldMethods[f.named] {
			if fn := c.info.Defs[f.decl.Name]; fn != nil && old.Name() == fn.Name() {
				u.Replaces[fn] = old
			}
		}
	}
}

// unitImports lists the packages that the cell uses, and those it gives the session.
func (c *checker) unitImports(u *Unit) {
	used := map[string]Import{}
	for id, obj := range c.info.Uses {
		if p, ok := obj.(*types.PkgName); ok && id.Name != selfName && id.Name != probes {
			im := c.importOf(p, id.Name)
			if used[im.Name].Pkg == nil || !im.Auto {
				used[im.Name] = im
			}
		}
	}
	for _, s := range c.imports {
		path, _ := strconv.Unquote(s.Path.Value)
		p := c.imported(s)
		if p == nil {
			continue
		}
		im := Import{Path: path, Name: p.Name(), Pkg: p.Imported()}
		u.imported = append(u.imported, im)
		if im.Name == "_" || im.Name == "." {
			u.Imports = append(u.Imports, im)
		}
	}
	for _, im := range used {
		u.Imports = append(u.Imports, im)
		if c.auto[im.Name] != nil {
			u.imported = append(u.imported, im)
		}
	}
	slices.SortFunc(u.Imports, func(a, b Import) int { return strings.Compare(a.Path+" "+a.Name, b.Path+" "+b.Name) })
}

// importOf describes a package by a name of the cell.
func (c *checker) importOf(p *types.PkgName, name string) Import {
	auto := p.Name() == hidden || strings.HasPrefix(p.Name(), pkgPrefix) || c.auto[p.Name()] != nil
	return Import{Path: p.Imported().Path(), Name: name, Pkg: p.Imported(), Auto: auto}
}

// imported returns the name that an import declares.
func (c *checker) imported(s *ast.ImportSpec) *types.PkgName {
	if s.Name != nil {
		p, _ := c.info.Defs[s.Name].(*types.PkgName)
		return p
	}
	p, _ := c.info.Implicits[s].(*types.PkgName)
	return p
}
