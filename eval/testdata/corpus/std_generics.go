package main

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
	"unique"
)

type P struct {
	name string
	age  int
}
type IDs []int
type E struct{ code int }

func (e *E) Error() string { return fmt.Sprint("E", e.code) }

func gen(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i * i) {
				return
			}
		}
	}
}

func main() {
	xs := []int{3, 1, 2}
	slices.Sort(xs)
	fmt.Println(xs, slices.Contains(xs, 2), slices.Index(xs, 3), slices.Max(xs), slices.Min(xs))
	ps := []P{{"b", 2}, {"a", 2}, {"c", 1}}
	slices.SortFunc(ps, func(a, b P) int { return cmp.Or(cmp.Compare(a.age, b.age), strings.Compare(a.name, b.name)) })
	fmt.Println(ps)
	i, ok := slices.BinarySearchFunc(ps, 2, func(p P, n int) int { return cmp.Compare(p.age, n) })
	fmt.Println(i, ok)
	m := map[string]int{"x": 1, "y": 2, "z": 3}
	keys := slices.Sorted(maps.Keys(m))
	fmt.Println(keys, slices.Collect(gen(4)))
	m2 := maps.Clone(m)
	delete(m2, "x")
	fmt.Println(len(m), len(m2), maps.Equal(m, m2))
	next, stop := iter.Pull(gen(3))
	defer stop()
	for {
		v, ok := next()
		if !ok {
			break
		}
		fmt.Println(v)
	}
	once := sync.OnceValue(func() int { fmt.Println("once"); return 5 })
	fmt.Println(once(), once())
	ids := IDs{5, 4}
	slices.Sort(ids)
	fmt.Printf("%v %T\n", ids, slices.Clone(ids))
	fmt.Println(slices.Compact([]int{1, 1, 2}), slices.Equal(xs, xs), slices.Insert(xs, 1, 9, 8), slices.Delete([]int{1, 2, 3}, 0, 1))
	for i, c := range slices.Backward([]string{"a", "b"}) {
		fmt.Println(i, c)
	}
	for c := range slices.Chunk([]int{1, 2, 3}, 2) {
		fmt.Println(c)
	}
	h := unique.Make("a")
	fmt.Println(h == unique.Make("a"), h.Value())
	var err error = fmt.Errorf("w: %w", &E{3})
	if e, ok := errors.AsType[*E](err); ok {
		fmt.Println(e.code)
	}
	f := slices.Contains[[]string]
	fmt.Println(f([]string{"q"}, "q"))
	fmt.Println(slices.IndexFunc(ps, func(p P) bool { return p.name == "b" }), slices.ContainsFunc(ps, func(p P) bool { return p.age > 5 }))
	fmt.Println(slices.MaxFunc(ps, func(a, b P) int { return cmp.Compare(a.name, b.name) }))
	g := slices.Repeat([]int{1}, 3)
	fmt.Println(g, slices.Concat(g, []int{2}), min(2, 1))
	for k, v := range maps.All(map[string]int{"only": 1}) {
		fmt.Println(k, v)
	}
}
