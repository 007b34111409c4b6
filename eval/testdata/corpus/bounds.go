package main

import "fmt"

type L struct {
	next *L
	v    int
	f    struct{ a [3]int }
}

func try(name string, f func()) {
	defer func() {
		r := recover()
		_, isRuntime := r.(interface{ RuntimeError() })
		fmt.Println(name, r, isRuntime)
	}()
	f()
}

func get(xs []int, i int) int { return xs[i] }

func order() (log []string) {
	defer func() { recover(); log = append(log, "end") }()
	xs := []int{1}
	xs[5] = func() int { log = append(log, "rhs"); return 1 }()
	return nil
}

func main() {
	xs := []int{1, 2, 3}
	arr := [4]int{}
	s := "héllo"
	i, u := 7, uint8(9)
	m := map[string][]int{"a": {1}}
	var np *L
	var nilm map[string]int
	var na *[3]int
	try("get", func() { get(xs, 3) })
	try("neg", func() { get(xs, i-10) })
	try("const", func() { _ = xs[5] })
	try("arr", func() { _ = arr[i] })
	try("u8", func() { _ = xs[u] })
	try("str", func() { _ = s[i] })
	try("set", func() { xs[i] = 1 })
	try("op", func() { xs[i] += 1 })
	try("inc", func() { xs[i]++ })
	try("map", func() { _ = m["a"][i] })
	try("nested", func() { _ = m["b"][0] })
	try("slice", func() { _ = xs[1:i] })
	try("slice2", func() { _ = xs[i:] })
	try("slice3", func() { _ = xs[2:2:2][0] })
	try("slice4", func() { _ = xs[:2:i] })
	try("slice5", func() { j := 2; k := 1; _ = xs[j:k] })
	try("slices", func() { _ = s[2:i] })
	try("slicea", func() { _ = arr[:i] })
	try("order", func() { fmt.Println(order()) })
	try("nil", func() { _ = np.v })
	try("nil2", func() { np.v = 1 })
	try("nil3", func() { _ = np.next.next })
	try("nil4", func() { _ = &np.f })
	try("nil5", func() { _ = *np })
	try("nilmap", func() { nilm["a"] = 1 })
	try("nilarr", func() { _ = na[1] })
	try("nilarr2", func() {
		for _, v := range na {
			_ = v
		}
	})
	try("nilfunc", func() { var f func(); f() })
	try("nilif", func() { var e error; _ = e.Error() })
	try("div", func() { _ = 1 / (i - 7) })
	try("conv", func() { _ = [4]int(xs) })
	try("make", func() { _ = make([]int, i-10) })
	try("make2", func() { _ = make([]int, i, i-1) })
	try("chan", func() { _ = make(chan int, i-10) })
	try("shift", func() { _ = 1 << (i - 10) })
	try("assert", func() { var x any = "s"; _ = x.(int) })
	try("hash", func() { h := map[any]int{}; h[[]int{1}] = 2 })
	try("hash2", func() { h := map[any]int{}; h[L2{}] = 2 })
	try("cmp", func() { var x, y any = []int{1}, []int{1}; fmt.Println(x == y) })
	try("cmp2", func() { var x, y any = L2{}, L2{}; fmt.Println(x == y) })
	try("closed", func() { c := make(chan int); close(c); close(c) })
	try("closenil", func() { var c chan int; close(c) })
	try("send", func() { c := make(chan int, 1); close(c); c <- 1 })
}

type L2 struct{ f []int }
