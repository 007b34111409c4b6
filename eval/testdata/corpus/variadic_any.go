package main

import "fmt"

type T struct{}

func (T) m(args ...any) int { return len(args) }

type I interface{ m(args ...any) int }

func v(args ...any) int { return len(args) }

func two() (int, []any) { return 1, []any{2, 3} }

func gen[E any](args ...E) int { return len(args) }

// A slice of interfaces is one argument of a variadic function of interfaces.
func main() {
	rs := []any{1, 2, 3}
	fmt.Println(rs)
	fmt.Println(1, rs)
	fmt.Println(v(rs), v(1, rs), v(1, rs, 2), v(rs, rs), v(rs...), v(two()))
	fmt.Println(T{}.m(rs), T{}.m(1, rs), T{}.m(rs...))
	g, m := v, T.m
	fmt.Println(g(rs), g(2, rs), m(T{}, rs))
	fmt.Println(gen[any](rs), gen(rs), gen(rs...))
	fmt.Println(len(append([]any{}, rs)), len(append([]any{}, rs...)), len(append(rs, rs, rs)))
	var i I = T{}
	f := i.m
	fmt.Println(i.m(rs), i.m(1, rs), f(rs), f(rs...))
	func() { defer func(args ...any) { fmt.Println(len(args)) }(rs) }()
	go v(rs)
}
