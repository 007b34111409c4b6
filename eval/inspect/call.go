package inspect

import (
	"go/token"
	"go/types"
)

// A Signature is the function whose call the cursor is in.
type Signature struct {
	Name string
	// Text is the parameters and results, Params each parameter with its name.
	Text   string
	Params []string
	// Active is the index in Params of the parameter at the cursor, -1 when the function takes no more.
	Active int
	Doc    string
}

// callAround returns the place of the function's name in the innermost call around a byte offset, and the number of
// arguments before it.
func callAround(code string, at int) (p place, arg int, ok bool) {
	var list []tok
	for _, t := range scan(code) {
		if t.off >= at {
			break
		}
		if t.tok != token.COMMENT {
			list = append(list, t)
		}
	}
	stack := open(list)
	for n := len(stack) - 1; n >= 0; n-- {
		k := stack[n]
		if list[k].tok != token.LPAREN || k == 0 {
			continue
		}
		name := k - 1
		if list[name].tok == token.RBRACK { // type arguments
			for depth := 0; name > 0; name-- {
				if list[name].tok == token.RBRACK {
					depth++
				} else if list[name].tok == token.LBRACK {
					if depth--; depth == 0 {
						name--
						break
					}
				}
			}
		}
		if list[name].tok == token.IDENT {
			return find(code, list[name].off+1), commas(list[k+1:]), true
		}
	}
	return place{}, 0, false
}

// commas counts the commas outside brackets.
func commas(list []tok) int {
	n, depth := 0, 0
	for _, t := range list {
		switch t.tok {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			depth++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			depth--
		case token.COMMA:
			n += b2i(depth == 0)
		}
	}
	return n
}

// SignatureHelp tells of the function whose call the cursor, which counts code points, is in.
func (i *Inspector) SignatureHelp(code string, cursor int) (Signature, bool) {
	defer i.begin(code)()
	p, arg, ok := callAround(code, offset(code, cursor))
	if !ok {
		return Signature{}, false
	}
	c, ok := i.resolve(p)
	if !ok || c.obj == nil {
		return Signature{}, false
	}
	sig, ok := c.obj.Type().Underlying().(*types.Signature)
	if !ok {
		return Signature{}, false
	}
	first := b2i(c.Kind == Method && sig.Recv() == nil)
	help := Signature{Name: c.Text, Text: c.Signature, Active: arg, Doc: i.doc(c)}
	for n := first; n < sig.Params().Len(); n++ {
		v := sig.Params().At(n)
		help.Params = append(help.Params, v.Name()+" "+i.typeString(v.Type()))
	}
	if help.Active >= len(help.Params) {
		help.Active = len(help.Params) - 1
		if !sig.Variadic() {
			help.Active = -1
		}
	}
	return help, true
}
