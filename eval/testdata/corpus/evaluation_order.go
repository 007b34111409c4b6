package main

import "fmt"

var trace []string

func t(s string, v int) int { trace = append(trace, s); return v }
func show()                 { fmt.Println(trace); trace = nil }

var list = []int{1, 2, 3}

func at(i int) int { return list[i] }

var x, y = a(), b() // y first: x needs it
func a() int        { return y + 1 }
func b() int        { return 41 }
func init()         { fmt.Println("init", x, y) }
func init()         { fmt.Println("init again") }

func main() {
	l := list
	list[1], l[0] = at(0), at(1)
	fmt.Println(list)
	m := map[int]int{}
	m[t("key", 1)] = t("value", 2)
	m[t("key", 1)] += t("value", 2)
	show()
	i := 0
	i, l[i] = 2, 9
	fmt.Println(i, l)
	l[t("a", 0)], l[t("b", 1)] = t("c", 5), t("d", 6)
	show()
	fmt.Println(t("x", 1)+t("y", 2)*t("z", 3), l)
	show()
	s := make([]byte, 5, 6)
	copy(s, "12346")
	s = append(s[:len(s)-1], '5', s[len(s)-1])
	fmt.Println(string(s))
	for i, l[i] = range []int{70, 80} {
	}
	fmt.Println(i, l)
	var p *int
	func() {
		defer func() { fmt.Println(recover() != nil, len(m)) }()
		m[99] = *p
	}()
	func() {
		defer func() { fmt.Println(recover() != nil) }()
		_ = *p
	}()
	switch {
	default:
		fmt.Println("default")
		fallthrough
	case t("never asked", 0) == 1:
		fmt.Println("next")
	}
	show()
}
