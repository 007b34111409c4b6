package main

import "fmt"

type P struct{ X, Y int }

func t() bool { return true }

func main() {
	p := P{1, 2}
	if t() && [2]float64{} != [2]float64{} {
		fmt.Println("no")
	}
	if t() && p == (P{1, 2}) {
		fmt.Println("yes")
	}
	for i := 0; t() && (P{i, 2}) != p && i < 5; i++ {
		fmt.Println(i)
	}
	switch {
	case t() && p == P{1, 2}:
		fmt.Println("yes")
	}
	ok := t() && p == P{1, 2} || p == (P{})
	fmt.Println(ok, !(p == P{}) && t())
	switch p {
	case P{}, P{1, 2}:
		fmt.Println("yes")
	}
	if x := ([2]int{1, 2}); t() && x == ([...]int{1, 2}) && len([]int{1, 2}) == 2 && ([]int{1})[0] == 1 && (map[string]int{"a": 1})["a"] == 1 {
		fmt.Println("yes")
	}
	if t() && func() bool { return true }() && *(&P{1, 2}) == p && (&P{3, 4}).X == 3 && (P{5, 6}).Y == 6 && (struct{ a int }{1}).a == 1 {
		fmt.Println("yes")
	}
}
