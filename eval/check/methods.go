package check

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"unsafe"

	"goasync/eval/diag"
)

// A method may be declared in another cell than its type. go/types joins
// methods to types of the same run only, and is helped in two steps:
//
//   - the receiver's type is written as a selection from a package made for it,
//     since go/types would look for the declaration of a plain name;
//   - as soon as it has made the objects of all declarations, and before it
//     looks into any (which an error in a first, made-up declaration tells), the method
//     is put into the method list of its type. Check takes it out again, Commit puts it back.
//
// go/types has no function that removes or replaces a method, so the list is
// written directly. A test watches over its layout.

// A foreign is a method of a type of the session.
type foreign struct {
	decl  *ast.FuncDecl
	ident *ast.Ident        // the type's name in the receiver
	sel   *ast.SelectorExpr // what stands there while checking
	named *types.Named      // nil when it cannot have methods
	typ   types.Type
}

const (
	selfName = "__self" // the package of receivers' types
	hookName = "__hook" // the declaration whose error comes at the right time
)

// findForeign finds the methods of the session's types, and checks their receivers.
func (c *checker) findForeign() {
	declared := declaredBy(&ast.File{Decls: c.cell.Decls})
	for _, d := range c.cell.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Recv == nil || len(fn.Recv.List) != 1 {
			continue
		}
		base := receiverBase(fn.Recv.List[0].Type)
		if base == nil {
			continue
		}
		target := c.aliasTarget(base.Name)
		if declared[target] {
			continue
		}
		named := sessionNamed(c.w.objects[target])
		switch {
		case named == nil:
			if tn, ok := c.w.objects[target].(*types.TypeName); ok { // no type that can have methods: go/types says so
				c.addReceiver(&foreign{decl: fn, ident: base, typ: tn.Type()})
			}
		case named.TypeParams().Len() > 0:
			c.errorf(base, diag.Unsupported, "methods of a generic type must be declared in the cell of the type")
			c.hopeless = true
		default:
			c.addForeign(fn, base, named)
		}
	}
}

// aliasTarget follows the aliases that the cell declares to the name they stand for.
func (c *checker) aliasTarget(name string) string {
	aliases := map[string]string{}
	for _, d := range c.cell.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.TYPE {
			for _, s := range g.Specs {
				s := s.(*ast.TypeSpec)
				if to, ok := ast.Unparen(s.Type).(*ast.Ident); ok && s.Assign.IsValid() {
					aliases[s.Name.Name] = to.Name
				}
			}
		}
	}
	for range len(aliases) {
		if to, ok := aliases[name]; ok {
			name = to
		}
	}
	return name
}

// sessionNamed returns the declared type that a session object names, nil for others.
func sessionNamed(obj types.Object) *types.Named {
	tn, ok := obj.(*types.TypeName)
	if !ok {
		return nil
	}
	named, _ := types.Unalias(tn.Type()).(*types.Named)
	return named
}

// addForeign notes a method of a type of the session.
func (c *checker) addForeign(fn *ast.FuncDecl, base *ast.Ident, named *types.Named) {
	f := &foreign{decl: fn, ident: base, named: named, typ: named}
	for _, other := range c.foreign {
		if other.named == named && other.decl.Name.Name == fn.Name.Name && fn.Name.Name != "_" {
			c.errorf(fn.Name, "DuplicateMethod", "method "+base.Name+"."+fn.Name.Name+" redeclared in this cell")
		}
	}
	c.addReceiver(f)
	for i := range named.NumMethods() {
		c.oldMethods[named] = append(c.oldMethods[named], named.Method(i))
	}
	if st, ok := named.Underlying().(*types.Struct); ok {
		for i := range st.NumFields() {
			if st.Field(i).Name() == fn.Name.Name {
				c.errorf(fn.Name, "DuplicateFieldAndMethod", "field and method with the same name "+fn.Name.Name)
			}
		}
	}
}

// addReceiver puts a selection in the place of the receiver's type.
func (c *checker) addReceiver(f *foreign) {
	f.sel = &ast.SelectorExpr{
		X:   &ast.Ident{NamePos: f.ident.NamePos, Name: selfName},
		Sel: &ast.Ident{NamePos: f.ident.NamePos, Name: "T·" + f.ident.Name},
	}
	f.place(f.sel)
	c.foreign = append(c.foreign, f)
}

// place writes the type's name in the receiver.
func (f *foreign) place(x ast.Expr) {
	for p := &f.decl.Recv.List[0].Type; ; {
		switch t := (*p).(type) {
		case *ast.ParenExpr:
			p = &t.X
		case *ast.StarExpr:
			p = &t.X
		default:
			*p = x
			return
		}
	}
}

// selfPackage makes the package from which receivers' types are selected.
func (c *checker) selfPackage() *types.Package {
	p := types.NewPackage("main·self", "self")
	for _, f := range c.foreign {
		p.Scope().Insert(types.NewTypeName(f.ident.NamePos, p, f.sel.Sel.Name, f.typ))
	}
	return p
}

// hook is the declaration whose error calls addMethods.
func (c *checker) hook(pos token.Pos) ast.Decl {
	return &ast.GenDecl{TokPos: pos, Tok: token.TYPE, Specs: []ast.Spec{&ast.TypeSpec{
		Name: &ast.Ident{NamePos: pos, Name: hookName}, Type: &ast.Ident{NamePos: pos, Name: hookName + "_now"},
	}}}
}

// addMethods puts the cell's methods into the lists of the session's types.
func (c *checker) addMethods() {
	for _, f := range c.foreign {
		if fn, ok := c.info.Defs[f.decl.Name].(*types.Func); ok && f.named != nil && f.decl.Name.Name != "_" {
			setMethods(f.named, withMethod(methodsOf(f.named), fn))
		}
	}
}

// removeMethods undoes addMethods.
func (c *checker) removeMethods() {
	for named, list := range c.oldMethods {
		setMethods(named, list)
	}
}

// withMethod returns the list with a method added, or in place of one of its name.
func withMethod(list []*types.Func, fn *types.Func) []*types.Func {
	out := make([]*types.Func, 0, len(list)+1)
	for _, m := range list {
		if m.Name() != fn.Name() {
			out = append(out, m)
		}
	}
	return append(out, fn)
}

// methodList gives access to the method list of a type that is not generic.
func methodList(n *types.Named) *[]*types.Func {
	f := reflect.ValueOf(n).Elem().FieldByName("methods")
	return (*[]*types.Func)(unsafe.Pointer(f.UnsafeAddr()))
}

func methodsOf(n *types.Named) []*types.Func        { return *methodList(n) }
func setMethods(n *types.Named, list []*types.Func) { *methodList(n) = list }

// settleForeign restores the receivers of a cell without errors, and returns
// the method lists that its types get by Commit.
func (c *checker) settleForeign() map[*types.Named][]*types.Func {
	if len(c.foreign) == 0 {
		return nil
	}
	c.addMethods()
	lists := map[*types.Named][]*types.Func{}
	for _, f := range c.foreign {
		lists[f.named] = methodsOf(f.named)
		f.place(f.ident)
		c.info.Uses[f.ident] = f.named.Obj()
		c.info.Types[f.ident] = c.info.Types[f.sel]
	}
	c.removeMethods()
	return lists
}
