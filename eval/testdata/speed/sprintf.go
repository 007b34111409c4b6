package main

import (
	"fmt"
	"strings"
)

func run() int {
	var parts []string
	for i := 0; i < 1500; i++ {
		parts = append(parts, fmt.Sprintf("%03d:%s", i, strings.Repeat("x", i%5)))
	}
	s := strings.Join(parts, ",")
	n := 0
	for _, p := range strings.Split(s, ",") {
		if strings.HasSuffix(p, "xxx") {
			n += len(p)
		}
	}
	return n
}
