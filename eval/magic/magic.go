// Package magic finds the magics of a cell: the lines that are not Go but ask something of the session, as in IPython.
//
//	%time await main()       a line magic; the rest of the line is its argument
//	%%timeline               a cell magic, on the first line; the rest of the cell is its body
//	!ls                      a shell command
//	strings.Fields?          help
//	//go-async:timeline      either kind of magic, in a form that leaves the cell plain Go
//
// Parse cuts a cell into steps. The Go in them keeps its lines and columns, since everything before it is blanked out, so
// positions in errors are those of the cell. The package knows the names of the magics (All) and what their bodies are; it
// runs nothing.
package magic

import (
	"fmt"
	"go/token"
	"strings"
	"unicode"

	"goasync/eval/diag"
)

// Kind says what a step is.
type Kind int

// The kinds of steps.
const (
	Go    Kind = iota // Source is to be run
	Line              // Magic, Args; Source is the Go in Args
	Cell              // Magic, Args; Source is the Go of the body, Body its text
	Shell             // Args is a command
	Help              // Args is a name, Detail says that its source is asked for
)

// A Step is a part of a cell that is run on its own.
type Step struct {
	Kind  Kind
	Magic *Magic
	Args  string
	// Source is Go at its place in the cell: before it are blanks and empty lines.
	Source string
	// Body is the text below a cell magic.
	Body   string
	Detail bool
	// Line is where the step is, from 1.
	Line int
}

// Parse cuts a cell into its steps, which are to be run in order. Name is what positions call the cell. A cell without
// magics is one step of Go.
func Parse(name, source string) ([]Step, diag.List) {
	if !mayHave(source) {
		return []Step{{Kind: Go, Source: source, Line: 1}}, nil
	}
	p := &parser{name: name, lines: strings.SplitAfter(source, "\n")}
	p.parse()
	return p.steps, p.errs
}

// mayHave is a quick look at what most cells lack.
func mayHave(source string) bool {
	return strings.ContainsAny(source, "%?!") || strings.Contains(source, directive)
}

const directive = "//go-async:"

type parser struct {
	name   string
	lines  []string
	starts []bool // whether a statement may begin on the line
	begun  int    // the first line of the Go at hand
	steps  []Step
	errs   diag.List
}

func (p *parser) parse() {
	if p.head() {
		return
	}
	p.starts = starts(strings.Join(p.lines, ""))
	for i := 0; i < len(p.lines); i++ {
		if text := strings.TrimSpace(p.lines[i]); text != "" && p.starts[i] {
			i = max(p.lineMagic(i, text)-1, i)
		}
	}
	p.source(len(p.lines))
}

// head looks for a cell magic behind blank lines and comments.
func (p *parser) head() bool {
	for i, line := range p.lines {
		text := strings.TrimSpace(line)
		switch {
		case p.cellMagic(i, text):
			return true
		case text != "" && !strings.HasPrefix(text, "//") || strings.HasPrefix(text, directive):
			return false
		}
	}
	return false
}

// source ends the Go at hand before line end.
func (p *parser) source(end int) {
	text := strings.Join(p.lines[p.begun:end], "")
	if strings.TrimSpace(text) != "" {
		p.steps = append(p.steps, Step{Kind: Go, Source: p.at(p.begun, 0) + text, Line: p.begun + 1})
	}
}

// at gives blanks that put what follows on a line, counted from 0, and in a column, counted in bytes from 0.
func (p *parser) at(line, column int) string {
	return strings.Repeat("\n", line) + strings.Repeat(" ", column)
}

// cellMagic takes line i for a cell magic, and reports whether it is one.
func (p *parser) cellMagic(i int, text string) bool {
	var m *Magic
	name, args := "", ""
	comment := false
	if _, ok := question(text); ok {
		return false
	}
	switch {
	case strings.HasPrefix(text, "%%"):
		name, args = split(text[2:])
		if m = find(name); m == nil || !m.Cell {
			p.unknown(i, "%%", name, func(m *Magic) bool { return m.Cell })
			return true
		}
	case strings.HasPrefix(text, directive):
		name, args = split(text[len(directive):])
		if m = find(name); m == nil || !m.Cell || m.Line && args != "" {
			return false
		}
		comment = true
	default:
		return false
	}
	body := strings.Join(p.lines[i+1:], "")
	if comment && m.Text {
		body = uncomment(body)
	}
	p.steps = append(p.steps, Step{Kind: Cell, Magic: m, Args: args, Body: body, Source: p.at(i+1, 0) + body, Line: i + 1})
	return true
}

// lineMagic takes line i for a magic, and returns the line behind it; i when it is none.
func (p *parser) lineMagic(i int, text string) int {
	if name, ok := question(text); ok {
		return p.step(i, Step{Kind: Help, Args: name, Detail: strings.Contains(text, "??")})
	}
	switch {
	case strings.HasPrefix(text, "%%"):
		name, _ := split(text[2:])
		p.unknown(i, "%%", name, func(m *Magic) bool { return m.Cell })
		return i + 1
	case strings.HasPrefix(text, "%"):
		return p.named(i, "%", strings.TrimPrefix(text, "%"))
	case strings.HasPrefix(text, directive):
		return p.named(i, directive, text[len(directive):])
	case strings.HasPrefix(text, "!"):
		return p.step(i, Step{Kind: Shell, Args: strings.TrimSpace(text[1:])})
	}
	return i
}

func (p *parser) named(i int, sign, text string) int {
	name, args := split(text)
	m := find(name)
	if m == nil || !m.Line {
		p.unknown(i, sign, name, func(m *Magic) bool { return m.Line || sign == directive })
		return i + 1
	}
	s := Step{Kind: Line, Magic: m, Args: args}
	if !m.Go || args == "" {
		return p.step(i, s)
	}
	column := strings.LastIndex(p.lines[i], args)
	s.Source = p.at(i, column) + args
	end := i + 1
	for end < len(p.lines) && !p.starts[end] { // brackets are open
		s.Source += "\n" + strings.TrimSuffix(p.lines[end], "\n")
		end++
	}
	s.Args = strings.TrimLeft(s.Source, "\n ")
	p.step(i, s)
	p.begun = end
	return end
}

// step adds the step of line i, behind the Go before it.
func (p *parser) step(i int, s Step) int {
	p.source(i)
	s.Line = i + 1
	p.steps = append(p.steps, s)
	p.begun = i + 1
	return i + 1
}

func (p *parser) unknown(i int, sign, name string, fits func(*Magic) bool) {
	msg := fmt.Sprintf("unknown magic %s%s", sign, name)
	switch m := find(name); {
	case m != nil && m.Cell && sign != directive:
		msg = fmt.Sprintf("%%%%%s is a magic for a whole cell, and stands on its first line", name)
	case m != nil && m.Cell:
		msg = fmt.Sprintf("%s%s is for a whole cell, and stands on its first line", sign, name)
	case m != nil:
		msg = fmt.Sprintf("%%%s is a magic for one line", name)
	case elsewhere[name] != "":
		msg += ": " + elsewhere[name]
	default:
		if near := nearest(name, fits); near != "" {
			msg += fmt.Sprintf(" (did you mean %s%s?)", sign, near)
		} else {
			msg += " (%lsmagic lists them)"
		}
	}
	column := len(p.lines[i]) - len(strings.TrimLeft(p.lines[i], " \t")) + 1
	at := token.Position{Filename: p.name, Line: i + 1, Column: column}
	end := at
	end.Column += len(sign) + len(name)
	line := strings.TrimRight(p.lines[i], "\r\n")
	p.errs = append(p.errs, &diag.Error{Pos: at, End: end, Code: "UnknownMagic", Msg: msg, SourceLine: line})
}

// Known reports whether a text begins with a magic: a percent sign and a name that is one's.
func Known(text string) bool {
	name, ok := strings.CutPrefix(text, "%")
	return ok && find(firstWord(strings.TrimPrefix(name, "%"))) != nil
}

// split cuts the name off the front of a magic.
func split(text string) (name, args string) {
	end := strings.IndexFunc(text, func(r rune) bool { return unicode.IsSpace(r) })
	if end < 0 {
		return text, ""
	}
	return text[:end], strings.TrimSpace(text[end:])
}

// question takes a line for a question about a name: "name?", "?name".
func question(text string) (name string, ok bool) {
	name = strings.Trim(text, "?")
	if name == "" || len(name) == len(text) {
		return "", false
	}
	for i, r := range name {
		if !unicode.IsLetter(r) && r != '_' && (i == 0 && r != '%' || i > 0 && !unicode.IsDigit(r) && !strings.ContainsRune("./%", r)) {
			return "", false
		}
	}
	return name, true
}

// uncomment takes the comment signs off lines that all have them.
func uncomment(body string) string {
	lines := strings.SplitAfter(body, "\n")
	for i, line := range lines {
		text, ok := strings.CutPrefix(line, "//")
		if !ok && strings.TrimSpace(line) != "" {
			return body
		}
		if ok {
			line = strings.TrimPrefix(text, " ")
		}
		lines[i] = line
	}
	return strings.Join(lines, "")
}

// Incomplete reports whether a cell is a magic whose body is still being typed, in a console: it ends with no empty
// line. ok is false when the cell has no magics.
func Incomplete(source string) (incomplete, ok bool) {
	steps, errs := Parse("", source)
	switch {
	case len(errs) > 0:
		return false, true
	case len(steps) == 1 && steps[0].Kind == Cell:
		return !strings.HasSuffix(source, "\n\n") && !strings.HasSuffix(source, "\n"), true
	}
	for _, s := range steps {
		if s.Kind != Go {
			return false, true
		}
	}
	return false, false
}
