package diag_test

import (
	"go/token"
	"strings"
	"testing"

	"goasync/eval/diag"
)

func at(line, col int) token.Position {
	return token.Position{Filename: "cell 3", Line: line, Column: col}
}

func TestRender(t *testing.T) {
	tests := []struct {
		name string
		err  diag.Error
		want string
	}{
		{"range", diag.Error{Pos: at(2, 5), End: at(2, 8), Msg: "undefined: foo", SourceLine: "x = foo + 1"},
			"cell 3:2:5: undefined: foo\n   2 | x = foo + 1\n     |     ^~~"},
		{"point", diag.Error{Pos: at(1, 3), Msg: "bad", SourceLine: "ab"},
			"cell 3:1:3: bad\n   1 | ab\n     |   ^"},
		{"tab", diag.Error{Pos: at(1, 2), End: at(1, 4), Msg: "bad", SourceLine: "\txy\tz"},
			"cell 3:1:2: bad\n   1 |         xy      z\n     |         ^~"},
		{"wide", diag.Error{Pos: at(1, 10), End: at(1, 13), Msg: "bad", SourceLine: `"日本"+日`},
			"cell 3:1:10: bad\n   1 | \"日本\"+日\n     |        ^~"},
		{"several lines", diag.Error{Pos: at(1, 3), End: at(4, 2), Msg: "bad", SourceLine: "f(func() {"},
			"cell 3:1:3: bad\n   1 | f(func() {\n     |   ^~~~~~~~"},
		{"notes and hint", diag.Error{Pos: at(1, 1), Msg: "x redeclared", Hint: "rename it",
			Notes: []diag.Note{{Pos: at(7, 1), Msg: "declared here"}}},
			"cell 3:1:1: x redeclared\n  note: declared here: cell 3 line 7\n  hint: rename it"},
		{"column beyond the line", diag.Error{Pos: at(1, 30), Msg: "bad", SourceLine: "short"},
			"cell 3:1:30: bad\n   1 | short"},
		{"no position", diag.Error{Msg: "bad"}, "bad"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.err.Render(diag.Style{}); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

func TestRenderANSI(t *testing.T) {
	e := diag.Error{Pos: at(2, 5), End: at(2, 8), Msg: "undefined: foo", SourceLine: "x = foo + 1", Hint: "h"}
	got := e.Render(diag.Style{ANSI: true})
	for _, want := range []string{"\x1b[31m\x1b[1mundefined: foo\x1b[0m", "\x1b[31m^~~\x1b[0m", "\x1b[32mhint: \x1b[0mh"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q lacks %q", got, want)
		}
	}
	if brief := e.Render(diag.Style{Brief: true}); strings.Contains(brief, "^") {
		t.Errorf("a brief error has a source line: %q", brief)
	}
}

func TestList(t *testing.T) {
	list := diag.List{{Pos: at(3, 1), Msg: "c"}, {Pos: at(1, 2), Msg: "b", Soft: true}, {Pos: at(1, 1), Msg: "a"}}
	list.Sort()
	if got, want := list.Error(), "cell 3:1:1: a\ncell 3:1:2: b\ncell 3:3:1: c"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if n := len(list.Hard()); n != 2 {
		t.Errorf("%d hard errors, want 2", n)
	}
	if err := (diag.List{}).Err(); err != nil {
		t.Errorf("an empty list is the error %v", err)
	}
	if list.Err() == nil {
		t.Error("a list with errors is none")
	}
	if got, want := list.Render(diag.Style{}), "cell 3:1:1: a\n\ncell 3:1:2: b\n\ncell 3:3:1: c"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
