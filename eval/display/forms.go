package display

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"image"
	"image/jpeg"
	"image/png"
	"regexp"
	"strings"

	"goasync/eval/internal/outlet"
	"goasync/eval/internal/shown"
)

// HTML is shown as HTML; terminals show the text in it.
type HTML string

// Markdown is shown as formatted text; terminals show it as it is.
type Markdown string

// LaTeX is shown as a formula: a whole one, or text with formulas between dollar signs.
type LaTeX string

// SVG is shown as a picture.
type SVG string

// JavaScript is run by front ends that allow it.
type JavaScript string

// MIMEBundle implements Displayer.
func (h HTML) MIMEBundle() Bundle {
	return Bundle{"text/html": string(h), "text/plain": plainHTML(string(h))}
}

// MIMEBundle implements Displayer.
func (m Markdown) MIMEBundle() Bundle {
	return Bundle{"text/markdown": string(m), "text/plain": string(m)}
}

// MIMEBundle implements Displayer.
func (l LaTeX) MIMEBundle() Bundle {
	s := string(l)
	if !strings.Contains(s, "$") && !strings.Contains(s, `\begin`) && !strings.Contains(s, `\[`) {
		s = `$\displaystyle ` + s + "$"
	}
	return Bundle{"text/latex": s, "text/plain": string(l)}
}

// MIMEBundle implements Displayer.
func (s SVG) MIMEBundle() Bundle {
	text := "<SVG picture>"
	if m := svgTitle.FindStringSubmatch(string(s)); m != nil {
		text = "<SVG picture: " + html.UnescapeString(m[1]) + ">"
	}
	return Bundle{"text/html": s.img(), "image/svg+xml": string(s), "text/plain": text}
}

// img gives the picture as an image in a page. Many front ends and converters do no better with SVG of its own type, and
// some strip it of its shapes; to have it within the page, for scripts and styles, show it as HTML.
func (s SVG) img() string {
	text := string(s)
	if !strings.Contains(text, "xmlns=") {
		text = strings.Replace(text, "<svg", `<svg xmlns="http://www.w3.org/2000/svg"`, 1)
	}
	return `<img src="data:image/svg+xml;base64,` + base64.StdEncoding.EncodeToString([]byte(text)) + `" style="max-width: 100%"/>`
}

var svgTitle = regexp.MustCompile(`^<svg[^>]*>\s*<title>([^<]*)</title>`)

// MIMEBundle implements Displayer.
func (j JavaScript) MIMEBundle() Bundle {
	return Bundle{"application/javascript": string(j), "text/plain": string(j)}
}

var (
	blockEnds = regexp.MustCompile(`(?i)</(p|div|tr|li|h[1-6]|table|ul|ol|pre)>|<br ?/?>`)
	cellEnds  = regexp.MustCompile(`(?i)</t[dh]>`)
	invisible = regexp.MustCompile(`(?is)<(script|style)\b.*?</(script|style)>|<!--.*?-->`)
	tags      = regexp.MustCompile(`<[^>]*>`)
	blanks    = regexp.MustCompile(`[ \t]*\n\s*`)
)

// plainHTML is the text in a piece of HTML.
func plainHTML(s string) string {
	s = invisible.ReplaceAllString(s, "")
	s = cellEnds.ReplaceAllString(s, "  ")
	s = blockEnds.ReplaceAllString(s, "\n")
	s = html.UnescapeString(tags.ReplaceAllString(s, ""))
	return strings.TrimSpace(blanks.ReplaceAllString(s, "\n"))
}

// A Picture is an encoded image. PNG and JPEG make it.
type Picture struct {
	mime string
	data []byte
	size image.Point
	err  error
}

// PNG is an image without loss. An image.Image that is shown without it is shown so too.
func PNG(m image.Image) Picture {
	var b bytes.Buffer
	err := png.Encode(&b, m)
	return Picture{"image/png", b.Bytes(), m.Bounds().Size(), err}
}

// JPEG is an image as a photograph. The quality is from 1 to 100, 90 when it is left out.
func JPEG(m image.Image, quality ...int) Picture {
	var b bytes.Buffer
	o := &jpeg.Options{Quality: 90}
	if len(quality) > 0 {
		o.Quality = quality[0]
	}
	err := jpeg.Encode(&b, m, o)
	return Picture{"image/jpeg", b.Bytes(), m.Bounds().Size(), err}
}

// Bytes gives the encoded image.
func (p Picture) Bytes() []byte { return p.data }

// MIMEBundle implements Displayer.
func (p Picture) MIMEBundle() Bundle {
	if p.err != nil {
		return Bundle{"text/plain": "<" + p.mime + ": " + p.err.Error() + ">"}
	}
	return Bundle{p.mime: base64.StdEncoding.EncodeToString(p.data), "text/plain": p.String()}
}

// String says what it is.
func (p Picture) String() string {
	return fmt.Sprintf("<%s picture %d×%d>", p.mime, p.size.X, p.size.Y)
}

// Data is a JSON document that front ends show in a way of their own. JSON and VegaLite make it.
type Data struct {
	mime  string
	value any
	err   error
}

// JSON is shown as a tree that can be unfolded. v is anything that encoding/json takes, values of cells included, or the
// text of a document as a string or []byte.
func JSON(v any) Data { return newData("application/json", v) }

// VegaLite is shown as the plot that a Vega-Lite specification describes. v is as for JSON.
func VegaLite(v any) Data { return newData("application/vnd.vegalite.v5+json", v) }

func newData(mime string, v any) Data {
	switch x := v.(type) {
	case string:
		var value any
		err := json.Unmarshal([]byte(x), &value)
		return Data{mime, value, err}
	case []byte:
		return newData(mime, string(x))
	}
	if o := outlet.Current(); o != nil {
		if tree := o.Shown(v, shown.Everything); tree.Kind != shown.Leaf {
			return Data{mime: mime, value: tree.Plain()}
		}
	}
	text, err := json.Marshal(v)
	if err != nil {
		return Data{mime: mime, err: err}
	}
	return newData(mime, string(text))
}

// MIMEBundle implements Displayer.
func (d Data) MIMEBundle() Bundle {
	if d.err != nil {
		return Bundle{"text/plain": "<" + d.mime + ": " + d.err.Error() + ">"}
	}
	return Bundle{d.mime: d.value, "text/plain": d.String()}
}

// String gives the document, indented.
func (d Data) String() string {
	if d.err != nil {
		return d.err.Error()
	}
	text, err := json.MarshalIndent(d.value, "", "  ")
	if err != nil {
		return err.Error()
	}
	return string(text)
}
