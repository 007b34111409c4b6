package main

func multiply(a, b, c [][]float64) {
	for i := range a {
		for j := range b[0] {
			sum := 0.0
			for k := range b {
				sum += a[i][k] * b[k][j]
			}
			c[i][j] = sum
		}
	}
}

func square(n int) [][]float64 {
	m := make([][]float64, n)
	for i := range m {
		m[i] = make([]float64, n)
		for j := range m[i] {
			m[i][j] = float64(i ^ j)
		}
	}
	return m
}

func run() int {
	a, b, c := square(32), square(32), square(32)
	multiply(a, b, c)
	return int(c[3][5])
}
