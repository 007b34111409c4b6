package syntax

import (
	"go/scanner"
	"go/token"
)

// A tok is a token of the cell with its byte range. A semicolon that the
// scanner inserted has the literal "\n" and an empty range.
type tok struct {
	off, end int
	tok      token.Token
	lit      string
}

// is reports whether the token is that identifier.
func (t tok) is(word string) bool { return t.tok == token.IDENT && t.lit == word }

// tokens is a scanned cell.
type tokens struct {
	src      string
	toks     []tok // without comments; the last one is EOF
	comments []tok
	match    []int  // index of the bracket that belongs to a bracket, or -1
	depth    []int  // brackets open before the token
	decl     []bool // the token stands where names are declared, or in a struct or interface
	stray    []int  // closing brackets that close nothing
	open     []int  // opening brackets that are never closed
}

// scan splits the cell into tokens. Errors are left to the parser, which finds
// them again.
func scan(src string) *tokens {
	t := &tokens{src: src}
	file := token.NewFileSet().AddFile("", -1, len(src))
	var s scanner.Scanner
	s.Init(file, []byte(src), func(token.Position, string) {}, scanner.ScanComments)
	for {
		pos, kind, lit := s.Scan()
		next := tok{off: file.Offset(pos), tok: kind, lit: lit}
		next.end = next.off + width(kind, lit)
		switch {
		case kind == token.COMMENT:
			next.end = min(next.off+len(lit), len(src))
			t.comments = append(t.comments, next)
			continue
		case kind == token.EOF:
			next.off, next.end = len(src), len(src)
		}
		next.end = min(next.end, len(src))
		t.toks = append(t.toks, next)
		if kind == token.EOF {
			break
		}
	}
	t.matchBrackets()
	t.markDeclared()
	return t
}

// width returns how many bytes a token takes.
func width(kind token.Token, lit string) int {
	switch {
	case kind == token.SEMICOLON && lit == "\n":
		return 0
	case lit != "":
		return len(lit)
	}
	return len(kind.String())
}

// matchBrackets fills match, depth, stray and open.
func (t *tokens) matchBrackets() {
	t.match = make([]int, len(t.toks))
	t.depth = make([]int, len(t.toks))
	for i, k := range t.toks {
		t.match[i] = -1
		t.depth[i] = len(t.open)
		switch k.tok {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			t.open = append(t.open, i)
		case token.RPAREN, token.RBRACK, token.RBRACE:
			if len(t.open) == 0 {
				t.stray = append(t.stray, i)
				continue
			}
			j := t.open[len(t.open)-1]
			t.open = t.open[:len(t.open)-1]
			t.match[i], t.match[j] = j, i
			t.depth[i] = len(t.open)
		}
	}
}

// at returns the kind of token i, EOF beyond both ends.
func (t *tokens) at(i int) token.Token {
	if i < 0 || i >= len(t.toks) {
		return token.EOF
	}
	return t.toks[i].tok
}

// is reports whether token i is that identifier.
func (t *tokens) is(i int, word string) bool {
	return i >= 0 && i < len(t.toks) && t.toks[i].is(word)
}

// markDeclared fills decl.
func (t *tokens) markDeclared() {
	t.decl = make([]bool, len(t.toks))
	for i, k := range t.toks {
		switch k.tok {
		case token.FUNC:
			t.markSignature(i + 1)
		case token.STRUCT, token.INTERFACE:
			t.markGroup(i + 1)
		case token.VAR, token.CONST:
			t.markSpecs(i+1, token.ASSIGN)
		case token.TYPE:
			t.markSpecs(i+1, token.EOF)
		}
	}
}

// markGroup marks a bracketed group that starts at i, if one does, and returns
// the index behind it.
func (t *tokens) markGroup(i int) int {
	switch t.at(i) {
	case token.LPAREN, token.LBRACK, token.LBRACE:
	default:
		return i
	}
	end := t.match[i]
	if end < 0 {
		return i
	}
	for j := i; j <= end; j++ {
		t.decl[j] = true
	}
	return end + 1
}

// markSignature marks the receiver, name and parameters behind a func at i-1.
func (t *tokens) markSignature(i int) {
	if t.at(i) == token.LPAREN && t.isMethod(i) {
		i = t.markGroup(i)
	}
	if t.at(i) == token.IDENT {
		t.decl[i] = true
		i++
		if t.at(i) == token.LBRACK {
			i = t.markGroup(i)
		}
	}
	if t.at(i) == token.LPAREN {
		i = t.markGroup(i)
		if t.at(i) == token.LPAREN {
			t.markGroup(i)
		}
	}
}

// isMethod reports whether the parenthesis at i, behind func, holds a receiver.
func (t *tokens) isMethod(i int) bool {
	end := t.match[i]
	return end > 0 && t.at(end+1) == token.IDENT && (t.at(end+2) == token.LPAREN || t.at(end+2) == token.LBRACK)
}

// markSpecs marks the names and types of a var, const or type declaration; stop
// ends those of one spec.
func (t *tokens) markSpecs(i int, stop token.Token) {
	if t.at(i) != token.LPAREN {
		t.markUntil(i, stop)
		return
	}
	end := t.match[i]
	for j := i + 1; j < end; j++ {
		j = t.markUntil(j, stop)
		for ; j < end && !(t.at(j) == token.SEMICOLON && t.depth[j] == t.depth[i]+1); j++ {
		}
	}
}

// markUntil marks from i up to stop or the end of the statement, and returns where it stopped.
func (t *tokens) markUntil(i int, stop token.Token) int {
	for depth := t.depthAt(i); i < len(t.toks); i++ {
		here := t.depth[i] <= depth
		if k := t.at(i); k == token.EOF || here && (k == stop || k == token.SEMICOLON || k == token.RPAREN || k == token.RBRACE) {
			return i
		}
		t.decl[i] = true
	}
	return i
}

func (t *tokens) depthAt(i int) int {
	if i < len(t.depth) {
		return t.depth[i]
	}
	return 0
}

// startsStatement reports whether token i can be the first of a statement.
func (t *tokens) startsStatement(i int) bool {
	switch t.at(i - 1) {
	case token.EOF, token.SEMICOLON, token.LBRACE, token.RBRACE, token.COLON:
		return true
	}
	return false
}

// opener returns the index of the innermost bracket that is open at token i, -1 for none.
func (t *tokens) opener(i int) int {
	closed := 0
	for i--; i >= 0; i-- {
		switch t.at(i) {
		case token.RPAREN, token.RBRACK, token.RBRACE:
			closed++
		case token.LPAREN, token.LBRACK, token.LBRACE:
			if closed == 0 {
				return i
			}
			closed--
		}
	}
	return -1
}

// beginsLine reports whether the statement before token i has ended.
func (t *tokens) beginsLine(i int) bool {
	return t.startsStatement(i) && t.at(i-1) != token.RBRACE
}

// statementStart returns the first token of the statement that token i is in, as far as its brackets are right.
func (t *tokens) statementStart(i int) int {
	for depth := t.depthAt(i); i > 0 && !(t.at(i-1) == token.SEMICOLON && t.depth[i-1] <= depth); i-- {
	}
	return i
}

// isIndex reports whether the bracket at i opens an index.
func (t *tokens) isIndex(i int) bool {
	return t.at(i) == token.LBRACK && (isOperandEnd(t.at(i-1)) || t.at(i-1) == token.RBRACE) && !t.decl[i]
}

// isBody reports whether the brace at i opens the body of a struct or an interface, as the keyword says.
func (t *tokens) isBody(i int, keyword token.Token) bool {
	return t.at(i) == token.LBRACE && t.at(i-1) == keyword
}

// isGroup reports whether the parenthesis at i opens a group of declarations.
func (t *tokens) isGroup(i int) bool {
	switch t.at(i - 1) {
	case token.IMPORT, token.CONST, token.TYPE, token.VAR:
		return t.at(i) == token.LPAREN
	}
	return false
}

// isSwitch reports whether the brace at i opens the cases of a switch or select.
func (t *tokens) isSwitch(i int) bool {
	return t.at(i) == token.LBRACE && (t.at(i+1) == token.CASE || t.at(i+1) == token.DEFAULT)
}
