package main

import "fmt"

// The predeclared print writes to standard error; that it takes all it does shows here, the text elsewhere.

func triple() (int16, float64, string) { return -42, 42.0, "x" }

func complexArgs() (float64, float64)  { return 5, 7 }
func appendArgs() ([]byte, byte, byte) { return []byte("ab"), '1', '2' }

func main() {
	print(triple())
	println(triple())
	println(1.5, -0.0, 1e100, complex(1, -2), true, any(nil) == nil)
	fmt.Println(complex(complexArgs()), string(append(appendArgs())))
	var in <-chan int = make(<-chan int)
	var out chan<- int = make(chan<- int, 1)
	both := make(chan int)
	in2 := (<-chan int)(both)
	fmt.Println(in == in2, both == in2, cap(out))
	switch in2 {
	case both:
		fmt.Println("same")
	}
	x := 1
	fmt.Println(x<<1., x<<(1+0i), x<<0i)
	fmt.Println(interface{}(nil) == nil, nil == error(nil))
}
