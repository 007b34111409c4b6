package main

import (
	"errors"
	"fmt"
)

type T10 struct{ F2 [4]int64 }
type N struct{ next *N }

func nc[T any](x T) T { return x }

func at[T any](list []T, i int) (x T) {
	if len(list) > 0 {
		x = list[uint(i)%uint(len(list))]
	}
	return x
}

var left = 3

func get() *N {
	if left--; left < 0 {
		return nil
	}
	return &N{}
}

func fail(i int) error {
	if i > 1 {
		return errors.New("too many")
	}
	return nil
}

func main() {
	for i := 0; ([]int16(nil) != nil) && i < 4; i++ {
		fmt.Println("no")
	}
	for i := 0; (append([]int(nil), i) == nil) && i < 4; {
		i++
	}
	n := 0
	for get() != nil && n < 5 {
		n++
	}
	for i := 0; fail(i) == nil && i < 9; i++ {
		n += 10
	}
	if get() == nil || fail(n) != nil {
		n += 100
	}
	switch {
	case get() != nil && n > 0:
		fmt.Println("no")
	case map[string]int(nil) == nil && (func())(nil) == nil:
		n += 1000
	}
	fmt.Println(n, nc(uint8(100))^(^nc(uint8(9))))
	fmt.Println((nc(int8(11)) - nc(int8(5))) << (nc(uint(9)) / (nc(uint(3)) | 1)))
	fmt.Println([]complex128{complex(nc(1.5), real(nc(2i))), nc(1i)}, []float64{imag(nc(3i))}, [][]int{append(nc([]int{1}), 2)})
	v := [][]T10(nil)
	fmt.Println([4]int64{(at(at(v, 3), 5).F2[2] - 1)}, [][4]int64{at(at(v, 3), 5).F2}, []T10{(T10{}), {}}, map[string]int64{"a": (at(at(v, 1), 2).F2[1] + 7)})
	if cap([]int64(nil)) == 1 && n > 0 {
		fmt.Println("no")
	}
	switch at([]int8{3}, 0) {
	case int8(len([]int64(nil))), 2:
	default:
		fmt.Println("default")
	}
}
