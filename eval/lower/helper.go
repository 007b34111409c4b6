package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"unicode"
	"unicode/utf8"

	"goasync/eval/internal/rt"
)

// helper returns the callee h.NAME for the helper described by h.
func (w *unit) helper(pos token.Pos, h rt.Helper) ast.Expr {
	key := w.helperKey(&h)
	known, ok := w.helpers[key]
	if !ok {
		h.Name = fmt.Sprintf("%s%d", capital(string(h.Kind)), len(w.helpers)+1)
		known = &h
		w.helpers[key] = known
	}
	for _, t := range append([]types.Type{h.From, h.To}, h.Cases...) {
		w.mention(t)
	}
	if h.Method != nil {
		w.mention(h.Method.Type())
	}
	w.used[known] = true
	return selector(w.pkg("h", pos), known.Name)
}

func (w *unit) helperKey(h *rt.Helper) string {
	key := fmt.Sprintf("%s/%d/%d/%t", h.Kind, w.optionalID(h.From), w.optionalID(h.To), h.Erased)
	for _, c := range h.Cases {
		key += fmt.Sprintf("/%d", w.optionalID(c))
	}
	if h.Var != nil {
		key += "/" + h.Var.Pkg().Path() + "." + h.Var.Name()
	}
	if h.Method != nil {
		key += "/" + h.Method.Id()
	}
	return key
}

func (w *unit) optionalID(t types.Type) int {
	if t == nil {
		return 0
	}
	return w.typeID(t)
}

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if !unicode.IsUpper(unicode.ToUpper(r)) {
		return "X" + s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}
