package check

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// A variable that a cell declares again, or that the session has already, is
// the same variable when its type is the same. In the first round the new one
// bears the name x·1, and all uses are of the old one; fixVersions compares
// the types and, where they differ, gives each version a name and its uses.

// cutVersion returns the session's name for its version in a cell: x for x·0.
func cutVersion(name string) (string, bool) { return strings.CutSuffix(name, "·0") }

// renamed returns a copy of a package-level object with another name.
func renamed(obj types.Object, name string) types.Object {
	switch obj := obj.(type) {
	case *types.Var:
		v := types.NewVar(obj.Pos(), obj.Pkg(), name, obj.Type())
		v.SetKind(types.PackageVar)
		return v
	case *types.Func:
		return types.NewFunc(obj.Pos(), obj.Pkg(), name, obj.Signature())
	case *types.Const:
		return types.NewConst(obj.Pos(), obj.Pkg(), name, obj.Type(), obj.Val())
	case *types.TypeName:
		return types.NewTypeName(obj.Pos(), obj.Pkg(), name, obj.Type())
	}
	return obj
}

// fixVersions renames versions of a variable that differ in type.
func (c *checker) fixVersions() bool {
	changed := false
	for _, name := range c.top.boundNames() {
		if !c.sameVersions(name) {
			c.separate(name)
			changed = true
		}
	}
	return changed
}

// boundNames returns the names that have a version to compare, once each.
func (t *top) boundNames() []string {
	var names []string
	seen := map[string]bool{}
	for _, b := range t.bindings {
		if b.bound && !seen[b.name] {
			seen[b.name] = true
			names = append(names, b.name)
		}
	}
	return names
}

// versions returns the bindings of a name in order.
func (t *top) versions(name string) []*binding {
	var list []*binding
	for _, b := range t.bindings {
		if b.name == name {
			list = append(list, b)
		}
	}
	return list
}

// base returns the object that plain uses of a bound name have in this round.
func (c *checker) base(name string) types.Object { return c.w.pkg.Scope().Lookup(name) }

// sameVersions reports whether all versions of a name are one variable.
func (c *checker) sameVersions(name string) bool {
	base := c.base(name)
	if base == nil {
		base = c.w.objects[name]
	}
	if !isVar(base) {
		return false
	}
	for _, b := range c.top.versions(name) {
		obj := c.info.Defs[b.id]
		if obj == nil || !types.Identical(obj.Type(), base.Type()) {
			return false
		}
	}
	return true
}

// separate names the versions apart: x·0 the session's, x·1 and so on, and x the last.
func (c *checker) separate(name string) {
	base := c.base(name)
	list := c.top.versions(name)
	session := list[0].bound
	names := make([]string, len(list)+1)
	names[0] = name + "·0"
	for i := range list {
		names[i+1] = fmt.Sprintf("%s·%d", name, i+1)
	}
	names[len(list)] = name
	uses := func(n ast.Node, version, late int) {
		c.renameUses(n, base, names[max(version, b2i(!session))], names[max(late, b2i(!session))])
	}
	for _, d := range c.cell.Decls {
		uses(d, len(list), len(list))
	}
	version := 0
	for i, s := range c.top.stmts {
		next := version
		for next < len(list) && list[next].index == i {
			next++
		}
		uses(s.stmt, version, next)
		if s.spec != nil && s.spec.Type != nil {
			uses(s.spec.Type, version, next)
		}
		version = next
	}
	if c.top.result != nil {
		uses(c.top.result, version, version)
	}
	for i, b := range list {
		b.id.Name, b.bound = names[i+1], false
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// renameUses renames the uses of an object under a node; those inside
// functions, which run later, get the name late.
func (c *checker) renameUses(root ast.Node, base types.Object, name, late string) {
	if base == nil {
		return
	}
	ast.Inspect(root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			c.renameUses(n.Type, base, name, name)
			c.renameUses(n.Body, base, late, late)
			return false
		case *ast.Ident:
			if c.info.Uses[n] == base {
				n.Name = name
			}
		}
		return true
	})
}

// aliases returns the objects of this cell that are the session's, or an earlier one of the cell, under another name.
func (c *checker) aliases() map[types.Object]types.Object {
	alias := map[types.Object]types.Object{}
	for clone, obj := range c.clones {
		alias[clone] = obj
	}
	for _, b := range c.top.bindings {
		obj := c.info.Defs[b.id]
		if obj == nil {
			continue
		}
		if b.bound {
			alias[obj] = c.base(b.name)
			if alias[obj] == nil {
				alias[obj] = c.w.objects[b.name]
			}
		}
		if old := c.w.objects[b.name]; old != nil && b.id.Name == b.name && isVar(old) && types.Identical(old.Type(), obj.Type()) {
			alias[obj] = old
		}
	}
	return alias
}

// resolve replaces aliases in what go/types recorded.
func (c *checker) resolve(alias map[types.Object]types.Object) {
	if len(alias) == 0 {
		return
	}
	for _, m := range []map[*ast.Ident]types.Object{c.info.Defs, c.info.Uses} {
		for id, obj := range m {
			if to := alias[obj]; to != nil {
				m[id] = to
			}
		}
	}
}

// displayName returns a name without its version.
func displayName(name string) string {
	base, _, _ := strings.Cut(name, "·")
	return base
}
