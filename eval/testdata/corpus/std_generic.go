package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"net/http"
	"net/http/httptest"
	"reflect"
	"runtime"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unique"
)

type P struct {
	Name string
	Age  int
}

func (p P) String() string { return p.Name }

type Set[T comparable] map[T]struct{}

func (s Set[T]) Add(v T)      { s[v] = struct{}{} }
func (s Set[T]) Has(v T) bool { _, ok := s[v]; return ok }
func (s Set[T]) All() iter.Seq[T] {
	return func(y func(T) bool) {
		for k := range s {
			if !y(k) {
				return
			}
		}
	}
}

type Tree[K cmp.Ordered, V any] struct {
	l, r *Tree[K, V]
	k    K
	v    V
}

func (t *Tree[K, V]) Put(k K, v V) *Tree[K, V] {
	if t == nil {
		return &Tree[K, V]{k: k, v: v}
	}
	switch c := cmp.Compare(k, t.k); {
	case c < 0:
		t.l = t.l.Put(k, v)
	case c > 0:
		t.r = t.r.Put(k, v)
	default:
		t.v = v
	}
	return t
}
func (t *Tree[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) { t.push(yield) }
}
func (t *Tree[K, V]) push(yield func(K, V) bool) bool {
	return t == nil || t.l.push(yield) && yield(t.k, t.v) && t.r.push(yield)
}

type Num interface{ ~int | ~float64 }

func Sum[T Num](xs ...T) (s T) {
	for _, x := range xs {
		s += x
	}
	return
}
func Map[T, U any](s iter.Seq[T], f func(T) U) iter.Seq[U] {
	return func(y func(U) bool) {
		for v := range s {
			if !y(f(v)) {
				return
			}
		}
	}
}
func Reduce[T, A any](xs []T, a A, f func(A, T) A) A {
	for _, x := range xs {
		a = f(a, x)
	}
	return a
}

type MyInt int
type Alias[T any] = map[string][]T
type Opt func(*P)

type handler struct{ n *atomic.Int64 }

func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.n.Add(1)
	w.Header().Set("X-N", fmt.Sprint(h.n.Load()))
	if r.URL.Path == "/bad" {
		http.Error(w, "bad", 400)
		return
	}
	b, _ := io.ReadAll(r.Body)
	fmt.Fprintf(w, "%s %s %s", r.Method, r.URL.Query().Get("q"), b)
}

func logging(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Println("->", r.URL.Path)
		next.ServeHTTP(w, r)
	})
}

type key struct{}

func find(s iter.Seq2[string, int], want int) (string, bool) {
	defer fmt.Println("find done")
	for k, v := range s {
		defer fmt.Println("deferred in range", k)
		if v == want {
			return k, true
		}
	}
	return "", false
}

type rt func(*http.Request) (*http.Response, error)

func (f rt) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func main() {
	ps := []P{{"bob", 3}, {"al", 5}, {"cy", 3}}
	slices.SortStableFunc(ps, func(a, b P) int { return cmp.Or(cmp.Compare(a.Age, b.Age), strings.Compare(a.Name, b.Name)) })
	fmt.Println(ps, slices.IndexFunc(ps, func(p P) bool { return p.Name == "cy" }), slices.Contains(ps, P{"al", 5}))
	i, ok := slices.BinarySearchFunc(ps, 5, func(p P, n int) int { return cmp.Compare(p.Age, n) })
	fmt.Println(i, ok, slices.MaxFunc(ps, func(a, b P) int { return a.Age - b.Age }))
	s := Set[MyInt]{}
	s.Add(3)
	s.Add(4)
	fmt.Println(s.Has(3), s.Has(5), slices.Sorted(s.All()), len(s), s)
	var t *Tree[string, int]
	for i, w := range strings.Fields("the quick brown fox") {
		t = t.Put(w, i)
	}
	for k, v := range t.All() {
		if k == "quick" {
			break
		}
		fmt.Print(k, v, " ")
	}
	fmt.Println(find(t.All(), 3))
	next, stop := iter.Pull2(t.All())
	k, v, ok2 := next()
	fmt.Println(k, v, ok2)
	stop()
	fmt.Println(maps.Collect(t.All()), Sum(1, 2, 3), Sum[MyInt](1, 2), Sum(1.5, 2))
	fmt.Println(slices.Collect(Map(slices.Values([]int{1, 2, 3}), func(i int) string { return strings.Repeat("x", i) })))
	fmt.Println(Reduce([]int{1, 2, 3}, "", func(a string, i int) string { return a + fmt.Sprint(i) }))
	al := Alias[MyInt]{"a": {1, 2}}
	fmt.Printf("%v %T\n", al, al)
	fmt.Println(slices.Collect(maps.Values(map[string]P{"a": {"x", 1}})), slices.Chunk([]int{1, 2, 3}, 2) != nil)
	for c := range slices.Chunk([]MyInt{1, 2, 3}, 2) {
		fmt.Print(c, " ")
	}
	fmt.Println(slices.Compact([]MyInt{1, 1, 2}), slices.Repeat([]P{{"q", 1}}, 2), slices.Equal([]P{{"q", 1}}, []P{{"q", 1}}))

	var n atomic.Int64
	rec := httptest.NewRecorder()
	logging(handler{&n}).ServeHTTP(rec, httptest.NewRequest("GET", "/bad", nil))
	fmt.Println(rec.Code, strings.TrimSpace(rec.Body.String()))
	mux := http.NewServeMux()
	mux.HandleFunc("GET /items/{id}", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "item ", r.PathValue("id")) })
	mux.Handle("/h", handler{&n})
	rec = httptest.NewRecorder()
	mux.ServeHTTP(rec, httptest.NewRequest("GET", "/items/42", nil))
	fmt.Println(rec.Body)
	c := http.Client{Transport: rt(func(r *http.Request) (*http.Response, error) { return nil, errors.New("no net") })}
	_, err := c.Get("http://x/")
	fmt.Println(err)

	ctx, cancel := context.WithCancelCause(context.WithValue(context.Background(), key{}, P{"v", 1}))
	fmt.Println(ctx.Value(key{}), ctx.Value("no"))
	go func() { time.Sleep(time.Millisecond); cancel(MyErr("stop")) }()
	<-ctx.Done()
	fmt.Println(ctx.Err(), context.Cause(ctx))
	var me MyErr
	fmt.Println(errors.As(context.Cause(ctx), &me), me)
	tctx, c2 := context.WithTimeout(context.Background(), time.Millisecond)
	defer c2()
	<-tctx.Done()
	fmt.Println(errors.Is(tctx.Err(), context.DeadlineExceeded))

	var mu sync.RWMutex
	var wg sync.WaitGroup
	m := map[int]int{}
	for i := range 10 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			m[i%3]++
		}()
	}
	wg.Wait()
	fmt.Println(m)
	var once sync.Once
	for range 3 {
		once.Do(func() { fmt.Println("once") })
	}
	ov := sync.OnceValue(func() P { fmt.Println("computing"); return P{"o", 1} })
	fmt.Println(ov(), ov())
	var sm sync.Map
	sm.Store(MyInt(1), P{"sm", 1})
	x, ok3 := sm.Load(MyInt(1))
	_, ok4 := sm.Load(1)
	fmt.Println(x, ok3, ok4, x.(P).Age)
	pool := sync.Pool{New: func() any { return &P{"new", 0} }}
	fmt.Println(pool.Get().(*P).Name)
	var ap atomic.Pointer[P]
	ap.Store(&P{"ap", 2})
	fmt.Println(ap.Load().Name, ap.CompareAndSwap(nil, nil))
	var av atomic.Value
	av.Store(P{"av", 3})
	fmt.Println(av.Load().(P).Age)
	cond := sync.NewCond(&sync.Mutex{})
	ready := false
	go func() { cond.L.Lock(); ready = true; cond.L.Unlock(); cond.Broadcast() }()
	cond.L.Lock()
	for !ready {
		cond.Wait()
	}
	cond.L.Unlock()
	h1, h2 := unique.Make(P{"u", 1}), unique.Make(P{"u", 1})
	fmt.Println(h1 == h2, h1.Value())
	p := &P{"w", 9}
	w := p
	fmt.Println(w == p, w.Name)
	runtime.KeepAlive(p)
	sort.Slice(ps, func(i, j int) bool { return ps[i].Name > ps[j].Name })
	fmt.Println(ps)
	br := testing.Benchmark(func(b *testing.B) {
		for b.Loop() {
			_ = fmt.Sprint(1)
		}
	})
	fmt.Println(br.N > 0, testing.AllocsPerRun(1, func() {}) >= 0)
	fmt.Println(reflect.TypeOf(ps), reflect.TypeFor[Set[int]](), reflect.ValueOf(P{"r", 1}).Field(0))
	vv := reflect.ValueOf(&ps[0]).Elem()
	vv.Field(1).SetInt(77)
	fmt.Println(ps[0].Age, vv.NumField(), vv.Type().Field(1).Name, vv.Type().Name(), vv.Kind())
	tick := time.NewTicker(time.Millisecond)
	<-tick.C
	tick.Stop()
	select {
	case <-time.After(time.Millisecond):
		fmt.Println("after")
	}
}

type MyErr string

func (e MyErr) Error() string { return "myerr " + string(e) }
