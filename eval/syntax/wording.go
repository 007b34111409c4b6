package syntax

import (
	"go/token"
	"strings"
)

// The parser is go/parser, the words are the compiler's, which users know and look for.

// lexicalErrors are the compiler's words for what the scanner finds, without the "syntax error" of the parser.
var lexicalErrors = map[string]string{
	"string literal not terminated":     "newline in string",
	"raw string literal not terminated": "string not terminated",
	"rune literal not terminated":       "rune literal not terminated",
	"comment not terminated":            "comment not terminated",
	"unknown escape sequence":           "unknown escape",
	"illegal rune literal":              "more than one character in rune literal",
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
	return msg, strings.Contains(msg, "literal") && (strings.HasPrefix(msg, "invalid digit") || strings.Contains(msg, "has no digits")) ||
		strings.HasPrefix(msg, "escape is invalid")
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
	"operand": "expression", "'IDENT'": "name", "';'": "", "statement": "}", "declaration": "declaration",
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
	if !isExpected || !ok {
		return strings.Replace(msg, "; expecting ", "; expected ", 1)
	}
	if text, known := wanted[want]; known {
		want = text
	} else if strings.HasPrefix(want, "boolean") {
		return msg
	}
	if want == "'=='" {
		return "unexpected = in argument list; possibly missing comma or )"
	}
	switch want = strings.Trim(want, "'"); {
	case want == "":
		return "unexpected " + found + " at end of statement"
	case want == "{" && found == "newline":
		return "unexpected newline, expected {" + p.clause(i)
	}
	return "unexpected " + found + ", expected " + want
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
