package main

import "sync"

var mu sync.Mutex

func guarded(n int) int {
	mu.Lock()
	defer mu.Unlock()
	return n + 1
}

func run() int {
	sum := 0
	for i := 0; i < 8000; i++ {
		sum += guarded(i)
	}
	return sum
}
