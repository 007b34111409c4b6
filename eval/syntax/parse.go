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
	p.wrap()
	cell := p.run(fset)
	p.lexical(cell)
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
}

func newParse(o Options, name, src string) *parse {
	p := &parse{options: o, name: name, src: src, toks: scan(src), userWords: map[string]bool{}, runs: map[int]bool{}}
	p.edits.text = []byte(src)
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

const prologue, runOpen, runClose = "package p;", "func _(){", "}"

// wrap puts the package clause and the functions around runs of statements into the edited text.
func (p *parse) wrap() {
	p.edits.insert(0, prologue)
	toks := p.toks.toks
	open, last := false, 0
	closeRun := func() {
		if open {
			p.edits.insert(toks[last].end, runClose)
		}
		open = false
	}
	for i := 0; i < len(toks)-1; {
		end := p.statementEnd(i)
		switch {
		case end == i:
			if !open && toks[i].lit == ";" {
				p.edits.overwrite(toks[i].off, 1, "")
			}
		case i == 0 && toks[i].tok == token.PACKAGE:
			p.edits.overwrite(toks[i].off, toks[min(end, len(toks)-1)].end-toks[i].off, "")
		case p.isDecl(i):
			closeRun()
		default:
			if !open {
				p.edits.insert(toks[i].off, runOpen)
				p.runs[p.edits.inserts[len(p.edits.inserts)-1].at] = true
			}
			open, last = true, end-1
		}
		i = end + 1
	}
	if len(p.toks.open) == 0 {
		closeRun()
	}
}

// statementEnd returns the index of the semicolon or EOF that ends the top-level statement at i.
func (p *parse) statementEnd(i int) int {
	for ; p.toks.at(i) != token.EOF; i++ {
		if p.toks.at(i) == token.SEMICOLON && p.toks.depth[i] == 0 {
			break
		}
	}
	return i
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

// run gives the edited text to go/parser and sorts what it finds into a cell.
func (p *parse) run(fset *token.FileSet) *Cell {
	text := p.edits.edited()
	f, err := parser.ParseFile(fset, p.name, text, parser.ParseComments|parser.SkipObjectResolution|parser.AllErrors)
	cell := &Cell{
		Name: p.name, Src: p.src, Fset: fset, edits: p.edits,
		Async: map[ast.Node]bool{}, Generator: map[ast.Node]bool{}, Await: map[*ast.UnaryExpr]bool{},
		AsyncFor: map[*ast.RangeStmt]bool{}, AsyncWith: map[*ast.RangeStmt]bool{}, Yield: map[*ast.SendStmt]bool{},
	}
	if list, ok := err.(scanner.ErrorList); ok {
		p.parserErrors(list)
	} else if err != nil {
		p.errorAt(0, 0, diag.Internal, err.Error())
	}
	if f == nil || !f.Package.IsValid() {
		cell.Tok = fset.AddFile(p.name, -1, len(text))
		return cell
	}
	cell.Tok = fset.File(f.Package)
	p.edits.place(cell.Tok, p.src)
	cell.Imports, cell.Comments = f.Imports, f.Comments
	for _, d := range f.Decls {
		p.sortDecl(cell, d)
	}
	cell.HideResult = p.hidesResult()
	return cell
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
