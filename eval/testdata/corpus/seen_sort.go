package main

import (
	"cmp"
	"container/heap"
	"container/list"
	"container/ring"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"unique"
)

type byLen []string

func (b byLen) Len() int           { return len(b) }
func (b byLen) Less(i, j int) bool { return len(b[i]) < len(b[j]) }
func (b byLen) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

type pq []*item
type item struct {
	v string
	p int
}

func (q pq) Len() int           { return len(q) }
func (q pq) Less(i, j int) bool { return q[i].p > q[j].p }
func (q pq) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *pq) Push(x any)        { *q = append(*q, x.(*item)) }
func (q *pq) Pop() any {
	o := *q
	x := o[len(o)-1]
	*q = o[:len(o)-1]
	return x
}

type ID string
type IDs []ID

func (s IDs) Len() int { return len(s) }

type ver struct{ a, b int }

func (v ver) Compare(w ver) int { return cmp.Or(cmp.Compare(v.a, w.a), cmp.Compare(v.b, w.b)) }

func seq(n int) iter.Seq[ID] {
	return func(yield func(ID) bool) {
		for i := range n {
			if !yield(ID(fmt.Sprint("id", i))) {
				return
			}
		}
	}
}

func main() {
	b := byLen{"ccc", "a", "bb"}
	sort.Sort(b)
	fmt.Println(b, sort.IsSorted(b))
	sort.Sort(sort.Reverse(b))
	fmt.Println(b)
	sort.Stable(b)
	fmt.Println(b, sort.SearchStrings(b, "bb"))
	q := pq{}
	for i, s := range []string{"x", "y", "z"} {
		heap.Push(&q, &item{s, i})
	}
	q[0].p = -1
	heap.Fix(&q, 0)
	for q.Len() > 0 {
		fmt.Print(heap.Pop(&q).(*item).v, " ")
	}
	fmt.Println()
	l := list.New()
	l.PushBack(ID("a"))
	l.PushFront(ver{1, 2})
	for e := l.Front(); e != nil; e = e.Next() {
		switch x := e.Value.(type) {
		case ID:
			fmt.Println("ID", x)
		case ver:
			fmt.Println("ver", x)
		}
	}
	r := ring.New(2)
	r.Value = ID("r")
	fmt.Println(r.Value == any(ID("r")), r.Value == any("r"))
	vs := []ver{{2, 1}, {1, 9}, {1, 2}}
	slices.SortFunc(vs, ver.Compare)
	fmt.Println(vs, slices.Contains(vs, ver{1, 9}), slices.Index(vs, ver{2, 1}), slices.MaxFunc(vs, ver.Compare))
	i, ok := slices.BinarySearchFunc(vs, ver{1, 9}, ver.Compare)
	fmt.Println(i, ok)
	ids := IDs{"c", "a", "b", "a"}
	slices.Sort(ids)
	fmt.Printf("%v %T %T\n", ids, slices.Clone(ids), slices.Compact(ids))
	m := map[ID]ver{"k": {1, 1}, "j": {2, 2}}
	fmt.Println(slices.Sorted(maps.Keys(m)), maps.Clone(m), slices.Collect(seq(3)), slices.SortedFunc(maps.Values(m), ver.Compare))
	next, stop := iter.Pull(seq(2))
	x, ok := next()
	fmt.Printf("%v %T %v\n", x, x, ok)
	stop()
	fmt.Println(slices.Equal(ids, IDs{"a"}), slices.Max(ids), min(ids[0], "zz"), slices.Repeat(ids[:1], 2))
	for c := range slices.Chunk(ids, 2) {
		fmt.Printf("%T %v;", c, c.Len())
	}
	fmt.Println(maps.Equal(m, maps.Clone(m)), strings.Join([]string{string(ids[0])}, ""))
	h1, h2 := unique.Make(ver{1, 2}), unique.Make(ver{1, 2})
	fmt.Println(h1 == h2, h1.Value(), unique.Make(ID("a")) == unique.Make(ID("b")))
	p := &ver{3, 4}
	var av atomic.Value
	av.Store(ver{1, 2})
	func() {
		defer func() { fmt.Println(recover()) }()
		av.Store(ID("x"))
	}()
	fmt.Println(av.Load().(ver), av.CompareAndSwap(ver{1, 2}, ver{5, 6}), av.Swap(ver{7, 8}))
	var ap atomic.Pointer[ver]
	ap.Store(p)
	fmt.Println(ap.Load().Compare(ver{3, 4}))
	var sm sync.Map
	sm.Store(ID("k"), 1)
	sm.Store("k", 2)
	sm.Store(ver{1, 1}, 3)
	a, _ := sm.Load(ID("k"))
	c, _ := sm.Load("k")
	d, _ := sm.Load(ver{1, 1})
	fmt.Println(a, c, d)
	v, loaded := sm.LoadOrStore(ver{1, 1}, 4)
	fmt.Println(v, loaded, sm.CompareAndSwap(ver{1, 1}, 3, 5))
	pool := sync.Pool{New: func() any { return &ver{9, 9} }}
	pv := pool.Get().(*ver)
	fmt.Println(*pv)
	once := sync.OnceValue(func() ver { fmt.Println("once"); return ver{1, 0} })
	fmt.Println(once(), once())
	mm := map[any]string{ID("a"): "ID", "a": "string", ver{1, 1}: "ver", 1: "int", [1]ID{"a"}: "arr"}
	fmt.Println(len(mm), mm[ID("a")], mm["a"], mm[ver{1, 1}], mm[[1]ID{"a"}], mm[[1]string{"a"}] == "")
	func() {
		defer func() { fmt.Println(recover()) }()
		mm[IDs{"a"}] = "slice"
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		sm.Store(IDs{}, 1)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var x, y any = struct{ f []ID }{}, struct{ f []ID }{}
		fmt.Println(x == y)
	}()
}
