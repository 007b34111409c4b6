package main

import "fmt"

type Num interface{ ~int | ~float64 }

func pairs[K comparable, V any](m map[K]V, order []K) []string {
	type pair struct {
		k K
		v V
	}
	var ps []pair
	for _, k := range order {
		ps = append(ps, pair{k, m[k]})
	}
	var out []string
	for _, p := range ps {
		out = append(out, fmt.Sprint(p.k, "=", p.v))
		var x any = p
		if q, ok := x.(pair); ok {
			out = append(out, fmt.Sprint(q.v))
		}
	}
	return out
}

func node[T any](xs ...T) int {
	type link struct {
		v    T
		next *link
	}
	type list []link
	var head *link
	for _, x := range xs {
		head = &link{x, head}
	}
	n := 0
	for l := head; l != nil; l = l.next {
		n++
	}
	_ = list{}
	return n
}

type Stack[T any] struct{ items []T }

func (s *Stack[T]) Push(x T) { s.items = append(s.items, x) }
func (s *Stack[T]) Pop() (x T, ok bool) {
	if len(s.items) == 0 {
		return x, false
	}
	x = s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return x, true
}
func (s Stack[T]) String() string { return fmt.Sprintf("Stack%v", s.items) }

func same[T any](x any) bool {
	type local struct{ t T }
	_, ok := x.(local)
	return ok
}
func mk[T any]() any {
	type local struct{ t T }
	return local{}
}

type Inner struct{ A int }

func (i Inner) Hello() string { return fmt.Sprint("hello ", i.A) }
func (i *Inner) Set(a int)    { i.A = a }

type Outer struct {
	*Inner
	Stack[string]
}

type Greeter interface{ Hello() string }

func main() {
	fmt.Println(pairs(map[string]int{"a": 1, "b": 2}, []string{"b", "a"}))
	fmt.Println(pairs(map[int]bool{1: true}, []int{1}))
	fmt.Println(node(1, 2, 3), node("a"))
	s := &Stack[int]{}
	s.Push(1)
	s.Push(2)
	var st fmt.Stringer = s
	fmt.Println(st, *s, s)
	x, ok := s.Pop()
	fmt.Println(x, ok)
	fmt.Println(same[int](mk[int]()), same[int](mk[string]()))
	o := Outer{Inner: &Inner{1}}
	var g Greeter = o
	o.Set(5)
	o.Push("q")
	fmt.Println(g.Hello(), o, o.Stack)
	fmt.Printf("%T %v\n", o, o.items)
	f := (*Stack[int]).Push
	f(s, 9)
	h := s.Push
	h(10)
	fmt.Println(s.items)
	anon := struct {
		Inner
		n int
	}{Inner{3}, 4}
	g = anon
	fmt.Println(g.Hello(), anon)
	var e interface{ Hello() string } = &anon
	anon.Set(8)
	fmt.Println(e.Hello())
}
