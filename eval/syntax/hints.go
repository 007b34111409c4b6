package syntax

import (
	"go/token"
	"sort"
	"strings"

	"goasync/eval/diag"
)

// A habit is a piece of Python that stands where Go is expected, and Go's form of it.
type habit struct {
	found func(t *tokens, i int) bool // whether it begins at token i
	hint  string
	ours  bool // it is Go's own, not Python's
}

// word makes a test for an identifier.
func word(w string) func(*tokens, int) bool {
	return func(t *tokens, i int) bool { return t.is(i, w) }
}

// startingWord makes a test for an identifier that begins a statement and is followed by an operand or a name.
func startingWord(w string) func(*tokens, int) bool {
	return func(t *tokens, i int) bool {
		next := t.at(i + 1)
		return t.is(i, w) && t.startsStatement(i) && (next == token.IDENT || next.IsLiteral() || next == token.COLON || next == token.LPAREN || next.IsKeyword())
	}
}

// habits are looked for on the line of an error, in this order.
var habits = []habit{
	{func(t *tokens, i int) bool { return t.is(i, "async") && t.is(i+1, "def") }, "in Go: async func name(x T) R { … }", false},
	{word("def"), "in Go: func name(x T) R { … }", false},
	{startingWord("class"), "in Go: type Name struct { … }, methods are functions with a receiver", false},
	{word("elif"), "in Go: } else if … {", false},
	{func(t *tokens, i int) bool { return t.at(i) == token.ELSE && t.at(i+1) == token.COLON }, "in Go: } else { … }", false},
	{startingWord("try"), "in Go errors are values: v, err := await x; if err != nil { … }", false},
	{startingWord("except"), "in Go errors are values: if errors.Is(err, asyncio.ErrTimeout) { … }", false},
	{startingWord("finally"), "in Go: defer func() { … }()", false},
	{startingWord("raise"), "in Go: return err, or panic(err)", false},
	{startingWord("while"), "in Go: for cond { … }", false},
	{startingWord("with"), "in Go: async with x := manager { … }, or defer x.Close()", false},
	{startingWord("from"), "in Go: import \"path\", then package.Name", false},
	{startingWord("pass"), "in Go an empty block: { }", false},
	{startingWord("del"), "in Go: delete(m, key), or slices.Delete", false},
	{startingWord("global"), "variables of the top level can be assigned anywhere", false},
	{startingWord("nonlocal"), "a function literal can assign to the variables around it", false},
	{startingWord("assert"), "in Go: if !cond { panic(…) }", false},
	{func(t *tokens, i int) bool { return t.is(i, "async") && t.at(i+1) == token.FOR && hasWordIn(t, i+1) }, "in Go: async for v := range x { … }", false},
	{importAs, "in Go the name comes first: import name \"path\"", false},
	{func(t *tokens, i int) bool {
		return t.at(i) == token.IMPORT && t.at(i+1) == token.IDENT && t.at(i+2) != token.STRING
	}, "in Go paths are quoted: import \"time\"", false},
	{func(t *tokens, i int) bool { return t.at(i) == token.FOR && hasWordIn(t, i) }, "in Go: for _, v := range s { … }, or for i := range n { … }", false},
	{func(t *tokens, i int) bool { return t.is(i, "lambda") }, "in Go: func(x T) R { return … }", false},
	{tripleQuoted, "in Go a text of several lines stands in back quotes: `…`", false},
	{func(t *tokens, i int) bool { return formatString(t, i) }, "in Go: fmt.Sprintf(\"%v\", x)", false},
	{func(t *tokens, i int) bool { return t.at(i) == token.CHAR && len(t.toks[i].lit) > 4 || quoted(t, i) }, "in Go strings stand in double quotes: \"…\"", false},
	{func(t *tokens, i int) bool {
		return t.at(i) == token.MUL && t.at(i+1) == token.MUL && t.toks[i].end == t.toks[i+1].off
	}, "in Go: math.Pow(x, y)", false},
	{func(t *tokens, i int) bool { return t.is(i, "not") && t.at(i+1) == token.IDENT }, "in Go: !x", false},
	{func(t *tokens, i int) bool {
		return (t.is(i, "and") || t.is(i, "or")) && t.at(i-1) != token.PERIOD && !t.startsStatement(i)
	}, "in Go: && and ||", false},
	{func(t *tokens, i int) bool {
		return t.is(i, "in") && !t.startsStatement(i) && t.at(i-1) != token.PERIOD
	}, "in Go: _, ok := m[key], or slices.Contains(s, v)", false},
	{func(t *tokens, i int) bool {
		return t.is(i, "is") && !t.startsStatement(i) && t.at(i-1) != token.PERIOD
	}, "in Go: x == nil", false},
	{func(t *tokens, i int) bool {
		return t.at(i) == token.IF && !t.startsStatement(i) && t.at(i-1) != token.ELSE && isOperandEnd(t.at(i-1)) && laterOnLine(t, i, token.ELSE)
	}, "Go has no conditional expression: if cond { … } else { … }", false},
	{func(t *tokens, i int) bool {
		return beginsValue(t, i) && t.at(i) == token.LBRACK && (t.at(i+1).IsLiteral() || t.at(i+1) == token.IDENT) && t.at(i+2) == token.COMMA
	}, "in Go: []int{1, 2, 3}", false},
	{func(t *tokens, i int) bool {
		return beginsValue(t, i) && t.at(i) == token.LBRACE && isOperandEnd(t.at(i+1))
	}, "in Go: map[string]int{\"a\": 1}, or []int{1, 2}", false},
	{func(t *tokens, i int) bool { return t.at(i) == token.ILLEGAL && t.toks[i].lit == "@" }, "Go has no decorators: f = decorate(f)", false},
	{func(t *tokens, i int) bool { return t.at(i) == token.ILLEGAL && t.toks[i].lit == "#" }, "in Go comments begin with //", false},
	{func(t *tokens, i int) bool { return t.at(i) == token.ILLEGAL && t.toks[i].lit == "?" }, "Go has no ?: operator: if cond { … } else { … }", false},
	{func(t *tokens, i int) bool {
		return t.is(i, "print") && t.startsStatement(i) && t.at(i+1) == token.STRING
	}, "in Go: fmt.Println(…)", false},
	{func(t *tokens, i int) bool { return t.at(i) == token.ASSIGN && keyword(t, i) }, "Go has no keyword arguments: options are functions or structs", false},
	{func(t *tokens, i int) bool {
		return t.is(i, "async") && t.decl[i] && (t.at(i+1) == token.FUNC || t.at(i+1) == token.IDENT)
	}, "the type of an async func is func(…) *asyncio.Coroutine[T], also in an interface", true},
	{func(t *tokens, i int) bool {
		return t.at(i) == token.ILLEGAL && strings.ContainsAny(t.toks[i].lit, "\u201c\u201d\u2018\u2019")
	}, "strings stand in plain quotes: \"…\"", true},
	{func(t *tokens, i int) bool {
		return t.at(i) == token.ILLEGAL && strings.ContainsAny(t.toks[i].lit, "\u00a0\u200b\ufeff")
	}, "an invisible character was pasted with the text: delete it", true},
	{compositeHead, "put the composite literal in parentheses: (T{…})", true},
	{blockColon, "in Go blocks stand in braces: { … }", false},
	{func(t *tokens, i int) bool {
		return (t.at(i) == token.DEFER || t.at(i) == token.GO) && t.is(i+1, "await")
	}, "defer f() awaits an async func by itself; asyncio.CreateTask(f()) runs it beside", false},
}

// beginsValue reports whether a value begins at i: after an assignment, in a list of arguments, behind return.
func beginsValue(t *tokens, i int) bool {
	switch t.at(i - 1) {
	case token.ASSIGN, token.DEFINE, token.LPAREN, token.COMMA, token.RETURN:
		return true
	}
	return false
}

// isOperandEnd reports whether an operand may end with a token.
func isOperandEnd(k token.Token) bool {
	return k == token.IDENT || k.IsLiteral() || k == token.RPAREN || k == token.RBRACK
}

// laterOnLine reports whether a token follows in the statement.
func laterOnLine(t *tokens, i int, k token.Token) bool {
	for ; t.at(i) != token.EOF && t.at(i) != token.SEMICOLON; i++ {
		if t.at(i) == k {
			return true
		}
	}
	return false
}

// tripleQuoted finds """…""" and ”'…”'.
func tripleQuoted(t *tokens, i int) bool {
	k, next := t.toks[i], t.toks[min(i+1, len(t.toks)-1)]
	return (k.lit == "\"\"" || k.lit == "''") && next.tok == k.tok && next.off == k.end
}

// importAs finds `import x as y`.
func importAs(t *tokens, i int) bool {
	if t.at(i) != token.IMPORT {
		return false
	}
	for j := i + 1; t.at(j) != token.EOF && t.at(j) != token.SEMICOLON; j++ {
		if t.is(j, "as") && (t.at(j-1) == token.IDENT || t.at(j-1) == token.STRING) {
			return true
		}
	}
	return false
}

// hasWordIn reports whether `for x in y` or `for x, y in z` begins at i.
func hasWordIn(t *tokens, i int) bool {
	for j := i + 1; t.at(j) == token.IDENT || t.at(j) == token.COMMA; j++ {
		if t.is(j, "in") && j > i+1 {
			return true
		}
	}
	return false
}

// formatString finds f"…".
func formatString(t *tokens, i int) bool {
	return (t.is(i, "f") || t.is(i, "r") || t.is(i, "b")) && t.at(i+1) == token.STRING && t.toks[i].end == t.toks[i+1].off
}

// quoted finds '…' of more than one character, which the scanner may take for several tokens.
func quoted(t *tokens, i int) bool {
	return t.at(i) == token.CHAR && t.at(i+1) == token.CHAR || t.at(i) == token.ILLEGAL && t.toks[i].lit == "'"
}

// keyword reports whether the assignment at i stands in the arguments of a call.
func keyword(t *tokens, i int) bool {
	if t.depthAt(i) == 0 || t.at(i-1) != token.IDENT {
		return false
	}
	k := t.at(i - 2)
	return k == token.LPAREN || k == token.COMMA
}

// compositeHead finds `T{` in the head of a statement, where Go takes the brace for the block's.
func compositeHead(t *tokens, i int) bool {
	if k := t.at(i); k != token.FOR && k != token.IF && k != token.SWITCH && !t.is(i, "with") {
		return false
	}
	for j := i + 1; t.at(j) != token.EOF && t.at(j) != token.SEMICOLON; j++ {
		if t.at(j) == token.LBRACE && t.match[j] > 0 {
			return t.at(j-1) == token.IDENT && t.at(t.match[j]+1) == token.LBRACE
		}
	}
	return false
}

// blockColon finds `if x:` and its like.
func blockColon(t *tokens, i int) bool {
	switch t.at(i) {
	case token.IF, token.FOR, token.ELSE, token.FUNC:
	default:
		return false
	}
	for j := i + 1; t.at(j) != token.EOF && t.at(j) != token.SEMICOLON && t.at(j) != token.LBRACE; j++ {
		if t.at(j) == token.COLON && t.depth[j] == t.depth[i] {
			return true
		}
	}
	return false
}

// hint adds the Go form of a habit of Python found on the error's line.
func (p *parse) hint(e *diag.Error) {
	if e.Hint != "" || e.Code != diag.Syntax && e.Code != diag.Incomplete {
		return
	}
	from := strings.LastIndexByte(p.src[:e.Pos.Offset], '\n') + 1
	to := from + len(e.SourceLine)
	first := sort.Search(len(p.toks.toks), func(i int) bool { return p.toks.toks[i].off >= from })
	for _, h := range habits {
		for i := first; i < len(p.toks.toks) && p.toks.toks[i].off <= to; i++ {
			if !h.found(p.toks, i) {
				continue
			}
			e.Hint = h.hint
			if p.toks.at(i) == token.IMPORT && p.toks.at(i+1) == token.IDENT {
				e.Hint = strings.Replace(e.Hint, "\"time\"", "\""+p.toks.toks[i+1].lit+"\"", 1)
			}
			if e.Code == diag.Syntax && !h.ours {
				e.Code = diag.Foreign
			}
			return
		}
	}
}
