package check

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// pkgPrefix starts the hidden name of a package that desugared code mentions
// and the cell may not have imported.
const pkgPrefix = "__pkg·"

// typeExpr writes a type as an expression at pos. It fails for types that
// cannot be written: unexported ones of other packages.
func (c *checker) typeExpr(t types.Type, pos token.Pos) (ast.Expr, bool) {
	w := &typeWriter{c: c, session: c.w.pkg, pos: pos, ok: true}
	x := w.expr(t)
	return x, w.ok
}

// A typeWriter writes one type.
type typeWriter struct {
	c       *checker // nil outside a check: plain names then
	session *types.Package
	named   func(*types.TypeName) (ast.Expr, bool) // nil for the names of the types
	pos     token.Pos
	ok      bool
}

func (w *typeWriter) ident(name string) *ast.Ident { return &ast.Ident{NamePos: w.pos, Name: name} }

func (w *typeWriter) fail() ast.Expr {
	w.ok = false
	return w.ident("_")
}

func (w *typeWriter) expr(t types.Type) ast.Expr {
	switch t := t.(type) {
	case *types.Basic:
		if t.Kind() == types.UnsafePointer || t.Info()&types.IsUntyped != 0 || t.Kind() == types.Invalid {
			return w.fail()
		}
		return w.ident(t.Name())
	case *types.Named:
		return w.instance(t.Obj(), t.TypeArgs())
	case *types.Alias:
		return w.instance(t.Obj(), t.TypeArgs())
	case *types.TypeParam:
		return w.ident(t.Obj().Name())
	case *types.Pointer:
		return &ast.StarExpr{Star: w.pos, X: w.expr(t.Elem())}
	case *types.Slice:
		return &ast.ArrayType{Lbrack: w.pos, Elt: w.expr(t.Elem())}
	case *types.Array:
		return &ast.ArrayType{Lbrack: w.pos, Elt: w.expr(t.Elem()), Len: w.number(t.Len())}
	case *types.Map:
		return &ast.MapType{Map: w.pos, Key: w.expr(t.Key()), Value: w.expr(t.Elem())}
	case *types.Chan:
		return w.channel(t)
	case *types.Signature:
		return w.signature(t)
	case *types.Struct:
		return w.structure(t)
	case *types.Interface:
		return w.iface(t)
	}
	return w.fail()
}

func (w *typeWriter) number(n int64) ast.Expr {
	return &ast.BasicLit{ValuePos: w.pos, Kind: token.INT, Value: strconv.FormatInt(n, 10)}
}

// instance writes a declared type with its type arguments.
func (w *typeWriter) instance(obj *types.TypeName, args *types.TypeList) ast.Expr {
	x := w.name(obj)
	if args.Len() == 0 {
		return x
	}
	list := make([]ast.Expr, args.Len())
	for i := range list {
		list[i] = w.expr(args.At(i))
	}
	if len(list) == 1 {
		return &ast.IndexExpr{X: x, Lbrack: w.pos, Index: list[0], Rbrack: w.pos}
	}
	return &ast.IndexListExpr{X: x, Lbrack: w.pos, Indices: list, Rbrack: w.pos}
}

// name writes a declared type's name.
func (w *typeWriter) name(obj *types.TypeName) ast.Expr {
	switch pkg := obj.Pkg(); {
	case pkg == nil:
		return w.ident(obj.Name())
	case w.named != nil:
		x, ok := w.named(obj)
		if !ok {
			return w.fail()
		}
		return x
	case pkg == w.session && w.c == nil:
		return w.ident(obj.Name())
	case pkg == w.session:
		return w.ident(w.c.sessionType(obj))
	case !obj.Exported():
		return w.fail()
	case w.c == nil:
		return &ast.SelectorExpr{X: w.ident(pkg.Name()), Sel: w.ident(obj.Name())}
	case pkg == w.c.w.asyncio:
		return &ast.SelectorExpr{X: w.ident(hidden), Sel: w.ident(obj.Name())}
	default:
		return &ast.SelectorExpr{X: w.ident(pkgPrefix + pkg.Path()), Sel: w.ident(obj.Name())}
	}
}

// sessionType returns the name by which a type of the session can be named in
// the cell: its own, or a hidden one where a newer declaration has taken that.
func (c *checker) sessionType(obj *types.TypeName) string {
	name := obj.Name()
	if old := c.w.objects[name]; old == obj || c.w.pkg.Scope().Lookup(name) == obj || !c.isPast(obj) {
		return name
	}
	hiddenName := "__type·" + strconv.Itoa(len(c.types)) + "·" + name
	c.types[hiddenName] = obj
	return hiddenName
}

func (w *typeWriter) channel(t *types.Chan) ast.Expr {
	dir := map[types.ChanDir]ast.ChanDir{types.SendRecv: ast.SEND | ast.RECV, types.SendOnly: ast.SEND, types.RecvOnly: ast.RECV}[t.Dir()]
	return &ast.ChanType{Begin: w.pos, Arrow: w.pos, Dir: dir, Value: w.expr(t.Elem())}
}

func (w *typeWriter) signature(t *types.Signature) ast.Expr {
	f := &ast.FuncType{Func: w.pos, Params: w.tuple(t.Params(), t.Variadic())}
	if t.Results().Len() > 0 {
		f.Results = w.tuple(t.Results(), false)
	}
	return f
}

func (w *typeWriter) tuple(t *types.Tuple, variadic bool) *ast.FieldList {
	list := &ast.FieldList{Opening: w.pos, Closing: w.pos}
	for i := range t.Len() {
		typ := t.At(i).Type()
		if s, ok := typ.(*types.Slice); ok && variadic && i == t.Len()-1 {
			list.List = append(list.List, &ast.Field{Type: &ast.Ellipsis{Ellipsis: w.pos, Elt: w.expr(s.Elem())}})
			continue
		}
		list.List = append(list.List, &ast.Field{Type: w.expr(typ)})
	}
	return list
}

func (w *typeWriter) structure(t *types.Struct) ast.Expr {
	s := &ast.StructType{Struct: w.pos, Fields: &ast.FieldList{Opening: w.pos, Closing: w.pos}}
	for i := range t.NumFields() {
		f := t.Field(i)
		if !f.Exported() && f.Pkg() != w.session {
			w.ok = false
		}
		field := &ast.Field{Type: w.expr(f.Type())}
		if !f.Embedded() {
			field.Names = []*ast.Ident{w.ident(f.Name())}
		}
		if tag := t.Tag(i); tag != "" {
			field.Tag = &ast.BasicLit{ValuePos: w.pos, Kind: token.STRING, Value: strconv.Quote(tag)}
		}
		s.Fields.List = append(s.Fields.List, field)
	}
	return s
}

func (w *typeWriter) iface(t *types.Interface) ast.Expr {
	s := &ast.InterfaceType{Interface: w.pos, Methods: &ast.FieldList{Opening: w.pos, Closing: w.pos}}
	for i := range t.NumExplicitMethods() {
		m := t.ExplicitMethod(i)
		s.Methods.List = append(s.Methods.List, &ast.Field{Names: []*ast.Ident{w.ident(m.Name())}, Type: w.signature(m.Signature())})
	}
	for i := range t.NumEmbeddeds() {
		e := t.EmbeddedType(i)
		if _, ok := e.(*types.Union); ok {
			return w.fail()
		}
		s.Methods.List = append(s.Methods.List, &ast.Field{Type: w.expr(e)})
	}
	return s
}

// hiddenPackage returns the path of the package that a hidden name means.
func hiddenPackage(name string) (string, bool) { return strings.CutPrefix(name, pkgPrefix) }
