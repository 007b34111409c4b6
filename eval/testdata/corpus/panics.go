package main

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
)

type Custom struct{ code int }

func try(name string, f func()) {
	defer func() {
		r := recover()
		var re runtime.Error
		err, isErr := r.(error)
		fmt.Println(name, r, isErr && errors.As(err, &re))
	}()
	f()
}

type I interface{ M() }

func named() (n int, err error) {
	defer func() {
		if r := recover(); r != nil {
			n, err = n*10, fmt.Errorf("recovered: %v", r)
		}
	}()
	n = 4
	panic("mid")
}

func rethrow() (out string) {
	defer func() { out = fmt.Sprint("got ", recover()) }()
	defer func() {
		r := recover()
		panic(fmt.Sprint(r, " again"))
	}()
	panic("one")
}

func order() {
	for i := range 3 {
		defer fmt.Print(i, " ")
	}
	defer func() {
		defer func() { fmt.Print(recover(), " ") }()
		panic("inner")
	}()
}

func main() {
	var m map[string]int
	var s []int
	var p *Custom
	var i I
	var a any = "text"
	zero := 0
	try("map", func() { m["a"] = 1 })
	try("index", func() { _ = s[zero] })
	try("slice", func() { _ = s[1:zero] })
	try("nil", func() { _ = p.code })
	try("divide", func() { _ = 1 / zero })
	try("call", func() { i.M() })
	try("assert", func() { _ = a.(int) })
	try("assertI", func() { _ = a.(I) })
	try("custom", func() { panic(Custom{3}) })
	try("error", func() { panic(errors.New("e")) })
	try("closed", func() { c := make(chan int); close(c); close(c) })
	try("send", func() { c := make(chan int); close(c); c <- 1 })
	try("makes", func() { _ = make([]int, zero-1) })
	try("key", func() { _ = map[any]int{[]int{}: 1} })
	try("compare", func() { var x, y any = []int{}, []int{}; _ = x == y })
	try("array", func() { _ = [4]int(make([]int, 2)) })
	try("none", func() {})
	fmt.Println(named())
	fmt.Println(rethrow())
	order()
	fmt.Println()
	try("repeat", func() { strings.Repeat("x", -1) })
	try("goexit", func() {
		done := make(chan bool)
		go func() { defer close(done); runtime.Goexit() }()
		<-done
	})
}
