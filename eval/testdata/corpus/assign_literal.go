package main

import "fmt"

type T struct {
	a int
	s []int
}
type W struct {
	t  T
	ts [2]T
}

func mk() T { return T{a: 7} }

func main() {
	var x T
	p := &x
	x = T{a: 1}
	fmt.Println(p.a, x.a)
	y := T{a: 3}
	q := &y
	y = T{a: 4}
	fmt.Println(q.a, y.a)
	x = mk()
	fmt.Println(p.a)
	x = y
	fmt.Println(p.a)
	y.a = 9
	fmt.Println(p.a, q.a)
	*p = T{a: 5}
	fmt.Println(x.a)
	w := W{}
	wp := &w.t
	w.t = T{a: 2}
	fmt.Println(wp.a)
	w.ts[1] = T{a: 8}
	e := &w.ts[1]
	w.ts[1] = T{a: 9}
	fmt.Println(e.a)
	w2 := w
	w2.t.a = 100
	w2.ts[0].a = 50
	fmt.Println(w.t.a, w.ts[0].a, w2.ts[1].a)
	f := func() { x = T{a: 77} }
	f()
	fmt.Println(p.a, x.a)
	arr := [3]T{}
	ap := &arr
	arr = [3]T{{a: 1}}
	fmt.Println(ap[0].a)
	for i, v := range arr {
		v.a++
		arr[i] = v
	}
	fmt.Println(arr)
	m := map[string]T{}
	m["a"] = T{a: 1}
	z := m["a"]
	z.a = 2
	fmt.Println(m["a"].a, z.a)
	a, b := T{a: 1}, T{a: 2}
	a, b = b, a
	fmt.Println(a.a, b.a)
	var i any = a
	a.a = 55
	fmt.Println(i.(T).a)
	ch := make(chan T, 1)
	ch <- a
	a.a = 56
	fmt.Println((<-ch).a)
	pp := &T{a: 1}
	c := *pp
	c.a = 2
	fmt.Println(pp.a, c.a)
	g := func(t T) T { t.a++; return t }
	h := g(c)
	fmt.Println(c.a, h.a)

}
