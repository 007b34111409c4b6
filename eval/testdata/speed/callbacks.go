package main

func apply(list []int, f func(int) int) []int {
	out := make([]int, 0, len(list))
	for _, x := range list {
		out = append(out, f(x))
	}
	return out
}

func filter(list []int, keep func(int) bool) []int {
	var out []int
	for _, x := range list {
		if keep(x) {
			out = append(out, x)
		}
	}
	return out
}

func compose(f, g func(int) int) func(int) int {
	return func(x int) int { return f(g(x)) }
}

func run() int {
	list := make([]int, 1000)
	for i := range list {
		list[i] = i
	}
	h := compose(func(x int) int { return x + 3 }, func(x int) int { return x * x })
	sum := 0
	for k := 0; k < 3; k++ {
		for _, x := range filter(apply(list, h), func(x int) bool { return x%2 == 0 }) {
			sum += x % 101
		}
	}
	return sum
}
