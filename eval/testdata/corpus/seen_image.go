package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
)

type img struct{ w, h int }

func (i img) ColorModel() color.Model { return color.RGBAModel }
func (i img) Bounds() image.Rectangle { return image.Rect(0, 0, i.w, i.h) }
func (i img) At(x, y int) color.Color { return rgb{uint8(x * 40), uint8(y * 40), 7} }

type rgb struct{ r, g, b uint8 }

func (c rgb) RGBA() (r, g, b, a uint32) {
	return uint32(c.r) * 257, uint32(c.g) * 257, uint32(c.b) * 257, 0xffff
}

type opaque struct{ img }

func (opaque) Opaque() bool { fmt.Println("asked Opaque"); return true }

type rgba64 struct {
	img
	n *int
}

func (r rgba64) RGBA64At(x, y int) color.RGBA64 { *r.n++; return color.RGBA64{uint16(x), 2, 3, 0xffff} }

type canvas struct {
	img
	px map[image.Point]color.Color
}

func (c canvas) Set(x, y int, cl color.Color) { c.px[image.Pt(x, y)] = cl }
func (c canvas) At(x, y int) color.Color {
	if p, ok := c.px[image.Pt(x, y)]; ok {
		return p
	}
	return color.Black
}

type model struct{}

func (model) Convert(c color.Color) color.Color {
	r, _, _, _ := c.RGBA()
	return rgb{uint8(r >> 8), 0, 0}
}

type quant struct{}

func (quant) Quantize(p color.Palette, m image.Image) color.Palette {
	fmt.Println("quantize", m.Bounds())
	return append(p, color.Black, rgb{255, 255, 255})
}

type drawer struct{}

func (drawer) Draw(dst draw.Image, r image.Rectangle, src image.Image, sp image.Point) {
	fmt.Println("draw", r)
	draw.Draw(dst, r, src, sp, draw.Src)
}

func main() {
	var b bytes.Buffer
	fmt.Println(png.Encode(&b, img{3, 2}), b.Len() > 0)
	m, kind, err := image.Decode(&b)
	fmt.Println(m.Bounds(), kind, err, m.At(1, 1))
	b.Reset()
	fmt.Println(png.Encode(&b, opaque{img{2, 2}}))
	c := canvas{img{2, 2}, map[image.Point]color.Color{}}
	draw.Draw(c, c.Bounds(), img{2, 2}, image.Point{}, draw.Src)
	fmt.Println(c.At(1, 1))
	n := 0
	dst := image.NewRGBA(image.Rect(0, 0, 2, 2))
	draw.Draw(dst, dst.Bounds(), rgba64{img{2, 2}, &n}, image.Point{}, draw.Over)
	fmt.Println(n, dst.At(1, 1))
	fmt.Println(color.RGBAModel.Convert(rgb{1, 2, 3}), color.GrayModel.Convert(rgb{100, 100, 100}))
	var md color.Model = model{}
	fmt.Println(md.Convert(color.White), color.ModelFunc(func(c color.Color) color.Color { return rgb{9, 9, 9} }).Convert(color.White))
	p := color.Palette{rgb{0, 0, 0}, rgb{255, 0, 0}}
	fmt.Println(p.Index(rgb{200, 10, 10}), p.Convert(rgb{20, 1, 1}))
	b.Reset()
	fmt.Println(gif.Encode(&b, img{2, 2}, &gif.Options{NumColors: 4, Quantizer: quant{}, Drawer: drawer{}}))
	b.Reset()
	fmt.Println(jpeg.Encode(&b, img{8, 8}, nil), b.Len() > 100)
	fmt.Println(len(palette.Plan9))
	u := image.NewUniform(rgb{1, 1, 1})
	x, ok := u.At(0, 0).(rgb)
	fmt.Println(x, ok, u.C == color.Color(rgb{1, 1, 1}))
	pi := image.NewPaletted(image.Rect(0, 0, 1, 1), p)
	pi.Set(0, 0, rgb{240, 0, 0})
	fmt.Println(pi.Pix, pi.At(0, 0))
	sub, _ := any(dst).(interface {
		SubImage(image.Rectangle) image.Image
	})
	fmt.Println(sub.SubImage(image.Rect(0, 0, 1, 1)).Bounds())
}
