package symgen

import (
	"fmt"
	"go/types"
	"strings"

	"goasync/eval/internal/stdpkg"
)

// wrap adds yaegi's wrapper of an interface: a struct of functions, one a
// method, that implements it. An interface with a method that only its own
// package can declare has none, nor has one whose methods mention a type that
// cannot be named. Key is the type's name as reflect gives it.
func (t *table) wrap(name, key string, iface *types.Interface) {
	var fields, methods strings.Builder
	wrapper := "wrap_" + t.prefix + "_" + name
	local := t.imports
	t.imports = map[string]string{}
	for k, v := range local {
		t.imports[k] = v
	}
	for m := range iface.Methods() {
		if !m.Exported() {
			continue
		}
		sig, ok := t.signature(m.Signature())
		if !ok {
			t.imports = local
			return
		}
		fmt.Fprintf(&fields, "\tW%s func%s\n", m.Name(), sig.types)
		guard := ""
		if m.Name() == "String" {
			guard = "if w.WString == nil { return \"\" }\n"
		}
		fmt.Fprintf(&methods, "func (w %s) %s%s {\n%s%sw.W%s(%s)\n}\n",
			wrapper, m.Name(), sig.declared, guard, sig.ret, m.Name(), sig.args)
	}
	t.wrappers = append(t.wrappers, fmt.Sprintf("\n// %s implements %s by functions.\ntype %s struct {\n\tIValue any\n%s}\n\n%s",
		wrapper, name, wrapper, fields.String(), methods.String()))
	t.entry("_"+key, "typ", "(*"+wrapper+")(nil)")
}

// written is a signature in the forms that a wrapper needs.
type written struct {
	types    string // (int, ...string) error
	declared string // (a0 int, a1 ...string) error
	args     string // a0, a1...
	ret      string // "return " or nothing
}

func (t *table) signature(sig *types.Signature) (w written, ok bool) {
	ok = true
	text := func(typ types.Type) string {
		return types.TypeString(typ, func(p *types.Package) string {
			if _, refused := stdpkg.Refused(p.Path()); refused {
				ok = false
			}
			return t.local(goPath(t, p), p.Name())
		})
	}
	var bare, declared, args, results []string
	for i := range sig.Params().Len() {
		p, arg := text(sig.Params().At(i).Type()), fmt.Sprint("a", i)
		if sig.Variadic() && i == sig.Params().Len()-1 {
			p = "..." + strings.TrimPrefix(p, "[]")
			args = append(args, arg+"...")
		} else {
			args = append(args, arg)
		}
		bare, declared = append(bare, p), append(declared, arg+" "+p)
	}
	for r := range sig.Results().Variables() {
		results = append(results, text(r.Type()))
	}
	tail := " (" + strings.Join(results, ", ") + ")"
	if len(results) == 0 {
		tail = ""
	} else {
		w.ret = "return "
	}
	w.types = "(" + strings.Join(bare, ", ") + ")" + tail
	w.declared = "(" + strings.Join(declared, ", ") + ")" + tail
	w.args = strings.Join(args, ", ")
	return w, ok
}

// goPath returns the path by which a Go program imports the package.
func goPath(t *table, p *types.Package) string {
	if path, ok := t.goPaths[p.Path()]; ok {
		return path
	}
	return p.Path()
}
