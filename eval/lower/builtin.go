package lower

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"runtime"
)

// builtin lowers the call of a predeclared function.
func (f *fn) builtin(e *ast.CallExpr) ast.Expr {
	e = f.spreadBuiltin(e)
	switch name := builtinName(e.Fun); name {
	case "append":
		return f.appendCall(e)
	case "len", "cap":
		return f.length(e, name)
	case "make":
		return f.makeCall(e)
	case "new":
		return f.newCall(e)
	case "copy", "complex", "real", "imag":
		return call(ident(name, e.Pos()), f.ordered(len(e.Args), func(i int) ast.Expr { return f.operand(e.Args[i]) })...)
	case "delete":
		key := f.typeOf(e.Args[0]).Underlying().(*types.Map).Key()
		return call(ident(name, e.Pos()), f.ordered(2, func(i int) ast.Expr {
			if i == 1 {
				return f.exprTo(e.Args[1], key)
			}
			return f.operand(e.Args[0])
		})...)
	case "close":
		return call(selector(f.pkg("rt", e.Pos()), "Close"), f.operand(e.Args[0]))
	case "clear":
		return call(selector(f.pkg("rt", e.Pos()), "Clear"), f.operand(e.Args[0]))
	case "min", "max":
		return f.extreme(e, name)
	case "panic":
		v := f.exprTo(e.Args[0], emptyInterface)
		if f.isSureToRecover(e) && !types.IsInterface(f.typeOf(e.Args[0])) {
			return call(ident("panic", e.Pos()), v)
		}
		return call(selector(f.pkg("rt", e.Pos()), "Panic"), v, placeArg(e.Pos()))
	case "recover":
		return f.recoverCall(e)
	case "print", "println":
		return call(selector(f.pkg("rt", e.Pos()), capital(name)), f.printArgs(e)...)
	default:
		refuse(e.Pos(), "the builtin %s is not available in cells", name)
	}
	return nil
}

// spreadBuiltin gives a call whose only argument has several values one argument for each.
func (f *fn) spreadBuiltin(e *ast.CallExpr) *ast.CallExpr {
	if len(e.Args) != 1 {
		return e
	}
	t, ok := f.typeOf(e.Args[0]).(*types.Tuple)
	if !ok {
		return e
	}
	c := *e
	c.Args = nil
	for i, x := range f.temps(f.expr(e.Args[0]), t.Len()) {
		c.Args = append(c.Args, f.heldValue(x, t.At(i).Type(), e.Args[0].Pos()))
	}
	f.info.Types[&c] = f.info.Types[e]
	return &c
}

// printArgs lowers the operands of print, which shows interface values as two addresses.
func (f *fn) printArgs(e *ast.CallExpr) []ast.Expr {
	return f.ordered(len(e.Args), func(i int) ast.Expr {
		x := f.exprTo(e.Args[i], emptyInterface)
		if types.IsInterface(f.typeOf(e.Args[i])) {
			x = call(selector(f.pkg("rt", e.Pos()), "Words"), x)
		}
		return x
	})
}

// makeCall lowers make. The interpreter makes channels of both directions only.
func (f *fn) makeCall(e *ast.CallExpr) ast.Expr {
	args := f.exprsTo(e.Args[1:], func(int) types.Type { return nil })
	t := f.typeOf(e.Args[0])
	under := f.underType(t)
	ch, isChan := under.Underlying().(*types.Chan)
	if isChan && ch.Dir() != types.SendRecv {
		under = types.NewChan(types.SendRecv, ch.Elem())
	}
	args = f.ints(e.Args[1:], args)
	f.reserve(e, args, under)
	x := call(ident("make", e.Pos()), append([]ast.Expr{f.typ(under)}, args...)...)
	if isChan && ch.Dir() != types.SendRecv {
		x = call(f.conversionType(f.underType(t)), f.temp(x))
	}
	return f.wrap(x, t)
}

// freeElements is how many elements make makes without asking whether there is room.
const freeElements = 1 << 16

// reserve has large slices, channels and maps ask for room before they are made. It puts the size in a temporary.
func (f *fn) reserve(e *ast.CallExpr, args []ast.Expr, t types.Type) {
	if len(args) == 0 {
		return
	}
	var bytes int64
	reserve := "Reserve"
	switch u := t.Underlying().(type) {
	case *types.Slice:
		bytes = f.sizeof(u.Elem())
	case *types.Chan:
		bytes = f.sizeof(u.Elem())
	case *types.Map:
		bytes, reserve = f.sizeof(u.Key())+f.sizeof(u.Elem()), "ReserveMap"
	default:
		return
	}
	last := len(args) - 1
	pos := e.Pos()
	size := f.constant(constantInt(bytes), types.Typ[types.Int], pos)
	if v := f.info.Types[e.Args[last+1]].Value; v != nil {
		if n, exact := constant.Int64Val(constant.ToInt(v)); !exact || n > freeElements {
			f.emit(exprStmt(call(selector(f.pkg("rt", pos), reserve), args[last], size)))
		}
		return
	}
	if !f.stable(args[last]) {
		args[last] = f.temp(args[last])
	}
	ask := exprStmt(call(selector(f.pkg("rt", pos), reserve), args[last], size))
	free := f.constant(constantInt(freeElements), types.Typ[types.Int], pos)
	f.emit(&ast.IfStmt{If: pos, Cond: &ast.BinaryExpr{X: args[last], Op: token.GTR, Y: free}, Body: block(ask)})
}

// sizeof is the size of a type in bytes.
func (f *fn) sizeof(t types.Type) int64 { return sizes.Sizeof(f.env.apply(t)) }

// sizes are the compiler's.
var sizes = types.SizesFor("gc", runtime.GOARCH)

func builtinName(fun ast.Expr) string {
	switch x := ast.Unparen(fun).(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		return "unsafe." + x.Sel.Name
	}
	return ""
}

// ints converts sizes to int, which is all that the interpreter's make takes.
func (f *fn) ints(list []ast.Expr, args []ast.Expr) []ast.Expr {
	for i, e := range list {
		if b, ok := f.typeOf(e).Underlying().(*types.Basic); ok && b.Kind() != types.Int && !isLit(args[i]) {
			args[i] = call(ident("int", e.Pos()), args[i])
		}
	}
	return args
}

func (f *fn) appendCall(e *ast.CallExpr) ast.Expr {
	sig, ok := f.typeOf(e.Fun).(*types.Signature)
	if !ok {
		refuse(e.Pos(), "internal error: append without signature")
	}
	xs := f.ordered(len(e.Args), func(i int) ast.Expr {
		if i == 0 {
			return f.typedNil(e.Args[0], f.underType(f.typeOf(e)))
		}
		if e.Ellipsis.IsValid() {
			return f.operand(e.Args[i])
		}
		return f.exprTo(e.Args[i], paramType(e, sig, i))
	})
	if len(xs) > 2 {
		for i, x := range xs[1:] {
			if !f.stable(x) {
				xs[i+1] = f.temp(x) // the interpreter appends one, then reads the next
			}
		}
	}
	c := &ast.CallExpr{Fun: ident("append", e.Pos()), Args: xs, Ellipsis: e.Ellipsis}
	return f.wrap(f.packed(c, e, sig), f.typeOf(e))
}

// typedNil lowers an operand; nil gets the type that it has.
func (f *fn) typedNil(e ast.Expr, t types.Type) ast.Expr {
	if f.isNil(e) {
		return call(f.conversionType(t), ident("nil", e.Pos()))
	}
	return f.operand(e)
}

// length lowers len and cap; of arrays they are constants, though the operand may have to be evaluated.
func (f *fn) length(e *ast.CallExpr, name string) ast.Expr {
	t := f.typeOf(e.Args[0])
	x := f.operand(e.Args[0])
	if p, ok := t.Underlying().(*types.Pointer); ok {
		if !f.isCallFree(e.Args[0]) {
			f.emit(assign(ident("_", e.Pos()), f.temp(x)))
		}
		n := p.Elem().Underlying().(*types.Array).Len()
		return f.constant(constantInt(n), types.Typ[types.Int], e.Pos())
	}
	return call(ident(name, e.Pos()), x)
}

func (f *fn) newCall(e *ast.CallExpr) ast.Expr {
	if f.info.Types[e.Args[0]].IsType() {
		return call(ident("new", e.Pos()), f.typ(f.typeOf(e.Args[0])))
	}
	t := f.typeOf(e).(*types.Pointer).Elem() // Go 1.26: new(value)
	name := f.unique("new")
	f.emit(varStmt(name, f.typ(t), f.exprTo(e.Args[0], t)))
	return &ast.UnaryExpr{OpPos: e.Pos(), Op: token.AND, X: ident(name, e.Pos())}
}

// extreme lowers min and max to a chain of comparisons; floats go to the run-time support for NaN and -0.
func (f *fn) extreme(e *ast.CallExpr, name string) ast.Expr {
	t := f.typeOf(e)
	args := f.exprsTo(e.Args, func(int) types.Type { return t })
	basic := t.Underlying().(*types.Basic)
	if basic.Info()&types.IsFloat != 0 {
		x := call(selector(f.pkg("rt", e.Pos()), capital(name)+"Float"), f.each(args, "float64")...)
		return call(f.typ(t), x)
	}
	result := f.unique("t")
	f.emit(varStmt(result, f.typ(t), args[0]))
	op := map[string]token.Token{"min": token.LSS, "max": token.GTR}[name]
	for _, a := range args[1:] {
		a = f.temp(a)
		cond := &ast.BinaryExpr{X: a, Op: op, Y: ident(result, e.Pos())}
		f.emit(&ast.IfStmt{Cond: cond, Body: block(assign(ident(result, e.Pos()), a))})
	}
	return ident(result, e.Pos())
}

func (f *fn) each(args []ast.Expr, typ string) []ast.Expr {
	out := make([]ast.Expr, len(args))
	for i, a := range args {
		out[i] = call(ident(typ, a.Pos()), a)
	}
	return out
}
