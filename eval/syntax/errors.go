package syntax

import (
	"go/scanner"
	"go/token"
	"sort"
	"strings"

	"goasync/eval/diag"
)

// errorAt reports an error over a range of offsets in the cell.
func (p *parse) errorAt(off, end int, code diag.Code, msg string) *diag.Error {
	e := &diag.Error{Pos: p.position(off), End: p.position(end), Code: code, Msg: msg, SourceLine: p.lineOf(off)}
	p.errs = append(p.errs, e)
	return e
}

// position returns the position of an offset in the cell.
func (p *parse) position(off int) token.Position {
	off = min(max(off, 0), len(p.src))
	line, col := lineColumn(p.src, off)
	return token.Position{Filename: p.name, Offset: off, Line: line, Column: col}
}

// lineOf returns the line of the cell that holds an offset.
func (p *parse) lineOf(off int) string {
	off = min(max(off, 0), len(p.src))
	start := strings.LastIndexByte(p.src[:off], '\n') + 1
	line, _, _ := strings.Cut(p.src[start:], "\n")
	return strings.TrimSuffix(line, "\r")
}

// parserErrors tells the errors of go/parser as ones of the cell.
func (p *parse) parserErrors(list scanner.ErrorList) {
	for i, e := range list {
		if e.Msg == "imports must appear before other declarations" || p.outdone(e, list[i+1:]) {
			continue
		}
		inList := i > 0 && list[i-1].Msg == oneExpression && list[i-1].Pos.Line == e.Pos.Line
		off := p.edits.source(e.Pos.Offset)
		msg, end := e.Msg, off
		at := p.tokenAt(off)
		k := p.toks.toks[at]
		if off >= k.off && off < k.end {
			end = k.end
		}
		atEnd := p.isEnd(at)
		if msg == "illegal label declaration" {
			msg, off, end = "expected '{', found ':'", k.off, k.end
		}
		text, isLexical := lexical(msg, k)
		if msg == "rune literal not terminated" && strings.HasPrefix(p.src[k.end:], "\n") {
			text = "newline in rune literal"
		}
		if !isLexical {
			text = p.word(msg, at, k.describe(p.src[k.off:k.end]))
			if inList {
				text = strings.Replace(text, " at end of statement", assignment, 1)
			}
			text = "syntax error: " + text
		}
		d := p.errorAt(off, end, diag.Syntax, text)
		if msg == oneExpression {
			d.Hint = "a statement or the result of a cell is one expression: fmt.Println(x, y) prints several"
		}
		if atEnd && len(p.toks.open) > 0 {
			p.unclosed(d)
		}
		p.incomplete(d, e.Msg, atEnd)
	}
}

// oneExpression is what the parser says of a list that is not assigned to.
const oneExpression = "expected 1 expression"

// noValue ends what the parser says of a statement in the head of another.
const noValue = "(missing parentheses around composite literal?)"

// assignment is what the compiler expects behind a list.
const assignment = ", expected := or = or comma"

// outdone reports whether one of the errors behind e says why e is: the list that is no expression goes on wrongly, the
// function literal that is deferred has an error.
func (p *parse) outdone(e *scanner.Error, behind scanner.ErrorList) bool {
	if len(behind) == 0 {
		return false
	}
	if strings.HasSuffix(e.Msg, "must be function call") {
		return p.toks.at(p.tokenAt(p.edits.source(e.Pos.Offset))) == token.FUNC
	}
	return behind[0].Pos.Line == e.Pos.Line && (e.Msg == oneExpression || strings.HasSuffix(e.Msg, noValue))
}

// unclosed tells of the bracket that is missing at the end of the cell.
func (p *parse) unclosed(d *diag.Error) {
	k := p.toks.toks[p.toks.open[len(p.toks.open)-1]]
	closing := map[token.Token]string{token.LPAREN: ")", token.LBRACK: "]", token.LBRACE: "}"}[k.tok]
	d.Msg = "syntax error: unexpected end of the cell, expected " + closing
	d.Notes = append(d.Notes, diag.Note{Pos: p.position(k.off), Msg: "'" + k.tok.String() + "' opened here", SourceLine: p.lineOf(k.off)})
}

// tokenAt returns the index of the token at an offset, or of the next one.
func (p *parse) tokenAt(off int) int {
	toks := p.toks.toks
	i := sort.Search(len(toks), func(i int) bool { return toks[i].end > off })
	// An inserted semicolon is empty: it stands before the token found.
	if i > 0 && i < len(toks) && toks[i].off > off && toks[i-1].off == off {
		return i - 1
	}
	return min(i, len(toks)-1)
}

// isEnd reports whether nothing but an inserted semicolon follows from token i on.
func (p *parse) isEnd(i int) bool {
	return p.toks.at(i) == token.EOF || p.toks.at(i) == token.SEMICOLON && p.toks.toks[i].lit == "\n" && p.toks.at(i+1) == token.EOF
}

// incomplete marks the error when more text could repair it.
func (p *parse) incomplete(e *diag.Error, msg string, atEnd bool) {
	ended := len(p.toks.toks) > 1 && p.toks.at(len(p.toks.toks)-2) == token.SEMICOLON && len(p.toks.open) == 0
	switch {
	case msg == "raw string literal not terminated", msg == "comment not terminated":
	case atEnd && !ended:
	default:
		return
	}
	e.Code, e.Incomplete = diag.Incomplete, true
}

// finish orders the errors and keeps the first of each line: those behind it
// mostly follow from it, as does one at the end of the cell.
func (p *parse) finish() diag.List {
	p.errs.Sort()
	var list diag.List
	for _, e := range p.errs {
		if n := len(list); n > 0 && (e.Code == diag.Syntax || e.Code == diag.Incomplete) {
			last := list[n-1]
			if last.Pos.Line == e.Pos.Line {
				if strings.Contains(e.Msg, "invalid character") && !strings.Contains(last.Msg, "invalid character") {
					last.Msg = e.Msg
				}
				continue
			}
			if strings.HasPrefix(e.Msg, "syntax error: unexpected end of the cell") {
				continue
			}
		}
		list = append(list, e)
	}
	for _, e := range list {
		p.hint(e)
	}
	return withoutEcho(list)
}

// withoutEcho leaves out, when a cell begins as another language, the errors that say no more of that.
func withoutEcho(list diag.List) diag.List {
	if len(list) < 2 || list[0].Code != diag.Foreign {
		return list
	}
	kept := list[:1]
	for _, e := range list[1:] {
		if e.Hint != "" || e.Code != diag.Syntax {
			kept = append(kept, e)
		}
	}
	return kept
}
