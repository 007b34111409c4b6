package syntax

import (
	"go/token"

	"goasync/eval/diag"
)

// words is where the words of the dialect stand in the cell, by offset.
type words struct {
	await     map[int]bool
	yield     map[int]bool
	asyncFunc map[int]bool // offset of the func behind async
	asyncFor  map[int]bool // offset of the for
	asyncWith map[int]with // offset of async
}

// A with is the head of an async with.
type with struct {
	name   string // empty without a variable
	nameAt int
	opAt   int
	op     token.Token // DEFINE or ASSIGN
}

// findWords finds the dialect's words, overwrites them, and reports heads of
// async with that cannot be.
func (p *parse) findWords() {
	p.words = words{map[int]bool{}, map[int]bool{}, map[int]bool{}, map[int]bool{}, map[int]with{}}
	for i, k := range p.toks.toks {
		if k.tok != token.IDENT || p.toks.decl[i] || p.toks.at(i-1) == token.PERIOD {
			continue
		}
		switch k.lit {
		case "await":
			if p.isAwait(i) {
				p.words.await[k.off] = true
				p.edits.overwrite(k.off, len("await"), "<-")
			}
		case "yield":
			p.yieldWord(i)
		case "async":
			p.asyncWord(i)
		}
	}
}

// isAwait reports whether the identifier await at i is the operator.
func (p *parse) isAwait(i int) bool {
	switch p.toks.at(i - 1) {
	case token.IDENT, token.RPAREN, token.RBRACK, token.GOTO, token.BREAK, token.CONTINUE, token.INT, token.STRING:
		return p.toks.is(i-1, "await") || p.toks.is(i-1, "yield")
	}
	return p.takesOperand(i)
}

// takesOperand reports whether the word at i is followed by an operand, so
// that it cannot be, or hardly is, an identifier of the user.
func (p *parse) takesOperand(i int) bool {
	t, next := p.toks, p.toks.at(i+1)
	switch next {
	case token.IDENT, token.INT, token.FLOAT, token.IMAG, token.CHAR, token.STRING,
		token.FUNC, token.STRUCT, token.MAP, token.CHAN, token.INTERFACE, token.NOT:
		return true
	case token.LPAREN:
		return t.at(i+2) != token.RPAREN && !p.declared(t.toks[i].lit)
	case token.LBRACK:
		return t.at(i+2) == token.RBRACK
	case token.MUL, token.AND, token.ARROW, token.SUB, token.ADD, token.XOR:
		apart := t.toks[i+1].off > t.toks[i].end
		tight := i+2 < len(t.toks) && t.toks[i+2].off == t.toks[i+1].end
		return apart && tight && !p.declared(t.toks[i].lit)
	}
	return false
}

// declared reports whether the cell, or the session before it, uses the word as an identifier.
func (p *parse) declared(word string) bool {
	if d, ok := p.userWords[word]; ok {
		return d
	}
	d := p.options.Declared != nil && p.options.Declared(word)
	for i := range p.toks.toks {
		d = d || p.toks.is(i, word) && p.usedAsName(i)
	}
	p.userWords[word] = d
	return d
}

// usedAsName reports whether the word at i can only be an identifier in scope.
func (p *parse) usedAsName(i int) bool {
	t := p.toks
	if t.at(i-1) == token.PERIOD {
		return false
	}
	switch t.at(i + 1) {
	case token.DEFINE, token.ASSIGN, token.COMMA, token.RPAREN, token.PERIOD, token.INC, token.DEC, token.SEMICOLON:
		return !p.inStruct(i)
	}
	return t.decl[i] && !p.inStruct(i)
}

// inStruct reports whether token i stands in a struct or interface type.
func (p *parse) inStruct(i int) bool {
	for depth := p.toks.depth[i]; i > 0 && depth > 0; i-- {
		if p.toks.at(i) == token.LBRACE && p.toks.depth[i] < depth {
			depth = p.toks.depth[i]
			if k := p.toks.at(i - 1); k == token.STRUCT || k == token.INTERFACE {
				return true
			}
		}
	}
	return false
}

// yieldWord handles the identifier yield at i.
func (p *parse) yieldWord(i int) {
	k := p.toks.toks[i]
	if p.toks.at(i+1) == token.LPAREN {
		return // a call, of the generator's own yield or the user's
	}
	if !p.takesOperand(i) && !p.yieldsLiteral(i) {
		return
	}
	if !p.toks.startsStatement(i) {
		p.errorAt(k.off, k.end, diag.YieldOutside, "yield is a statement, it has no value").Hint = "write it on a line of its own: yield v"
	}
	p.words.yield[k.off] = true
	p.edits.overwrite(k.off, len("yield"), "_<-")
}

// yieldsLiteral reports whether `yield [2]int{…}` stands at i rather than an index expression.
func (p *parse) yieldsLiteral(i int) bool {
	t := p.toks
	return t.at(i+1) == token.LBRACK && t.toks[i+1].off > t.toks[i].end && !p.declared("yield")
}

// asyncWord handles the identifier async at i.
func (p *parse) asyncWord(i int) {
	t, k := p.toks, p.toks.toks[i]
	switch {
	case t.at(i+1) == token.FUNC:
		p.words.asyncFunc[t.toks[i+1].off] = true
		p.edits.overwrite(k.off, len("async"), "")
	case t.at(i+1) == token.FOR:
		p.words.asyncFor[t.toks[i+1].off] = true
		p.edits.overwrite(k.off, len("async"), "")
	case t.is(i+1, "with") && t.startsStatement(i):
		p.withWord(i)
	}
}

// withWord handles async with at i: its head becomes "for range manager", the variable is kept aside.
func (p *parse) withWord(i int) {
	t, start := p.toks, p.toks.toks[i].off
	end := t.toks[i+1].end
	head := with{}
	if op := t.at(i + 3); t.at(i+2) == token.IDENT && (op == token.DEFINE || op == token.ASSIGN) {
		name, assign := t.toks[i+2], t.toks[i+3]
		head = with{name.lit, name.off, assign.off, op}
		p.edits.overwrite(name.off, name.end-name.off, "")
		p.edits.overwrite(assign.off, assign.end-assign.off, "")
	} else if bad := p.badHead(i + 2); bad >= 0 {
		k := t.toks[bad]
		e := p.errorAt(start, k.end, diag.AsyncWith, "async with binds one name: async with x := manager { … }")
		if k.is("as") {
			e.Code, e.Hint = diag.Foreign, "Go writes the name first: async with x := manager { … }"
		}
	}
	p.words.asyncWith[start] = head
	p.edits.overwrite(start, end-start, "for")
	p.edits.overwrite(end-len("range"), len("range"), "range")
}

// badHead returns the index of what makes the head of an async with, from i on, wrong; -1 for none.
func (p *parse) badHead(i int) int {
	t := p.toks
	for depth := t.depthAt(i); i < len(t.toks); i++ {
		switch k := t.at(i); {
		case k == token.EOF, k == token.SEMICOLON, k == token.LBRACE:
			return -1
		case t.depth[i] > depth:
		case k == token.DEFINE, k == token.ASSIGN, k == token.COMMA, t.is(i, "as"):
			return i
		}
	}
	return -1
}
