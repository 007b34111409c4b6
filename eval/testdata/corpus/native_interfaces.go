package main

import (
	"bufio"
	"bytes"
	"container/heap"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sort"
	"strings"
	"time"
)

type byLen []string

func (s byLen) Len() int           { return len(s) }
func (s byLen) Less(i, j int) bool { return len(s[i]) < len(s[j]) }
func (s byLen) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }

type intHeap []int

func (h intHeap) Len() int           { return len(h) }
func (h intHeap) Less(i, j int) bool { return h[i] < h[j] }
func (h intHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *intHeap) Push(x any)        { *h = append(*h, x.(int)) }
func (h *intHeap) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}

type rot13 struct{ r io.Reader }

func (r rot13) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	for i, c := range p[:n] {
		switch {
		case 'a' <= c && c <= 'z':
			p[i] = 'a' + (c-'a'+13)%26
		case 'A' <= c && c <= 'Z':
			p[i] = 'A' + (c-'A'+13)%26
		}
	}
	return n, err
}

type counter struct{ n, calls int }

func (c *counter) Write(p []byte) (int, error) {
	c.n += len(p)
	c.calls++
	return len(p), nil
}

type hello struct{ greeting string }

func (h hello) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Path", r.URL.Path)
	w.WriteHeader(http.StatusTeapot)
	fmt.Fprintf(w, "%s %s", h.greeting, r.FormValue("name"))
}

type never struct{ context.Context }

func (never) Err() error { return fmt.Errorf("never") }

func main() {
	words := byLen{"ccc", "a", "bb"}
	sort.Sort(sort.Reverse(words))
	fmt.Println(words, sort.IsSorted(words))
	h := &intHeap{5, 2, 8}
	heap.Init(h)
	heap.Push(h, 1)
	for h.Len() > 0 {
		fmt.Print(heap.Pop(h), " ")
	}
	fmt.Println()
	text, err := io.ReadAll(rot13{strings.NewReader("Uryyb, Jbeyq")})
	fmt.Println(string(text), err)
	var c counter
	fmt.Fprintf(&c, "%d %s", 12, "abc")
	n, err := io.Copy(&c, io.LimitReader(strings.NewReader("0123456789"), 4))
	fmt.Println(c.n, c.calls > 1, n, err)
	w := bufio.NewWriter(io.MultiWriter(&c, new(bytes.Buffer)))
	w.WriteString("xyz")
	w.Flush()
	fmt.Println(c.n)
	rec := httptest.NewRecorder()
	var handler http.Handler = hello{"hi"}
	handler.ServeHTTP(rec, httptest.NewRequest("GET", "/p?name=Bo", nil))
	fmt.Println(rec.Code, rec.Header().Get("X-Path"), rec.Body)
	mux := http.NewServeMux()
	mux.Handle("/h/", http.StripPrefix("/h", handler))
	mux.HandleFunc("GET /f/{id}", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.PathValue("id")) })
	for _, path := range []string{"/h/x", "/f/42", "/none"} {
		rec := httptest.NewRecorder()
		mux.ServeHTTP(rec, httptest.NewRequest("GET", path, nil))
		fmt.Println(rec.Code, rec.Header().Get("X-Path"), strings.TrimSpace(rec.Body.String()))
	}
	ctx, cancel := context.WithTimeout(never{context.Background()}, time.Hour)
	defer cancel()
	fmt.Println(ctx.Err(), never{}.Err())
}
