package main

import "sort"

type item struct {
	key  int
	name string
}

func run() int {
	var items []item
	for i := 0; i < 1000; i++ {
		items = append(items, item{(i * 7919) % 1000, "x"})
	}
	sort.Slice(items, func(i, j int) bool { return items[i].key < items[j].key })
	return items[10].key
}
