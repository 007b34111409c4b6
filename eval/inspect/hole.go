package inspect

import (
	"go/ast"
	"go/scanner"
	"go/token"
	"slices"
	"strings"

	"goasync/eval/check"
	"goasync/eval/syntax"
)

// holeName is the name that stands for the word at the cursor.
const holeName = "cursorʘword"

// A tok is a token of the code with its byte range.
type tok struct {
	off, end int
	tok      token.Token
	lit      string
}

// scan splits the code into tokens, comments and the semicolons at line ends included.
func scan(code string) []tok {
	file := token.NewFileSet().AddFile("", -1, len(code))
	var s scanner.Scanner
	s.Init(file, []byte(code), func(token.Position, string) {}, scanner.ScanComments)
	var list []tok
	for {
		pos, kind, lit := s.Scan()
		if kind == token.EOF {
			return list
		}
		t := tok{off: file.Offset(pos), tok: kind, lit: lit}
		switch {
		case kind == token.SEMICOLON && lit == "\n":
			t.end = t.off
		case lit != "":
			t.end = min(len(code), t.off+len(lit))
		default:
			t.end = min(len(code), t.off+len(kind.String()))
		}
		list = append(list, t)
	}
}

// isWord reports whether a token is an identifier or a keyword.
func (t tok) isWord() bool { return t.tok == token.IDENT || t.tok.IsKeyword() }

// A place is where a question is asked: the word that the cursor touches, which may be empty, and what is before it.
type place struct {
	off, end int    // of the word
	word     string // all of it
	dot      bool   // it stands behind a dot
	text     *tok   // the comment or literal that the cursor is in
	before   []tok  // the tokens before the word, without comments
}

// find returns the place of a byte offset.
func find(code string, at int) place {
	p := place{off: at, end: at}
	for _, t := range scan(code) {
		inText := t.tok == token.COMMENT || t.tok.IsLiteral() && t.tok != token.IDENT
		switch {
		case t.off >= at && !(t.off == at && t.isWord() && !p.dotted()):
			return p.finish()
		case t.isWord() && t.off <= at && at <= t.end:
			p.off, p.end, p.word = t.off, t.end, t.lit
			if p.word == "" {
				p.word = t.tok.String()
			}
			return p.finish()
		case inText && t.off < at && (at < t.end || openText(t, at)):
			p.text = &t
			return p.finish()
		case t.tok != token.COMMENT:
			p.before = append(p.before, t)
		}
	}
	return p.finish()
}

func (p *place) dotted() bool {
	return len(p.before) > 0 && p.before[len(p.before)-1].tok == token.PERIOD && p.before[len(p.before)-1].end == p.off
}

// openText reports whether a comment or literal is still open at its end.
func openText(t tok, at int) bool {
	if at != t.end {
		return false
	}
	switch {
	case strings.HasPrefix(t.lit, "//"):
		return true
	case strings.HasPrefix(t.lit, "/*"):
		return len(t.lit) < 4 || !strings.HasSuffix(t.lit, "*/")
	case t.tok == token.STRING:
		return len(t.lit) < 2 || t.lit[0] != t.lit[len(t.lit)-1]
	}
	return t.tok != token.STRING && t.tok != token.CHAR
}

func (p place) finish() place {
	n := len(p.before)
	for n > 0 && p.before[n-1].tok == token.SEMICOLON && p.before[n-1].lit == "\n" {
		n--
	}
	p.dot = n > 0 && p.before[n-1].tok == token.PERIOD
	return p
}

// open returns the brackets that the tokens leave open, outermost first, by their indices.
func open(list []tok) []int {
	var stack []int
	for i, t := range list {
		switch t.tok {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			stack = append(stack, i)
		case token.RPAREN, token.RBRACK, token.RBRACE:
			if len(stack) > 0 {
				stack = stack[:len(stack)-1]
			}
		}
	}
	return stack
}

// closers returns the brackets that close what the code leaves open, with the block that a begun statement lacks.
func closers(code string) string {
	list := scan(code)
	if n := len(list); n > 0 && list[n-1].tok == token.SEMICOLON && list[n-1].lit == "\n" {
		list = list[:n-1]
	}
	stack := open(list)
	var out strings.Builder
	end := len(list)
	for n := len(stack) - 1; n >= -1; n-- {
		start := 0
		if n >= 0 {
			start = stack[n] + 1
		}
		isBlock := end < len(list) && list[end].tok == token.LBRACE
		if !isBlock && (n < 0 || list[stack[n]].tok == token.LBRACE) {
			out.WriteString(lacking(list[start:end]))
		}
		if n < 0 {
			break
		}
		out.WriteString(closing[list[stack[n]].tok])
		end = stack[n]
	}
	return out.String()
}

var closing = map[token.Token]string{token.LPAREN: ")", token.LBRACK: "]", token.LBRACE: "}"}

// lacking returns the empty block for which the last statement of the tokens of a block waits.
func lacking(list []tok) string {
	depth, head := 0, false
	for _, t := range list {
		switch t.tok {
		case token.LBRACE, token.LPAREN, token.LBRACK:
			depth++
			if t.tok == token.LBRACE && depth == 1 {
				head = false
			}
		case token.RBRACE, token.RPAREN, token.RBRACK:
			depth--
		case token.IF, token.FOR, token.SWITCH, token.SELECT:
			head = head || depth == 0
		case token.IDENT:
			head = head || depth == 0 && t.lit == "with"
		case token.SEMICOLON:
			if depth == 0 && t.lit == "\n" {
				head = false
			}
		}
	}
	if head {
		return " {}"
	}
	return ""
}

// texts returns the forms of the code, with a word in place of the one at p, in which it may parse, the most faithful first.
func texts(code string, p place, word string) []string {
	head, tail := code[:p.off]+word, code[p.end:]
	whole := head + tail
	line, rest, _ := strings.Cut(tail, "\n")
	cut := head + closers(head)
	list := []string{whole, whole + closers(whole), head + line + closers(head+line) + "\n" + rest, cut + "\n" + rest, cut}
	if expr := operand(code, p); expr != "" {
		list = append(list, expr+"."+word)
	}
	return slices.Compact(list)
}

// operand returns the text of the expression before the dot: names, selections, calls and indices.
func operand(code string, p place) string {
	n := len(p.before) - 1
	if !p.dot || n < 1 {
		return ""
	}
	i, depth := n-1, 0
	for ; i >= 0; i-- {
		t := p.before[i]
		switch t.tok {
		case token.RPAREN, token.RBRACK:
			depth++
			continue
		case token.LPAREN, token.LBRACK:
			if depth--; depth < 0 {
				return code[p.before[i+1].off:p.before[n].off]
			}
			continue
		}
		if depth > 0 || t.tok == token.PERIOD || t.tok == token.IDENT && (i == n-1 || p.before[i+1].tok != token.IDENT) {
			continue
		}
		break
	}
	if i+1 >= n {
		return ""
	}
	return code[p.before[i+1].off:p.before[n].off]
}

// A view is the code with a hole, looked at.
type view struct {
	*check.Look
	hole *ast.Ident
	path []ast.Node // from the file to the hole
}

// view looks at the code with a hole at p. It is nil when no form of the code has one.
func (i *Inspector) view(p place) *view {
	var fallback string
	for _, text := range texts(i.code, p, holeName) {
		cell, errs := i.parse(text)
		good := findHole(cell) != nil
		if good && len(errs.Hard()) == 0 {
			return i.look(cell)
		}
		if good && fallback == "" {
			fallback = text
		}
	}
	if fallback == "" {
		return nil
	}
	cell, _ := i.parse(fallback)
	return i.look(cell)
}

// look lets the World look at a cell, and finds the hole again.
func (i *Inspector) look(cell *syntax.Cell) *view {
	v := &view{Look: i.World.Look(cell)}
	v.path = pathTo(v.File)
	if len(v.path) == 0 {
		return nil
	}
	v.hole = v.path[len(v.path)-1].(*ast.Ident)
	return v
}

// findHole returns the hole of a parsed cell.
func findHole(cell *syntax.Cell) *ast.Ident {
	for _, d := range cell.Decls {
		if path := pathTo(d); path != nil {
			return path[len(path)-1].(*ast.Ident)
		}
	}
	for _, s := range cell.Stmts {
		if path := pathTo(s); path != nil {
			return path[len(path)-1].(*ast.Ident)
		}
	}
	return nil
}

// pathTo returns the nodes from root to the hole, nil when there is none.
func pathTo(root ast.Node) []ast.Node {
	var stack, found []ast.Node
	ast.Inspect(root, func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		if found != nil {
			return false
		}
		stack = append(stack, n)
		if id, ok := n.(*ast.Ident); ok && id.Name == holeName {
			found = slices.Clone(stack)
		}
		return true
	})
	return found
}
