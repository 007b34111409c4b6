package main

func risky(n int) (out int) {
	defer func() {
		if r := recover(); r != nil {
			out = -1
		}
	}()
	if n%3 == 0 {
		panic("three")
	}
	return n
}

func run() int {
	sum := 0
	for i := 0; i < 1000; i++ {
		sum += risky(i)
	}
	return sum
}
