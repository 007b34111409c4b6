package main

import "fmt"

// recover works when the deferred function itself calls it.

type guard struct{ name string }

func (g guard) close()    { fmt.Println(g.name, recover()) }
func (g *guard) release() { fmt.Println("release", g.name, recover()) }
func direct()             { fmt.Println("direct", recover()) }
func nested()             { fmt.Println("nested", inner()) }
func inner() any          { return recover() }
func withArgs(a, b int)   { fmt.Println("args", a, b, recover()) }
func try(name string, f func()) {
	defer func() { fmt.Println(name, "left", recover()) }()
	f()
}

type closer interface{ close() }

func main() {
	try("direct", func() { defer direct(); panic(1) })
	try("nested", func() { defer nested(); panic(2) })
	try("args", func() { defer withArgs(3, 4); panic(3) })
	try("method", func() { defer guard{"g"}.close(); panic(4) })
	try("pointer", func() { g := &guard{"p"}; defer g.release(); panic(5) })
	try("interface", func() { var c closer = guard{"i"}; defer c.close(); panic(6) })
	try("value", func() { f := direct; defer f(); panic(7) })
	try("literal", func() { defer func() { fmt.Println(recover()) }(); panic(8) })
	try("builtin", func() { defer recover(); panic(9) })
	try("deferred builtin", func() { defer func() { defer recover() }(); panic(10) })
	try("again", func() {
		defer func() { panic(fmt.Sprint("second after ", recover())) }()
		panic("first")
	})
	try("replaced", func() {
		defer func() { panic("new") }()
		panic("old")
	})
	try("order", func() {
		for i := range 3 {
			defer fmt.Println("deferred", i)
		}
		panic("done")
	})
	try("nil function", func() { var f func(); defer f(); fmt.Println("body") })
	try("method value", func() { g := guard{"bound"}; f := g.close; g.name = "changed"; defer f(); panic(11) })
	try("value without", func() { f := nested; defer f(); panic(12) })
	fmt.Println(named())
	type t struct{ i int }
	var x t
	p := &x
	p, p.i = new(t), 4
	fmt.Println(x.i, p.i)
}

func named() (n int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("caught %v", r)
		}
	}()
	n = 5
	panic("x")
}
