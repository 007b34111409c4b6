package main

import "fmt"

type S []S
type M map[string]M
type F func(F) F
type FI func(int) FI
type P *P
type C chan C
type A []B
type B map[int]A
type G[T any] []G[T]
type Arr [2]*Arr
type H func(h H, n int) int
type State func(*Lexer) State
type Lexer struct {
	n   int
	out []string
}

func (s S) Len() int { return len(s) }
func (s S) Depth() int {
	d := 0
	for _, c := range s {
		if x := c.Depth(); x > d {
			d = x
		}
	}
	return d + 1
}
func start(l *Lexer) State { l.out = append(l.out, "start"); return middle }
func middle(l *Lexer) State {
	l.n++
	l.out = append(l.out, fmt.Sprint("middle", l.n))
	if l.n > 2 {
		return nil
	}
	return middle
}

type Depther interface{ Depth() int }

func build(n int) S {
	if n == 0 {
		return nil
	}
	return append(S{}, build(n-1), S{})
}

func main() {
	s := S{S{}, {{}, {}}}
	s = append(s, S{})
	s = append(s, s[1:]...)
	fmt.Println(len(s), s.Len(), s[1].Len(), s.Depth(), s)
	fmt.Printf("%v %+v %#v %T\n", s, s, s, s)
	var z S
	fmt.Println(z == nil, len(z), s == nil, build(3))
	var d Depther = s
	fmt.Println(d.Depth())
	if t, ok := d.(S); ok {
		fmt.Println(t.Len(), cap(t) >= 5)
	}
	s[0] = S{nil, nil}
	p := &s[0]
	*p = append(*p, S{})
	fmt.Println(len(s[0]), len(*p))
	m := M{"a": {}, "b": M{"c": nil}}
	m["a"]["x"] = m["b"]
	delete(m, "b")
	v, ok := m["a"]["x"]["c"]
	fmt.Println(len(m), v == nil, ok, m)
	for k, v := range m {
		fmt.Println(k, len(v))
	}
	n := 0
	var f F
	f = func(g F) F {
		n++
		if n > 3 {
			return nil
		}
		return g(g)
	}
	fmt.Println(f(f) == nil, n)
	var p1 P
	var p2 P = &p1
	p1 = &p2
	fmt.Println(*p1 == p2, *p2 == p1, **p1 == p1, p1 == nil)
	c := make(C, 1)
	c <- c
	c2 := <-c
	fmt.Println(c2 == c)
	a := A{B{1: A{B{}}}}
	fmt.Println(len(a), len(a[0]), len(a[0][1]), a)
	g := G[int]{G[int]{}, nil}
	fmt.Printf("%d %T %v\n", len(g), g, g)
	var arr Arr
	arr[0] = &arr
	fmt.Println(arr[0][0] == &arr, arr[1] == nil, len(arr))
	h := H(func(h H, n int) int {
		if n == 0 {
			return 0
		}
		return n + h(h, n-1)
	})
	fmt.Println(h(h, 10))
	l := &Lexer{}
	for st := State(start); st != nil; {
		st = st(l)
	}
	fmt.Println(l.out)
	sum := 0
	var fi FI
	fi = func(k int) FI { sum += k; return fi }
	fi(1)(2)(3)
	fmt.Println(sum)
	select {
	case x := <-func() C { c := make(C, 1); c <- nil; return c }():
		fmt.Println(x == nil)
	default:
		fmt.Println("default")
	}
	us := []S(s)
	fmt.Println(len(us), len(S(us)))
}
