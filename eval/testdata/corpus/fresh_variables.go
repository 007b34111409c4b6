package main

import (
	"fmt"
	"sort"
	"strings"
)

// Each iteration has variables of its own, whatever they are made of and whoever keeps the closure.

type pt struct{ x, y int }

func pair(i int) (int, string) { return i, strings.Repeat("x", i) }

func main() {
	var fs []func() string
	var ps []*pt
	var ls []*[]int
	for i := 0; i < 3; i++ {
		a := []int{i}
		b := pt{i, i}
		c, s := pair(i)
		c += 10
		m := map[string]int{"k": i}
		d := [2]int{i, -i}
		var e int
		e += i
		g := func() int { return e }
		fs = append(fs, func() string { return fmt.Sprint(a, b, c, s, m, d, e, g(), i) })
		ps = append(ps, &b)
		ls = append(ls, &[]int{i})
	}
	for i, f := range fs {
		fmt.Println(f(), *ps[i], *ls[i])
	}
	words := []string{"b", "a", "c"}
	for i := range 2 {
		sort.Slice(words, func(x, y int) bool { return (words[x] < words[y]) == (i == 0) })
		fmt.Println(words)
	}
	i := 0
	var gs []func() int
again:
	n := i * i
	gs = append(gs, func() int { return n })
	if i++; i < 3 {
		goto again
	}
	for _, g := range gs {
		fmt.Print(g(), " ")
	}
	fmt.Println(strings.Map(func(r rune) rune { return r + 1 }, "abc"))
	for k, v := range map[string]int{"one": 1} {
		defer func() { fmt.Println(k, v) }()
	}
}
