package main

func run() int {
	values := []any{1, "two", 3.0, true}
	sum := 0
	for i := 0; i < 40000; i++ {
		if n, ok := values[i%4].(int); ok {
			sum += n
		} else if s, ok := values[i%4].(string); ok {
			sum += len(s)
		}
	}
	return sum
}
