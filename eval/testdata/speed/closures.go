package main

func counter() func() int {
	n := 0
	return func() int {
		n++
		return n
	}
}

func apply(list []int, f func(int) int) []int {
	out := make([]int, len(list))
	for i, v := range list {
		out[i] = f(v)
	}
	return out
}

func run() int {
	next := counter()
	sum := 0
	for i := 0; i < 3000; i++ {
		sum += next()
	}
	list := make([]int, 3000)
	list = apply(list, func(x int) int { return x + sum })
	return list[5]
}
