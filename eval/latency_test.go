package eval_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"goasync/eval"
)

// oneLine is how long a cell of one line may take at the median, in a session of 500 declarations.
const oneLine = time.Millisecond

// TestLatency runs one-line cells in a session of 500 declarations, and after 20 000 cells more: neither time nor memory
// may grow with the cells of the past. TestGrowth holds cells of many kinds to that, by what they allocate.
func TestLatency(t *testing.T) {
	if !*measure {
		t.Skip("times are for a machine that does nothing else: -measure")
	}
	s, err := eval.NewSession(eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	count := 0
	execute := func(source string) time.Duration {
		count++
		start := time.Now()
		if r := s.Execute(t.Context(), eval.Cell{Source: source, Count: count}, discard{}); r.Err != nil {
			t.Fatal(source, r.Err.Value)
		}
		return time.Since(start)
	}
	for i := range 250 {
		execute(fmt.Sprintf("v%d := %d", i, i))
		execute(fmt.Sprintf("func f%d(n int) int { return n + v%d }", i, i))
	}
	line := func(i int) time.Duration { return execute(fmt.Sprintf("x := f%d(%d)", i%250, i)) }
	early := median(2000, line)
	heap := liveHeap()
	const cells = 20000
	for i := range cells {
		line(i)
	}
	kept := (liveHeap() - heap) / cells
	late := median(2000, line)
	t.Logf("a cell of one line: %v in a session of 500 declarations, %v after %d cells more, of which each keeps %d B", early, late, cells, kept)
	if early > oneLine || late > oneLine {
		t.Errorf("more than %v", oneLine)
	}
	if late > early*3/2 || kept > 4<<10 {
		t.Errorf("grows with the cells of the past")
	}
}

func median(n int, f func(i int) time.Duration) time.Duration {
	times := make([]time.Duration, n)
	for i := range times {
		times[i] = f(i)
	}
	slices.Sort(times)
	return times[n/2]
}
