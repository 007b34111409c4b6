package lower

import (
	"go/ast"
	"go/types"

	"goasync/eval/check"
)

// Ordered returns the statements of a unit in the order in which a cell runs them: declarations of variables that
// stand together are sorted as Go sorts those of a package. The init functions of the cell run behind the first inits
// of them.
func Ordered(u *check.Unit) (list []ast.Stmt, inits int) {
	w := &unit{Lowerer: New(nil), u: u, own: map[*types.Func]*ast.FuncDecl{}}
	for _, fd := range u.Funcs {
		if obj, ok := u.Info.Defs[fd.Name].(*types.Func); ok {
			w.own[obj] = fd
		}
	}
	return w.statements()
}
