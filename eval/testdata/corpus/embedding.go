package main

import (
	"fmt"
	"strings"
	"sync"
)

type Animal interface{ Sound() string }
type Named interface{ Name() string }
type Pet interface {
	Animal
	Named
}
type base struct{ name string }

func (b *base) Name() string    { return b.name }
func (b *base) Rename(n string) { b.name = n }
func (b base) Describe() string { return "I am " + b.name }

type Dog struct {
	*base
	age int
}

func (d Dog) Sound() string    { return "Woof" }
func (d Dog) Describe() string { return d.base.Describe() + ", a dog" }

type Loud struct{ Pet }

func (l Loud) Sound() string { return strings.ToUpper(l.Pet.Sound()) + "!" }

type Cache struct {
	sync.Mutex
	strings.Builder
	hits map[string]int
}

type Level1 struct{ Level2 }
type Level2 struct{ *Level3 }
type Level3 struct{ Deep int }

func (l *Level3) Inc() int { l.Deep++; return l.Deep }

func main() {
	d := Dog{&base{"Rex"}, 3}
	d.Rename("Max")
	fmt.Println(d.Name(), d.Sound(), d.Describe(), d.name)
	var p Pet = Loud{d}
	fmt.Println(p.Name(), p.Sound())
	if n, ok := p.(Named); ok {
		fmt.Println("named", n.Name())
	}
	_, isDescriber := p.(interface{ Describe() string })
	fmt.Println(isDescriber)
	var c Cache
	c.Lock()
	c.WriteString("x")
	c.hits = map[string]int{"a": 1}
	c.Unlock()
	fmt.Println(c.Len(), c.String(), c.hits)
	l := Level1{Level2{&Level3{}}}
	f := l.Inc
	f()
	g := (*Level3).Inc
	n, m := g(l.Level3), Level1.Inc(l)
	fmt.Println(n, m, l.Deep)
	anon := struct {
		Dog
		extra string
	}{d, "e"}
	fmt.Println(anon.Sound(), anon.extra, anon.age)
}
