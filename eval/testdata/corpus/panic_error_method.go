package main

import "fmt"

type U int

func (t U) Error() string {
	fmt.Println("Error called")
	return "U"
}

func main() {
	defer func() {
		r := recover()
		fmt.Printf("%T\n", r)
		defer func() { fmt.Printf("%#v\n", recover()) }()
		panic(r)
	}()
	var e error = U(1)
	panic(e)
}
