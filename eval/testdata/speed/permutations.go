package main

func permute(list []int, k int, visit func([]int)) {
	if k == len(list) {
		visit(list)
		return
	}
	for i := k; i < len(list); i++ {
		list[k], list[i] = list[i], list[k]
		permute(list, k+1, visit)
		list[k], list[i] = list[i], list[k]
	}
}

func run() int {
	n := 0
	permute([]int{1, 2, 3, 4, 5, 6, 7}, 0, func(p []int) { n += p[0] })
	return n
}
