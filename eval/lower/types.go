package lower

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"

	"goasync/eval/internal/rt"
)

// typ returns the expression of the lowered form of t.
func (w *unit) typ(t types.Type) ast.Expr {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		return w.basic(t)
	case *types.Named:
		return w.named(t)
	case *types.Pointer:
		return &ast.StarExpr{X: w.typ(t.Elem())}
	case *types.Slice:
		return &ast.ArrayType{Elt: w.typ(t.Elem())}
	case *types.Array:
		return &ast.ArrayType{Len: &ast.BasicLit{Kind: token.INT, Value: strconv.FormatInt(t.Len(), 10)}, Elt: w.typ(t.Elem())}
	case *types.Map:
		return &ast.MapType{Key: w.typ(t.Key()), Value: w.typ(t.Elem())}
	case *types.Chan:
		return &ast.ChanType{Dir: chanDirs[t.Dir()], Value: w.typ(t.Elem())}
	case *types.Signature:
		return w.signature(t, nil)
	case *types.Struct:
		return w.structType(t)
	case *types.Interface:
		return anyType()
	case *types.TypeParam:
		refuse(t.Obj().Pos(), "type parameter %s outside its function", t)
	}
	refuse(token.NoPos, "type %s cannot be lowered", t)
	return nil
}

var chanDirs = map[types.ChanDir]ast.ChanDir{
	types.SendRecv: ast.SEND | ast.RECV, types.SendOnly: ast.SEND, types.RecvOnly: ast.RECV,
}

func anyType() ast.Expr { return &ast.InterfaceType{Methods: &ast.FieldList{Opening: 1, Closing: 1}} }

func (w *unit) basic(t *types.Basic) ast.Expr {
	switch t.Kind() {
	case types.UntypedNil:
		return anyType()
	case types.UnsafePointer:
		refuse(token.NoPos, "package unsafe is not available in cells")
	}
	return ident(types.Default(t).(*types.Basic).Name(), token.NoPos)
}

func (w *unit) named(t *types.Named) ast.Expr {
	if types.IsInterface(t) {
		n := rt.NativeInterface(t)
		switch {
		case n == nil:
			return anyType()
		case n.Obj().Pkg() == nil:
			return ident(n.Obj().Name(), token.NoPos) // error
		}
		return selector(w.pkg(n.Obj().Pkg().Path(), token.NoPos), n.Obj().Name())
	}
	if s := w.inSource(t, token.NoPos); s != nil {
		return w.named(s)
	}
	if !rt.IsSession(t.Obj()) {
		if t.TypeArgs().Len() > 0 && !rt.Erased(t.Obj().Pkg()) {
			return w.typ(t.Underlying())
		}
		return selector(w.pkg(t.Obj().Pkg().Path(), token.NoPos), t.Obj().Name())
	}
	if w.forms.OwnStruct(t) {
		return selector(w.pkg("h", token.NoPos), w.structName(t))
	}
	return w.typ(t.Underlying())
}

// structName returns the name by which lowered code knows a struct type of the session in package h.
func (w *unit) structName(t *types.Named) string {
	name, ok := w.structs.At(t).(string)
	if !ok {
		name = w.unique(capital(t.Obj().Name()))
		w.structs.Set(t, name)
	}
	w.prog.Structs[name] = t
	return name
}

// register gives a value to the run-time support under a number. It is done in an init function: there it takes no
// global variable.
func (w *unit) register(n int, value ast.Expr) {
	w.inits = append(w.inits, exprStmt(call(selector(w.pkg("rt", token.NoPos), "Register"), num(n), value)))
}

func (w *unit) structType(t *types.Struct) ast.Expr {
	fields := &ast.FieldList{}
	for i := range t.NumFields() {
		f := param(rt.FieldName(t, i), w.typ(t.Field(i).Type()))
		if tag := t.Tag(i); tag != "" {
			f.Tag = str(tag)
		}
		fields.List = append(fields.List, f)
	}
	return &ast.StructType{Fields: fields}
}

// signature returns the lowered function type; names, when given, are of its parameters.
func (w *unit) signature(sig *types.Signature, names []string) *ast.FuncType {
	ft := &ast.FuncType{Params: &ast.FieldList{}}
	for i := range sig.Params().Len() {
		t := w.typ(sig.Params().At(i).Type())
		if sig.Variadic() && i == sig.Params().Len()-1 {
			t = &ast.Ellipsis{Elt: t.(*ast.ArrayType).Elt}
		}
		f := &ast.Field{Type: t}
		if names != nil {
			f.Names = []*ast.Ident{ident(names[i], token.NoPos)}
		}
		ft.Params.List = append(ft.Params.List, f)
	}
	ft.Results = w.resultList(sig.Results())
	return ft
}

func (w *unit) resultList(results *types.Tuple) *ast.FieldList {
	if results.Len() == 0 {
		return nil
	}
	list := &ast.FieldList{}
	for i := range results.Len() {
		list.List = append(list.List, &ast.Field{Type: w.typ(results.At(i).Type())})
	}
	return list
}
