package main

import "strings"

func run() int {
	text := strings.Repeat("the quick brown fox jumps over the lazy dog ", 3000)
	counts := map[string]int{}
	for _, word := range strings.Fields(text) {
		counts[word]++
	}
	sum := 0
	for _, n := range counts {
		sum += n
	}
	return sum
}
