package main

import "sync"

func run() int {
	var mu sync.Mutex
	var wg sync.WaitGroup
	total := 0
	for g := 0; g < 4; g++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := 0; i < 2000; i++ {
				mu.Lock()
				total += i
				mu.Unlock()
			}
		}()
	}
	wg.Wait()
	return total
}
