package main

func kind(x any) int {
	switch v := x.(type) {
	case int:
		return v
	case string:
		return len(v)
	case float64:
		return int(v)
	default:
		return 0
	}
}

func run() int {
	values := []any{1, "two", 3.0, true}
	sum := 0
	for i := 0; i < 5000; i++ {
		sum += kind(values[i%4])
	}
	return sum
}
