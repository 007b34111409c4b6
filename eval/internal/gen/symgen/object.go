package symgen

import (
	"fmt"
	goconstant "go/constant"
	"go/types"
	"math/big"
)

// isConstraint reports whether the object is an interface that only
// constraints can use, which is no type at run time.
func isConstraint(obj types.Object) bool {
	tn, ok := obj.(*types.TypeName)
	if !ok {
		return false
	}
	iface, ok := tn.Type().Underlying().(*types.Interface)
	return ok && !iface.IsMethodSet()
}

// typeParams returns the type parameters of an object, nil when it has none.
func typeParams(obj types.Object) *types.TypeParamList {
	switch obj := obj.(type) {
	case *types.Func:
		return obj.Signature().TypeParams()
	case *types.TypeName:
		switch t := obj.Type().(type) {
		case *types.Alias:
			return t.TypeParams()
		case *types.Named:
			return t.TypeParams()
		}
	}
	return nil
}

// constant returns the kind of entry and the Go expression for a constant of
// that qualified name. The expression names the constant where it can, because
// its value may differ between platforms.
func constant(c *types.Const, name string) (kind, expr string) {
	basic, ok := c.Type().(*types.Basic)
	if !ok || basic.Info()&types.IsUntyped == 0 {
		return "value", name
	}
	switch basic.Kind() {
	case types.UntypedInt, types.UntypedRune:
		if _, exact := goconstant.Int64Val(c.Val()); exact {
			return "untypedInt", "int64(" + name + ")"
		}
		return "untypedBig", fmt.Sprintf("%q", c.Val().ExactString())
	case types.UntypedFloat:
		return "untypedFloat", fmt.Sprintf("%q", floatText(c.Val()))
	case types.UntypedString:
		return "untypedString", name
	}
	return "value", name
}

// floatText returns a literal with all the digits of a constant.
func floatText(v goconstant.Value) string {
	if f, ok := goconstant.Val(v).(*big.Float); ok {
		return f.Text('g', int(f.Prec()))
	}
	if r, ok := goconstant.Val(v).(*big.Rat); ok {
		return new(big.Float).SetPrec(512).SetRat(r).Text('g', 160)
	}
	return v.ExactString()
}

// noteInterfaces adds the packages of the interfaces that the type mentions
// by itself: in its signature, its fields, its elements and its methods.
func noteInterfaces(t types.Type, packages map[string]bool) {
	if named, ok := types.Unalias(t).(*types.Named); ok {
		for m := range named.Methods() {
			if m.Exported() {
				note(m.Type(), packages, 3)
			}
		}
		note(named.Underlying(), packages, 3)
	}
	note(t, packages, 3)
}

// note goes at most depth types deep, and never into named ones.
func note(t types.Type, packages map[string]bool, depth int) {
	if depth == 0 {
		return
	}
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		if _, ok := t.Underlying().(*types.Interface); ok && t.Obj().Pkg() != nil {
			packages[t.Obj().Pkg().Path()] = true
		}
	case *types.Signature:
		note(t.Params(), packages, depth)
		note(t.Results(), packages, depth)
	case *types.Tuple:
		for v := range t.Variables() {
			note(v.Type(), packages, depth-1)
		}
	case *types.Struct:
		for f := range t.Fields() {
			if f.Exported() {
				note(f.Type(), packages, depth-1)
			}
		}
	case *types.Interface:
		for m := range t.Methods() {
			note(m.Type(), packages, depth-1)
		}
	case *types.Map:
		note(t.Key(), packages, depth-1)
		note(t.Elem(), packages, depth-1)
	case interface{ Elem() types.Type }: // pointer, slice, array, channel
		note(t.Elem(), packages, depth-1)
	}
}
