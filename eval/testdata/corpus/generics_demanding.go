package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sort"
	"strings"
	"sync"
)

// generic type aliases
type A[T any] = []T
type Pair[K comparable, V any] struct {
	Key K
	Val V
}
type PA[V any] = Pair[string, V]

func (p Pair[K, V]) String() string { return fmt.Sprintf("<%v=%v>", p.Key, p.Val) }

// constraint with methods
type Stringish interface {
	~string
	Len() int
}
type S1 string

func (s S1) Len() int { return len(s) }

func TotalLen[T Stringish](xs ...T) (n int) {
	for _, x := range xs {
		n += x.Len() + len(string(x))
	}
	return
}

// pointer-method constraint
type Setter[T any] interface {
	*T
	Set(string)
}
type Conf struct{ v string }

func (c *Conf) Set(s string) { c.v = s }
func Build[T any, PT Setter[T]](ss []string) []T {
	out := make([]T, len(ss))
	for i, s := range ss {
		PT(&out[i]).Set(s)
	}
	return out
}

// self-referential constraint
type Ordered[T any] interface{ Less(T) bool }
type Age int

func (a Age) Less(b Age) bool { return a < b }
func Min[T Ordered[T]](xs ...T) T {
	m := xs[0]
	for _, x := range xs[1:] {
		if x.Less(m) {
			m = x
		}
	}
	return m
}

// linked list with iterator
type List[T any] struct {
	head, tail *node[T]
	n          int
}
type node[T any] struct {
	v    T
	next *node[T]
}

func (l *List[T]) Push(vs ...T) *List[T] {
	for _, v := range vs {
		n := &node[T]{v: v}
		if l.tail == nil {
			l.head = n
		} else {
			l.tail.next = n
		}
		l.tail = n
		l.n++
	}
	return l
}
func (l *List[T]) All() iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		i := 0
		for n := l.head; n != nil; n = n.next {
			if !yield(i, n.v) {
				return
			}
			i++
		}
	}
}
func MapList[T, U any](l *List[T], f func(T) U) *List[U] {
	out := &List[U]{}
	for _, v := range l.All() {
		out.Push(f(v))
	}
	return out
}

// generic interface & embedded generic
type Container[T any] interface {
	Get(int) (T, error)
	Len() int
}
type Slice[T any] []T

func (s Slice[T]) Get(i int) (T, error) {
	var zero T
	if i < 0 || i >= len(s) {
		return zero, &IndexErr[T]{i, s}
	}
	return s[i], nil
}
func (s Slice[T]) Len() int { return len(s) }

type IndexErr[T any] struct {
	I int
	S Slice[T]
}

func (e *IndexErr[T]) Error() string { return fmt.Sprintf("no %d in %v (%T)", e.I, e.S, e.S) }

type Named[T any] struct {
	Container[T]
	Name string
}
type Cache[K comparable, V any] struct {
	sync.Mutex
	m    map[K]V
	load func(K) (V, error)
}

func NewCache[K comparable, V any](load func(K) (V, error)) *Cache[K, V] {
	return &Cache[K, V]{m: make(map[K]V), load: load}
}
func (c *Cache[K, V]) Get(k K) (V, error) {
	c.Lock()
	defer c.Unlock()
	if v, ok := c.m[k]; ok {
		return v, nil
	}
	v, err := c.load(k)
	if err != nil {
		return v, fmt.Errorf("load %v: %w", k, err)
	}
	c.m[k] = v
	return v, nil
}

type Number interface {
	~int | ~int64 | ~float64 | ~uint8
}

func SumBy[T any, N Number](xs []T, f func(T) N) (s N) {
	for _, x := range xs {
		s += f(x)
	}
	return
}
func Zero[T any]() (z T) { return }
func Ptr[T any](v T) *T  { return &v }
func Must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
func TypeName[T any](v T) string {
	switch any(v).(type) {
	case int:
		return "int"
	case []T:
		return "slice of T"
	case fmt.Stringer:
		return "stringer"
	}
	return fmt.Sprintf("%T", v)
}
func Keys[M ~map[K]V, K cmp.Ordered, V any](m M) []K {
	ks := slices.Collect(maps.Keys(m))
	slices.Sort(ks)
	return ks
}
func Filter[S ~[]E, E any](s S, f func(E) bool) S {
	var out S
	for _, e := range s {
		if f(e) {
			out = append(out, e)
		}
	}
	return out
}
func Chain[T any](fs ...func(T) T) func(T) T {
	return func(t T) T {
		for _, f := range fs {
			t = f(t)
		}
		return t
	}
}

type Tree[T cmp.Ordered] struct {
	Left, Right *Tree[T]
	Val         T
}

func (t *Tree[T]) Insert(v T) *Tree[T] {
	if t == nil {
		return &Tree[T]{Val: v}
	}
	if v < t.Val {
		t.Left = t.Left.Insert(v)
	} else {
		t.Right = t.Right.Insert(v)
	}
	return t
}
func (t *Tree[T]) Walk(yield func(T) bool) bool {
	return t == nil || (t.Left.Walk(yield) && yield(t.Val) && t.Right.Walk(yield))
}

type IDs []int

func (ids IDs) Max() int { return slices.Max(ids) }

type Opt[T any] struct {
	v  T
	ok bool
}

func Some[T any](v T) Opt[T] { return Opt[T]{v, true} }
func (o Opt[T]) OrElse(d T) T {
	if o.ok {
		return o.v
	}
	return d
}
func (o Opt[T]) MarshalJSON() ([]byte, error) {
	if !o.ok {
		return []byte("null"), nil
	}
	return json.Marshal(o.v)
}

type Event[T any] struct {
	hs []func(T)
}

func (e *Event[T]) On(h func(T)) { e.hs = append(e.hs, h) }
func (e *Event[T]) Emit(v T) {
	for _, h := range e.hs {
		h(v)
	}
}

type Matrix[T Number] [2][2]T

func (m Matrix[T]) Mul(o Matrix[T]) (r Matrix[T]) {
	for i := range 2 {
		for j := range 2 {
			for k := range 2 {
				r[i][j] += m[i][k] * o[k][j]
			}
		}
	}
	return
}

type Visitor[R any] interface {
	Num(int) R
	Add(a, b Expr) R
}
type Expr interface{ String() string }
type Num int
type Add struct{ A, B Expr }

func (n Num) String() string { return fmt.Sprint(int(n)) }
func (a Add) String() string { return "(" + a.A.String() + "+" + a.B.String() + ")" }
func Accept[R any](e Expr, v Visitor[R]) R {
	switch e := e.(type) {
	case Num:
		return v.Num(int(e))
	case Add:
		return v.Add(e.A, e.B)
	}
	panic("unreachable")
}

type eval struct{}

func (eval) Num(n int) int       { return n }
func (v eval) Add(a, b Expr) int { return Accept[int](a, v) + Accept[int](b, v) }

type depth struct{ d *int }

func (d depth) Num(int) float64 { return 1 }
func (d depth) Add(a, b Expr) float64 {
	*d.d++
	return 1 + max(Accept[float64](a, d), Accept[float64](b, d))
}

func main() {
	var a A[int] = []int{1}
	fmt.Printf("%T %v\n", a, a)
	p := PA[int]{"a", 1}
	fmt.Printf("%T %v %+v\n", p, p, []PA[bool]{{"x", true}})
	fmt.Println(TotalLen(S1("ab"), "c"), Build[Conf]([]string{"x", "y"}), Min(Age(3), 1, 2))
	l := (&List[int]{}).Push(1, 2, 3)
	for i, s := range MapList(l, func(i int) string { return strings.Repeat("z", i) }).All() {
		fmt.Print(i, s, " ")
	}
	fmt.Println(l.n)
	var c Container[string] = Slice[string]{"q"}
	_, err := c.Get(5)
	var ie *IndexErr[string]
	fmt.Println(err, errors.As(err, &ie), ie.I)
	n := Named[string]{c, "nm"}
	fmt.Println(n.Len(), Must(n.Get(0)))
	cache := NewCache(func(k string) (int, error) {
		if k == "" {
			return 0, errors.New("empty")
		}
		return len(k), nil
	})
	fmt.Println(cache.Get("abc"))
	_, err = cache.Get("")
	fmt.Println(err, len(cache.m))
	fmt.Println(SumBy([]string{"a", "bb"}, func(s string) float64 { return float64(len(s)) }), SumBy(l2(), func(p Pair[string, int]) uint8 { return uint8(p.Val) }))
	fmt.Println(Zero[*int]() == nil, Zero[[2]string](), *Ptr(3), *Ptr[any]("x"))
	fmt.Println(TypeName(1), TypeName(p), TypeName([]int{}), TypeName(struct{ X int }{1}))
	fmt.Println(Keys(map[Age]bool{3: true, 1: false}), Filter(IDs{1, 5, 2}, func(i int) bool { return i > 1 }).Max())
	fmt.Println(Chain(strings.ToUpper, strings.TrimSpace, func(s string) string { return s + "!" })(" hi "))
	var t *Tree[string]
	for _, w := range strings.Fields("m c x a") {
		t = t.Insert(w)
	}
	t.Walk(func(s string) bool { fmt.Print(s, " "); return s != "m" })
	for s := range func(y func(string) bool) { t.Walk(y) } {
		if s == "m" {
			break
		}
		fmt.Print(s, ",")
	}
	fmt.Println()
	js, err := json.Marshal(map[string]Opt[[]int]{"a": Some([]int{1}), "b": {}})
	fmt.Println(string(js), err, Some(3).OrElse(4), Opt[string]{}.OrElse("d"))
	var ev Event[Pair[string, int]]
	total := 0
	ev.On(func(p Pair[string, int]) { total += p.Val })
	ev.On(func(p Pair[string, int]) { fmt.Println("event", p) })
	ev.Emit(Pair[string, int]{"k", 5})
	fmt.Println(total)
	m := Matrix[int]{{1, 1}, {1, 0}}
	fmt.Println(m.Mul(m).Mul(m), Matrix[float64]{{0.5}}.Mul(Matrix[float64]{{2}}))
	e := Add{Num(1), Add{Num(2), Num(3)}}
	d := 0
	fmt.Println(e, Accept[int](e, eval{}), Accept[float64](e, depth{&d}), d)
	f := Min[Age]
	fmt.Printf("%T %v\n", f, f(2, 1))
	g := (*List[int]).Push
	g(l, 4, 5)
	fmt.Println(l.n)
	type Local[T any] struct{ V T }
	fmt.Printf("%T %+v\n", Local[int]{1}, Local[Local[string]]{Local[string]{"x"}})
	sort.Slice(a, func(i, j int) bool { return a[i] < a[j] })
	ps := []Pair[string, int]{{"b", 2}, {"a", 2}, {"c", 1}}
	slices.SortFunc(ps, func(x, y Pair[string, int]) int {
		return cmp.Or(cmp.Compare(x.Val, y.Val), strings.Compare(x.Key, y.Key))
	})
	fmt.Println(ps, slices.IndexFunc(ps, func(p Pair[string, int]) bool { return p.Key == "a" }))
	mm := maps.Collect(slices.All([]string{"x", "y"}))
	fmt.Println(mm, slices.Sorted(maps.Values(mm)), slices.Collect(maps.Keys(map[int]int{7: 1})))
	grouped := map[bool][]Age{}
	for _, x := range []Age{1, 2, 3} {
		grouped[x%2 == 0] = append(grouped[x%2 == 0], x)
	}
	fmt.Println(grouped)
	next, stop := iter.Pull(maps.Keys(map[Age]int{4: 1}))
	v, ok := next()
	fmt.Println(v, ok)
	stop()
	var once sync.Once
	ov := sync.OnceValues(func() (Age, error) { return 3, nil })
	once.Do(func() { fmt.Println(ov()) })
	type rec struct {
		kids []rec
		m    map[string]*rec
	}
	r := rec{kids: []rec{{}, {kids: []rec{{}}}}, m: map[string]*rec{"a": {}}}
	fmt.Println(len(r.kids[1].kids), r.m["a"].kids == nil)
	var fn func(int) func(int) int
	fn = func(x int) func(int) int { return func(y int) int { return x*y + len(r.kids) } }
	fmt.Println(fn(3)(4))
	x := []any{1, "a", nil, Age(2), p, []Age{1}, map[Age]string{1: "q"}, &p, Some(Age(1)), func() {} == nil}
	fmt.Printf("%v %T\n", x[:len(x)-3], x[4])
}

func l2() []Pair[string, int] { return []Pair[string, int]{{"a", 1}, {"b", 2}} }
