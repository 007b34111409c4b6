package check

import (
	"go/ast"
	"go/types"
)

// depends finds what the text of each declared object uses at package level.
func (c *checker) depends(u *Unit) map[types.Object][]types.Object {
	deps := map[types.Object][]types.Object{}
	for _, f := range u.Funcs {
		c.dependsOf(deps, f, c.info.Defs[f.Name])
	}
	for _, s := range u.Types {
		c.dependsOf(deps, s, c.info.Defs[s.Name])
	}
	for _, g := range u.Consts {
		for _, s := range g.Specs {
			c.dependsOf(deps, s, c.defs(s.(*ast.ValueSpec).Names)...)
		}
	}
	for _, s := range c.top.stmts {
		if s.spec != nil {
			c.dependsOf(deps, s.spec, c.defs(s.spec.Names)...)
		}
	}
	return deps
}

// defs returns the objects that identifiers declare.
func (c *checker) defs(ids []*ast.Ident) []types.Object {
	var list []types.Object
	for _, id := range ids {
		if obj := c.info.Defs[id]; obj != nil {
			list = append(list, obj)
		}
	}
	return list
}

// dependsOf adds what a node uses to the dependencies of what it declares.
func (c *checker) dependsOf(deps map[types.Object][]types.Object, root ast.Node, declared ...types.Object) {
	seen := map[types.Object]bool{}
	var uses []types.Object
	ast.Inspect(root, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		if obj := c.info.Uses[id]; obj != nil && !seen[obj] && c.isSession(obj) {
			seen[obj] = true
			uses = append(uses, obj)
		}
		return true
	})
	for _, obj := range declared {
		if obj != nil && len(uses) > 0 {
			deps[obj] = uses
		}
	}
}

// isSession reports whether an object is of the session: declared at the top
// level of this cell or an earlier one, methods included.
func (c *checker) isSession(obj types.Object) bool {
	if obj.Pkg() != c.w.pkg {
		return false
	}
	switch obj := obj.(type) {
	case *types.PkgName:
		return false
	case *types.Func:
		return true
	case *types.Var:
		return obj.Kind() == types.PackageVar
	}
	return isTop(obj)
}
