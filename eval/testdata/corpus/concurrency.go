package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

type result struct {
	id, sq int
}

func worker(jobs <-chan int, out chan<- result, wg *sync.WaitGroup) {
	defer wg.Done()
	for j := range jobs {
		out <- result{j, j * j}
	}
}

func gen(ctx context.Context) <-chan int {
	ch := make(chan int)
	go func() {
		defer close(ch)
		for i := 0; ; i++ {
			select {
			case ch <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	return ch
}

func main() {
	jobs, out := make(chan int), make(chan result, 10)
	var wg sync.WaitGroup
	for range 3 {
		wg.Add(1)
		go worker(jobs, out, &wg)
	}
	for i := range 10 {
		jobs <- i
	}
	close(jobs)
	wg.Wait()
	close(out)
	total := 0
	for r := range out {
		total += r.sq
	}
	fmt.Println(total)

	ctx, cancel := context.WithCancelCause(context.Background())
	for v := range gen(ctx) {
		if v == 5 {
			cancel(errors.New("enough"))
			break
		}
	}
	fmt.Println(ctx.Err(), context.Cause(ctx))

	var mu sync.RWMutex
	var n atomic.Int64
	var p atomic.Pointer[result]
	counts := map[int]int{}
	for i := range 50 {
		wg.Go(func() {
			mu.Lock()
			defer mu.Unlock()
			counts[i%3]++
			n.Add(int64(i))
			p.Store(&result{id: 1})
		})
	}
	wg.Wait()
	fmt.Println(counts, n.Load(), p.Load().id)

	once := sync.OnceValue(func() int { fmt.Println("computed"); return 42 })
	fmt.Println(once()+once(), once())

	timeout := time.After(time.Millisecond)
	var never chan int
	select {
	case <-never:
		fmt.Println("never")
	case t := <-timeout:
		fmt.Println("timeout", !t.IsZero())
	}
	done := make(chan struct{})
	data := make(chan string, 1)
	go func() {
		defer close(done)
		for s := range data {
			fmt.Println("got", s)
		}
	}()
	data <- "x"
	close(data)
	<-done
	v, ok := <-data
	fmt.Printf("%q %v %d %d\n", v, ok, len(data), cap(data))
	cond := sync.NewCond(&sync.Mutex{})
	ready := false
	go func() { cond.L.Lock(); ready = true; cond.L.Unlock(); cond.Broadcast() }()
	cond.L.Lock()
	for !ready {
		cond.Wait()
	}
	cond.L.Unlock()
	fmt.Println("ready")
}
