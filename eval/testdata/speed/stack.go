package main

type stack struct{ items []int }

func (s *stack) push(v int) { s.items = append(s.items, v) }

func (s *stack) pop() int {
	v := s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return v
}

func (s *stack) empty() bool { return len(s.items) == 0 }

func run() int {
	s := &stack{}
	sum := 0
	for i := 0; i < 3000; i++ {
		s.push(i)
		s.push(i * 2)
		sum += s.pop()
	}
	for !s.empty() {
		sum ^= s.pop()
	}
	return sum
}
