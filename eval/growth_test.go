package eval_test

import (
	"runtime"
	"strconv"
	"strings"
	"testing"

	"goasync/eval"
)

// growth are cells that are run again and again, # being the number of the run. A session keeps of each what it
// declares and its text, and no cell costs more for those before it.
var growth = []struct {
	name, cell string
	kept       int64 // bytes a cell may keep
	fails      bool
}{
	{name: "assignment", cell: "x := #"},
	{name: "result", cell: "1 + #"},
	{name: "print", cell: "fmt.Println(#)"},
	{name: "variable", cell: "x# := 1"},
	{name: "loop", cell: "n := 0\nfor i := range 3 { n += i * # }"},
	{name: "function literal", cell: "f := func(n int) int { return n + # }\nf(1)"},
	{name: "interface", cell: "var e any = #\nif n, ok := e.(int); ok { fmt.Println(n) }"},
	{name: "generic call", cell: "slices.Max([]int{1, 2, #})"},
	{name: "function again", cell: "func f(n int) int { return n + # }\nfunc g(n int) int { return f(n) }\ng(1)"},
	{name: "async function again", cell: "async func f(n int) int { return n + # }\nawait f(1)"},
	{name: "method again", cell: "type T struct { a, b int }\nfunc (t T) M() int { return t.a + # }\nT{1, 2}.M()"},
	{name: "generic function again", cell: "func f[T any](x T, n int) (T, int) { return x, n + # }\nf(1, 2)"},
	{name: "function again with another type", cell: "func f(x [#]int) int { return len(x) }\nf([#]int{})"},
	{name: "async function again with another type", cell: "async func f(x [#]int) int { return len(x) }\nawait f([#]int{})"},
	{name: "constant", cell: "const c = #"},
	{name: "import", cell: "import \"strings\"\nstrings.Repeat(\"a\", # % 3)"},
	{name: "goroutine", cell: "done := make(chan int)\ngo func() { done <- # }()\n<-done"},
	{name: "await", cell: "await asyncio.Gather(asyncio.Sleep(0), asyncio.Sleep(0))"},
	{name: "error", cell: "undeclared(#)", fails: true},
	{name: "panic", cell: "panic(#)", fails: true},
}

// TestGrowth looks at what cells allocate and what is left of it, not at time.
func TestGrowth(t *testing.T) {
	const early, late, window = 60, 560, 60
	for _, c := range growth {
		t.Run(c.name, func(t *testing.T) {
			s, err := eval.NewSession(eval.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			count := 0
			run := func(n int) uint64 {
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				for range n {
					count++
					source := strings.ReplaceAll(c.cell, "#", strconv.Itoa(count))
					if r := s.Execute(t.Context(), eval.Cell{Source: source, Count: count}, discard{}); (r.Err != nil) != c.fails {
						t.Fatal(source, r.Err)
					}
				}
				runtime.ReadMemStats(&after)
				return after.TotalAlloc - before.TotalAlloc
			}
			run(early)
			heap := liveHeap()
			first := run(window)
			run(late - early - window)
			last := run(window)
			if last > first*5/4 {
				t.Errorf("%d cells allocated %d bytes early and %d late", window, first, last)
			}
			if c.kept == 0 {
				c.kept = 4 << 10
			}
			if kept := (liveHeap() - heap) / int64(count-early); kept > c.kept {
				t.Errorf("a cell keeps %d bytes, the limit is %d", kept, c.kept)
			}
		})
	}
}

// TestManyDeclarations looks at what a session keeps of a cell that declares much: no more of each than if there were few.
func TestManyDeclarations(t *testing.T) {
	const count, kept = 2000, 20 << 10
	s, err := eval.NewSession(eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	heap := liveHeap()
	cell := eval.Cell{Source: lines(count, "func f%[1]d() int { return %[1]d }"), Count: 1}
	if r := s.Execute(t.Context(), cell, discard{}); r.Err != nil {
		t.Fatal(r.Err)
	}
	if each := (liveHeap() - heap) / count; each > kept {
		t.Errorf("a function keeps %d bytes, the limit is %d", each, kept)
	} else {
		t.Logf("a function keeps %d bytes", each)
	}
}

// liveHeap returns the bytes of the heap that are in use.
func liveHeap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // what had finalizers
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
