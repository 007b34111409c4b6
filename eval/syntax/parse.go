package syntax

import (
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"strings"

	"goasync/eval/diag"
)

// Options are what Parse can be told about the session. The zero value works.
type Options struct {
	// Declared reports whether the session has a name. It decides whether
	// await(x) is a call of the user's function. May be nil.
	Declared func(name string) bool
}

// Parse parses a cell and registers it in fset under its name. The cell is
// never nil, and usable only when the list is empty. The errors are all that the text has, in order.
func Parse(fset *token.FileSet, name, src string) (*Cell, diag.List) {
	return Options{}.Parse(fset, name, src)
}

// Parse is the function of that name, with options.
func (o Options) Parse(fset *token.FileSet, name, src string) (*Cell, diag.List) {
	p := newParse(o, name, src)
	p.findWords()
	list := p.segments()
	p.wrap(list, len(p.toks.open) == 0)
	cell, ok := p.run(fset)
	if ok {
		p.lexical(cell)
	} else if len(p.toks.open) == 0 && len(list) > 1 && len(list)*len(src) < maxEach {
		p.parseEach(list)
	}
	return cell, p.finish()
}

// parse is the state of parsing one cell.
type parse struct {
	options   Options
	name, src string
	toks      *tokens
	edits     edits
	words     words
	userWords map[string]bool
	runs      map[int]bool // offsets in the edited text of the functions around statements
	errs      diag.List

	scanErrors int // how many errs there were before the parser's
}

func newParse(o Options, name, src string) *parse {
	p := &parse{options: o, name: name, src: src, toks: scan(src), userWords: map[string]bool{}, runs: map[int]bool{}}
	p.edits.text = []byte(src)
	if strings.HasPrefix(src, byteOrderMark) { // which is no longer at the beginning
		copy(p.edits.text, "   ")
	}
	for _, c := range p.toks.comments { // a line directive would move positions
		if strings.HasPrefix(c.lit, "//line ") || strings.HasPrefix(c.lit, "/*line ") {
			p.edits.text[c.off+2] = ' '
		}
	}
	for _, i := range p.toks.stray {
		k := p.toks.toks[i]
		p.errorAt(k.off, k.end, diag.Syntax, "syntax error: unexpected "+k.tok.String()+", which closes nothing")
		p.edits.overwrite(k.off, 1, "")
	}
	return p
}

const byteOrderMark = "\ufeff"

const prologue, runOpen, runClose = "package p;", "func _(){", "}"

// A segment is a statement or declaration of the top level: the tokens from first up to end.
type segment struct {
	first, end int
	decl       bool
}

// segments divides the top level at its semicolons, and blanks the package
// clause and empty statements.
func (p *parse) segments() []segment {
	var list []segment
	toks := p.toks.toks
	for i := 0; i < len(toks)-1; {
		end := p.statementEnd(i)
		switch {
		case end == i:
			if toks[i].lit == ";" {
				p.edits.overwrite(toks[i].off, 1, "")
			}
		case i == 0 && toks[i].tok == token.PACKAGE:
			p.blank(toks[i].off, toks[min(end, len(toks)-1)].end)
		default:
			list = append(list, segment{i, end, p.isDecl(i)})
		}
		i = end + 1
	}
	return list
}

// blank overwrites a range, but not its newlines.
func (p *parse) blank(from, to int) {
	for i := from; i < to; i++ {
		if p.edits.text[i] != '\n' {
			p.edits.text[i] = ' '
		}
	}
}

// wrap puts the package clause and the functions around runs of statements into the edited text.
func (p *parse) wrap(list []segment, closed bool) {
	toks := p.toks.toks
	p.edits.inserts = nil
	p.edits.insert(0, prologue)
	for i, s := range list {
		if s.decl {
			continue
		}
		if i == 0 || list[i-1].decl {
			p.edits.insert(toks[s.first].off, runOpen)
			p.runs[p.edits.inserts[len(p.edits.inserts)-1].at] = true
		}
		last := i == len(list)-1
		if last && closed || !last && list[i+1].decl {
			p.edits.insert(toks[s.end-1].end, runClose)
		}
	}
}

// statementEnd returns the index of the semicolon or EOF that ends the top-level statement at i.
func (p *parse) statementEnd(i int) int {
	head := p.hasHead(i)
	for ; p.toks.at(i) != token.EOF; i++ {
		if p.toks.at(i) != token.SEMICOLON || p.toks.depth[i] > 0 {
			continue
		}
		if !head || p.toks.toks[i].lit != ";" || p.toks.at(i-1) == token.RBRACE {
			break
		}
	}
	return i
}

// hasHead reports whether the statement at i has a head with semicolons of its own.
func (p *parse) hasHead(i int) bool {
	for p.toks.at(i) == token.IDENT && p.toks.at(i+1) == token.COLON || p.toks.is(i, "async") || p.toks.at(i) == token.COLON {
		i++
		if p.toks.at(i) == token.SEMICOLON && p.toks.toks[i].lit == "\n" && p.toks.at(i-1) == token.COLON {
			i++
		}
	}
	switch p.toks.at(i) {
	case token.FOR, token.IF, token.SWITCH:
		return true
	}
	return false
}

// isDecl reports whether a declaration that must stand outside functions starts at i.
func (p *parse) isDecl(i int) bool {
	if p.toks.is(i, "async") && p.toks.at(i+1) == token.FUNC {
		i++
	}
	switch p.toks.at(i) {
	case token.IMPORT, token.TYPE, token.CONST:
		return true
	case token.FUNC:
		return p.toks.at(i+1) == token.IDENT || p.toks.at(i+1) == token.LPAREN && p.toks.isMethod(i+1)
	}
	return false
}

// maxEach bounds the bytes that parseEach reads.
const maxEach = 64 << 20

// parseEach parses the segments one by one, since behind its first error the
// parser leaves out much of what follows.
func (p *parse) parseEach(list []segment) {
	p.errs = p.errs[:p.scanErrors]
	text := p.edits.text
	toks := p.toks.toks
	for _, s := range list {
		p.edits.text = append([]byte(nil), text...)
		p.blank(0, toks[s.first].off)
		p.blank(toks[s.end-1].end, len(text))
		p.wrap([]segment{s}, true)
		_, err := parser.ParseFile(token.NewFileSet(), p.name, p.edits.edited(), mode)
		if list, ok := err.(scanner.ErrorList); ok {
			p.parserErrors(list)
		}
	}
	p.edits.text = text
}

const mode = parser.ParseComments | parser.SkipObjectResolution | parser.AllErrors

// run gives the edited text to go/parser and sorts what it finds into a cell.
// It reports whether the text was right.
func (p *parse) run(fset *token.FileSet) (*Cell, bool) {
	text := p.edits.edited()
	f, err := parser.ParseFile(fset, p.name, text, mode)
	cell := &Cell{
		Name: p.name, Src: p.src, Fset: fset, edits: p.edits,
		Async: map[ast.Node]bool{}, Generator: map[ast.Node]bool{}, Await: map[*ast.UnaryExpr]bool{},
		AsyncFor: map[*ast.RangeStmt]bool{}, AsyncWith: map[*ast.RangeStmt]bool{}, Yield: map[*ast.SendStmt]bool{},
	}
	p.scanErrors = len(p.errs)
	if list, ok := err.(scanner.ErrorList); ok {
		p.parserErrors(list)
	} else if err != nil {
		p.errorAt(0, 0, diag.Internal, err.Error())
	}
	if f == nil || !f.Package.IsValid() {
		cell.Tok = fset.AddFile(p.name, -1, len(text))
		return cell, false
	}
	cell.Tok = fset.File(f.Package)
	p.edits.place(cell.Tok, p.src)
	cell.Imports, cell.Comments = f.Imports, f.Comments
	for _, d := range f.Decls {
		p.sortDecl(cell, d)
	}
	cell.HideResult = p.hidesResult()
	return cell, len(p.errs) == p.scanErrors
}

// sortDecl adds a declaration of the edited file to the cell.
func (p *parse) sortDecl(cell *Cell, d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if p.runs[cell.Tok.Offset(d.Pos())] {
			if d.Body != nil {
				cell.Stmts = append(cell.Stmts, d.Body.List...)
			}
			return
		}
	case *ast.GenDecl:
		if d.Tok == token.IMPORT {
			return
		}
	}
	cell.Decls = append(cell.Decls, d)
}

// hidesResult reports whether the cell ends in a semicolon that was written.
func (p *parse) hidesResult() bool {
	n := len(p.toks.toks)
	return n >= 2 && p.toks.toks[n-2].tok == token.SEMICOLON && p.toks.toks[n-2].lit == ";"
}
