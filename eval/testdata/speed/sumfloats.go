package main

import "math"

type vec struct{ x, y float64 }

func (v vec) add(w vec) vec       { return vec{v.x + w.x, v.y + w.y} }
func (v vec) scale(f float64) vec { return vec{v.x * f, v.y * f} }
func (v vec) length() float64     { return math.Sqrt(v.x*v.x + v.y*v.y) }

func run() int {
	p := vec{1, 0}
	total := 0.0
	for i := 0; i < 2000; i++ {
		p = p.add(vec{p.y, -p.x}.scale(0.01))
		total += p.length()
	}
	return int(total)
}
