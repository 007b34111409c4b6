package main

func produce(n int, out chan<- int) {
	for i := 0; i < n; i++ {
		out <- i
	}
	close(out)
}

func run() int {
	c := make(chan int, 16)
	go produce(40000, c)
	sum := 0
	for v := range c {
		sum += v
	}
	return sum
}
