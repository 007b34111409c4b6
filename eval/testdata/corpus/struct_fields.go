package main

import (
	"fmt"
	"sync"
)

type Msg struct {
	ID   int
	Resp chan string
	Done chan struct{}
	fn   func(int) (int, error)
	m    map[string][]func() int
}
type Hub struct {
	in, out chan Msg
	subs    map[string]chan<- Msg
	mu      sync.Mutex
	wg      sync.WaitGroup
	arr     [3]chan int
	hooks   []func(*Hub, Msg) error
	cb      func(h *Hub) func() int
	parent  *Hub
}

func (h *Hub) get() *Hub { return h }
func mk() Hub {
	return Hub{in: make(chan Msg, 3), out: make(chan Msg, 1), subs: map[string]chan<- Msg{}}
}

func main() {
	h := mk()
	h.in <- Msg{ID: 1, Resp: make(chan string, 1)}
	x := <-h.get().in
	x.Resp <- "r"
	fmt.Println(x.ID, <-x.Resp)
	h.get().out <- Msg{ID: 5}
	m, ok := <-h.get().out
	fmt.Println(m.ID, ok)
	sub := make(chan Msg, 1)
	h.subs["a"] = sub
	h.subs["a"] <- Msg{ID: 7}
	fmt.Println((<-sub).ID)
	h.arr[1] = make(chan int, 1)
	h.arr[1] <- 3
	for i, c := range h.arr {
		if c != nil {
			fmt.Println(i, <-c)
		}
	}
	h.hooks = append(h.hooks, func(h *Hub, m Msg) error { return fmt.Errorf("hook %d %d", m.ID, len(h.hooks)) })
	for _, hook := range h.hooks {
		fmt.Println(hook(&h, Msg{ID: 2}))
	}
	h.cb = func(h *Hub) func() int { n := len(h.hooks); return func() int { n++; return n } }
	f := h.cb(&h)
	fmt.Println(f(), f(), h.cb(&h)())
	m.fn = func(i int) (int, error) { return i * 2, nil }
	v, err := m.fn(4)
	fmt.Println(v, err)
	m.m = map[string][]func() int{"k": {func() int { return 1 }, func() int { return 2 }}}
	total := 0
	for _, fs := range m.m {
		for _, g := range fs {
			total += g()
		}
	}
	fmt.Println(total, m.m["k"][1]())
	h.parent = &Hub{parent: &Hub{in: make(chan Msg)}}
	go func() {
		defer close(h.parent.parent.in)
		for i := range 3 {
			h.parent.parent.in <- Msg{ID: i}
		}
	}()
	for m := range h.parent.parent.in {
		fmt.Print(m.ID, " ")
	}
	fmt.Println()
	for i := range 10 {
		h.wg.Add(1)
		go func() { defer h.wg.Done(); h.mu.Lock(); defer h.mu.Unlock(); total += i }()
	}
	h.wg.Wait()
	fmt.Println(total)
	select {
	case m := <-h.in:
		fmt.Println(m)
	case h.out <- Msg{ID: 9}:
		fmt.Println("sent", len(h.out), cap(h.in))
	}
	hs := []Hub{{}, {}}
	hs[1].subs = map[string]chan<- Msg{}
	p := &hs[1]
	p.arr[2] = make(chan int, 2)
	p.arr[2] <- 1
	fmt.Println(len(hs[1].arr[2]), hs[1].subs != nil, hs[0].cb == nil)
	type key struct{ a, b int }
	grid := map[key]*Msg{{1, 2}: {ID: 1}}
	grid[key{1, 2}].ID++
	fmt.Println(grid[key{1, 2}].ID, len(grid))
	cnt := map[key]int{}
	cnt[key{1, 1}]++
	cnt[key{1, 1}] += 2
	fmt.Println(cnt)
	var once sync.Once
	once.Do(func() { fmt.Println("once") })
	pool := sync.Pool{New: func() any { return &Msg{ID: 42} }}
	fmt.Println(pool.Get().(*Msg).ID)
	var sm sync.Map
	sm.Store(key{1, 2}, Msg{ID: 3})
	if v, ok := sm.Load(key{1, 2}); ok {
		fmt.Println(v.(Msg).ID)
	}
	a := [2]Msg{{ID: 1}, {ID: 2}}
	b := a
	b[0].ID = 100
	fmt.Println(a[0].ID, b[0].ID)
	ms := []Msg{{ID: 1}}
	for i := range ms {
		ms[i].ID *= 10
		q := &ms[i]
		q.ID++
	}
	fmt.Println(ms[0].ID)
	swap := func(a, b *Msg) { *a, *b = *b, *a }
	swap(&a[0], &a[1])
	fmt.Println(a[0].ID, a[1].ID)
}
