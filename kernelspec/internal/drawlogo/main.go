// Command drawlogo draws the kernel's logo: an event loop (a ring that runs
// into an arrow head) around two waiting points and a running one. One
// geometry makes the SVG and both PNG sizes.
//
//	go run ./internal/drawlogo DIR
package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"log"
	"math"
	"os"
	"path/filepath"
)

// The geometry, in units of a square of side 64.
const (
	side   = 64.0
	middle = side / 2
	corner = 14.0 // radius of the background's corners
	ring   = 18.5 // radius of the loop
	width  = 6.0  // of its line
	start  = 40.0 // degrees, clockwise from three o'clock, where the line begins
	sweep  = 280.0
	head   = 9.5 // half the arrow head's base
	dot    = 3.1
)

var (
	night = color.NRGBA{0x12, 0x2b, 0x3d, 0xff}
	sky   = color.NRGBA{0x35, 0xc4, 0xe8, 0xff}
	sun   = color.NRGBA{0xff, 0xc8, 0x4a, 0xff}
)

type point struct{ x, y float64 }

var dots = []struct {
	at  point
	ink color.NRGBA
}{{point{22.8, middle}, sky}, {point{30.6, middle}, sky}, {point{38.4, middle}, sun}}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: drawlogo DIR")
	}
	files := map[string][]byte{"logo-svg.svg": svg(), "logo-32x32.png": raster(32), "logo-64x64.png": raster(64)}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(os.Args[1], name), content, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// onRing is the point of the loop at an angle in degrees, r from the middle.
func onRing(deg, r float64) point {
	s, c := math.Sincos(deg * math.Pi / 180)
	return point{middle + r*c, middle + r*s}
}

// arrow is the head's triangle: a base across the line's end and a tip ahead.
func arrow() [3]point {
	end := start + sweep
	return [3]point{onRing(end, ring-head), onRing(end, ring+head), onRing(end+36, ring)}
}

func svg() []byte {
	var b bytes.Buffer
	from, to, a := onRing(start, ring), onRing(start+sweep, ring), arrow()
	fmt.Fprintf(&b, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %g %g\">\n", side, side)
	fmt.Fprintf(&b, " <title>Go (async)</title>\n <rect width=\"%g\" height=\"%g\" rx=\"%g\" fill=\"%s\"/>\n", side, side, corner, hex(night))
	fmt.Fprintf(&b, " <path d=\"M%.2f %.2fA%g %g 0 1 1 %.2f %.2f\" fill=\"none\" stroke=\"%s\" stroke-width=\"%g\" stroke-linecap=\"round\"/>\n",
		from.x, from.y, ring, ring, to.x, to.y, hex(sky), width)
	fmt.Fprintf(&b, " <path d=\"M%.2f %.2fL%.2f %.2fL%.2f %.2fZ\" fill=\"%s\"/>\n",
		a[0].x, a[0].y, a[1].x, a[1].y, a[2].x, a[2].y, hex(sky))
	for _, d := range dots {
		fmt.Fprintf(&b, " <circle cx=\"%g\" cy=\"%g\" r=\"%g\" fill=\"%s\"/>\n", d.at.x, d.at.y, dot, hex(d.ink))
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

func hex(c color.NRGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// raster draws the same shapes at n by n pixels, averaging 8x8 samples each.
func raster(n int) []byte {
	const samples = 8
	img := image.NewNRGBA(image.Rect(0, 0, n, n))
	for y := range n {
		for x := range n {
			var sum [4]int
			for i := range samples * samples {
				px := (float64(x) + (float64(i%samples)+0.5)/samples) * side / float64(n)
				py := (float64(y) + (float64(i/samples)+0.5)/samples) * side / float64(n)
				c := inkAt(point{px, py})
				for k, v := range []uint8{c.R, c.G, c.B, 1} {
					sum[k] += int(v) * int(c.A)
				}
			}
			img.SetNRGBA(x, y, average(sum, samples*samples))
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		log.Fatal(err) // an in-memory image always encodes
	}
	return b.Bytes()
}

// average turns sums weighted by alpha into one colour.
func average(sum [4]int, n int) color.NRGBA {
	if sum[3] == 0 {
		return color.NRGBA{}
	}
	mean := func(v int) uint8 { return uint8((v + sum[3]/2) / sum[3]) }
	return color.NRGBA{mean(sum[0]), mean(sum[1]), mean(sum[2]), uint8(sum[3] / n)}
}

func inkAt(p point) color.NRGBA {
	for _, d := range dots {
		if math.Hypot(p.x-d.at.x, p.y-d.at.y) <= dot {
			return d.ink
		}
	}
	switch {
	case onLine(p), inside(p, arrow()):
		return sky
	case inBackground(p):
		return night
	}
	return color.NRGBA{}
}

func onLine(p point) bool {
	from, to := onRing(start, ring), onRing(start+sweep, ring)
	if math.Hypot(p.x-from.x, p.y-from.y) <= width/2 || math.Hypot(p.x-to.x, p.y-to.y) <= width/2 {
		return true // the round caps
	}
	if math.Abs(math.Hypot(p.x-middle, p.y-middle)-ring) > width/2 {
		return false
	}
	deg := math.Atan2(p.y-middle, p.x-middle)*180/math.Pi - start
	return math.Mod(deg+720, 360) <= sweep
}

func inside(p point, t [3]point) bool {
	side := func(a, b point) bool { return (b.x-a.x)*(p.y-a.y)-(b.y-a.y)*(p.x-a.x) >= 0 }
	s := side(t[0], t[1])
	return s == side(t[1], t[2]) && s == side(t[2], t[0])
}

func inBackground(p point) bool {
	dx := math.Max(0, math.Abs(p.x-middle)-(middle-corner))
	dy := math.Max(0, math.Abs(p.y-middle)-(middle-corner))
	return math.Hypot(dx, dy) <= corner
}
