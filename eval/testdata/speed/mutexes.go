package main

import "sync"

func add(n int, total *int, mu *sync.Mutex, wg *sync.WaitGroup) {
	defer wg.Done()
	for i := 0; i < n; i++ {
		mu.Lock()
		*total += i
		mu.Unlock()
	}
}

func run() int {
	var mu sync.Mutex
	var wg sync.WaitGroup
	total := 0
	for g := 0; g < 4; g++ {
		wg.Add(1)
		go add(2000, &total, &mu, &wg)
	}
	wg.Wait()
	return total
}
