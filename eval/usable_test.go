package eval_test

import (
	"cmp"
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"

	asyncio "goasync/asyncrt"
	"goasync/eval"
	"goasync/eval/check/stdexport"
)

// Every exported name of the packages that cells import for asyncio must be usable from a cell. A use of each is made
// from its declaration, and goes through the checker, lowering and the interpreter's compiler; it does not run.

func TestEveryNameIsUsable(t *testing.T) {
	s, err := eval.NewSession(eval.Options{Clock: asyncio.NewVirtualClock()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	importer := stdexport.NewImporter(token.NewFileSet())
	u := &uses{asyncio: imported(t, importer, "asyncio")}
	for _, elem := range []types.Type{types.Typ[types.Int], ownType()} {
		u.elem = elem
		for _, path := range []string{"asyncio", "aiohttp", "aiofiles"} {
			u.pkg(imported(t, importer, path))
		}
	}
	slices.SortFunc(u.cells, func(a, b use) int { return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.source, b.source)) })
	u.cells = slices.Compact(u.cells) // what does not depend on type arguments is there twice
	out := &notes{}
	execute(s, eval.Cell{Source: "type own struct{ n int }"}, out)
	for i, use := range u.cells {
		if shown := execute(s, eval.Cell{Source: use.source, Count: i + 1}, out); shown != "" {
			t.Errorf("%s: %s\n%s", use.name, use.source, shown)
		}
	}
	t.Logf("%d uses", len(u.cells))
}

// ownType is a type that a cell declares.
func ownType() types.Type {
	field := types.NewField(token.NoPos, nil, "n", types.Typ[types.Int], false)
	return types.NewNamed(types.NewTypeName(token.NoPos, nil, "own", nil), types.NewStruct([]*types.Var{field}, nil), nil)
}

func imported(t *testing.T, importer types.Importer, path string) *types.Package {
	t.Helper()
	pkg, err := importer.Import(path)
	if err != nil {
		t.Fatal(err)
	}
	return pkg
}

// uses makes the cells.
type uses struct {
	asyncio *types.Package
	elem    types.Type // for type parameters that take any
	cells   []use
}

type use struct{ name, source string }

func (u *uses) pkg(pkg *types.Package) {
	for _, name := range pkg.Scope().Names() {
		obj := pkg.Scope().Lookup(name)
		full := pkg.Name() + "." + name
		if !obj.Exported() {
			continue
		}
		switch obj := obj.(type) {
		case *types.Func:
			sig := obj.Type().(*types.Signature)
			u.function(full, full, sig, u.arguments(sig, sig.TypeParams()))
		case *types.TypeName:
			u.typeName(full, obj)
		default:
			u.add(full, nil, "_ = "+full)
		}
	}
}

// add makes a cell with a function of the given parameters.
func (u *uses) add(name string, params []string, stmts ...string) {
	source := fmt.Sprintf("async func use(%s) {\n\t%s\n}", strings.Join(params, ", "), strings.Join(stmts, "\n\t"))
	u.cells = append(u.cells, use{name, source})
}

func (u *uses) typeName(full string, obj *types.TypeName) {
	t := obj.Type()
	if n, ok := t.(*types.Named); ok && n.TypeParams().Len() > 0 {
		t, _ = types.Instantiate(nil, n, u.arguments(n, n.TypeParams()), false)
	}
	spelled := types.TypeString(t, byName)
	stmts := []string{"var y any = x", "z, ok := y.(" + spelled + ")", "_, _ = z, ok"}
	if st, ok := t.Underlying().(*types.Struct); ok {
		for f := range st.Fields() {
			if f.Exported() && !f.Embedded() {
				stmts = append(stmts, "_ = x."+f.Name())
			}
		}
	}
	u.add(full, []string{"x " + spelled}, stmts...)
	if !types.IsInterface(t) {
		t, spelled = types.NewPointer(t), "*"+spelled
	}
	methods := types.NewMethodSet(t)
	for i := range methods.Len() {
		m := methods.At(i).Obj()
		if m.Exported() {
			u.function(full+"."+m.Name(), "r."+m.Name(), methods.At(i).Type().(*types.Signature), nil, "r "+spelled)
		}
	}
}

// function makes the uses of a function or method: called as a statement, for its values, awaited, and as a value.
func (u *uses) function(full, callee string, sig *types.Signature, args []types.Type, params ...string) {
	if len(args) > 0 {
		inst, err := types.Instantiate(nil, sig, args, true)
		if err != nil {
			u.cells = append(u.cells, use{full, "// " + err.Error() + "\n?"})
			return
		}
		sig = inst.(*types.Signature)
		spelled := make([]string, len(args))
		for i, a := range args {
			spelled[i] = types.TypeString(a, byName)
		}
		callee += "[" + strings.Join(spelled, ", ") + "]"
	}
	var passed []string
	for i := range sig.Params().Len() {
		name := fmt.Sprint("a", i)
		params = append(params, name+" "+types.TypeString(sig.Params().At(i).Type(), byName))
		passed = append(passed, name)
	}
	if sig.Variadic() {
		passed[len(passed)-1] += "..."
	}
	call := callee + "(" + strings.Join(passed, ", ") + ")"
	u.add(full, params, valueUse(call, sig), "f := "+callee, "_ = f")
	u.add(full, params, call)
	if results := sig.Results(); results.Len() > 0 {
		source := fmt.Sprintf("func use(%s) %s {\n\treturn %s\n}", strings.Join(params, ", "), types.TypeString(results, byName), call)
		u.cells = append(u.cells, use{full, source})
	}
	if sig.Results().Len() > 0 && u.awaitable(sig.Results().At(0).Type()) {
		u.add(full, params, "await "+call)
	}
}

func valueUse(call string, sig *types.Signature) string {
	n := sig.Results().Len()
	if n == 0 {
		return call
	}
	var names []string
	for i := range n {
		names = append(names, fmt.Sprint("v", i))
	}
	list := strings.Join(names, ", ")
	return list + " := " + call + "\n\t" + strings.Repeat("_, ", n-1) + "_ = " + list
}

func (u *uses) awaitable(t types.Type) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, "Await")
	return obj != nil
}

// arguments chooses type arguments for a signature or named type: the first that meet the constraints.
func (u *uses) arguments(generic types.Type, params *types.TypeParamList) []types.Type {
	choices := []types.Type{
		u.elem, types.Typ[types.Int], types.NewPointer(u.instance("Coroutine")), types.NewPointer(u.instance("Task")),
		types.NewPointer(u.instance("AsyncGenerator")), u.instance("AsyncIterator"),
	}
	if params.Len() == 0 {
		return nil
	}
	args := make([]types.Type, params.Len())
	var fill func(i int) bool
	fill = func(i int) bool {
		if i == len(args) {
			_, err := types.Instantiate(nil, generic, args, true)
			return err == nil
		}
		for _, c := range choices {
			args[i] = c
			if fill(i + 1) {
				return true
			}
		}
		return false
	}
	fill(0)
	return args
}

func (u *uses) instance(name string) types.Type {
	t, _ := types.Instantiate(nil, u.asyncio.Scope().Lookup(name).Type(), []types.Type{u.elem}, false)
	return t
}

func byName(pkg *types.Package) string { return pkg.Name() }
