package main

type shape interface{ area() int }

type rect struct{ w, h int }

type square struct{ side int }

func (r rect) area() int   { return r.w * r.h }
func (s square) area() int { return s.side * s.side }

func run() int {
	shapes := []shape{rect{2, 3}, square{4}, rect{5, 6}}
	sum := 0
	for i := 0; i < 3000; i++ {
		sum += shapes[i%3].area()
	}
	return sum
}
