package lower

import (
	"go/types"
	"strings"

	"goasync/eval/internal/rt"
)

// subst replaces type parameters by types. Nil replaces nothing.
type subst = *substitution

type substitution struct {
	params map[*types.TypeParam]types.Type
	local  map[*types.Named]*types.Named // types declared in the function whose parameters these are
}

func newSubst() subst {
	return &substitution{map[*types.TypeParam]types.Type{}, map[*types.Named]*types.Named{}}
}

// apply returns t with the type parameters of s replaced; t itself when it has none of them.
func (s subst) apply(t types.Type) types.Type {
	if s == nil || len(s.params) == 0 || t == nil {
		return t
	}
	switch t := t.(type) {
	case *types.TypeParam:
		if r, ok := s.params[t]; ok {
			return r
		}
	case *types.Alias:
		return s.apply(types.Unalias(t))
	case *types.Named:
		return s.named(t)
	case *types.Pointer:
		if e := s.apply(t.Elem()); e != t.Elem() {
			return types.NewPointer(e)
		}
	case *types.Slice:
		if e := s.apply(t.Elem()); e != t.Elem() {
			return types.NewSlice(e)
		}
	case *types.Array:
		if e := s.apply(t.Elem()); e != t.Elem() {
			return types.NewArray(e, t.Len())
		}
	case *types.Chan:
		if e := s.apply(t.Elem()); e != t.Elem() {
			return types.NewChan(t.Dir(), e)
		}
	case *types.Map:
		k, e := s.apply(t.Key()), s.apply(t.Elem())
		if k != t.Key() || e != t.Elem() {
			return types.NewMap(k, e)
		}
	case *types.Tuple:
		return s.tuple(t)
	case *types.Signature:
		return s.signature(t)
	case *types.Struct:
		return s.structure(t)
	case *types.Interface:
		return s.iface(t)
	}
	return t
}

func (s subst) named(t *types.Named) types.Type {
	args := t.TypeArgs()
	if args.Len() == 0 {
		return s.localType(t)
	}
	list, changed := make([]types.Type, args.Len()), false
	for i := range list {
		list[i] = s.apply(args.At(i))
		changed = changed || list[i] != args.At(i)
	}
	if !changed {
		return t
	}
	inst, err := types.Instantiate(nil, t.Origin(), list, false)
	if err != nil {
		return t
	}
	return inst
}

// localType returns the instance of a type that a generic function declares; other types as they are.
func (s subst) localType(t *types.Named) types.Type {
	if known, ok := s.local[t]; ok {
		return known
	}
	if !s.declares(t.Obj()) {
		return t
	}
	name := types.NewTypeName(t.Obj().Pos(), t.Obj().Pkg(), t.Obj().Name()+s.arguments(), nil)
	inst := types.NewNamed(name, nil, nil)
	s.local[t] = inst
	inst.SetUnderlying(s.apply(t.Underlying()))
	return inst
}

// declares reports whether an object is declared in the function whose type parameters are replaced.
func (s subst) declares(obj types.Object) bool {
	for p := range s.params {
		for scope := obj.Parent(); scope != nil; scope = scope.Parent() {
			if scope == p.Obj().Parent() {
				return true
			}
		}
	}
	return false
}

// arguments returns the type arguments as they stand in the names of types.
func (s subst) arguments() string {
	list := make([]string, len(s.params))
	for p, t := range s.params {
		list[p.Index()] = rt.ArgumentString(t)
	}
	return "[" + strings.Join(list, ",") + "]"
}

func (s subst) tuple(t *types.Tuple) *types.Tuple {
	if t == nil {
		return nil
	}
	vars, changed := make([]*types.Var, t.Len()), false
	for i := range vars {
		v := t.At(i)
		if r := s.apply(v.Type()); r != v.Type() {
			v, changed = types.NewParam(v.Pos(), v.Pkg(), v.Name(), r), true
		}
		vars[i] = v
	}
	if !changed {
		return t
	}
	return types.NewTuple(vars...)
}

func (s subst) signature(t *types.Signature) types.Type {
	params, results := s.tuple(t.Params()), s.tuple(t.Results())
	if params == t.Params() && results == t.Results() {
		return t
	}
	return types.NewSignatureType(nil, nil, nil, params, results, t.Variadic())
}

func (s subst) structure(t *types.Struct) types.Type {
	fields, tags, changed := make([]*types.Var, t.NumFields()), make([]string, t.NumFields()), false
	for i := range fields {
		v := t.Field(i)
		if r := s.apply(v.Type()); r != v.Type() {
			v, changed = types.NewField(v.Pos(), v.Pkg(), v.Name(), r, v.Embedded()), true
		}
		fields[i], tags[i] = v, t.Tag(i)
	}
	if !changed {
		return t
	}
	return types.NewStruct(fields, tags)
}

func (s subst) iface(t *types.Interface) types.Type {
	methods, changed := make([]*types.Func, t.NumMethods()), false
	for i := range methods {
		m := t.Method(i)
		sig := m.Type().(*types.Signature)
		if r := s.signature(sig); r != types.Type(sig) {
			m, changed = types.NewFunc(m.Pos(), m.Pkg(), m.Name(), r.(*types.Signature)), true
		}
		methods[i] = m
	}
	if !changed {
		return t
	}
	return types.NewInterfaceType(methods, nil).Complete()
}

// eraseParams replaces every type parameter in t by any.
func eraseParams(t types.Type) types.Type {
	s := newSubst()
	collectParams(t, s, map[types.Type]bool{})
	return s.apply(t)
}

func collectParams(t types.Type, s subst, seen map[types.Type]bool) {
	if t == nil || seen[t] {
		return
	}
	seen[t] = true
	switch t := t.(type) {
	case *types.TypeParam:
		s.params[t] = emptyInterface
	case *types.Alias:
		collectParams(types.Unalias(t), s, seen)
	case *types.Named:
		for i := range t.TypeArgs().Len() {
			collectParams(t.TypeArgs().At(i), s, seen)
		}
	case interface{ Elem() types.Type }:
		collectParams(t.Elem(), s, seen)
		if m, ok := t.(*types.Map); ok {
			collectParams(m.Key(), s, seen)
		}
	case *types.Tuple:
		for i := range t.Len() {
			collectParams(t.At(i).Type(), s, seen)
		}
	case *types.Signature:
		collectParams(t.Params(), s, seen)
		collectParams(t.Results(), s, seen)
	case *types.Struct:
		for i := range t.NumFields() {
			collectParams(t.Field(i).Type(), s, seen)
		}
	}
}

// sameErased reports whether a value of type t, which stands where a compiled generic declares formal, has the same
// lowered form as the erased formal.
func (f *fn) sameErased(formal, t types.Type) bool {
	formal, t = types.Unalias(formal), types.Unalias(t)
	switch formal := formal.(type) {
	case *types.TypeParam:
		return types.IsInterface(t) && rt.NativeInterface(t) == nil
	case *types.Named:
		if formal.TypeArgs().Len() == 0 || rt.Erased(formal.Obj().Pkg()) {
			return true
		}
		return f.sameErased(formal.Underlying(), t.Underlying())
	case *types.Signature:
		g, ok := t.Underlying().(*types.Signature)
		return ok && f.sameErasedTuple(formal.Params(), g.Params()) && f.sameErasedTuple(formal.Results(), g.Results())
	case *types.Map:
		g, ok := t.Underlying().(*types.Map)
		return ok && f.sameErased(formal.Key(), g.Key()) && f.sameErased(formal.Elem(), g.Elem())
	case interface{ Elem() types.Type }:
		g, ok := t.Underlying().(interface{ Elem() types.Type })
		return ok && f.sameErased(formal.Elem(), g.Elem())
	}
	return true
}

func (f *fn) sameErasedTuple(formal, t *types.Tuple) bool {
	if formal.Len() != t.Len() {
		return false
	}
	for i := range formal.Len() {
		if !f.sameErased(formal.At(i).Type(), t.At(i).Type()) {
			return false
		}
	}
	return true
}
