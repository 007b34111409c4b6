package main

import "fmt"

func classify(x int) (s string) {
	switch {
	case x < 0:
		s = "neg"
	case x == 0:
		s = "zero "
		fallthrough
	case x == 1:
		s += "small"
	default:
		s = "big"
	}
	return
}

func labels() {
outer:
	for i := range 4 {
		for j := range 4 {
			switch {
			case j == 2:
				continue outer
			case i == 2:
				break outer
			}
			fmt.Print(i, j, " ")
		}
	}
	fmt.Println()
}

func jump(n int) (steps int) {
again:
	if n > 0 {
		n--
		steps++
		goto again
	}
	return
}

func shadow() {
	x := 1
	{
		x := x + 1
		x++
		fmt.Print(x, " ")
	}
	if x := x * 10; x > 5 {
		fmt.Print(x, " ")
	} else if y := x; y > 0 {
		fmt.Print(y)
	}
	fmt.Println(x)
}

func closures() {
	var fs []func() int
	for i := 0; i < 3; i++ {
		defer func() { fmt.Print("d", i, " ") }()
		fs = append(fs, func() int { i *= 10; return i })
	}
	for _, f := range fs {
		fmt.Print(f(), f(), " ")
	}
}

func variadic(pre string, xs ...any) int { return len(pre) + len(xs) }

type op func(int, int) int

func (o op) twice(a, b int) int { return o(o(a, b), b) }

func main() {
	for _, x := range []int{-1, 0, 1, 2} {
		fmt.Print(classify(x), ",")
	}
	fmt.Println()
	labels()
	fmt.Println(jump(5))
	shadow()
	closures()
	fmt.Println()
	fmt.Println(variadic("ab"), variadic("", 1, nil, "x"), variadic("", []any{1, 2}...), op(func(a, b int) int { return a * b }).twice(2, 3))
	for i, r := range "héé\xff" {
		fmt.Print(i, ":", string(r), " ")
	}
	fmt.Println()
	a := [...]string{2: "c", 0: "a"}
	b := a
	b[0] = "z"
	fmt.Println(len(a), a == b, a[0], b[0])
	for i := range a {
		a[i] += "!"
	}
	s := a[:2:2]
	s = append(s, "new")
	fmt.Println(a, s, len(s), cap(a[:1]))
	m := map[[2]int]string{{1, 2}: "x"}
	m[[2]int{3, 4}] += "y"
	delete(m, [2]int{1, 2})
	v, ok := m[[2]int{1, 2}]
	fmt.Println(len(m), v == "", ok)
	func() {
		defer func(n int) { fmt.Println("deferred", n) }(len(m))
		m[[2]int{5, 6}] = ""
	}()
	const (
		_  = iota
		KB = 1 << (10 * iota)
		MB
	)
	type weekday uint8
	const (
		mon weekday = iota + 1
		tue
		_
		thu
	)
	fmt.Println(KB, MB, mon, tue, thu, 7.0/2, 7/2, -7%3, 1<<3|1, 6&^2)
	var i8 int8 = 127
	i8++
	var u uint8 = 200
	fmt.Println(i8, u+100, ^0, uint32(1)<<31, int64(-5)>>1, 'a'+1, "a"+"b" < "b")
	c := 3 + 4i
	fmt.Println(real(c), imag(c)*2, c*c, c == complex(3, 4))
}
