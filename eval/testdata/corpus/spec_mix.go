package main

import (
	"errors"
	"fmt"
	"iter"
	"os"
	"runtime"
	"slices"
	"strings"
)

// range over func with everything
func seq(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer fmt.Println("seq cleanup")
		for i := range n {
			if !yield(i) {
				fmt.Println("stopped at", i)
				return
			}
		}
	}
}

func nested() (res string, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("recovered: %v", r)
		}
	}()
outer:
	for i := range seq(4) {
		for j := range seq(3) {
			switch {
			case j == 1 && i == 0:
				continue outer
			case i == 2:
				break outer
			case j == 2:
				break
			}
			fmt.Println(i, j)
		}
	}
	for i := range seq(3) {
		defer fmt.Println("deferred", i)
		if i == 1 {
			return "early", nil
		}
	}
	return "late", nil
}

func panicIn() (err error) {
	defer func() { err = fmt.Errorf("got %v", recover()) }()
	for i := range seq(5) {
		if i == 2 {
			panic("in body")
		}
	}
	return nil
}

func gotoOut() int {
	n := 0
	for i := range seq(5) {
		n += i
		if i == 3 {
			goto done
		}
	}
	n = -1
done:
	return n
}

func badSeq(yield func(int) bool) {
	yield(1)
	yield(2)
}

func misuse() {
	defer func() { fmt.Println("misuse:", recover()) }()
	for range badSeq {
		break
	}
}

// closures capture per-iteration
func perIter() {
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i += 10; return i })
	}
	for _, f := range fs {
		fmt.Print(f(), f(), " ")
	}
	for i, s := range []string{"a", "b"} {
		defer func() { fmt.Println("d", i, s) }()
	}
	fmt.Println()
}

// embedding, promotion through pointers and interfaces
type Animal interface{ Sound() string }
type Base struct{ name string }

func (b *Base) SetName(n string) { b.name = n }
func (b Base) Name() string      { return b.name }

type Dog struct {
	*Base
	Animal
	age int
}
type loud struct{ Animal }

func (l loud) Sound() string { return strings.ToUpper(l.Animal.Sound()) }

type cat struct{}

func (cat) Sound() string { return "meow" }

// arrays by value
func arrays() {
	a := [3][2]int{{1, 2}, {3, 4}}
	b := a
	b[0][0] = 99
	pa := &a
	pa[1][1] = 50
	for i, row := range a {
		a[2][0] += row[0]
		row[0] = 7
		_ = i
	}
	fmt.Println(a, b, a == b, len(pa), cap(pa[0][:1]))
	s := a[:]
	s[0][1] = -1
	fmt.Println(a, [2]string{1: "x"}, [...]int{5: 1, 2})
	m := map[[2]int]string{{1, 2}: "k"}
	fmt.Println(m[[2]int{1, 2}])
	arr := [4]int(slices.Repeat([]int{1}, 4))
	parr := (*[2]int)(s[0][:])
	parr[0] = 1234
	fmt.Println(arr, a[0][0])
}

type Weekday int

const (
	Sun Weekday = iota
	Mon
	_
	Wed
	KB = 1 << (10 * (iota + 1))
	MB
)
const big = 1 << 100
const f = big >> 98
const c = 'a' + 1.0
const (
	x0, y0 = iota, iota * 10
	x1, y1
)

func (d Weekday) String() string { return fmt.Sprintf("day%d", int(d)) }

func consts() {
	var u8 uint8 = 255
	u8++
	var i8 int8 = -128
	i8 = -i8
	fmt.Println(Sun, Mon, Wed, KB, MB, f, c, x1, y1, u8, i8, i8/-1, ^uint16(0), -7/2, -7%3, 7&^5)
	var sh uint = 70
	fmt.Println(1<<3, uint64(1)<<sh, int64(-1)>>sh, uint8(200)>>1, 1.0*3/2, 3/2)
	var fl float32 = 0.1
	fmt.Println(fl, float64(fl), fl*3, 0.1+0.2, 1e100, float32(16777216.0)+1)
	fmt.Printf("%T %T %T %T\n", 'a', 1i, 1<<3, c)
	fmt.Println(len("héllo"), []rune("héllo")[1], string(rune(233)), "a"+"b" < "ac", []byte("é"))
	for i, r := range "aé\xff" {
		fmt.Print(i, ":", r, " ")
	}
	fmt.Println()
}

// switch forms
func switches(v any) string {
	switch x := v.(type) {
	case nil:
		return "nil"
	case int, int8:
		return fmt.Sprintf("int-ish %v", x)
	case error:
		return "error " + x.Error()
	case fmt.Stringer:
		return "stringer " + x.String()
	case []int:
		return fmt.Sprint("slice", len(x))
	case func() int:
		return fmt.Sprint("func", x())
	case map[string]any:
		return fmt.Sprint("map", len(x))
	case *Weekday:
		return fmt.Sprint("ptr ", *x)
	case struct{ A int }:
		return fmt.Sprint("anon", x.A)
	case [2]int:
		return fmt.Sprint("arr", x[1])
	case chan int:
		return fmt.Sprint("chan", cap(x))
	}
	return fmt.Sprintf("other %T", v)
}

type myErr struct{ code int }

func (e *myErr) Error() string        { return fmt.Sprint("code ", e.code) }
func (e *myErr) Is(target error) bool { return target == os.ErrNotExist }

func deferOrder() (n int) {
	defer func() { n *= 2 }()
	defer func(k int) { fmt.Println("k", k, n) }(n)
	for i := range 3 {
		defer func() { n += i }()
	}
	n = 5
	return n + 1
}

func rePanic() (err error) {
	defer func() {
		r := recover()
		err = fmt.Errorf("outer %v", r)
	}()
	defer func() {
		r := recover()
		panic(fmt.Sprintf("again(%v)", r))
	}()
	panic("first")
}

func runtimeErrs() {
	try := func(name string, f func()) {
		defer func() {
			r := recover()
			_, isRT := r.(runtime.Error)
			fmt.Println(name, isRT, r)
		}()
		f()
	}
	var m map[string]int
	var p *Dog
	var s []int
	var e any = "x"
	var fn func()
	var a Animal
	z := 0
	try("div", func() { _ = 1 / z })
	try("nilmap", func() { m["a"]++ })
	try("nilptr", func() { _ = p.age })
	try("index", func() { _ = s[z] })
	try("slice", func() { _ = s[1:z] })
	try("assert", func() { _ = e.(int) })
	try("assert2", func() { _ = e.(fmt.Stringer) })
	try("nilfunc", func() { fn() })
	try("niliface", func() { a.Sound() })
	try("conv", func() { _ = [2]int(s) })
	try("chan", func() { c := make(chan int); close(c); close(c) })
	try("makeslice", func() { _ = make([]int, z-1) })
	try("custom", func() { panic(&myErr{3}) })
	try("nilpanic", func() { panic(nil) })
	try("hash", func() { mm := map[any]int{}; mm[[]int{}] = 1 })
	try("cmp", func() { var x, y any = []int{}, []int{}; _ = x == y })
	try("shift", func() { _ = 1 << (z - 1) })
	try("typed nil", func() { var e error = (*myErr)(nil); fmt.Println(e == nil, e.(*myErr) == nil); _ = e.Error() })
}

func multi() (int, string, error)           { return 1, "a", nil }
func take(i int, s string, e error) string  { return fmt.Sprint(i, s, e) }
func variadic(pre string, xs ...any) string { return fmt.Sprint(pre, len(xs), xs) }

func evalOrder() {
	trace := func(s string, v int) int { fmt.Print(s, " "); return v }
	arr := []int{trace("a", 0), trace("b", 1), trace("c", 2)}
	arr[trace("i", 0)], arr[trace("j", 1)] = arr[trace("k", 1)], arr[trace("l", 0)]
	m := map[int]int{trace("m", 1): trace("n", 2)}
	fmt.Println(arr, m, trace("x", 1)+trace("y", 2)*trace("z", 3))
	i := 0
	i, arr[i] = 1, 77
	fmt.Println(i, arr)
	a, b := 1, 2
	a, b = b, a+b
	fmt.Println(a, b)
	var pp *[]int
	_ = pp
	func() {
		defer func() { recover(); fmt.Println("after") }()
	}()
}

type Stack[T any] struct{ items []T }

func (s *Stack[T]) Push(x T) *Stack[T] { s.items = append(s.items, x); return s }
func (s *Stack[T]) Pop() (x T, ok bool) {
	if len(s.items) == 0 {
		return
	}
	x, s.items = s.items[len(s.items)-1], s.items[:len(s.items)-1]
	return x, true
}

func main() {
	fmt.Println(nested())
	fmt.Println(panicIn())
	fmt.Println(gotoOut())
	misuse()
	perIter()
	d := Dog{Base: &Base{"rex"}, Animal: loud{cat{}}, age: 3}
	d.SetName("max")
	get := d.Name
	d.SetName("later")
	set := (*Base).SetName
	set(d.Base, "expr")
	fmt.Println(d.Name(), get(), Dog.Name(d), d.Sound(), Animal.Sound(d), d.Base.name)
	arrays()
	consts()
	w := Wed
	for _, v := range []any{nil, 1, int8(2), &myErr{1}, Mon, []int{1}, func() int { return 4 }, map[string]any{}, &w, struct{ A int }{5}, [2]int{1, 2}, make(chan int, 3), 1.5, Weekday(9), os.ErrExist} {
		fmt.Println(switches(v))
	}
	fmt.Println(deferOrder(), rePanic())
	runtimeErrs()
	fmt.Println(take(multi()))
	fmt.Println(variadic("p"), variadic("p", nil), variadic("p", []any{1, 2}...), variadic("p", []int{1, 2}))
	evalOrder()
	st := (&Stack[string]{}).Push("a").Push("b")
	fmt.Println(st.Pop())
	fmt.Printf("%T %v %+v\n", st, st, *st)
	fmt.Println(errors.Is(fmt.Errorf("w %w", &myErr{1}), os.ErrNotExist))
	type local struct {
		A int `k:"v"`
		b string
	}
	ls := []local{{1, "x"}, {A: 2}}
	fmt.Printf("%v %+v %#v %T\n", ls, ls, ls[0], ls)
	lp := &ls[0]
	lp.A++
	ls = append(ls, *lp)
	lp.A = 100
	fmt.Println(ls, *lp == ls[0])
	var iface interface {
		Animal
		Name() string
	} = d
	fmt.Println(iface.Name(), iface.Sound())
	_, ok := iface.(fmt.Stringer)
	fmt.Println(ok)
	func() {
		for i := 0; ; i++ {
			switch {
			case i < 2:
				continue
			case i == 4:
				return
			}
			fmt.Print(i, " ")
		}
	}()
	fmt.Println(min(3, 1, 2), max(2.5, 1), min("b", "a"))
	mm := map[string][]int{}
	mm["a"] = append(mm["a"], 1, 2)
	mm["b"] = nil
	delete(mm, "zz")
	v, ok := mm["b"]
	fmt.Println(mm, v == nil, ok, len(mm))
	clear(mm)
	fmt.Println(len(mm))
	s := make([]int, 3, 10)
	t := append(s, 1)
	u := append(s, 2)
	fmt.Println(t[3], u[3], len(s[:5]), cap(s[2:4:6]))
	copy(s, []int{9, 8, 7, 6})
	copy(s[1:], s)
	fmt.Println(s)
	ptr := new(42)
	*ptr++
	fmt.Println(*ptr)
	if x, err := fmt.Sscan("5 6", &s[0], &s[1]); err == nil && x == 2 {
		fmt.Println(s)
	} else if err != nil {
		fmt.Println(err)
	}
}
