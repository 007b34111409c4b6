package main

import (
	"fmt"
	"sync/atomic"
)

type Config struct{ n int }
type Server struct {
	cfg  atomic.Pointer[Config]
	hits atomic.Int64
}

func main() {
	var p atomic.Pointer[Config]
	fmt.Println(p.Load() == nil)
	p.Store(&Config{1})
	old := p.Swap(&Config{2})
	fmt.Println(old.n, p.Load().n, p.CompareAndSwap(old, old))
	s := &Server{}
	s.cfg.Store(&Config{5})
	s.hits.Add(2)
	fmt.Println(s.cfg.Load().n, s.hits.Load())
	ps := map[string]*atomic.Pointer[int]{"a": {}}
	x := 5
	ps["a"].Store(&x)
	fmt.Println(*ps["a"].Load())
}
