package main

import (
	"fmt"
	"strings"
)

func run() int {
	var b strings.Builder
	for i := 0; i < 2000; i++ {
		b.WriteString("line ")
		fmt.Fprintf(&b, "%d of %s\n", i, "many")
	}
	return b.Len()
}
