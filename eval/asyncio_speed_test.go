package eval_test

import (
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"goasync/eval"
)

// asyncioSpeed are pieces of a notebook that do the same in Go and in Python. The Python part runs in a coroutine, as
// in ipykernel.
var asyncioSpeed = []struct {
	name, golang, python string
	slower               float64 // how many times as long as Python a cell may take
}{
	{"gather", "async func nothing() int { return 1 }\n---\n" +
		"cs := make([]*asyncio.Coroutine[int], 100000)\nfor i := range cs { cs[i] = nothing() }\n_ = await asyncio.Gather(cs...)",
		"async def nothing(): return 1\nasync def main(): await asyncio.gather(*[nothing() for _ in range(100000)])", 1},
	{"sleeps", "\n---\n" +
		"ls := make([]*asyncio.Coroutine[asyncio.None], 100000)\nfor i := range ls { ls[i] = asyncio.Sleep(time.Millisecond) }\n_ = await asyncio.Gather(ls...)",
		"async def main(): await asyncio.gather(*[asyncio.sleep(0.001) for _ in range(100000)])", 1},
	{"pause", "\n---\nfor i := 0; i < 100000; i++ { await asyncio.Sleep(0) }",
		"async def main():\n  for _ in range(100000): await asyncio.sleep(0)", 1},
	{"await", "async func nothing() int { return 1 }\n---\nfor i := 0; i < 300000; i++ { await nothing() }",
		"async def nothing(): return 1\nasync def main():\n  for _ in range(300000): await nothing()", 5},
}

// TestAsyncioSpeed measures asyncio in cells against Python's, where there is one. The best times count.
func TestAsyncioSpeed(t *testing.T) {
	if !*measure {
		t.Skip("times are for a machine that does nothing else: -measure")
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Logf("no python3 here: nothing to compare with")
	}
	for _, c := range asyncioSpeed {
		t.Run(c.name, func(t *testing.T) {
			cell := bestCell(t, c.golang)
			if python == "" {
				t.Logf("cell %v", cell)
				return
			}
			script := bestPython(t, python, c.python)
			t.Logf("cell %v, Python %v: %.2f", cell, script, float64(cell)/float64(script))
			if float64(cell) > float64(script)*c.slower {
				t.Errorf("more than %.1f times as long", c.slower)
			}
		})
	}
}

// bestCell returns the best time of the second of two cells.
func bestCell(t *testing.T, source string) time.Duration {
	t.Helper()
	s, err := eval.NewSession(eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	declarations, work, _ := strings.Cut(source, "\n---\n")
	best := time.Hour
	for i := range 3 {
		for j, text := range []string{declarations, work} {
			start := time.Now()
			if r := s.Execute(t.Context(), eval.Cell{Source: text, Count: 2*i + j + 1}, discard{}); r.Err != nil {
				t.Fatal(r.Err.Value)
			}
			if j == 1 {
				best = min(best, time.Since(start))
			}
		}
	}
	return best
}

func bestPython(t *testing.T, python, source string) time.Duration {
	t.Helper()
	script := "import asyncio, time\n" + source + `
best = 1e9
for _ in range(3):
    start = time.perf_counter()
    asyncio.run(main())
    best = min(best, time.perf_counter() - start)
print(best)
`
	out, err := exec.CommandContext(t.Context(), python, "-c", script).Output()
	if err != nil {
		t.Fatal(err)
	}
	seconds, err := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
	if err != nil {
		t.Fatal(err)
	}
	return time.Duration(seconds * float64(time.Second))
}
