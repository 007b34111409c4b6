package main

import "fmt"

type T struct{}
type I interface{ M() int }
type N int

func (n N) M() int { return int(n) + 1 }

func f() int { return 3 }

var g any = any([1]uint16{})

func main() {
	t := T{}
	fmt.Println(any(t) != nil, any([1]uint16{}) == nil, any("x") == nil, any(nil) == nil, any(f()) != nil, g != nil)
	if v := t; any(v) != nil {
		fmt.Println("ok")
	}
	fmt.Println(I(N(3)).M(), I(N(f())).M(), any(3).(int), any(f()).(int))
	for i, c := range "%d" {
		if any("日本") == nil || any(i) == nil || any(c) != any('%') {
			fmt.Println("no")
		}
	}
	switch x := any(f()).(type) {
	case int:
		fmt.Println(x)
	}
	switch any(f()) {
	case 3:
		fmt.Println("three")
	}
	var e error = error(fmt.Errorf("a"))
	fmt.Println(error(e) == nil, error(nil) == nil, I(nil) == nil)
	fn := func() any { return any(5) }
	fmt.Println(fn() == nil, fn() == any(5))
	m := map[any]any{any(1): any("a")}
	fmt.Println(m[any(1)], any(m) == nil, any(&m) != nil)
	a := []any{any(1), any(t)}
	fmt.Println(a)
	ch := make(chan any, 1)
	ch <- any(1.5)
	fmt.Println(<-ch == nil)
}
