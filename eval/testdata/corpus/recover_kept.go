package main

import (
	"fmt"
	"sync"
)

// What a deferred literal calls when it has recovered was made by the function that panicked.

func local() (out string) {
	cleanup := func(s string) { out += "cleaned " + s }
	defer func() {
		if r := recover(); r != nil {
			cleanup(fmt.Sprint(r))
		}
	}()
	panic("local")
}

type server struct {
	onClose func()
	log     []string
}

func (s *server) close() { s.onClose() }

func stored() (s *server) {
	s = &server{}
	defer func() {
		r := recover()
		s.close()
		s.log = append(s.log, fmt.Sprint(r))
	}()
	s.onClose = func() { s.log = append(s.log, "closed") }
	panic("stored")
}

func method() (out []string) {
	s := &server{}
	s.onClose = func() { out = append(out, "method") }
	closing := s.close
	defer func() {
		recover()
		closing()
	}()
	return []string{"body"}
}

func waiting() (n int) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	add := func(i int) {
		defer wg.Done()
		mu.Lock()
		n += i
		mu.Unlock()
	}
	defer func() {
		if r := recover(); r != nil {
			wg.Wait()
			n += r.(int)
		}
	}()
	for i := range 5 {
		wg.Add(1)
		go add(i)
	}
	panic(100)
}

func results(f func() int) (total int) {
	defer func() {
		if r := recover(); r != nil {
			total = f() + 1
		}
	}()
	return f() / (f() - 7)
}

func listed() (out []int) {
	var fs []func() int
	defer func() {
		recover()
		for _, f := range fs {
			out = append(out, f())
		}
	}()
	for i := range 3 {
		fs = append(fs, func() int { return i * i })
	}
	var m map[string]int
	m["x"] = 1
	return nil
}

func goroutine() (out string) {
	done, begin := make(chan string), make(chan bool)
	defer func() {
		if r := recover(); r != nil {
			close(begin)
			out = <-done
		}
	}()
	go func() {
		<-begin
		done <- "goroutine"
	}()
	panic(1)
}

func main() {
	fmt.Println(local())
	fmt.Println(stored().log)
	fmt.Println(method())
	fmt.Println(waiting())
	fmt.Println(results(func() int { return 7 }))
	fmt.Println(listed())
	fmt.Println(goroutine())
}
