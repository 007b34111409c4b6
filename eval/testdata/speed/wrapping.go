package main

import (
	"errors"
	"fmt"
)

var errMissing = errors.New("missing")

func find(n int) (string, error) {
	if n%4 == 0 {
		return "", fmt.Errorf("find %d: %w", n, errMissing)
	}
	return "found", nil
}

func run() int {
	found, missing := 0, 0
	for i := 0; i < 1500; i++ {
		s, err := find(i)
		if errors.Is(err, errMissing) {
			missing++
			continue
		}
		if err != nil {
			return -1
		}
		found += len(s)
	}
	return found*1000 + missing
}
