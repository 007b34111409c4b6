package diag

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Style says how Render writes. The zero Style is plain text.
type Style struct {
	// ANSI colours the text with escape sequences.
	ANSI bool
	// Brief leaves the source lines out.
	Brief bool
}

// The escape sequences of a coloured error, of the eight colours that every terminal and notebook has.
const (
	bold    = "\x1b[1m"
	red     = "\x1b[31m"
	green   = "\x1b[32m"
	cyan    = "\x1b[36m"
	faint   = "\x1b[2m"
	plain   = "\x1b[0m"
	tabStop = 8
)

// colour wraps text in a sequence, in coloured style.
func (s Style) colour(sequence, text string) string {
	if !s.ANSI || text == "" {
		return text
	}
	return sequence + text + plain
}

// Render writes the error for people: the line of Error, the source line with
// the range underlined, then notes and the hint. It ends without a newline.
func (e *Error) Render(s Style) string {
	var b strings.Builder
	if e.Pos.IsValid() {
		b.WriteString(s.colour(bold, place(e.Pos)) + ": ")
	}
	kind := red
	if e.Soft {
		kind = cyan
	}
	b.WriteString(s.colour(kind+bold, e.Msg))
	if e.SourceLine != "" && !s.Brief {
		s.source(&b, e.SourceLine, e.Pos.Line, e.Pos.Column, e.endColumn())
	}
	for _, n := range e.Notes {
		b.WriteString("\n  " + s.colour(cyan, "note: ") + n.String())
		if n.SourceLine != "" && !s.Brief {
			s.source(&b, n.SourceLine, n.Pos.Line, n.Pos.Column, n.Pos.Column)
		}
	}
	if e.Hint != "" {
		b.WriteString("\n  " + s.colour(green, "hint: ") + e.Hint)
	}
	return b.String()
}

// Render writes the errors, a blank line apart.
func (l List) Render(s Style) string {
	parts := make([]string, len(l))
	for i, e := range l {
		parts[i] = e.Render(s)
	}
	return strings.Join(parts, "\n\n")
}

// endColumn returns the column behind the range on its first line.
func (e *Error) endColumn() int {
	switch {
	case !e.End.IsValid() || e.End.Line < e.Pos.Line:
		return e.Pos.Column
	case e.End.Line > e.Pos.Line:
		return len(e.SourceLine) + 1
	}
	return e.End.Column
}

// source writes a source line and underlines the byte columns from start up to end.
func (s Style) source(b *strings.Builder, line string, n, start, end int) {
	line, start, end = excerpt(line, start, end)
	gutter := fmt.Sprintf("%4d | ", n)
	fmt.Fprintf(b, "\n%s%s", s.colour(faint, gutter), expandTabs(line))
	if start < 1 || start > len(line)+1 {
		return
	}
	end = min(max(end, start), len(line)+1)
	before := displayWidth(line[:start-1], 0)
	under := displayWidth(strings.TrimRightFunc(line[start-1:end-1], unicode.IsSpace), before)
	marks := "^" + strings.Repeat("~", max(0, under-1))
	blank := strings.Repeat(" ", len(gutter)-2)
	fmt.Fprintf(b, "\n%s%s%s", s.colour(faint, blank+"| "), strings.Repeat(" ", before), s.colour(red, marks))
}

// longLine is what is shown of a long line, and leadIn how much of that is before the place, in bytes.
const (
	longLine = 400
	leadIn   = 100
)

// excerpt cuts a long line around the columns from start to end, which it gives in what is left.
func excerpt(line string, start, end int) (string, int, int) {
	if len(line) <= longLine {
		return line, start, end
	}
	from := min(max(0, start-1-leadIn), len(line)-longLine)
	to := from + longLine
	for from > 0 && !utf8.RuneStart(line[from]) {
		from--
	}
	for to < len(line) && !utf8.RuneStart(line[to]) {
		to++
	}
	const more = "…"
	cut := line[from:to]
	if to < len(line) {
		cut += more
	}
	if from == 0 {
		return cut, start, end
	}
	return more + cut, start - from + len(more), end - from + len(more)
}

// Excerpt is the beginning of a line, if it is long.
func Excerpt(line string) string {
	line, _, _ = excerpt(line, 1, 1)
	return line
}

// expandTabs writes tabs as blanks, so that the marks below stand right under any tab width.
func expandTabs(line string) string {
	var b strings.Builder
	column := 0
	for _, r := range line {
		w := runeWidth(r, column)
		switch {
		case r == '\t':
			b.WriteString(strings.Repeat(" ", w))
		case unicode.IsControl(r):
			b.WriteByte('?')
			w = 1
		default:
			b.WriteRune(r)
		}
		column += w
	}
	return b.String()
}

// displayWidth returns how many cells of a terminal the text takes from a column on.
func displayWidth(text string, from int) int {
	column := from
	for _, r := range text {
		column += runeWidth(r, column)
	}
	return column - from
}

// runeWidth returns the cells that a rune takes at a column.
func runeWidth(r rune, column int) int {
	switch {
	case r == '\t':
		return tabStop - column%tabStop
	case r < utf8.RuneSelf:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case isWide(r):
		return 2
	}
	return 1
}

// wide are the ranges that terminals show in two cells: East Asian wide and
// fullwidth characters and pictographs (Unicode Standard Annex 11).
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x1100, Hi: 0x115f, Stride: 1}, {Lo: 0x231a, Hi: 0x231b, Stride: 1}, {Lo: 0x23e9, Hi: 0x23ec, Stride: 1},
		{Lo: 0x25fd, Hi: 0x25fe, Stride: 1}, {Lo: 0x2614, Hi: 0x2615, Stride: 1}, {Lo: 0x2705, Hi: 0x2705, Stride: 1},
		{Lo: 0x270a, Hi: 0x270b, Stride: 1}, {Lo: 0x2728, Hi: 0x2728, Stride: 1}, {Lo: 0x274c, Hi: 0x274c, Stride: 1},
		{Lo: 0x2e80, Hi: 0x303e, Stride: 1}, {Lo: 0x3041, Hi: 0x33ff, Stride: 1}, {Lo: 0x3400, Hi: 0x4dbf, Stride: 1},
		{Lo: 0x4e00, Hi: 0x9fff, Stride: 1}, {Lo: 0xa000, Hi: 0xa4cf, Stride: 1}, {Lo: 0xac00, Hi: 0xd7a3, Stride: 1},
		{Lo: 0xf900, Hi: 0xfaff, Stride: 1}, {Lo: 0xfe30, Hi: 0xfe4f, Stride: 1}, {Lo: 0xff00, Hi: 0xff60, Stride: 1},
		{Lo: 0xffe0, Hi: 0xffe6, Stride: 1},
	},
	R32: []unicode.Range32{
		{Lo: 0x1f300, Hi: 0x1f64f, Stride: 1}, {Lo: 0x1f680, Hi: 0x1f6ff, Stride: 1}, {Lo: 0x1f900, Hi: 0x1faff, Stride: 1},
		{Lo: 0x20000, Hi: 0x3fffd, Stride: 1},
	},
}

func isWide(r rune) bool { return unicode.Is(wide, r) }
