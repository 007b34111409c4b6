package main

func run() int {
	weights := []int{3, 4, 7, 8, 9, 12, 15, 20}
	values := []int{4, 5, 10, 11, 13, 17, 22, 30}
	const limit = 300
	total := 0
	for round := 0; round < 5; round++ {
		best := make([]int, limit+1)
		for i, w := range weights {
			for c := limit; c >= w; c-- {
				if v := best[c-w] + values[i]; v > best[c] {
					best[c] = v
				}
			}
		}
		for _, b := range best {
			total += b
		}
	}
	return total
}
