package main

type account struct {
	balance int
	history []int
}

func (a *account) deposit(n int) {
	a.balance += n
	a.history = append(a.history, n)
}

func (a account) total() int { return a.balance }

func run() int {
	a := &account{}
	sum := 0
	for i := 0; i < 5000; i++ {
		a.deposit(i)
		sum += a.total() % 7
	}
	return sum
}
