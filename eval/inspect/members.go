package inspect

import (
	"go/ast"
	"go/types"
	"strings"

	"goasync/eval/check"
)

// selected returns what may stand behind the dot before the hole.
func (v *view) selected(i *Inspector) []Completion {
	sel, ok := v.path[max(0, len(v.path)-2)].(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	if id, ok := ast.Unparen(sel.X).(*ast.Ident); ok {
		if p, ok := v.Info.Uses[id].(*types.PkgName); ok {
			return i.exports(p.Imported())
		}
	}
	t := v.Info.Types[sel.X].Type
	if t == nil {
		t = v.unusedType(sel.X)
	}
	if t == nil {
		return nil
	}
	if tuple, ok := t.(*types.Tuple); ok && tuple.Len() > 0 {
		t = tuple.At(0).Type()
	}
	return i.members(t)
}

// unusedType returns the type of an identifier that go/types did not come to evaluate.
func (v *view) unusedType(x ast.Expr) types.Type {
	id, ok := ast.Unparen(x).(*ast.Ident)
	if !ok {
		return nil
	}
	if obj := v.Info.Uses[id]; obj != nil {
		return obj.Type()
	}
	return nil
}

// exports returns the exported names of a package, without those that only desugared code calls.
func (i *Inspector) exports(pkg *types.Package) []Completion {
	var list []Completion
	for _, name := range pkg.Scope().Names() {
		if obj := pkg.Scope().Lookup(name); obj.Exported() && !forDesugared(pkg, name) {
			list = append(list, i.complete(name, obj))
		}
	}
	return list
}

// forDesugared reports whether a function of asyncio is the Go form of something that cells write otherwise.
func forDesugared(pkg *types.Package, name string) bool {
	if pkg.Path() != "asyncio" {
		return false
	}
	switch name {
	case "Must", "MustErr", "MustAwait", "Await", "AwaitErr", "ErrOf", "Like", "Each", "With", "Defers":
		return true
	}
	for _, prefix := range []string{"NewCoroutine", "NewAsyncGenerator", "Erase", "Restore"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	for _, suffix := range []string{"In", "With", "Any", "Slice", "Void", "Value", "Err", "Collect", "AnyResults"} {
		base, ok := strings.CutSuffix(name, suffix)
		if !ok {
			continue
		}
		if _, isFunc := pkg.Scope().Lookup(base).(*types.Func); isFunc && base != "" {
			return true
		}
	}
	return name == "CreateFutureIn"
}

// members returns the fields and methods of values of a type, those that are nearer first.
func (i *Inspector) members(t types.Type) []Completion {
	list := i.fields(t)
	recv := t
	if _, ok := types.Unalias(t).(*types.Pointer); !ok && !types.IsInterface(t) {
		recv = types.NewPointer(t)
	}
	set := types.NewMethodSet(recv)
	for n := range set.Len() {
		if fn := set.At(n).Obj().(*types.Func); i.visible(fn) {
			c := i.complete(fn.Name(), fn)
			c.owner = typeName(fn.Signature().Recv().Type())
			c.Signature = i.parameters(set.At(n).Type().(*types.Signature))
			list = append(list, c)
		}
	}
	return append(list, i.functionsAsMethods(recv)...)
}

// visible reports whether cells can select an object.
func (i *Inspector) visible(obj types.Object) bool {
	return obj.Name() != "_" && (obj.Exported() || obj.Pkg() == i.World.Package())
}

// typeName returns the name of a type, or of what it points to; empty for types without one.
func typeName(t types.Type) string {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Obj().Name()
	}
	return ""
}

// fields returns the fields of a struct, or of what a pointer points to, promoted ones last.
func (i *Inspector) fields(t types.Type) []Completion {
	var list []Completion
	seen := map[types.Type]bool{}
	for level := []types.Type{t}; len(level) > 0; {
		var next []types.Type
		for _, t := range level {
			if p, ok := t.Underlying().(*types.Pointer); ok {
				t = p.Elem()
			}
			s, ok := t.Underlying().(*types.Struct)
			if !ok || seen[t] {
				continue
			}
			seen[t] = true
			for n := range s.NumFields() {
				f := s.Field(n)
				if f.Embedded() {
					next = append(next, f.Type())
				}
				if i.visible(f) {
					c := i.complete(f.Name(), f)
					c.owner = typeName(t)
					list = append(list, c)
				}
			}
		}
		level = next
	}
	return list
}

// functionsAsMethods returns the functions of asyncio that cells may write as methods of a type: CreateTaskIn(tg, c)
// as tg.CreateTask(c).
func (i *Inspector) functionsAsMethods(recv types.Type) []Completion {
	p, ok := recv.(*types.Pointer)
	if !ok {
		return nil
	}
	named, ok := types.Unalias(p.Elem()).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() != "asyncio" {
		return nil
	}
	var list []Completion
	scope := named.Obj().Pkg().Scope()
	for _, name := range scope.Names() {
		fn, ok := scope.Lookup(name).(*types.Func)
		if !ok || !fn.Exported() || fn.Signature().Params().Len() == 0 {
			continue
		}
		short := methodName(name)
		if short != "" && types.AssignableTo(recv, fn.Signature().Params().At(0).Type()) {
			c := i.complete(short, fn)
			c.Kind, c.Signature = Method, i.parameters(withoutFirst(fn.Signature()))
			list = append(list, c)
		}
	}
	return list
}

// methodName returns the name under which a function with the receiver first is written as a method.
func methodName(name string) string {
	switch name {
	case "RunInExecutor", "RunUntilComplete":
		return name
	}
	for _, suffix := range []string{"In", "With"} {
		if short, ok := strings.CutSuffix(name, suffix); ok {
			return short
		}
	}
	return ""
}

func withoutFirst(s *types.Signature) *types.Signature {
	var vars []*types.Var
	for n := 1; n < s.Params().Len(); n++ {
		vars = append(vars, s.Params().At(n))
	}
	return types.NewSignatureType(nil, nil, nil, types.NewTuple(vars...), s.Results(), s.Variadic())
}

// literalFields returns the fields that may be named where the hole stands in a composite literal. only tells that
// nothing else can stand there.
func (v *view) literalFields(i *Inspector) (list []Completion, only bool) {
	n := len(v.path) - 2
	if n < 0 {
		return nil, false
	}
	var key ast.Node = v.hole
	keyed := false
	if kv, ok := v.path[n].(*ast.KeyValueExpr); ok && kv.Key == v.hole && n > 0 {
		key, keyed = kv, true
		n--
	}
	lit, ok := v.path[n].(*ast.CompositeLit)
	if !ok || lit.Type == key {
		return nil, false
	}
	t := v.Info.Types[lit].Type
	if t == nil && lit.Type != nil {
		t = v.Info.Types[lit.Type].Type
	}
	if t == nil {
		return nil, false
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return nil, false
	}
	used := map[string]bool{}
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			keyed = true
			if id, ok := kv.Key.(*ast.Ident); ok && !check.Hidden(id.Name) {
				used[id.Name] = true
			}
		}
	}
	for n := range s.NumFields() {
		if f := s.Field(n); i.visible(f) && !used[f.Name()] {
			c := i.complete(f.Name(), f)
			c.owner = typeName(t)
			list = append(list, c)
		}
	}
	return list, keyed
}
