package main

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

// The stored logos are what the program draws. PNGs are compared by pixel:
// their compression may differ from one Go release to the next.
func TestLogosAreGenerated(t *testing.T) {
	dir := filepath.Join("..", "..", "logo")
	stored, err := os.ReadFile(filepath.Join(dir, "logo-svg.svg"))
	if err != nil || !bytes.Equal(stored, svg()) {
		t.Errorf("logo-svg.svg differs from what go generate makes (%v)", err)
	}
	for name, n := range map[string]int{"logo-32x32.png": 32, "logo-64x64.png": 64} {
		raw, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if !samePixels(t, raw, raster(n)) {
			t.Errorf("%s differs from what go generate makes", name)
		}
	}
}

func samePixels(t *testing.T, a, b []byte) bool {
	t.Helper()
	pixels := func(raw []byte) *image.NRGBA {
		img, err := png.Decode(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		return img.(*image.NRGBA)
	}
	return bytes.Equal(pixels(a).Pix, pixels(b).Pix)
}
