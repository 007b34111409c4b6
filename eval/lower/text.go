package lower

import (
	"go/ast"
	"go/format"
	"go/token"
	"strings"
)

// String returns the text of the lowered files, for tests and for people.
func (p *Program) String() string {
	var b strings.Builder
	for _, f := range []*ast.File{p.Types, p.Code} {
		if f != nil {
			// A fresh file set: the positions are of cells, and would break the layout.
			if err := format.Node(&b, token.NewFileSet(), f); err != nil {
				b.WriteString(err.Error())
			}
		}
	}
	for _, h := range p.Helpers {
		b.WriteString("// " + h.String() + "\n")
	}
	return b.String()
}
