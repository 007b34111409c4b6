package check

import (
	"go/ast"
	"go/token"
	"go/types"
)

// findWants notes how many values the place of each call wants, where that is not one.
func (c *checker) findWants() {
	c.wants, c.assigned = map[ast.Expr]int{}, map[ast.Expr]bool{}
	c.plain = map[*ast.DeferStmt]bool{}
	for _, d := range c.cell.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Body != nil {
				c.wantsIn(d.Body, d.Type, c.cell.Async[d])
			}
		default:
			c.wantsIn(d, nil, true)
		}
	}
	for _, s := range c.top.stmts {
		c.wantsIn(s.stmt, nil, true)
	}
	if c.top.result != nil {
		c.wantsIn(c.top.result, nil, true)
		if !c.top.hide {
			c.wants[ast.Unparen(c.top.result.X)] = anything
		}
	}
}

// wantsIn notes the wants of one function's statements.
func (c *checker) wantsIn(root ast.Node, typ *ast.FuncType, async bool) {
	ast.Inspect(root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			c.wantsIn(n.Body, n.Type, c.cell.Async[n] || c.bodies[n])
			return false
		case *ast.AssignStmt:
			c.wantAssigned(n.Rhs, len(n.Lhs), n.Tok == token.ASSIGN || n.Tok == token.DEFINE)
		case *ast.ValueSpec:
			c.wantAssigned(n.Values, len(n.Names), true)
		case *ast.ReturnStmt:
			if len(n.Results) == 1 && typ != nil {
				c.wants[ast.Unparen(n.Results[0])] = typ.Results.NumFields()
			}
		case *ast.ExprStmt:
			c.wants[ast.Unparen(n.X)] = 0
		case *ast.GoStmt:
			c.wants[n.Call] = deferred
		case *ast.DeferStmt:
			c.wants[n.Call] = deferred
			c.plain[n] = !async
		case *ast.CallExpr:
			c.wantArgument(n)
		}
		return true
	})
}

// wantAssigned notes what the right of an assignment to n operands is to yield.
func (c *checker) wantAssigned(rhs []ast.Expr, n int, plain bool) {
	for _, x := range rhs {
		x = ast.Unparen(x)
		if len(rhs) == 1 && n > 1 {
			c.wants[x] = n
		} else if plain {
			c.assigned[x] = true
		}
	}
}

// wantArgument notes a call that is the only argument of one with several parameters.
func (c *checker) wantArgument(call *ast.CallExpr) {
	if len(call.Args) != 1 {
		return
	}
	sig, ok := c.typeOf(call.Fun).(*types.Signature)
	if ok && !sig.Variadic() && sig.Params().Len() > 1 {
		c.wants[ast.Unparen(call.Args[0])] = sig.Params().Len()
	}
}

// isPlain reports whether a defer stands in a plain function, which cannot await.
func (c *checker) isPlain(s *ast.DeferStmt) bool { return c.plain[s] }
