package main

import "fmt"

type Num interface{ ~int | ~float64 }
type List[T any] struct{ items []T }

func (l *List[T]) Push(x T) { l.items = append(l.items, x) }
func Map[T, U any](s []T, f func(T) U) []U {
	var r []U
	for _, x := range s {
		r = append(r, f(x))
	}
	return r
}
func Sum[T Num](s ...T) (t T) {
	for _, x := range s {
		t += x
	}
	return
}
func main() {
	l := &List[string]{}
	l.Push("a")
	fmt.Println(l.items, Sum(1.5, 2), Map([]int{1, 2}, func(i int) string { return fmt.Sprint(i) }))
}
