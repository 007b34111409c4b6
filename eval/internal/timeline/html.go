package timeline

import (
	_ "embed" // the style sheet
	"encoding/base64"
	"fmt"
	"html"
	"strings"
	"time"

	"goasync/eval/internal/shown"
)

// style is the style sheet of the chart. It is without empty lines, at which Markdown would end the HTML.
//
//go:embed chart.css
var style string

// classes are those of the states in the style sheet.
var classes = map[State]string{Ready: "ready", Running: "runs", Waiting: "waits", InThread: "thread", Blocking: "blocks"}

// manyRows is from how many rows on the chart has a scroll bar.
const manyRows = 26

// chart is a chart being written.
type chart struct {
	*layout
	out strings.Builder
}

// HTML draws the timeline for a page: a chart that takes the width it is given and the colours of the page's theme, and
// tells what is pointed at. Where a page does not have it as it is, as a notebook that is not trusted, whose style sheets
// are dropped, the picture is shown in its place.
func (t *Timeline) HTML() string {
	c := &chart{layout: t.layout(maxRows)}
	c.write(`<div class="goat"><style>%s</style>`, strings.TrimSpace(style))
	c.write(`<img class="goat-picture" alt="%s" src="data:image/svg+xml;base64,%s" style="max-width: 100%%"/>`,
		html.EscapeString(t.heading()), base64.StdEncoding.EncodeToString([]byte(c.svg(false))))
	c.write("\n"+`<div class="goat-chart" hidden="hidden" style="display: none" role="figure" aria-label="%s">`, html.EscapeString(t.heading()))
	c.write(`<div class="goat-head"><b>timeline of %s</b> %s</div>`+"\n", html.EscapeString(t.Title), html.EscapeString(t.size()))
	many := ""
	if len(c.rows) >= manyRows {
		many = " goat-many"
	}
	c.write(`<div class="goat-grid%s">`, many)
	c.axis()
	for _, r := range c.rows {
		c.row(r)
	}
	c.write("</div>\n")
	c.legend()
	for _, s := range t.stalls() {
		c.write(`<div class="goat-stall"><b>%s</b>`, html.EscapeString(s.sentence()))
		if s.text != "" {
			c.write(`<code>%s</code>`, html.EscapeString(shown.Cut(s.text, 200)))
		}
		c.write("</div>\n")
	}
	c.write("</div></div>")
	return c.out.String()
}

func (c *chart) write(format string, args ...any) { fmt.Fprintf(&c.out, format, args...) }

// percent is where a time is.
func (c *chart) percent(at time.Duration) string { return short(c.part(at)) }

// short writes a part of the whole as a percentage.
func short(part float64) string {
	text := fmt.Sprintf("%.2f", part*100)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".") + "%"
}

// axis writes the times, and behind the bars the lines of the grid, the times at which the loop is blocked, and the links.
func (c *chart) axis() {
	ticks := c.ticks(6)
	c.write(`<div class="goat-corner"></div><div class="goat-axis">`)
	for _, tick := range ticks {
		class := ""
		if tick > 0 && c.part(c.From+tick) > 0.96 {
			class = ` class="goat-last"`
		}
		c.write(`<span%s style="left:%s">%s</span>`, class, c.percent(c.From+tick), Spell(tick))
	}
	c.write(`</div><div class="goat-corner"></div>` + "\n")
	c.write(`<div class="goat-lines" style="grid-row:2/span %d">`, len(c.rows))
	for _, tick := range ticks {
		c.write(`<i style="left:%s"></i>`, c.percent(c.From+tick))
	}
	for _, r := range c.rows {
		for _, s := range r.segments {
			if s.State == Blocking {
				c.write(`<i class="goat-band" style="left:%s;width:%s"></i>`, c.percent(s.From), short(c.part(s.To)-c.part(s.From)))
			}
		}
	}
	for _, l := range c.links {
		class, top, bottom := "goat-made", min(l.from.index, l.to.index), max(l.from.index, l.to.index)
		if l.join {
			class = "goat-join"
		}
		c.write(`<i class="%s" style="left:%s;top:calc(var(--row)*%d.5);height:calc(var(--row)*%d)"></i>`, class, c.percent(l.at), top, bottom-top)
	}
	c.write("</div>\n")
}

func (c *chart) row(r *row) {
	tip := r.label()
	if waits := c.waits(r.Lane); waits != "" {
		tip += "\nwaited for " + waits
	}
	line, main := r.index+2, ""
	if r.Main {
		main = " goat-main"
	}
	c.write(`<div class="goat-name%s" style="grid-row:%d" title="%s"><span>%s</span>%s</div>`, main, line, attribute(tip), html.EscapeString(r.tree), html.EscapeString(r.label()))
	up := ""
	if r.index >= 3 && r.index >= len(c.rows)-3 {
		up = " goat-up" // what pointing tells is above the bar, not below the chart
	}
	c.write(`<div class="goat-track%s" style="grid-row:%d">`, up, line)
	for _, running := range []bool{false, true} { // short runs are to be seen above long waits
		for _, s := range r.segments {
			if (s.State == Running || s.State == Blocking) == running {
				c.segment(s)
			}
		}
	}
	c.write("</div>")
	c.ending(r)
}

// attribute writes a text of several lines as the value of an attribute.
func attribute(text string) string { return strings.ReplaceAll(html.EscapeString(text), "\n", "&#10;") }

func (c *chart) segment(s segment) {
	class := "goat-" + classes[s.State]
	if c.part(s.From) > 0.5 {
		class += " goat-right"
	}
	opacity := ""
	if s.share < 1 {
		opacity = fmt.Sprintf(";--share:%.0f%%", 30+70*s.share)
	}
	caption := c.caption(s)
	if c.part(s.To)-c.part(s.From) < 0.03 {
		caption = ""
	}
	c.write(`<i class="%s" style="left:%s;width:%s%s" data-tip="%s"><s>%s</s></i>`, class, c.percent(s.From), short(c.part(s.To)-c.part(s.From)), opacity,
		attribute(c.hover(s)), html.EscapeString(caption))
}

// ending writes behind the bars how a task ended, or how long it took.
func (c *chart) ending(r *row) {
	text, class := Spell(r.To-r.From), ""
	switch r.Outcome {
	case Cancelled:
		text = "✕ " + r.ending()
	case Failed:
		text, class = "✕ "+r.ending(), " goat-failed"
	case Pending:
		text = "… " + r.ending()
	}
	c.write(`<div class="goat-end%s" style="grid-row:%d" title="%s">%s</div>`+"\n", class, r.index+2, attribute(text), html.EscapeString(text))
}

// legend explains the colours that are in the chart.
func (c *chart) legend() {
	present := c.present()
	c.write(`<div class="goat-legend">`)
	for _, state := range legend {
		if present[state] {
			c.write(`<span><i class="goat-%s"></i>%s</span>`, classes[state], stateNames[state])
		}
	}
	if left := c.left(); left != "" {
		c.write("<span>%s</span>", left)
	}
	c.write("</div>\n")
}
