package syntax

import (
	"go/token"
	"slices"
	"strings"
)

// The parser is go/parser, the words are the compiler's, which users know and look for.

// lexicalErrors are the compiler's words for what it does not call a "syntax error".
var lexicalErrors = map[string]string{
	"string literal not terminated":     "newline in string",
	"raw string literal not terminated": "string not terminated",
	"rune literal not terminated":       "rune literal not terminated",
	"comment not terminated":            "comment not terminated",
	"unknown escape sequence":           "unknown escape",
	"illegal rune literal":              "more than one character in rune literal",
	"expected at most 2 expressions":    "range clause permits at most two iteration variables",
}

// lexical gives the compiler's words for an error of the scanner at token k; false for one of the parser.
func lexical(msg string, k tok) (string, bool) {
	if msg == "illegal rune literal" && strings.HasPrefix(k.lit, "''") {
		return "empty rune literal or unescaped '", true
	}
	if text, ok := lexicalErrors[msg]; ok {
		return text, true
	}
	if rest, ok := strings.CutPrefix(msg, "illegal character "); ok {
		return "invalid character " + rest, true
	}
	return msg, isPlain(msg) || strings.Contains(msg, "literal") && (strings.HasPrefix(msg, "invalid digit") || strings.Contains(msg, "has no digits")) ||
		strings.HasPrefix(msg, "escape is invalid")
}

// plain are the ends of what the compiler finds in a text that parses: it says no "syntax error" of them.
var plain = []string{
	"must be function call", "must not be parenthesized", "can only use ... with final parameter", "index required in 3-index slice",
	"must separate successive digits", "exponent has no digits", "requires hexadecimal mantissa", "requires decimal mantissa",
	"interface method must have no type parameters", "import path must be a string",
}

func isPlain(msg string) bool {
	return slices.ContainsFunc(plain, func(end string) bool { return strings.HasSuffix(msg, end) })
}

// describe names a token as the compiler does.
func (k tok) describe(text string) string {
	switch {
	case k.tok == token.EOF:
		return "end of the cell"
	case k.tok == token.SEMICOLON && k.lit == "\n":
		return "newline"
	case k.tok == token.SEMICOLON:
		return "semicolon"
	case k.tok == token.COMMA:
		return "comma"
	case k.tok == token.IDENT:
		return "name " + text
	case k.tok.IsLiteral():
		return "literal " + text
	case k.tok.IsKeyword():
		return "keyword " + text
	}
	return text
}

// lists are what the parser says of a list that goes on without a comma, and the compiler's words for it.
var lists = map[string]string{
	"missing ',' in argument list":           " in argument list; possibly missing comma or )",
	"missing ',' in composite literal":       " in composite literal; possibly missing comma or }",
	"missing ',' in parameter list":          " in parameter list; possibly missing comma or )",
	"missing ',' in type parameter list":     " in type parameter list; possibly missing comma or ]",
	"missing ',' in type argument list":      " in type argument list; possibly missing comma or ]",
	"missing ',' before newline in argument": " in argument list; possibly missing comma or )",
}

// wanted are the parser's names for what it expected, where the compiler has others.
var wanted = map[string]string{
	"operand": "expression", "'IDENT'": "name", "selector or type assertion": "name or (",
}

// word tells in the compiler's words of an error at token i: found is what stands there.
func (p *parse) word(msg string, i int, found string) string {
	for list, text := range lists {
		if strings.HasPrefix(msg, list) {
			return "unexpected " + found + text
		}
	}
	if strings.HasPrefix(msg, "missing ',' before newline in ") {
		list := strings.TrimPrefix(msg, "missing ',' before newline in ")
		return "unexpected newline" + lists["missing ',' in "+list]
	}
	head, _, isExpected := strings.Cut(msg, ", found ")
	want, ok := strings.CutPrefix(head, "expected ")
	switch {
	case msg == oneExpression:
		end := p.toks.toks[p.simpleEnd(i)]
		return "unexpected " + end.describe(p.src[end.off:end.end]) + assignment
	case strings.HasSuffix(msg, noValue):
		return "cannot use " + p.simpleStatement(i) + " as value"
	case msg == "cannot declare in post statement":
		return msg + " of for loop"
	case msg == "expected type argument list":
		return "unexpected " + found + ", " + msg
	case !isExpected || !ok:
		return strings.Replace(msg, "expecting ", "expected ", 1)
	}
	if text, known := wanted[want]; known {
		want = text
	}
	return p.unexpected(strings.Trim(want, "'"), i, found)
}

// unexpected says that a token stands where the parser wanted something else.
func (p *parse) unexpected(want string, i int, found string) string {
	t := p.toks
	open := t.opener(i)
	switch {
	case (want == "==" || want == "]") && t.at(open) == token.LBRACK:
		want = "]"
		if t.isIndex(open) {
			want = "comma, : or ]"
		}
	case want == "==":
		return "unexpected = in argument list; possibly missing comma or )"
	case want == ";", want == "statement" && !t.beginsLine(i):
		return "unexpected " + found + p.after(i, open)
	case want == "statement" && t.isSwitch(open):
		return "unexpected " + found + ", expected case or default or }"
	case want == "statement":
		return "unexpected " + found + ", expected }"
	case want == "if statement or block":
		return "else must be followed by if or statement block"
	case want == "type" && (t.at(i-1) == token.CHAN || t.at(i-1) == token.ARROW && t.at(i-2) == token.CHAN):
		return "missing channel element type"
	case want == "type" && t.at(i-1) == token.IDENT && t.at(i-2) == token.TYPE:
		return "unexpected " + found + " in type declaration"
	case want == "{" && found == "newline":
		return "unexpected newline, expected {" + p.clause(i)
	case want == "{" && t.at(i-1) != token.FOR:
		if text := p.inHead(i); text != "" {
			return "unexpected " + found + text
		}
	case want == "}" && t.isBody(open, token.STRUCT):
		want = "field name or embedded type"
	case want == "(" && t.at(i-1) == token.FUNC && t.depth[i] == 0 && t.startsStatement(i-1):
		want = "name or ("
	case want == "expression" && t.at(i) == token.RBRACK && t.at(i-1) == token.LBRACK:
		want = "operand"
	case want == "expression" && t.at(i) == token.LBRACE && p.inHead(i) == inLoop:
		want = "for loop condition"
	}
	return "unexpected " + found + ", expected " + want
}

// after says behind what token i stands, when nothing of it can stand there.
func (p *parse) after(i, open int) string {
	t := p.toks
	switch {
	case t.at(i-1) == token.DEFER, t.at(i-1) == token.GO, t.at(i-1) == token.IF, t.at(i-1) == token.SWITCH, t.at(i-1) == token.FOR:
		return ", expected expression"
	case t.isBody(open, token.STRUCT):
		return " in struct type; possibly missing semicolon or newline or }"
	case t.isBody(open, token.INTERFACE):
		return " in interface type; possibly missing semicolon or newline or }"
	case t.isGroup(open):
		return " in grouped declaration; possibly missing semicolon or newline or )"
	}
	if text := p.inHead(i); text != "" {
		return text
	}
	start := t.statementStart(i)
	if open < 0 && t.at(i) != token.DEFINE && start < i && (p.isDecl(start) || t.at(start) == token.VAR) {
		return " after top level declaration"
	}
	return " at end of statement"
}

const inLoop = ", expected semicolon or newline"

// inHead says what the compiler expects at token i in the head of a for, if or switch, "" outside of one.
func (p *parse) inHead(i int) string {
	t := p.toks
	semicolons, ranges := 0, false
	for j := i - 1; j >= 0; j-- {
		if t.depth[j] != t.depth[i] {
			continue
		}
		switch k := t.at(j); {
		case k == token.LBRACE, k == token.RBRACE, k == token.SEMICOLON && t.toks[j].lit != ";":
			return ""
		case k == token.SEMICOLON:
			semicolons++
		case k == token.RANGE:
			ranges = true
		case k == token.FOR && semicolons == 1:
			return inLoop
		case k == token.FOR && semicolons == 0 && !ranges, (k == token.IF || k == token.SWITCH) && semicolons == 0:
			return ", expected {"
		case k == token.FOR, k == token.IF, k == token.SWITCH:
			return ", expected { after " + k.String() + " clause"
		}
	}
	return ""
}

// clause says which clause ends at token i, if the line begins one.
func (p *parse) clause(i int) string {
	for i--; i >= 0 && p.toks.at(i) != token.SEMICOLON || i >= 0 && p.toks.toks[i].lit == ";"; i-- {
		switch k := p.toks.at(i); k {
		case token.FOR, token.IF, token.SWITCH:
			return " after " + k.String() + " clause"
		}
	}
	return ""
}

// simpleEnd returns the token behind the simple statement at token i.
func (p *parse) simpleEnd(i int) int {
	t := p.toks
	end := i
	for t.at(end) != token.EOF && t.depth[end] >= t.depth[i] {
		if k := t.at(end); t.depth[end] == t.depth[i] && (k == token.SEMICOLON || k == token.LBRACE) {
			break
		}
		end++
	}
	return end
}

// simpleStatement returns the text of the statement at token i, which stands where a value was wanted.
func (p *parse) simpleStatement(i int) string {
	end := p.simpleEnd(i)
	text := strings.TrimSpace(p.src[p.toks.toks[i].off:p.toks.toks[end].off])
	for j := i; j < end; j++ {
		if p.toks.at(j) == token.ASSIGN && p.toks.depth[j] == p.toks.depth[i] {
			return "assignment " + text
		}
	}
	return text
}
