package syntax

import (
	"go/token"
	"sort"
	"strings"
)

// edits is how the text given to the parser differs from the cell's: bytes
// overwritten in place, and text inserted.
type edits struct {
	text    []byte // the cell with words overwritten
	inserts []insert
}

// An insert is text that stands in the edited text only.
type insert struct {
	src  int // offset in the cell before which it stands
	at   int // its offset in the edited text
	text string
}

// overwrite replaces the bytes from off by text padded with blanks to width.
func (e *edits) overwrite(off, width int, text string) {
	copy(e.text[off:off+width], text+strings.Repeat(" ", width-len(text)))
}

// insert adds text before the cell's offset src. Calls come in order.
func (e *edits) insert(src int, text string) {
	at := src
	if n := len(e.inserts); n > 0 {
		last := e.inserts[n-1]
		at = last.at + len(last.text) + src - last.src
	}
	e.inserts = append(e.inserts, insert{src, at, text})
}

// edited returns the text for the parser.
func (e *edits) edited() []byte {
	var out []byte
	done := 0
	for _, in := range e.inserts {
		out = append(out, e.text[done:in.src]...)
		out = append(out, in.text...)
		done = in.src
	}
	return append(out, e.text[done:]...)
}

// find returns the last insert that starts at or before an offset of the edited text, or nil.
func (e *edits) find(at int) *insert {
	i := sort.Search(len(e.inserts), func(i int) bool { return e.inserts[i].at > at })
	if i == 0 {
		return nil
	}
	return &e.inserts[i-1]
}

// source returns the cell's offset for one of the edited text.
func (e *edits) source(at int) int {
	in := e.find(at)
	if in == nil {
		return at
	}
	return in.src + max(0, at-in.at-len(in.text))
}

// place makes positions of the edited text resolve to the cell's lines and columns.
func (e *edits) place(file *token.File, src string) {
	for _, in := range e.inserts {
		line, col := lineColumn(src, in.src)
		if at := in.at + len(in.text); at < file.Size() {
			file.AddLineColumnInfo(at, file.Name(), line, col)
		}
	}
}

// lineColumn returns the line and column, counted from 1, of an offset.
func lineColumn(src string, off int) (line, col int) {
	line = 1 + strings.Count(src[:off], "\n")
	return line, off - strings.LastIndexByte(src[:off], '\n')
}
