package main

import (
	"errors"
	"strconv"
)

var errOdd = errors.New("odd")

func half(n int) (int, error) {
	if n%2 != 0 {
		return 0, errOdd
	}
	return n / 2, nil
}

func run() int {
	bad := 0
	for i := 0; i < 5000; i++ {
		n, err := half(i)
		if errors.Is(err, errOdd) {
			bad++
			continue
		}
		if _, err := strconv.Atoi("x"); err != nil && n > 0 {
			bad += n % 2
		}
	}
	return bad
}
