package main

import (
	"errors"
	"fmt"
	"os"
	"sort"
	"strings"
	"time"
)

type Celsius float64
type Weekday int

func (d Weekday) String() string { return [...]string{"Sun", "Mon"}[d] }

type Point struct{ X, Y int }
type Named struct {
	Point
	Name  string
	Tags  []string
	Attrs map[string]any
	Next  *Named
	day   Weekday
	Day   Weekday
	Err   error
	Fn    func(int) string
	Ch    chan int
	T     time.Duration
	When  time.Time
	Any   any
	Arr   [2]bool
	B     []byte
	I     interface{ Foo() }
}
type ErrNotFound struct{ Key string }

func (e ErrNotFound) Error() string { return "not found: " + e.Key }

type wrapErr struct {
	op  string
	err error
}

func (w *wrapErr) Error() string { return w.op + ": " + w.err.Error() }
func (w *wrapErr) Unwrap() error { return w.err }

type Matrix [2][2]float64
type Set map[string]struct{}
type Op func(int, int) int
type Pair[K comparable, V any] struct {
	Key K
	Val V
}
type List[T any] struct {
	head *elem[T]
	n    int
}
type elem[T any] struct {
	v    T
	next *elem[T]
}
type byX []Point

func (b byX) Len() int           { return len(b) }
func (b byX) Less(i, j int) bool { return b[i].X < b[j].X }
func (b byX) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

type Animal interface {
	Sound() string
	Namer
}
type Namer interface{ Name() string }
type Dog struct{ name string }

func (d *Dog) Sound() string { return "woof" }
func (d *Dog) Name() string  { return d.name }

type Logger struct {
	prefix string
	out    *strings.Builder
}

func (l *Logger) Write(p []byte) (int, error) {
	l.out.WriteString(l.prefix + string(p))
	return len(p), nil
}

func main() {
	n := Named{Point: Point{1, 2}, Name: "n", Tags: []string{"a", "b c"}, Attrs: map[string]any{"z": 1, "p": Point{3, 4}, "d": Weekday(1)}, Day: 1, day: 1, T: time.Second, Any: Weekday(1), B: []byte("hi")}
	fmt.Printf("%v\n%+v\n", n, n)
	n.Fn, n.Ch = nil, nil
	fmt.Printf("%#v\n", Point{1, 2})
	fmt.Printf("%#v %#v %#v %#v\n", []Point{{1, 2}}, map[string]Point{"a": {}}, Celsius(3), Weekday(1))
	fmt.Printf("%T %T %T %T %T %T\n", n, &n, []Weekday{}, map[Weekday]*Point{}, Op(nil), Pair[string, []Point]{})
	fmt.Printf("%5.1f|%-8v|%8v|%08.3f|%x|%q|%d|%s\n", Celsius(36.66), Weekday(1), Weekday(0), Celsius(1.5), "hi", Weekday(1), Weekday(1), Weekday(0))
	fmt.Printf("%6d|%-6d|%+d|%x|%o|%b|%c|%U\n", Weekday(1), Weekday(1), Weekday(1), Weekday(1), Weekday(1), Weekday(1), Weekday(65-64), Weekday(1))
	fmt.Printf("%v %+v %v %v\n", &Point{1, 2}, &Point{1, 2}, []*Point{nil}, &[]Point{{1, 1}})
	fmt.Printf("%v %v %v\n", Matrix{{1, 2}, {3, 4}}, Set{"a": {}}, Pair[string, Point]{"k", Point{1, 1}})
	fmt.Printf("%+v %#v\n", Pair[string, Point]{"k", Point{1, 1}}, Pair[string, int]{"k", 1})
	fmt.Printf("%s %v %d\n", []string{"a"}, []any{1, "a", nil, Point{}, Weekday(1), []Weekday{0, 1}}, []Weekday{0, 1})
	fmt.Printf("%!|%z|%d\n", Point{1, 2})
	fmt.Printf("%d %d\n", Point{1, 2}, []Point{{3, 4}})
	fmt.Printf("%[2]v %[1]T\n", Weekday(1), Point{})
	fmt.Printf("%*d|%-*d|\n", 5, Weekday(1), 4, Weekday(1))
	fmt.Printf("%t %v %p\n", true, struct{}{}, nil)
	fmt.Println(struct {
		A int
		b string
	}{1, "x"}, [3]Weekday{1, 0, 1}, map[Weekday]string{1: "b", 0: "a"})
	var err error = ErrNotFound{"k"}
	w := fmt.Errorf("ctx: %w", &wrapErr{"op", err})
	var nf ErrNotFound
	var we *wrapErr
	fmt.Println(w, errors.Is(w, err), errors.As(w, &nf), nf.Key, errors.As(w, &we), we.op, errors.Unwrap(errors.Unwrap(w)) == err)
	fmt.Printf("%v %+v %#v %T %q\n", err, err, err, err, err)
	j := errors.Join(err, errors.New("x"))
	fmt.Println(j, errors.Is(j, err))
	pts := byX{{3, 1}, {1, 2}, {2, 3}}
	sort.Sort(pts)
	fmt.Println(pts, sort.IsSorted(pts))
	sort.Sort(sort.Reverse(pts))
	fmt.Println(pts)
	var a Animal = &Dog{"rex"}
	if nm, ok := a.(Namer); ok {
		fmt.Println(nm.Name(), a.Sound())
	}
	_, ok := a.(fmt.Stringer)
	fmt.Println(ok)
	l := &Logger{"> ", &strings.Builder{}}
	fmt.Fprintf(l, "hello %d", 1)
	fmt.Println(l.out.String())
	fmt.Fprintln(os.Stdout, Weekday(1), &n.Point)
	var np *Point
	var ni Animal
	fmt.Println(np, ni, []Animal{nil}, map[string]*Point{"a": nil})
	fmt.Printf("%v %+v %#v %T %T\n", np, np, np, np, ni)
	fmt.Printf("%s|%v|%d\n", nil, nil, nil)
	fmt.Printf("%d %s\n", "str", 5)
	fmt.Printf("%v %v\n", Weekday(7), &wrapErr{})
	func() {
		defer func() { fmt.Println("r:", recover()) }()
		var x any = Point{1, 2}
		_ = x.(fmt.Stringer)
	}()
	func() {
		defer func() { fmt.Println("r:", recover()) }()
		panic(ErrNotFound{"q"})
	}()
	func() {
		defer func() { r := recover(); fmt.Printf("%v %T\n", r, r) }()
		panic(fmt.Sprintf("%v", Point{}))
	}()
	type local struct{ A int }
	fmt.Printf("%T %+v\n", local{}, local{1})
	fmt.Printf("%v %+v\n", List[int]{n: 1}, &List[string]{})
	fmt.Printf("%x %X %s\n", []byte("ab"), "xyz", []byte("q"))
	fmt.Printf("%6.2f%%|%+.1e|%g\n", 12.345, 12345.678, Celsius(1e21))
	fmt.Printf("%v %s\n", time.Duration(1500)*time.Millisecond, 2*time.Hour)
	fmt.Println(fmt.Sprint("a", 1, 2, "b", Weekday(1), Weekday(0), 3), fmt.Sprintln("x", Point{}))
}
