package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

type job struct {
	id  int
	res chan<- result
}
type result struct {
	id  int
	out string
	err error
}

func worker(ctx context.Context, id int, jobs <-chan job, wg *sync.WaitGroup) {
	defer wg.Done()
	for {
		select {
		case j, ok := <-jobs:
			if !ok {
				return
			}
			r := result{id: j.id, out: strings.Repeat("*", j.id)}
			if j.id == 3 {
				r.err = errors.New("three")
			}
			j.res <- r
		case <-ctx.Done():
			return
		}
	}
}

func gen(ctx context.Context, n int) <-chan int {
	ch := make(chan int)
	go func() {
		defer close(ch)
		for i := range n {
			select {
			case ch <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	return ch
}

func sq(in <-chan int) <-chan int {
	out := make(chan int)
	go func() {
		for v := range in {
			out <- v * v
		}
		close(out)
	}()
	return out
}

func merge[T any](cs ...<-chan T) <-chan T {
	var wg sync.WaitGroup
	out := make(chan T, 10)
	for _, c := range cs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for v := range c {
				out <- v
			}
		}()
	}
	go func() { wg.Wait(); close(out) }()
	return out
}

type sem chan struct{}

func (s sem) acquire() { s <- struct{}{} }
func (s sem) release() { <-s }

type account struct {
	mu  sync.RWMutex
	bal map[string]int
}

func (a *account) add(k string, n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.bal[k] += n
}
func (a *account) get(k string) int {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.bal[k]
}

type server struct {
	reqs chan func()
	done chan struct{}
}

func newServer() *server {
	s := &server{make(chan func()), make(chan struct{})}
	go s.loop()
	return s
}
func (s *server) loop() {
	defer close(s.done)
	for f := range s.reqs {
		f()
	}
}
func (s *server) call(f func() int) int {
	r := make(chan int)
	s.reqs <- func() { r <- f() }
	return <-r
}

func safeGo(f func()) (err error) {
	done := make(chan error, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				if e, ok := r.(runtime.Error); ok {
					done <- fmt.Errorf("runtime: %w", e)
					return
				}
				done <- fmt.Errorf("panic: %v", r)
				return
			}
			done <- nil
		}()
		f()
	}()
	return <-done
}

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	jobs, res := make(chan job), make(chan result, 10)
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Add(1)
		go worker(ctx, i, jobs, &wg)
	}
	for i := range 5 {
		jobs <- job{i, res}
	}
	close(jobs)
	wg.Wait()
	close(res)
	var rs []result
	for r := range res {
		rs = append(rs, r)
	}
	sort.Slice(rs, func(i, j int) bool { return rs[i].id < rs[j].id })
	for _, r := range rs {
		fmt.Println(r.id, r.out, r.err)
	}
	sum := 0
	for v := range merge(sq(gen(ctx, 5)), sq(gen(ctx, 3))) {
		sum += v
	}
	fmt.Println(sum)
	for v := range gen(ctx, 1000) {
		if v == 3 {
			cancel()
			break
		}
	}
	fmt.Println(ctx.Err())
	s := make(sem, 2)
	var active, peak atomic.Int32
	for range 8 {
		wg.Go(func() {
			s.acquire()
			defer s.release()
			n := active.Add(1)
			for {
				p := peak.Load()
				if n <= p || peak.CompareAndSwap(p, n) {
					break
				}
			}
			time.Sleep(time.Millisecond)
			active.Add(-1)
		})
	}
	wg.Wait()
	fmt.Println(peak.Load() <= 2, active.Load())
	acc := account{bal: map[string]int{}}
	for i := range 50 {
		wg.Go(func() { acc.add([]string{"a", "b"}[i&1], i) })
	}
	wg.Wait()
	fmt.Println(acc.get("a"), acc.get("b"), acc.get("c"))
	srv := newServer()
	x := 0
	for i := range 4 {
		fmt.Print(srv.call(func() int { x += i; return x }), " ")
	}
	close(srv.reqs)
	<-srv.done
	fmt.Println()
	fmt.Println(safeGo(func() { panic("boom") }), safeGo(func() { var m map[int]int; m[0] = 1 }), safeGo(func() {}))
	err := safeGo(func() { var a []int; _ = a[3] })
	var re runtime.Error
	fmt.Println(err, errors.As(err, &re))
	timeout := time.After(5 * time.Second)
	tick := make(chan time.Time, 1)
	tick <- time.Time{}
	n := 0
loop:
	for {
		select {
		case <-tick:
			if n++; n == 3 {
				break loop
			}
			tick <- time.Time{}
		case <-timeout:
			fmt.Println("timeout")
			os.Exit(1)
		}
	}
	fmt.Println(n)
	var nilch chan int
	select {
	case <-nilch:
	case nilch <- 1:
	default:
		fmt.Println("default")
	}
	cc := make(chan chan string, 1)
	go func() { c := <-cc; c <- "via chan"; close(c) }()
	c := make(chan string)
	cc <- c
	for m := range c {
		fmt.Println(m)
	}
	a, b := make(chan int, 1), make(chan string, 1)
	a <- 1
	v, ok := <-a
	close(b)
	w, ok2 := <-b
	fmt.Println(v, ok, w == "", ok2, len(a), cap(b))
	results := make([]int, 5)
	for i := range results {
		wg.Go(func() { results[i] = i * i })
	}
	wg.Wait()
	fmt.Println(results)
	var once sync.Once
	for range 3 {
		wg.Go(func() { once.Do(func() { fmt.Println("once") }) })
	}
	wg.Wait()
	dctx, dc := context.WithDeadline(context.Background(), time.Now().Add(-time.Second))
	defer dc()
	fmt.Println(dctx.Err(), context.Cause(dctx) == context.DeadlineExceeded)
	stop := context.AfterFunc(dctx, func() { fmt.Println("afterfunc") })
	time.Sleep(2 * time.Millisecond)
	fmt.Println(stop())
	func() {
		defer func() { fmt.Println("main recovered", recover()) }()
		defer close(nilch)
	}()
	tm := time.AfterFunc(time.Hour, func() {})
	fmt.Println(tm.Stop(), runtime.NumGoroutine() > 0)
}
