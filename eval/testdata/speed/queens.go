package main

func place(row, n int, cols, diag, anti []bool) int {
	if row == n {
		return 1
	}
	count := 0
	for c := 0; c < n; c++ {
		if cols[c] || diag[row+c] || anti[row-c+n] {
			continue
		}
		cols[c], diag[row+c], anti[row-c+n] = true, true, true
		count += place(row+1, n, cols, diag, anti)
		cols[c], diag[row+c], anti[row-c+n] = false, false, false
	}
	return count
}

func run() int {
	const n = 7
	return place(0, n, make([]bool, n), make([]bool, 2*n), make([]bool, 2*n+1))
}
