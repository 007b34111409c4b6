package main

import "fmt"

func f(x any) string {
	switch y := x.(type) {
	case int:
		switch y {
		case 1:
			i := 0
		L:
			i++
			if i < 3 {
				goto L
			}
			return fmt.Sprint(i)
		case 2:
			i := 0
		M:
			for {
				i++
				if i > 5 {
					break M
				}
			}
			fmt.Println(i)
			fallthrough
		case 3:
			return "three"
		}
	case string:
	N:
		for i := range 3 {
			if i == 1 {
				continue N
			}
			fmt.Println(i)
		}
	}
	return "no"
}

func main() {
	fmt.Println(f(1), f(2), f(3), f("a"))
	c := make(chan int, 1)
	c <- 2
	select {
	case n := <-c:
	L:
		n--
		if n > 0 {
			goto L
		}
		fmt.Println(n)
	}
}
