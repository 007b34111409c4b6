package shown_test

import (
	"strings"
	"testing"

	"goasync/eval/internal/shown"
)

type record struct {
	Name string
	N    int
	Of   *record
}

func TestWidth(t *testing.T) {
	for line, want := range map[string]int{"": 0, "abc": 3, "日本": 4, "e\u0301": 1, "│ ├ x": 5, "█·": 2, "…": 1} {
		if got := shown.Width(line); got != want {
			t.Errorf("%q takes %d columns, want %d", line, got, want)
		}
	}
	if got := shown.Cut("日本語", 4); got != "日…" {
		t.Errorf("cut to %q", got)
	}
	if got := shown.Pad("日", 4); got != "日  " {
		t.Errorf("filled up to %q", got)
	}
}

// However large a value is, what is shown of it is not.
func TestBounds(t *testing.T) {
	ring := &record{Name: "ring"}
	ring.Of = ring
	deep := &record{}
	for range 1000 {
		deep = &record{Of: deep}
	}
	wide := make([][][]int, 200)
	for i := range wide {
		wide[i] = make([][]int, 200)
		for j := range wide[i] {
			wide[i][j] = make([]int, 200)
		}
	}
	for name, v := range map[string]any{
		"list": make([]int, 1e6), "bytes": make([]byte, 1e6), "text": strings.Repeat("x", 1e6), "texts": []string{strings.Repeat("x", 1e6), "y"},
		"ring": ring, "deep": deep, "wide": wide, "many": make([]record, 1e5),
	} {
		if text := shown.Of(v, shown.Reading).String(); len(text) > 60_000 || !strings.Contains(text, "…") {
			t.Errorf("%s: %d bytes, %.200s", name, len(text), text)
		}
	}
}

func TestTableText(t *testing.T) {
	for _, c := range []struct {
		name string
		v    any
		want string
		ok   bool
	}{
		{"structs", []record{{"Ann", 1, nil}, {"日本", 100, nil}}, "Name    N  Of\nAnn     1  nil\n日本  100  nil", true},
		{"maps", map[string]map[string]any{"b": {"x": 1}, "a": {"y": "two\nlines"}}, "   y          x\na  two lines\nb             1", true},
		{"no rows", []record{}, "", false},
		{"not records", []any{record{}, 1}, "", false},
		{"only nil", []*record{nil}, "", false},
		{"more", make([]struct{ A int }, 102), "A\n" + strings.Repeat("0\n", 100) + "… 2 more rows", true},
		{"too wide", []map[string]string{{strings.Repeat("k", 121): ""}}, "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			table, ok := shown.Of(c.v, shown.Reading).Table()
			got := ""
			if ok {
				got, ok = table.Text()
			}
			if ok != c.ok || got != c.want {
				t.Errorf("%v, got\n%s\nwant\n%s", ok, got, c.want)
			}
		})
	}
}
