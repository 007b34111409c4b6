package display

import (
	"bytes"
	"errors"
	"fmt"
	"image/color"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// A Plot is a picture of numbers. NewPlot begins one, its methods add to it and return it; shown it is an SVG picture.
//
//	display.NewPlot("latency").Labels("request", "ms").Line("p50", xs, p50).Line("p99", xs, p99)
type Plot struct {
	title  string
	p      *plot.Plot
	legend plot.Legend // beside the plot, where it hides nothing
	named  bool        // it has entries
	series int
	bars   []*plotter.BarChart
	text   []string // what a terminal shows
	err    error
	width  vg.Length
	height vg.Length
}

// palette are colours that people with any colour sense tell apart (Okabe and Ito).
var palette = []color.RGBA{
	{0, 114, 178, 255}, {230, 159, 0, 255}, {0, 158, 115, 255}, {213, 94, 0, 255},
	{204, 121, 167, 255}, {86, 180, 233, 255}, {240, 228, 66, 255}, {60, 60, 60, 255},
}

// NewPlot begins a plot.
func NewPlot(title string) *Plot {
	p := plot.New()
	p.Title.Text = title
	p.Title.Padding = vg.Points(6)
	legend := plot.NewLegend()
	legend.Top, legend.Left, legend.Padding = true, true, vg.Points(3)
	for _, style := range []*text.Style{&p.Title.TextStyle, &p.X.Label.TextStyle, &p.Y.Label.TextStyle, &p.X.Tick.Label, &p.Y.Tick.Label, &legend.TextStyle} {
		style.Font.Variant = "Sans"
	}
	p.BackgroundColor = color.White
	return &Plot{title: title, p: p, legend: legend, width: 16 * vg.Centimeter, height: 9 * vg.Centimeter}
}

// Labels names the axes.
func (p *Plot) Labels(x, y string) *Plot {
	p.p.X.Label.Text, p.p.Y.Label.Text = x, y
	return p
}

// Size sets width and height in pixels of 1/96 inch.
func (p *Plot) Size(width, height int) *Plot {
	p.width, p.height = vg.Length(width)*vg.Inch/96, vg.Length(height)*vg.Inch/96
	return p
}

// Line joins points by a line. The lists are of the same length; nil for xs stands for 0, 1, 2, ….
func (p *Plot) Line(name string, xs, ys []float64) *Plot {
	return p.add(name, xs, ys, func(points plotter.XYs, c color.Color) (plot.Plotter, plot.Thumbnailer, error) {
		line, err := plotter.NewLine(points)
		if err != nil {
			return nil, nil, err
		}
		line.Color, line.Width = c, vg.Points(1.5)
		return line, line, nil
	})
}

// Scatter draws points.
func (p *Plot) Scatter(name string, xs, ys []float64) *Plot {
	return p.add(name, xs, ys, func(points plotter.XYs, c color.Color) (plot.Plotter, plot.Thumbnailer, error) {
		s, err := plotter.NewScatter(points)
		if err != nil {
			return nil, nil, err
		}
		s.Color, s.Radius, s.Shape = c, vg.Points(2.5), draw.CircleGlyph{}
		return s, s, nil
	})
}

// Bars draws a bar for each value, above its label. Bars of several calls stand side by side.
func (p *Plot) Bars(labels []string, values []float64) *Plot {
	if len(labels) != len(values) {
		return p.fail(fmt.Errorf("%d labels for %d values", len(labels), len(values)))
	}
	bars, err := plotter.NewBarChart(plotter.Values(values), 1)
	if err != nil {
		return p.fail(err)
	}
	bars.Color, bars.LineStyle.Width = p.colour(), 0
	p.bars = append(p.bars, bars)
	p.p.Add(bars)
	p.p.NominalX(labels...)
	p.text = append(p.text, fmt.Sprintf("%d bars", len(values)))
	return p
}

// arrange gives bars their widths and places.
func (p *Plot) arrange() {
	most := 0
	for _, b := range p.bars {
		most = max(most, len(b.Values))
	}
	for i, b := range p.bars {
		b.Width = p.width * 0.6 / vg.Length(most*len(p.bars))
		b.Offset = b.Width * vg.Length(2*i-len(p.bars)+1) / 2
	}
}

// Histogram counts values in so many intervals of equal width.
func (p *Plot) Histogram(values []float64, intervals int) *Plot {
	h, err := plotter.NewHist(plotter.Values(values), intervals)
	if err != nil {
		return p.fail(err)
	}
	h.FillColor = p.colour()
	p.p.Add(h)
	p.text = append(p.text, fmt.Sprintf("histogram of %d values", len(values)))
	return p
}

func (p *Plot) colour() color.Color {
	c := palette[p.series%len(palette)]
	p.series++
	return c
}

func (p *Plot) fail(err error) *Plot {
	p.err = errors.Join(p.err, err)
	return p
}

// add adds a series of points.
func (p *Plot) add(name string, xs, ys []float64, drawn func(plotter.XYs, color.Color) (plot.Plotter, plot.Thumbnailer, error)) *Plot {
	if xs != nil && len(xs) != len(ys) {
		return p.fail(fmt.Errorf("series %q: %d xs for %d ys", name, len(xs), len(ys)))
	}
	points := make(plotter.XYs, len(ys))
	for i, y := range ys {
		points[i] = plotter.XY{X: float64(i), Y: y}
		if xs != nil {
			points[i].X = xs[i]
		}
	}
	series, thumbnail, err := drawn(points, p.colour())
	if err != nil {
		return p.fail(fmt.Errorf("series %q: %w", name, err))
	}
	p.p.Add(series)
	if name != "" {
		p.legend.Add(name, thumbnail)
		p.named = true
	}
	p.text = append(p.text, strings.TrimSpace(fmt.Sprintf("%s %d points", name, len(ys))))
	return p
}

// draw draws the plot and, on its right, the legend. It leaves a margin: labels at the ends of axes are wider than the
// library thinks where its font is missing.
func (p *Plot) draw(c draw.Canvas) {
	const margin = 8
	p.arrange()
	c.SetColor(color.White)
	c.Fill(c.Rectangle.Path())
	c = draw.Crop(c, margin, -2*margin, margin, -margin)
	width := vg.Length(0)
	if p.named {
		r := p.legend.Rectangle(c)
		width = (r.Max.X-r.Min.X)*1.15 + 2*margin
		head := p.p.Title.TextStyle.Height(p.title) + 2*p.p.Title.Padding
		p.legend.Draw(draw.Crop(c, c.Max.X-c.Min.X-width+2*margin, 0, 0, -head))
	}
	p.p.Draw(draw.Crop(c, 0, -width, 0, 0))
}

// SVG gives the picture. A plot that something is wrong with fails.
func (p *Plot) SVG() (SVG, error) {
	if p.err != nil {
		return "", p.err
	}
	c := vgsvg.New(p.width, p.height)
	p.draw(draw.New(c))
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		return "", err
	}
	svg := b.String()
	if i := strings.Index(svg, "<svg"); i > 0 { // the prologue has no place in a page
		svg = svg[i:]
	}
	return SVG(svg), nil
}

// PNG gives the picture as an image of 192 dots an inch.
func (p *Plot) PNG() (Picture, error) {
	if p.err != nil {
		return Picture{}, p.err
	}
	c := vgimg.NewWith(vgimg.UseWH(p.width, p.height), vgimg.UseDPI(192))
	p.draw(draw.New(c))
	return PNG(c.Image()), nil
}

// MIMEBundle implements Displayer.
func (p *Plot) MIMEBundle() Bundle {
	svg, err := p.SVG()
	if err != nil {
		return Bundle{"text/plain": "<plot: " + err.Error() + ">"}
	}
	b := svg.MIMEBundle()
	b["text/plain"] = p.String()
	return b
}

// String says what is plotted.
func (p *Plot) String() string {
	s := "<plot"
	if p.title != "" {
		s += " " + p.title
	}
	if len(p.text) > 0 {
		s += ": " + strings.Join(p.text, ", ")
	}
	return s + ">"
}
