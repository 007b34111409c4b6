package main

type I interface{ M() int }
type S struct{}

func (*S) M() int       { return 4 }
func less(a, b int) any { return a < b }
func f() func() int     { return g }
func g() int            { return 3 }
func main() {
	println(less(1, 2).(bool))
	println(I(&S{}).M())
	println(f()())
	var x any = "s"
	m := map[string]string{}
	var ok bool
	m["a"], ok = x.(string)
	println(m["a"], ok)
	var b any = g
	_, isf := b.(func() int)
	println(isf)
}
