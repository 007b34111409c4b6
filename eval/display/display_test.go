package display_test

import (
	"errors"
	"fmt"
	"image"
	"strings"
	"testing"

	"goasync/eval/display"
)

type point struct {
	X, Y int
	note string
}

type warm float64

func (w warm) MIMEBundle() display.Bundle { return display.Bundle{"text/plain": "warm"} }

// What compiled programs show.
func TestText(t *testing.T) {
	for _, c := range []struct {
		value any
		want  string
	}{
		{nil, "nil"}, {1, "1"}, {"a", `"a"`}, {[]int{1, 2}, "[1, 2]"}, {warm(3), "warm"},
		{point{1, 2, "n"}, `display_test.point{X: 1, Y: 2, …}`},
		{&point{}, `&display_test.point{X: 0, Y: 0, …}`},
		{map[string]any{"b": nil, "a": []string{"x"}}, `{"a": ["x"], "b": nil}`},
		{errors.New("broken"), "broken"},
		{display.Markdown("*m*"), "*m*"},
		{display.HTML("<table><tr><td>a</td><td>b &amp; c</td></tr></table><style>x{}</style>"), "a  b & c"},
		{image.NewRGBA(image.Rect(0, 0, 2, 1)), "<image/png picture 2×1>"},
		{display.JPEG(image.NewRGBA(image.Rect(0, 0, 2, 1)), 50), "<image/jpeg picture 2×1>"},
		{display.JSON("{"), "<application/json: unexpected end of JSON input>"},
		{display.JSON(point{1, 2, ""}), "{\n  \"X\": 1,\n  \"Y\": 2\n}"},
		{display.NewPlot("p").Line("l", []float64{1}, nil), `<plot: series "l": 1 xs for 0 ys>`},
		{display.NewPlot("p").Histogram([]float64{1, 2, 2, 3}, 3), "<plot p: histogram of 4 values>"},
	} {
		if got := display.BundleOf(c.value)["text/plain"]; got != c.want {
			t.Errorf("%v\ngot  %v\nwant %s", c.value, got, c.want)
		}
	}
}

func TestForms(t *testing.T) {
	for mime, v := range map[string]any{
		"image/png": image.NewGray(image.Rect(0, 0, 1, 1)), "image/svg+xml": display.SVG("<svg/>"), "text/latex": display.LaTeX("x"),
		"application/javascript": display.JavaScript("1"), "application/vnd.vegalite.v5+json": display.VegaLite(map[string]any{"mark": "bar"}),
		"text/html": []point{{}, {}}, "text/markdown": display.Markdown(""),
	} {
		b := display.BundleOf(v)
		if _, ok := b[mime]; !ok {
			t.Errorf("%T has no %s: %v", v, mime, b)
		}
		if _, ok := b["text/plain"].(string); !ok {
			t.Errorf("%T has no text: %v", v, b)
		}
	}
}

// What goes into a page cannot leave its place.
func TestEscaping(t *testing.T) {
	const bad = `<script>alert("&")</script>`
	for _, v := range []any{
		[]map[string]string{{bad: bad}}, errors.New(bad), fmt.Errorf("%w", errors.New(bad)), display.Progress(3).Describe(bad),
	} {
		if page := fmt.Sprint(display.BundleOf(v)["text/html"]); strings.Contains(page, "<script") || !strings.Contains(page, "&lt;script") {
			t.Errorf("%T: %s", v, page)
		}
	}
}

func TestProgress(t *testing.T) {
	bar := display.Progress(4)
	bar.Add(1)
	for want, change := range map[string]func(){" 50% [███████████████···············] 2/4": func() { bar.Set(2) }} {
		if change(); bar.String() != want {
			t.Errorf("got %q, want %q", bar, want)
		}
	}
	bar.Close()
	bar.Add(1)
	if bar.Value() != 2 {
		t.Errorf("a closed bar goes on: %v", bar)
	}
	if got := display.Progress(0).String(); got != "0" {
		t.Errorf("a bar without end: %q", got)
	}
}
