package main

import (
	"fmt"
	"sync"
)

// What defer and go evaluate at once, and what later.

type point struct{ x, y int }

func (p point) show()     { fmt.Println("value", p.x, p.y) }
func (p *point) mark()    { fmt.Println("pointer", p.x, p.y) }
func pair() (int, string) { return 7, "seven" }
func two(n int, s string) { fmt.Println("two", n, s) }
func many(list ...int)    { fmt.Println("many", list) }

func main() {
	p := point{1, 2}
	defer p.show()
	defer p.mark()
	p.x = 10
	defer two(pair())
	list := []int{1, 2}
	defer many(list...)
	defer many(list[0], len(list))
	list[0] = 9
	m := map[string]int{"a": 1, "b": 2}
	func() {
		key := "a"
		defer delete(m, key)
		key = "b"
	}()
	fmt.Println(m)
	dst := make([]int, 2)
	func() { defer copy(dst, []int{3, 4}) }()
	fmt.Println(dst)
	f := func() { fmt.Println("first f") }
	defer f()
	f = func() { fmt.Println("second f") }
	for i := 0; i < 3; i++ {
		square := i * i
		defer func(n int) { fmt.Println("literal", n, square, i) }(i)
	}
	var wg sync.WaitGroup
	out := make([]int, 3)
	for i := range out {
		wg.Add(1)
		go func(n int) {
			defer wg.Done()
			out[i] = n * 2
		}(i + 1)
	}
	wg.Wait()
	fmt.Println(out)
	c := make(chan int)
	func() { defer close(c) }()
	_, ok := <-c
	fmt.Println(ok)
}
