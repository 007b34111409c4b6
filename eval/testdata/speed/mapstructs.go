package main

type account struct {
	owner   string
	balance int
}

func run() int {
	accounts := map[string]account{}
	names := []string{"ada", "bob", "cyd", "dan", "eve"}
	for _, n := range names {
		accounts[n] = account{n, 100}
	}
	for i := 0; i < 4000; i++ {
		from, to := names[i%5], names[(i*3+1)%5]
		a, b := accounts[from], accounts[to]
		a.balance -= i % 7
		b.balance += i % 7
		accounts[from] = a
		accounts[to] = b
	}
	sum := 0
	for _, n := range names {
		sum = sum*31 + accounts[n].balance
	}
	return sum
}
