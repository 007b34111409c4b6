package main

func run() int {
	const n = 60
	type cell struct{ r, c int }
	grid := make([][]bool, n)
	for r := range grid {
		grid[r] = make([]bool, n)
		for c := range grid[r] {
			grid[r][c] = (r*7+c*13)%5 == 0 && r != c
		}
	}
	dist := map[cell]int{{0, 0}: 0}
	queue := []cell{{0, 0}}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, d := range []cell{{0, 1}, {1, 0}, {0, -1}, {-1, 0}} {
			next := cell{at.r + d.r, at.c + d.c}
			if next.r < 0 || next.c < 0 || next.r >= n || next.c >= n || grid[next.r][next.c] {
				continue
			}
			if _, seen := dist[next]; seen {
				continue
			}
			dist[next] = dist[at] + 1
			queue = append(queue, next)
		}
	}
	return dist[cell{n - 1, n - 1}]*10000 + len(dist)
}
