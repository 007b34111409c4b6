package main

import "sync"

type counter struct {
	mu    sync.Mutex
	total int
}

// add is no literal: one that a go statement in a loop calls the plain interpreter may forget before it runs.
func add(c *counter, values []int, wg *sync.WaitGroup) {
	defer wg.Done()
	sum := 0
	for _, v := range values {
		sum += v
	}
	c.mu.Lock()
	c.total += sum
	c.mu.Unlock()
}

func run() int {
	values := make([]int, 20000)
	for i := range values {
		values[i] = i
	}
	var wg sync.WaitGroup
	c := &counter{}
	for i := 0; i < len(values); i += 250 {
		wg.Add(1)
		go add(c, values[i:i+250], &wg)
	}
	wg.Wait()
	return c.total
}
