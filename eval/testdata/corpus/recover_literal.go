package main

import (
	"errors"
	"fmt"
	"runtime"
)

// A deferred literal that begins with recover, in all the ways in which one does.

var seen int

func unnamed(n int) int {
	defer func() {
		recover()
	}()
	if n > 0 {
		panic(n)
	}
	return 7
}

func named(n int) (out int, err error) {
	defer func() {
		if r := recover(); r != nil {
			out, err = out+1, fmt.Errorf("caught %v", r)
		}
	}()
	out = 5
	if n == 1 {
		panic("one")
	}
	if n == 2 {
		return n, errors.New("returned")
	}
	return n * 10, nil
}

func early(n int) (out string) {
	defer func() {
		r := recover()
		if r == nil {
			out += " fine"
			return
		}
		switch {
		case n == 1:
			out = "early"
			return
		}
		out = fmt.Sprint("late ", r)
	}()
	if n > 0 {
		panic(n)
	}
	return "body"
}

func again(n int) (out int) {
	defer func() {
		if r := recover(); r != nil {
			if n == 2 {
				panic(fmt.Sprint("again ", r))
			}
			out = -n
		}
	}()
	panic(n)
}

func kinds(f func()) (out string) {
	defer func() {
		switch r := recover().(type) {
		case nil:
			out = "nothing"
		case runtime.Error:
			out = "runtime: " + r.Error()
		case error:
			out = "error: " + r.Error()
		case string:
			out = "string: " + r
		case fmt.Stringer:
			out = "stringer: " + r.String()
		default:
			out = fmt.Sprintf("other: %v", r)
		}
	}()
	f()
	return
}

func condition(f func()) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		} else {
			ok = true
		}
	}()
	f()
	return false
}

func outside() (r any) {
	defer func() { r = recover() }()
	panic("outside")
}

func conditional(on bool) (out string) {
	out = "start"
	if on {
		defer func() {
			if r := recover(); r != nil {
				out = fmt.Sprint("recovered ", r)
			}
		}()
	}
	panic("in conditional")
}

func before(n int) (out string) {
	if n == 0 {
		panic("before defer")
	}
	defer func() {
		if r := recover(); r != nil {
			out = fmt.Sprint(r)
		}
	}()
	panic("after defer")
}

func setter() int {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println("seen is", seen)
		}
	}()
	seen++
	panic("setter")
}

func recursive(n int) (out int) {
	defer func() {
		if r := recover(); r != nil {
			out = r.(int) + n
			if n < 3 {
				panic(out)
			}
		}
	}()
	if n == 0 {
		panic(100)
	}
	return recursive(n-1) + 1000
}

type temperature float64

func (t temperature) String() string { return fmt.Sprintf("%.1f degrees", float64(t)) }

type failure struct{ code int }

func (f *failure) Error() string { return fmt.Sprint("failure ", f.code) }

type machine struct{ state int }

func (m *machine) step(n int) (err error) {
	defer func() {
		if r := recover(); r != nil {
			m.state = -1
			err = r.(error)
		}
	}()
	m.state = n
	if n == 3 {
		panic(&failure{n})
	}
	var table []int
	if n == 4 {
		return fmt.Errorf("%d", table[n])
	}
	return nil
}

func helper() any { return recover() }

func nested() (out string) {
	defer func() {
		r := recover()
		out = fmt.Sprint(r, helper(), func() any { return recover() }())
	}()
	panic("outer")
}

func inner() {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println("inner", r)
		}
	}()
	panic("inner")
}

func around() (out string) {
	defer func() {
		if r := recover(); r != nil {
			inner()
			out = fmt.Sprint("around ", r)
		}
	}()
	panic("around")
}

// deferred runs as a deferred function while something panics: the panic is not its own.
func deferred() {
	defer func() {
		fmt.Println("deferred", recover())
	}()
}

func twice() (out string) {
	defer func() {
		if r := recover(); r != nil {
			out = fmt.Sprint("twice ", r)
		}
	}()
	func() {
		defer deferred()
		panic("first")
	}()
	return "never"
}

func shadowed() (n int) {
	recover := func() any { return 3 }
	defer func() {
		if r := recover(); r != nil {
			n = r.(int)
		}
	}()
	return 1
}

func loops(xs []int) (total int) {
	defer func() {
		if r := recover(); r != nil {
			for i := range 3 {
				total += i
			}
		}
	}()
	for i := range xs {
		total += 10 * xs[i+1]
	}
	return
}

func generic[T any](f func() T) (v T, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%T: %v", r, r)
		}
	}()
	return f(), nil
}

func main() {
	fmt.Println(unnamed(0), unnamed(1))
	for n := range 3 {
		fmt.Println(named(n))
		fmt.Println(early(n))
	}
	fmt.Println(again(1))
	fmt.Println(kinds(func() { again(2) }))
	fmt.Println(kinds(func() {}))
	fmt.Println(kinds(func() { var m map[string]int; m["x"] = 1 }))
	fmt.Println(kinds(func() { var p *machine; p.state++ }))
	fmt.Println(kinds(func() { panic(&failure{5}) }))
	fmt.Println(kinds(func() { panic(temperature(21)) }))
	fmt.Println(kinds(func() { panic(3.5) }))
	fmt.Println(kinds(func() { var x any = "s"; fmt.Println(x.(int)) }))
	fmt.Println(condition(func() {}), condition(func() { panic(1) }))
	fmt.Println(outside())
	fmt.Println(conditional(true), kinds(func() { conditional(false) }))
	fmt.Println(before(1), kinds(func() { before(0) }))
	seen = 40
	seen = setter()
	fmt.Println(seen)
	fmt.Println(recursive(5))
	m := &machine{}
	for n := range 5 {
		err := m.step(n)
		fmt.Println(err, m.state)
	}
	fmt.Println(nested())
	fmt.Println(around())
	fmt.Println(twice())
	fmt.Println(shadowed())
	fmt.Println(loops([]int{1, 2, 3}))
	fmt.Println(generic(func() int { return 4 }))
	fmt.Println(generic(func() []string { panic("none") }))
	f := func(n int) (s string) {
		defer func() {
			if r := recover(); r != nil {
				s = fmt.Sprint("literal ", r)
			}
		}()
		panic(n)
	}
	s := "before"
	s = f(1) + f(2)
	fmt.Println(s)
}
