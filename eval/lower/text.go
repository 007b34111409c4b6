package lower

import (
	"go/format"
	"go/token"
	"maps"
	"slices"
	"strings"
)

// String returns the text of the lowered file, for tests and for people.
func (p *Program) String() string {
	var b strings.Builder
	// A fresh file set: the positions are of cells, and would break the layout.
	if err := format.Node(&b, token.NewFileSet(), p.Code); err != nil {
		b.WriteString(err.Error())
	}
	for _, name := range slices.Sorted(maps.Keys(p.Structs)) {
		b.WriteString("// h." + name + ": " + p.Structs[name].String() + "\n")
	}
	for _, h := range p.Helpers {
		b.WriteString("// " + h.String() + "\n")
	}
	return b.String()
}
