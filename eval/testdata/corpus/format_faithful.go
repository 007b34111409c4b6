package main

import (
	"errors"
	"fmt"
	"log"
	"os"
)

type S string
type N int
type P struct {
	X int
	y any
	E error
}
type St struct{ a, B int }

func (s St) String() string { return fmt.Sprintf("St<%d>", s.a) }

type W struct {
	S St
	s St
	P *St
	p *St
	f func()
	M map[St]S
}
type F float32
type G[T any] struct{ V T }

func (g *G[T]) Error() string { return fmt.Sprint("G ", g.V) }

type Go struct{ x int }

func (Go) GoString() string { return "go!" }

func main() {
	fmt.Print(S("a"), S("b"), N(1), N(2), "c", S("d"), 1, "\n")
	var x any = P{1, errors.New("x"), errors.New("y")}
	fmt.Printf("%v %+v %d %s %q %x\n", []any{x == nil}, struct{}{}, N(3), S("u"), S("v"), S("w"))
	fmt.Printf("%t %d %s|%6v|%-6v|%06d|%6.2v|\n", N(3), S("x"), N(4), N(5), N(6), N(7), S("hello"))
	fmt.Printf("%v %+v %#v\n", St{1, 2}, St{1, 2}, St{1, 2})
	w := W{S: St{1, 2}, s: St{3, 4}, M: map[St]S{{1, 1}: "q", {0, 5}: "r"}}
	fmt.Printf("%v\n%+v\n%#v\n%s\n%d\n", w, w, w, w, w)
	fmt.Println([]any{N(1), St{5, 6}, &G[int]{7}, nil, []N{1}, map[string]any{"k": St{8, 8}}, struct{ A any }{St{9, 9}}})
	fmt.Printf("%v %+v %#v %T\n", []any{N(1), S("a")}, map[string]any{"x": P{}}, []any{N(1), S("a")}, []any{1})
	fmt.Printf("%t|%t\n", P{1, "b", nil}, struct{ A, b any }{1, 2})
	fmt.Printf("%#v %#v %#v %v\n", F(1.5), []F{1, 2.5}, Go{1}, []Go{{1}})
	fmt.Printf("%x %X %q %s\n", []N{10, 11}, []S{"ab", "c"}, []S{"ab", "c"}, []St{{1, 2}})
	fmt.Printf("%6d|%-4v|%+d|%x\n", []N{10, 11}, []N{1}, N(5), struct {
		A N
		B S
	}{255, "hi"})
	var e error = &G[string]{"boo"}
	fmt.Println(fmt.Errorf("w: %w", e), errors.Is(fmt.Errorf("w: %w", e), e))
	func() {
		defer func() { r := recover(); fmt.Printf("%T %v\n", r, r) }()
		var a []int
		i := 3
		_ = a[i]
	}()
	func() {
		defer func() { r := recover(); fmt.Printf("%T %v\n", r, r) }()
		var a any = N(3)
		_ = a.(string)
	}()
	func() {
		defer func() { r := recover(); fmt.Printf("%T %v\n", r, r) }()
		var m map[string]int
		m["a"] = 1
	}()
	var nilp *St
	var ng *G[int]
	fmt.Printf("%v %s %v %+v\n", nilp, nilp, ng == nil, struct{ P *St }{})
	fmt.Printf("%p\n", N(3))
	fmt.Printf("%!|%z %d\n", N(3), N(1))
	fmt.Printf("%[2]T %[1]v %[2]d\n", N(3), N(4))
	fmt.Printf("%*d|%-*d|\n", 5, N(3), 4, N(4))
	log.SetFlags(0)
	log.SetOutput(os.Stdout)
	log.Printf("%T %v", N(1), []any{St{}})
	log.Println(S("a"), []any{St{}})
	log.Print(S("a"), S("b"))
	fmt.Printf("%v %d\n", [2]bool{true}, []bool{false})
	fmt.Printf("%v %v\n", struct{ c complex128 }{1 + 2i}, map[any]int{1: 2, "a": 3, N(2): 4}[N(2)])
	fmt.Printf("%s %v\n", []byte("abc"), []byte("abc"))
	type B []byte
	type B2 byte
	fmt.Printf("%s %v %x %#v %q\n", B("abc"), B("abc"), B("abc"), B("abc"), []B{B("x")})
	fmt.Printf("%s %v %x %#v\n", []B2{65, 66}, []B2{65}, [2]B2{65, 66}, []B2{65})
	fmt.Printf("%v %s\n", &w.M, &[]St{{1, 2}})
	fmt.Printf("%5t|%v|%c|%U\n", true, 'x', N(65), N(66))
	fmt.Println(struct {
		a error
		B error
	}{nil, errors.New("q")})
}
