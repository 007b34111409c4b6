// Package diag is the one error type of what a cell can get wrong before it
// runs: syntax, types, and what the lowering refuses.
//
// An Error knows its range in the cell, its code, what was wrong, notes that
// point elsewhere ("declared here") and a hint. Error() is one line in the
// compiler's form, "cell 3:2:5: msg"; Render adds the source line with the
// range underlined, in colour if asked to. The package parses nothing and
// imports none of the passes.
package diag

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"
	"strings"
)

// An Error is one thing wrong with a cell. Its fields are not changed after it
// has been reported; it is then safe for concurrent use.
type Error struct {
	Pos   token.Position // first byte; Filename is the cell's name ("cell 3"); Line and Column count from 1, columns in bytes
	End   token.Position // behind the last byte; the zero Position where only Pos is known
	Code  Code           // what kind of error, see the catalogue
	Msg   string         // lower case, one or several lines
	Notes []Note         // other places that explain it
	Hint  string         // how to repair it; empty where nothing is known
	Soft  bool           // the cell could run in spite of it (an unused label)

	// Incomplete says that the text ends too early: more lines may make it right.
	Incomplete bool

	// SourceLine is the line of the cell at Pos, without its newline.
	SourceLine string
}

// A Note explains an error by another place of the session.
type Note struct {
	Pos        token.Position
	Msg        string // "declared here"
	SourceLine string // may be empty
}

// String returns the note in one line: "declared here: cell 3 line 2".
func (n Note) String() string {
	if !n.Pos.IsValid() {
		return n.Msg
	}
	return fmt.Sprintf("%s: %s line %d", n.Msg, n.Pos.Filename, n.Pos.Line)
}

// Error returns the position and the message: "cell 3:2:5: undefined: x".
func (e *Error) Error() string {
	if !e.Pos.IsValid() {
		return e.Msg
	}
	return fmt.Sprintf("%s: %s", place(e.Pos), e.Msg)
}

// place formats a position as the compiler does.
func place(p token.Position) string {
	if p.Filename == "" {
		return fmt.Sprintf("%d:%d", p.Line, p.Column)
	}
	return fmt.Sprintf("%s:%d:%d", p.Filename, p.Line, p.Column)
}

// A List is the errors of one cell. A nil List is none.
type List []*Error

// Error returns the errors one a line.
func (l List) Error() string {
	if len(l) == 0 {
		return "no errors"
	}
	lines := make([]string, len(l))
	for i, e := range l {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// Err returns the list as an error, nil when it is empty.
func (l List) Err() error {
	if len(l) == 0 {
		return nil
	}
	return l
}

// Sort orders the errors by position; those of one position keep their order.
func (l List) Sort() {
	slices.SortStableFunc(l, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Column, b.Pos.Column))
	})
}

// Hard returns the errors that keep the cell from running.
func (l List) Hard() List {
	return slices.DeleteFunc(slices.Clone(l), func(e *Error) bool { return e.Soft })
}
