package main

import "fmt"

type Celsius float64

type Pair[K comparable, V any] struct {
	Key K
	Val V
}

type inner struct {
	n int
	s string
}

type Outer struct {
	inner
	Name string
	List []inner
	Fn   func()
	Any  any
	P    *int
}

type Set map[string]struct{}

func main() {
	o := Outer{inner: inner{1, "a"}, Name: "N", List: []inner{{2, "b"}}, Any: inner{3, "c"}}
	fmt.Printf("%v\n%+v\n%#v\n%T\n", o, o, o, o)
	fmt.Printf("%v %+v %#v %T\n", Celsius(1.5), Celsius(1.5), Celsius(1.5), Celsius(1.5))
	p := Pair[string, int]{"k", 1}
	fmt.Printf("%v %+v %#v %T\n", p, p, p, p)
	fmt.Printf("%v %#v %T\n", Set{"x": {}}, Set{"x": {}}, Set{})
	fmt.Printf("%T %T %T %T\n", main, func(inner) error { return nil }, []*Outer{}, map[Celsius][2]inner{})
	fmt.Printf("%T %v %+v\n", struct{ A, b int }{1, 2}, struct{ A, b int }{1, 2}, struct{ A, b int }{1, 2})
	fmt.Printf("%v %v %v %s\n", []byte("hi"), [3]bool{true}, []Celsius{1}, []string{"a", "b"})
	fmt.Printf("%5d|%-5d|%05d|%x|%X|%o|%b|%c|%U\n", 42, 42, 42, 255, 255, 8, 5, 'x', 'x')
	var e error
	var np *Outer
	fmt.Printf("%v %v %+v %s\n", e, np, nil, "s")
}
