package main

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
)

type Number interface {
	~int | ~int64 | ~float64
}

type Stack[T any] struct{ items []T }

func (s *Stack[T]) Push(v T) *Stack[T] { s.items = append(s.items, v); return s }
func (s *Stack[T]) Pop() (v T, err error) {
	if len(s.items) == 0 {
		return v, errors.New("empty")
	}
	v = s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return v, nil
}
func (s *Stack[T]) All() iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		for i, v := range s.items {
			if !yield(i, v) {
				return
			}
		}
	}
}

type Tree[K cmp.Ordered, V any] struct {
	left, right *Tree[K, V]
	key         K
	val         V
}

func (t *Tree[K, V]) Put(k K, v V) *Tree[K, V] {
	if t == nil {
		return &Tree[K, V]{key: k, val: v}
	}
	switch c := cmp.Compare(k, t.key); {
	case c < 0:
		t.left = t.left.Put(k, v)
	case c > 0:
		t.right = t.right.Put(k, v)
	default:
		t.val = v
	}
	return t
}
func (t *Tree[K, V]) Each(f func(K, V)) {
	if t != nil {
		t.left.Each(f)
		f(t.key, t.val)
		t.right.Each(f)
	}
}

type ID int

func (i ID) String() string { return fmt.Sprintf("#%d", int(i)) }

func Join[T fmt.Stringer](xs ...T) string {
	var parts []string
	for _, x := range xs {
		parts = append(parts, x.String())
	}
	return strings.Join(parts, "+")
}
func Sum[T Number](xs ...T) (t T) {
	for _, x := range xs {
		t += x
	}
	return t
}
func Map[S ~[]E, E, R any](s S, f func(E) R) []R {
	out := make([]R, 0, len(s))
	for _, e := range s {
		out = append(out, f(e))
	}
	return out
}
func Reduce[A, T any](s []T, init A, f func(A, T) A) A {
	for _, v := range s {
		init = f(init, v)
	}
	return init
}
func Ptr[T any](v T) *T  { return &v }
func Zero[T any]() (z T) { return }
func Kind[T any](v T) string {
	switch any(v).(type) {
	case int:
		return "int"
	case fmt.Stringer:
		return "stringer"
	case []T:
		return "slice of itself"
	}
	return fmt.Sprintf("%T", v)
}

type List[T any] struct {
	next *List[T]
	val  T
}

type Opt[T any] func(*T)

func Apply[T any](opts ...Opt[T]) (v T) {
	for _, o := range opts {
		o(&v)
	}
	return v
}

func fib() iter.Seq[int] {
	return func(yield func(int) bool) {
		for a, b := 0, 1; yield(a); a, b = b, a+b {
		}
	}
}

func main() {
	s := new(Stack[string]).Push("a").Push("b")
	for i, v := range s.All() {
		fmt.Print(i, v, " ")
	}
	fmt.Println(s.Pop())
	fmt.Println((&Stack[ID]{}).Pop())
	var t *Tree[string, int]
	for i, w := range strings.Fields("the quick brown fox jumps over the lazy dog") {
		t = t.Put(w, i)
	}
	t.Each(func(k string, v int) { fmt.Print(k, "=", v, " ") })
	fmt.Println()
	fmt.Println(Join(ID(1), ID(2)), Sum(ID(1), 2), Sum(1.5, 2), Sum[int64]())
	fmt.Println(Map([]int{1, 2}, func(i int) ID { return ID(i) }), Reduce([]int{1, 2, 3}, "", func(a string, i int) string { return fmt.Sprint(a, i) }))
	fmt.Println(*Ptr(3), *Ptr("x"), Zero[*int]() == nil, Zero[ID]())
	fmt.Println(Kind(1), Kind(ID(1)), Kind([]int{}), Kind(struct{ X int }{}))
	fmt.Printf("%T %T %+v\n", s, List[map[string]ID]{}, List[int]{&List[int]{val: 2}, 1}.next)
	fmt.Println(Apply(func(p *ID) { *p = 4 }, func(p *ID) { *p++ }))
	for v := range fib() {
		if v > 50 {
			break
		}
		fmt.Print(v, " ")
	}
	fmt.Println()
	m := map[string]int{"b": 2, "a": 1, "c": 3}
	keys := slices.Sorted(maps.Keys(m))
	fmt.Println(keys, slices.Max(slices.Collect(maps.Values(m))), slices.Index(keys, "c"))
	people := []struct {
		Name string
		Age  int
	}{{"Al", 30}, {"Bo", 25}, {"Cy", 30}}
	slices.SortStableFunc(people, func(a, b struct {
		Name string
		Age  int
	}) int {
		return cmp.Or(-cmp.Compare(a.Age, b.Age), strings.Compare(a.Name, b.Name))
	})
	fmt.Println(people, slices.ContainsFunc(keys, func(s string) bool { return s > "b" }))
	next, stop := iter.Pull(fib())
	defer stop()
	next()
	next()
	fmt.Println(next())
	fmt.Println(slices.Collect(slices.Chunk([]int{1, 2, 3, 4, 5}, 2)), slices.Insert([]int{1, 4}, 1, 2, 3), slices.Compact([]int{1, 1, 2, 2, 1}))
	i, found := slices.BinarySearch([]string{"a", "c"}, "b")
	fmt.Println(i, found, slices.Repeat([]int{1}, 3), slices.Equal(keys, []string{"a", "b", "c"}), min(3, 1, 2), max(2.5, 1))
}
