package main

func run() int {
	count := 0
	for py := 0; py < 40; py++ {
		for px := 0; px < 40; px++ {
			x0, y0 := float64(px)/20-1.5, float64(py)/20-1
			x, y := 0.0, 0.0
			i := 0
			for i < 50 && x*x+y*y < 4 {
				x, y = x*x-y*y+x0, 2*x*y+y0
				i++
			}
			count += i
		}
	}
	return count
}
