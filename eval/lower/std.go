package lower

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"

	"goasync/eval/internal/rt"
	"goasync/eval/lower/stdsrc"
)

// The generic functions and types of Go's library have no compiled form. They are lowered from source (package
// stdsrc), instance by instance, as if the session had declared them.

// sourcePackage is the source of the generics of a package of Go's library, checked.
type sourcePackage struct {
	pkg  *types.Package
	file *ast.File
	info *types.Info
}

// UseSource makes generics of Go's library available: the importer is the one that the session's cells are checked
// with, and gives internal/stdhost too.
func (l *Lowerer) UseSource(imports types.Importer) { l.imports = imports }

// fileSuffix is what the names of all files end in that are given to the interpreter.
const fileSuffix = "/cell"

// source returns the source of a package of Go's library; nil when it has none. The first time its declarations are
// lowered with the unit.
func (w *unit) source(path string, pos token.Pos) *sourcePackage {
	if p, ok := w.sources[path]; ok {
		return p
	}
	name, text, ok := stdsrc.Source(path)
	if !ok || w.imports == nil {
		return nil
	}
	file, err := parser.ParseFile(w.fset, name+fileSuffix, text, parser.SkipObjectResolution)
	if err != nil {
		refuse(pos, "internal error: source of %s: %v", path, err)
	}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
		Instances: map[*ast.Ident]types.Instance{},
	}
	conf := types.Config{Importer: w.imports}
	pkg, err := conf.Check(rt.SourcePrefix+path, w.fset, []*ast.File{file}, info)
	if err != nil {
		refuse(pos, "internal error: source of %s: %v", path, err)
	}
	p := &sourcePackage{pkg, file, info}
	w.sources[path] = p
	w.prog.Sources[path] = pkg
	w.undo = append(w.undo, func() { delete(w.sources, path) })
	w.declareSource(p)
	return p
}

// declareSource notes the functions of a source, and lowers what is not generic.
func (w *unit) declareSource(p *sourcePackage) {
	for _, d := range p.file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			obj := p.info.Defs[d.Name].(*types.Func)
			w.funcs[obj] = source{d, p.info}
			w.recovers[obj] = d.Recv != nil && callsRecover(d.Body)
			if !isGeneric(obj) {
				w.names[obj] = w.funcName(obj)
				w.pending = append(w.pending, func() { w.function(obj, d, p.info, nil) })
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if v, ok := spec.(*ast.ValueSpec); ok && d.Tok == token.VAR {
					w.sourceVar(p, v)
				}
			}
		}
	}
}

// sourceVar declares a variable of a source, with the value that it begins with.
func (w *unit) sourceVar(p *sourcePackage, spec *ast.ValueSpec) {
	for i, id := range spec.Names {
		obj := p.info.Defs[id]
		w.names[obj] = w.unique(id.Name)
		f := w.newFn(p.info, nil, types.NewSignatureType(nil, nil, nil, nil, nil, false))
		var value ast.Expr
		if i < len(spec.Values) {
			if stmts := f.in(func() { value = f.exprTo(spec.Values[i], obj.Type()) }); len(stmts) > 0 {
				refuse(id.Pos(), "internal error: variable %s", obj)
			}
		}
		w.codeDecl = append(w.codeDecl, varDecl(w.names[obj], w.typ(obj.Type()), value))
	}
}

// sourceFunc returns the declaration in source of a generic function of Go's library.
func (w *unit) sourceFunc(obj *types.Func, pos token.Pos) *types.Func {
	path := obj.Pkg().Path()
	if p := w.source(path, pos); p != nil {
		if f, ok := p.pkg.Scope().Lookup(obj.Name()).(*types.Func); ok {
			return f
		}
	}
	reason, _ := stdsrc.Missing(path, obj.Name())
	if reason == "" {
		reason = "it has no source that a cell could run"
	}
	refuse(pos, "the generic function %s.%s is not available in cells: %s", obj.Pkg().Name(), obj.Name(), reason)
	return nil
}

// inSource returns the type in source that stands for a generic type of Go's library, nil when t is nothing such.
func (w *unit) inSource(t *types.Named, pos token.Pos) *types.Named {
	return rt.InSource(t, func(path string) *types.Package {
		if p := w.source(path, pos); p != nil {
			return p.pkg
		}
		return nil
	})
}

// sourceMethod returns the method in source that stands for one of a generic type of Go's library; other methods as
// they are.
func (w *unit) sourceMethod(m *types.Func, pos token.Pos) types.Object {
	recv := m.Type().(*types.Signature).Recv()
	if recv == nil {
		return m
	}
	t := recv.Type()
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return m
	}
	s := w.inSource(n, pos)
	if s == nil {
		return m
	}
	obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(s), true, s.Obj().Pkg(), m.Name())
	if obj == nil {
		refuse(pos, "the method %s of %s is not available in cells", m.Name(), n)
	}
	return obj
}

// stdGeneric lowers the call of a generic function of Go's library.
func (f *fn) stdGeneric(e *ast.CallExpr, obj *types.Func, sig *types.Signature) ast.Expr {
	f.noteRepeated(e, obj)
	id, _ := f.namedFunc(ast.Unparen(e.Fun))
	args := f.ordered(f.argCount(e), func(i int) ast.Expr { return f.arg(e, sig, i) })
	return f.finishCall(e, sig, f.funcValue(obj, id, f.info.Instances[id].TypeArgs), args)
}
