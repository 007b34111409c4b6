package main

import (
	"fmt"
	"time"
)

type myInt int
type pair struct{ a, b any }

func kind(x any) string {
	switch v := x.(type) {
	case nil:
		return "nil"
	case int:
		v++
		return fmt.Sprint("int ", v)
	case string, []byte:
		return fmt.Sprintf("text %v", v)
	case time.Duration:
		return "duration " + v.String()
	case *time.Location:
		return "location " + v.String()
	case myInt:
		return fmt.Sprint("myInt ", v+1)
	case func() int:
		return fmt.Sprint("func ", v())
	}
	return "other"
}

func short(x any) int {
	switch v := x.(type) {
	case int:
		return v
	case string:
		return len(v)
	}
	return -1
}

func main() {
	values := []any{nil, 1, "s", []byte("b"), time.Second, int64(time.Second), time.UTC, myInt(1), func() int { return 3 }, 2.5}
	for _, x := range values {
		n, ok := x.(int)
		s, isString := x.(string)
		d, isDuration := x.(time.Duration)
		fmt.Println(kind(x), short(x), n, ok, s, isString, d, isDuration)
	}
	var x any = 5
	x = "now a string"
	fmt.Println(x)
	func() {
		defer func() { fmt.Println(recover()) }()
		fmt.Println(x.(int))
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		fmt.Println(any(nil).(int))
	}()
	p := pair{1, "b"}
	if n, ok := p.a.(int); ok && n == 1 {
		fmt.Println(p.b.(string) + "!")
	}
}
