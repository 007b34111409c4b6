package main

type point struct{ x, y, z int }

type line struct {
	from, to point
	name     string
}

func shift(l line, d int) line {
	l.from.x += d
	l.to.y -= d
	return l
}

func run() int {
	lines := make([]line, 100)
	for i := range lines {
		lines[i] = line{point{i, i, i}, point{i + 1, i + 1, i + 1}, "l"}
	}
	sum := 0
	for k := 0; k < 50; k++ {
		for i := 0; i < len(lines); i++ {
			l := lines[i]
			lines[i] = shift(l, k)
			sum += lines[i].from.x - l.to.y
		}
	}
	return sum
}
