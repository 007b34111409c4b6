package main

func steps(n int) int {
	count := 0
	for n != 1 {
		if n%2 == 0 {
			n /= 2
		} else {
			n = 3*n + 1
		}
		count++
	}
	return count
}

func run() int {
	best, at := 0, 0
	for i := 1; i < 1000; i++ {
		if s := steps(i); s > best {
			best, at = s, i
		}
	}
	return at*1000 + best
}
