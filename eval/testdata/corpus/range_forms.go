package main

import "fmt"

func calls(n *int) *[3]int { *n++; return &[3]int{1, 2, 3} }

func main() {
	s := "a\xffé\xe4世\x00"
	for i, c := range s {
		fmt.Print(i, ":", c, " ")
	}
	for i := range s {
		fmt.Print(i, " ")
	}
	for _, c := range s {
		fmt.Print(c, " ")
	}
	fmt.Println()
	var nothing *[4]int
	for i := range nothing {
		fmt.Print(i, len(nothing), " ")
	}
	n := 0
	for i := range calls(&n) {
		fmt.Print(i, " ")
	}
	for i, v := range calls(&n) {
		fmt.Print(i, v, " ")
	}
	fmt.Println(len(calls(&n)))
	fmt.Println(n)
	arr := [3]int{1, 2, 3}
	for i, v := range arr {
		arr[2] = 10
		fmt.Print(i, v, " ")
	}
	for i, v := range &arr {
		arr[2] = 20
		fmt.Print(i, v, " ")
	}
	for i := range arr {
		i *= 2
		fmt.Print(i, " ")
	}
	for i := range 4 {
		i++
		fmt.Print(i, " ")
	}
	fmt.Println()
	c := make(chan int, 5)
	for i := range 5 {
		c <- i
	}
	close(c)
	first := <-c
	first += 100
	for v := range c {
		fmt.Print(v, " ")
	}
	v, ok := <-c
	fmt.Println(first, v, ok, len(c), cap(c))
}
