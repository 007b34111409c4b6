package timeline

import (
	"encoding/base64"
	"fmt"
	"html"
	"strings"
	"time"
	"unicode/utf8"
)

// Measures of the picture, in pixels.
const (
	picture  = 920 // its width
	margin   = 12
	laneStep = 28
	laneBar  = 18
	headRoom = 52
	letter   = 6.6 // width of a letter
)

// colours are those of the states; they differ in lightness too.
var colours = map[State]string{Ready: "#d7d7d7", Running: "#1b7f3b", Waiting: "#a9d1f5", InThread: "#f5b041", Blocking: "#d50000"}

var stateNames = map[State]string{Ready: "ready, while another runs", Running: "runs", Waiting: "waits", InThread: "waits for a thread", Blocking: "blocks the loop"}

// drawing is a picture being drawn.
type drawing struct {
	height int
	areas  strings.Builder // what pointing at the picture tells, as HTML
	t      *Timeline
	out    strings.Builder
	left   float64 // where the bars begin
	width  float64 // of the bars
	end    int     // where the lanes end
}

// HTML draws the timeline for a page. Pointing at a bar tells what it is. The picture is an image, which front ends show
// in notebooks that they do not trust too, and the texts are titles of invisible boxes above it.
func (t *Timeline) HTML() string {
	d := t.draw()
	return fmt.Sprintf(`<div style="position: relative; max-width: %dpx"><img alt="%s" src="data:image/svg+xml;base64,%s" style="display: block; width: 100%%; max-width: 100%%; margin: 0"/>%s</div>`,
		picture, html.EscapeString(t.heading()), base64.StdEncoding.EncodeToString([]byte(d.out.String())), d.areas.String())
}

// SVG draws the timeline. Pointing at a bar tells what it is.
func (t *Timeline) SVG() string { return t.draw().out.String() }

func (t *Timeline) draw() *drawing {
	d := &drawing{t: t, end: headRoom + len(t.Lanes)*laneStep}
	longest := 8
	for _, l := range t.Lanes {
		longest = max(longest, min(utf8.RuneCountInString(l.label()), 32))
	}
	d.left = margin + float64(longest)*letter + 10
	d.width = picture - d.left - margin - 34
	stalls := t.stalls()
	d.height = d.end + 34 + 18*len(stalls)
	height := d.height
	fmt.Fprintf(&d.out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" style="max-width: 100%%; height: auto" font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="11">`+"\n", picture, height, picture, height)
	fmt.Fprintf(&d.out, "<title>%s</title>\n", html.EscapeString(t.heading()))
	fmt.Fprintf(&d.out, `<rect width="%d" height="%d" rx="6" fill="#ffffff" stroke="#cccccc"/>`+"\n", picture, height)
	d.text(margin, 20, "#222222", `font-size="12" font-weight="bold"`, t.heading())
	d.axis()
	d.columns()
	for i, l := range t.Lanes {
		d.lane(l, headRoom+i*laneStep)
	}
	d.legend(d.end + 18)
	for i, s := range stalls {
		d.text(margin, float64(d.end+38+18*i), colours[Blocking], `font-weight="bold"`, "■ "+cut(s, 125))
	}
	d.out.WriteString("</svg>")
	return d
}

func (d *drawing) text(x, y float64, fill, attributes, text string) {
	fmt.Fprintf(&d.out, `<text x="%.1f" y="%.1f" fill="%s" %s>%s</text>`+"\n", x, y, fill, attributes, html.EscapeString(text))
}

// x is where a time is.
func (d *drawing) x(at time.Duration) float64 {
	if d.t.To == d.t.From {
		return d.left
	}
	return d.left + float64(at-d.t.From)/float64(d.t.To-d.t.From)*d.width
}

func (d *drawing) axis() {
	for _, tick := range d.t.ticks(10) {
		x := d.x(d.t.From + tick)
		fmt.Fprintf(&d.out, `<line x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke="#e4e4e4"/>`+"\n", x, headRoom-8, x, d.end)
		d.text(x, headRoom-12, "#666666", `text-anchor="middle" font-size="10"`, Spell(tick))
	}
}

// columns marks the times at which the loop is blocked across all lanes.
func (d *drawing) columns() {
	for _, l := range d.t.Lanes {
		for _, s := range l.Spans {
			if s.State == Blocking {
				fmt.Fprintf(&d.out, `<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s" fill-opacity="0.12"/>`+"\n",
					d.x(s.From), headRoom-6, max(d.x(s.To)-d.x(s.From), 1), d.end-headRoom+6, colours[Blocking])
			}
		}
	}
}

func (d *drawing) lane(l *Lane, y int) {
	d.text(margin, float64(y)+13, "#222222", "", cut(l.label(), 32))
	for _, running := range []bool{false, true} { // short runs are to be seen above long waits
		for _, s := range l.Spans {
			if (s.State == Running || s.State == Blocking) == running {
				d.span(l, s, y)
			}
		}
	}
	x := d.x(l.To) + 6
	switch l.Outcome {
	case Cancelled:
		d.mark(l, x, y, "#555555", "✕", "cancelled")
	case Failed:
		d.mark(l, x, y, colours[Blocking], "✕", "failed: "+l.Err.Error())
	case Pending:
		d.mark(l, x, y, "#555555", "…", "lives on")
	}
}

// mark is a sign behind the end of a lane.
func (d *drawing) mark(l *Lane, x float64, y int, fill, sign, title string) {
	fmt.Fprintf(&d.out, `<text x="%.1f" y="%d" fill="%s" font-size="14" font-weight="bold">%s<title>%s</title></text>`+"\n",
		x, y+14, fill, sign, html.EscapeString(l.label()+" "+title))
	d.area(x, y, 12, laneBar, l.label()+" "+title)
}

func (d *drawing) span(l *Lane, s Span, y int) {
	x, width := d.x(s.From), d.x(s.To)-d.x(s.From)
	top, height := y, laneBar
	switch s.State {
	case Ready, Waiting, InThread:
		top, height = y+3, laneBar-6
	default:
		width = max(width, 2.5)
	}
	fmt.Fprintf(&d.out, `<rect x="%.1f" y="%d" width="%.1f" height="%d" rx="2" fill="%s"><title>%s</title></rect>`+"\n",
		x, top, max(width, 1), height, colours[s.State], html.EscapeString(d.hover(l, s)))
	d.area(x, top, max(width, 5), height, d.hover(l, s))
	label, fill := s.On, "#12344d"
	if s.State == Blocking {
		label, fill = "blocks the loop", "#ffffff"
		if where, _ := d.t.where(s.Place); where != "" {
			label = where + " " + label
		}
	}
	if label != "" && float64(utf8.RuneCountInString(label))*6+8 < width {
		fmt.Fprintf(&d.out, `<text x="%.1f" y="%d" fill="%s" font-size="10" pointer-events="none">%s</text>`+"\n", x+4, y+13, fill, html.EscapeString(label))
	}
}

// area is a box above the picture.
func (d *drawing) area(x float64, y int, width float64, height int, title string) {
	percent := func(of, whole float64) float64 { return of * 100 / whole }
	fmt.Fprintf(&d.areas, `<span title="%s" style="position: absolute; left: %.2f%%; top: %.2f%%; width: %.2f%%; height: %.2f%%"></span>`,
		strings.ReplaceAll(html.EscapeString(title), "\n", "&#10;"), percent(x, picture), percent(float64(y), float64(d.height)), percent(width, picture), percent(float64(height), float64(d.height)))
}

// hover is what pointing at a bar tells.
func (d *drawing) hover(l *Lane, s Span) string {
	text := l.label() + " " + stateNames[s.State]
	if s.On != "" {
		text = l.label() + " waits for " + s.On
		if s.State == InThread {
			text += ", in a thread"
		}
	}
	if s.To > s.From {
		text += fmt.Sprintf("\n%s, from %s to %s", Spell(s.To-s.From), Spell(s.From-d.t.From), Spell(s.To-d.t.From))
	} else {
		text += "\nat " + Spell(s.From-d.t.From)
	}
	if where, line := d.t.where(s.Place); where != "" {
		text += "\n" + where + ": " + line
	}
	return text
}

// legend explains the colours that are in the picture.
func (d *drawing) legend(y int) {
	present := map[State]bool{}
	for _, l := range d.t.Lanes {
		for _, s := range l.Spans {
			present[s.State] = true
		}
	}
	x := d.left
	for _, state := range []State{Running, Waiting, InThread, Blocking, Ready} {
		if !present[state] {
			continue
		}
		fmt.Fprintf(&d.out, `<rect x="%.1f" y="%d" width="10" height="10" rx="2" fill="%s"/>`+"\n", x, y-9, colours[state])
		d.text(x+14, float64(y), "#444444", `font-size="10"`, stateNames[state])
		x += 14 + float64(len(stateNames[state]))*6 + 18
	}
	if d.t.Lost > 0 {
		d.text(x, float64(y), "#444444", `font-size="10"`, fmt.Sprintf("(%d events and tasks left out)", d.t.Lost))
	}
}

func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
