package main

type node struct {
	value int
	next  *node
}

func push(head *node, v int) *node { return &node{v, head} }

func reverse(head *node) *node {
	var out *node
	for head != nil {
		next := head.next
		head.next = out
		out, head = head, next
	}
	return out
}

func run() int {
	var head *node
	for i := 0; i < 2000; i++ {
		head = push(head, i)
	}
	for k := 0; k < 5; k++ {
		head = reverse(head)
	}
	sum := 0
	for n := head; n != nil; n = n.next {
		sum = sum*7 + n.value
	}
	return sum
}
