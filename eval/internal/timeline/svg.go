package timeline

import (
	"fmt"
	"html"
	"strings"
	"time"

	"goasync/eval/internal/shown"
)

// Measures of the picture, in pixels.
const (
	picture  = 920 // its width
	margin   = 14
	rowStep  = 24
	rowBar   = 18
	headRoom = 58
	letter   = 6.65 // width of a letter
	gutter   = 96   // behind the bars, for how tasks ended
)

// colours are those of the states; they differ in lightness too.
var colours = map[State]string{Ready: "#c9c9c9", Running: "#2e7d32", Waiting: "#c5dffa", InThread: "#ffc46b", Blocking: "#d32f2f"}

var stateNames = map[State]string{Ready: "ready, and another runs", Running: "runs", Waiting: "waits", InThread: "waits for a thread", Blocking: "blocks the loop"}

// legend are the states in the order in which they are explained.
var legend = []State{Running, Waiting, InThread, Blocking, Ready}

// drawing is a picture being drawn.
type drawing struct {
	*layout
	out    strings.Builder
	hovers bool
	left   float64 // where the bars begin
	width  float64 // of the bars
	end    int     // where the rows end
}

// SVG draws the timeline as a picture of its own. Pointing at a bar tells what it is.
func (t *Timeline) SVG() string { return t.layout(maxRows).svg(true) }

// svg draws the picture. As an image in a page it needs no hovers: nothing in it can be pointed at.
func (lo *layout) svg(hovers bool) string {
	d := &drawing{layout: lo, hovers: hovers, end: headRoom + len(lo.rows)*rowStep}
	longest := 8
	for _, r := range lo.rows {
		longest = max(longest, shown.Width(r.name()))
	}
	d.left = margin + float64(longest)*letter + 10
	d.width = picture - d.left - margin - gutter
	stalls := lo.stalls()
	height := d.end + 34 + 18*len(stalls)
	fmt.Fprintf(&d.out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" style="max-width: 100%%; height: auto" font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="11">`+"\n", picture, height, picture, height)
	fmt.Fprintf(&d.out, "<title>%s</title>\n", html.EscapeString(lo.heading()))
	fmt.Fprintf(&d.out, `<rect x="0.5" y="0.5" width="%d" height="%d" rx="6" fill="#ffffff" stroke="#cccccc"/>`+"\n", picture-1, height-1)
	d.text(margin, 22, "#222222", `font-size="12" font-weight="bold"`, lo.heading())
	d.axis()
	d.columns()
	for _, l := range lo.links {
		d.link(l)
	}
	for _, r := range lo.rows {
		d.row(r)
	}
	d.legend(d.end + 20)
	for i, s := range stalls {
		text := "■ " + s.sentence()
		if s.text != "" {
			text += ": " + s.text
		}
		d.text(margin, float64(d.end+40+18*i), colours[Blocking], `font-weight="bold"`, shown.Cut(text, 125))
	}
	d.out.WriteString("</svg>")
	return d.out.String()
}

func (d *drawing) text(x, y float64, fill, attributes, text string) {
	fmt.Fprintf(&d.out, `<text x="%.1f" y="%.1f" fill="%s" xml:space="preserve" %s>%s</text>`+"\n", x, y, fill, attributes, html.EscapeString(text))
}

// title is what pointing at the element before tells.
func (d *drawing) title(text string) string {
	if !d.hovers {
		return ""
	}
	return "<title>" + html.EscapeString(text) + "</title>"
}

// x is where a time is.
func (d *drawing) x(at time.Duration) float64 { return d.left + d.part(at)*d.width }

// y is the top of a row's bar.
func (d *drawing) y(r *row) int { return headRoom + r.index*rowStep }

func (d *drawing) axis() {
	for _, tick := range d.ticks(10) {
		x := d.x(d.From + tick)
		fmt.Fprintf(&d.out, `<line x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke="#e6e6e6"/>`+"\n", x, headRoom-8, x, d.end)
		d.text(x, headRoom-13, "#666666", `text-anchor="middle" font-size="10"`, Spell(tick))
	}
}

// columns marks the times at which the loop is blocked across all rows.
func (d *drawing) columns() {
	for _, r := range d.rows {
		for _, s := range r.segments {
			if s.State == Blocking {
				fmt.Fprintf(&d.out, `<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s" fill-opacity="0.13"/>`+"\n",
					d.x(s.From), headRoom-6, max(d.x(s.To)-d.x(s.From), 1), d.end-headRoom+6, colours[Blocking])
			}
		}
	}
}

func (d *drawing) link(l link) {
	stroke := `stroke="#9e9e9e" stroke-dasharray="2 2"`
	if l.join {
		stroke = `stroke="#5b7fa3"`
	}
	x, from, to := d.x(l.at), d.y(l.from)+rowBar/2, d.y(l.to)+rowBar/2
	fmt.Fprintf(&d.out, `<line x1="%.1f" y1="%d" x2="%.1f" y2="%d" %s/>`+"\n", x, from, x, to, stroke)
}

func (d *drawing) row(r *row) {
	y := d.y(r)
	tree := shown.Cut(r.tree, labelColumns)
	d.text(margin, float64(y)+13, "#222222", "", tree+shown.Cut(r.label(), labelColumns-shown.Width(tree)))
	for _, running := range []bool{false, true} { // short runs are to be seen above long waits
		for _, s := range r.segments {
			if (s.State == Running || s.State == Blocking) == running {
				d.segment(s, y)
			}
		}
	}
	fill, sign := "#555555", ""
	switch r.Outcome {
	case Cancelled:
		sign = "✕ "
	case Failed:
		fill, sign = colours[Blocking], "✕ "
	case Finished:
		return
	}
	d.text(d.x(r.To)+6, float64(y)+13, fill, `font-size="10"`, shown.Cut(sign+r.ending(), int((picture-d.x(r.To)-6)/6)))
}

func (d *drawing) segment(s segment, y int) {
	x, width := d.x(s.From), d.x(s.To)-d.x(s.From)
	top, height, opacity := y, rowBar, ""
	switch {
	case s.State != Running && s.State != Blocking:
		top, height = y+2, rowBar-4
	default:
		width = max(width, 2.5)
		if s.share < 1 {
			opacity = fmt.Sprintf(` fill-opacity="%.2f"`, 0.3+0.7*s.share)
		}
	}
	fmt.Fprintf(&d.out, `<rect x="%.1f" y="%d" width="%.1f" height="%d" rx="2" fill="%s"%s>%s</rect>`+"\n",
		x, top, max(width, 1), height, colours[s.State], opacity, d.title(d.hover(s)))
	room := int((width - 8) / 6)
	if caption := d.caption(s); caption != "" && room >= 5 {
		fill := "#12344d"
		if s.State == Blocking {
			fill = "#ffffff"
		}
		fmt.Fprintf(&d.out, `<text x="%.1f" y="%d" fill="%s" font-size="10" pointer-events="none">%s</text>`+"\n", x+4, y+13, fill, html.EscapeString(shown.Cut(caption, room)))
	}
}

// legend explains the colours that are in the picture.
func (d *drawing) legend(y int) {
	x := d.left
	present := d.present()
	for _, state := range legend {
		if !present[state] {
			continue
		}
		fmt.Fprintf(&d.out, `<rect x="%.1f" y="%d" width="10" height="10" rx="2" fill="%s"/>`+"\n", x, y-9, colours[state])
		d.text(x+14, float64(y), "#444444", `font-size="10"`, stateNames[state])
		x += 14 + float64(len(stateNames[state]))*6 + 18
	}
	if left := d.layout.left(); left != "" {
		d.text(x, float64(y), "#444444", `font-size="10"`, "("+left+")")
	}
}
