package main

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

// Sends and receives in loops, of all kinds of elements, with and without buffer, on either side.

type point struct{ x, y int }

type celsius float64

func (c celsius) String() string { return fmt.Sprintf("%g°", float64(c)) }

type shape interface{ area() int }

func (p point) area() int { return p.x * p.y }

func produce[T any](out chan<- T, values ...T) {
	for _, v := range values {
		out <- v
	}
	close(out)
}

func consume[T any](in <-chan T) (all []T) {
	for v := range in {
		all = append(all, v)
	}
	return all
}

func count[T any](in <-chan T, n int) (last T, open bool) {
	for range n {
		last, open = <-in
	}
	return
}

func both[T any](size int, values ...T) {
	c := make(chan T, size)
	go produce(c, values...)
	fmt.Println(consume(c))
	d := make(chan T, size)
	go func() { produce(d, values...) }()
	fmt.Println(count(d, len(values)+1))
	result := make(chan []T)
	e := make(chan T, size)
	go func() { result <- consume(e) }()
	produce(e, values...)
	for range 1 {
		fmt.Println(<-result)
	}
}

func echo(in <-chan int, out chan<- int) {
	for {
		v, ok := <-in
		if !ok {
			close(out)
			return
		}
		out <- v * v
	}
}

func reassigned() {
	c := make(chan int)
	for i := range 3 {
		if i == 1 {
			c = make(chan int, 1)
		}
		if cap(c) == 0 {
			go func() { c <- i }()
		} else {
			c <- i
		}
		fmt.Println("got", <-c)
	}
	p := make(chan int)
	q := &p
	*q = make(chan int, 2)
	for i := range 2 {
		p <- i
	}
	fmt.Println(len(p))
}

func closed() {
	c := make(chan int)
	close(c)
	for i := range 2 {
		v, ok := <-c
		fmt.Println(i, v, ok)
	}
	defer func() { fmt.Println(recover()) }()
	for range 2 {
		c <- 1
	}
}

func conditions() {
	ready, words := make(chan bool), make(chan string, 2)
	go func() {
		for i := range 4 {
			ready <- i < 3
		}
		words <- "a"
		words <- "b"
	}()
	n := 0
	for <-ready {
		n++
	}
	m := map[string]int{}
	for len(m) < 2 {
		m[<-words]++
	}
	fmt.Println(n, m)
}

func merge(chans ...<-chan int) <-chan int {
	out := make(chan int)
	var wg sync.WaitGroup
	for _, c := range chans {
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

func numbers(n int) <-chan int {
	c := make(chan int)
	go func() {
		for i := range n {
			c <- i
		}
		close(c)
	}()
	return c
}

func sieve(n int) (primes []int) {
	c := make(chan int)
	go func(out chan<- int) {
		for i := 2; ; i++ {
			out <- i
		}
	}(c)
	for range n {
		p := <-c
		primes = append(primes, p)
		next := make(chan int)
		go func(in <-chan int) {
			for {
				if v := <-in; v%p != 0 {
					next <- v
				}
			}
		}(c)
		c = next
	}
	return primes
}

func values(yield func(int) bool) {
	for i := range 3 {
		if !yield(i) {
			return
		}
	}
}

func overFunc() {
	c, done := make(chan int), make(chan bool)
	go func() {
		for v := range c {
			fmt.Println("over", v)
		}
		done <- true
	}()
	for v := range values {
		for range 2 {
			c <- v
		}
	}
	close(c)
	<-done
}

func captured() {
	c := make(chan int, 3)
	var fs []func() int
	for i := range 3 {
		c <- i
		v := <-c
		fs = append(fs, func() int { v++; return v * 10 })
	}
	for _, f := range fs {
		fmt.Println(f(), f())
	}
}

func workers() {
	jobs, results := make(chan point), make(chan shape)
	for range 3 {
		go func() {
			for p := range jobs {
				results <- p
			}
		}()
	}
	go func() {
		for i := range 6 {
			jobs <- point{i, i + 1}
		}
		close(jobs)
	}()
	total := 0
	for range 6 {
		total += (<-results).area()
	}
	fmt.Println(total)
}

func timers() {
	t := time.NewTicker(time.Millisecond)
	defer t.Stop()
	n := 0
	for range 2 {
		<-t.C
		n++
	}
	fmt.Println(n)
}

type node struct{ in, out chan int }

func fields() {
	n := node{make(chan int), make(chan int)}
	go echo(n.in, n.out)
	for i := range 3 {
		n.in <- i
		fmt.Println(<-n.out)
	}
	close(n.in)
	_, ok := <-n.out
	fmt.Println(ok)
	list := []chan int{make(chan int, 1), make(chan int, 1)}
	for i := range list {
		list[i] <- i + 5
	}
	for i := range list {
		fmt.Println(<-list[i])
	}
}

const limit = 7

func constants() {
	f, b, u, e, a, p := make(chan float64), make(chan byte), make(chan uint64), make(chan error), make(chan any), make(chan *point)
	l, r, c, d, t, x := make(chan []int), make(chan rune), make(chan celsius), make(chan time.Duration), make(chan bool), make(chan complex128)
	go func() {
		for range 2 {
			fmt.Println(<-f, <-b, <-u, <-e, <-a, <-a, <-p, <-l, <-r, <-c, <-d, <-t, <-t, <-x)
		}
		close(t)
	}()
	for i := range 2 {
		f <- 1
		b <- 'a'
		u <- 1<<63 + limit
		e <- nil
		a <- nil
		a <- limit
		p <- nil
		l <- nil
		r <- 'r'
		c <- limit
		d <- 3 * time.Second
		t <- true
		t <- i == 1
		x <- 2i
	}
	<-t
}

func main() {
	constants()
	for size := range 3 {
		both(size, 1, 2, 3)
		both(size, "a", "b")
		both(size, point{1, 2}, point{3, 4})
		both(size, celsius(20), celsius(30))
		both[error](size, errors.New("e"), nil)
		both[any](size, 1, "x", nil, celsius(1))
		both[shape](size, point{1, 2}, nil)
		both(size, []int{1}, nil)
		both(size, map[string]int{"k": 1})
		both(size, struct{}{})
		both(size, [2]int{1, 2})
	}
	p := &point{5, 6}
	c := make(chan *point)
	go produce(c, p, nil)
	for q := range c {
		fmt.Println(q == p)
	}
	f := make(chan func(int) int, 1)
	for i := range 2 {
		f <- func(n int) int { return n + i }
		fmt.Println((<-f)(40))
	}
	cc := make(chan chan int, 1)
	for range 2 {
		cc <- make(chan int, 1)
		d := <-cc
		d <- 9
		fmt.Println(<-d)
	}
	reassigned()
	closed()
	conditions()
	sum := 0
	for v := range merge(numbers(10), numbers(20)) {
		sum += v
	}
	fmt.Println(sum)
	fmt.Println(sieve(8))
	overFunc()
	captured()
	workers()
	timers()
	fields()
}
