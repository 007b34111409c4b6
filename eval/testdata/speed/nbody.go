package main

import "math"

type body struct{ x, y, vx, vy, mass float64 }

func step(bodies []body) {
	for i := range bodies {
		b := &bodies[i]
		for j := range bodies {
			if i == j {
				continue
			}
			dx, dy := bodies[j].x-b.x, bodies[j].y-b.y
			d := math.Sqrt(dx*dx + dy*dy + 0.01)
			f := bodies[j].mass / (d * d * d)
			b.vx += dx * f
			b.vy += dy * f
		}
	}
	for i := range bodies {
		bodies[i].x += bodies[i].vx * 0.01
		bodies[i].y += bodies[i].vy * 0.01
	}
}

func run() int {
	bodies := []body{{0, 0, 0, 0, 10}, {1, 0, 0, 1, 1}, {0, 2, 1, 0, 1}, {3, 3, 0, 0, 2}}
	for i := 0; i < 300; i++ {
		step(bodies)
	}
	return int(bodies[0].x * 1000)
}
