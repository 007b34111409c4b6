//go:build unix

// Command bench measures the loop against CPython's asyncio on the same machine in the same run, and
// prints a table in Markdown:
//
//	go run ./asyncrt/bench -python python3
//
// With -million it also lets a million tasks sleep at once.
package main

import (
	_ "embed"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"

	asyncio "goasync/asyncrt"
)

//go:embed bench.py
var counterpart string

func aw[T any](x asyncio.Awaitable[T]) T { return asyncio.MustAwait(x) }

type (
	none = asyncio.None
	coro = *asyncio.Coroutine[none]
)

func def(f func()) coro { return asyncio.NewCoroutineVoid("f", f) }

func noop() coro { return asyncio.NewCoroutineVoid("noop", func() {}) }

// many makes n coroutines.
func many(n int, f func() coro) []coro {
	all := make([]coro, n)
	for i := range all {
		all[i] = f()
	}
	return all
}

func switches(n int) {
	for range n {
		aw(asyncio.Sleep(0))
	}
}

func inline(n int) {
	for range n {
		aw(noop())
	}
}

func gather(n int) { aw(asyncio.Gather(many(n, noop)...)) }

func sleepers(n int) {
	aw(asyncio.Gather(many(n, func() coro { return asyncio.Sleep(100 * time.Millisecond) })...))
}

func pingPong(n int) {
	a, b := asyncio.NewQueue[int](), asyncio.NewQueue[int]()
	player := func(a, b *asyncio.Queue[int]) coro {
		return def(func() {
			for range n {
				aw(a.Get())
				asyncio.MustErr(b.PutNowait(1))
			}
		})
	}
	asyncio.MustErr(a.PutNowait(1))
	aw(asyncio.Gather(player(a, b), player(b, a)))
}

func locks(n int) {
	lock := asyncio.NewLock()
	aw(asyncio.Gather(many(10, func() coro {
		return def(func() {
			for range n / 10 {
				asyncio.MustErr(asyncio.With(lock, func(none) error {
					aw(asyncio.Sleep(0))
					return nil
				}))
			}
		})
	})...))
}

func echo(n int) {
	serve := func(r *asyncio.StreamReader, w *asyncio.StreamWriter) coro {
		return def(func() {
			for line := range asyncio.Each(r) {
				asyncio.Must(w.Write(line))
				aw(w.Drain())
			}
			w.Close()
		})
	}
	server := aw(asyncio.StartServer(serve, "127.0.0.1", 0))
	c := aw(asyncio.OpenConnection("127.0.0.1", server.Port()))
	for range n {
		asyncio.Must(c.Writer.WriteString("0123456789\n"))
		aw(c.Writer.Drain())
		aw(c.Reader.ReadLine())
	}
	c.Writer.Close()
	server.Close()
}

// row is one benchmark: run(n) makes count operations.
type row struct {
	key, title string
	n, count   int
	run        func(n int)
	goal       float64 // how many times faster than Python it shall be; 0 without a goal
}

var rows = []row{
	{"switch", "`sleep(0)`: one switch", 2_000_000, 2_000_000, switches, 20},
	{"inline", "awaiting a no-op coroutine", 5_000_000, 5_000_000, inline, 0},
	{"gather", "create and gather 100 000 no-op tasks, a task", 100_000, 100_000, gather, 10},
	{"sleepers", "100 000 concurrent sleeps of 0.1 s, in all", 100_000, 1, sleepers, 10},
	{"pingpong", "queue ping-pong, a message", 500_000, 1_000_000, pingPong, 15},
	{"locks", "a contended lock, taken and given back", 500_000, 500_000, locks, 0},
	{"echo", "echo of a line over TCP streams", 20_000, 20_000, echo, 3},
}

// rounds is how often each benchmark runs; the best counts, for the machine may be busy.
const rounds = 5

// cost is what an operation takes, in seconds: on the clock, and of the processor, which tells more when the machine is
// busy with other things.
type cost [2]float64

// least gives the lesser of each.
func (c cost) least(d cost) cost {
	if c == (cost{}) {
		return d
	}
	return cost{min(c[0], d[0]), min(c[1], d[1])}
}

// processor gives the processor time that this process has used.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		log.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// measure gives what an operation takes.
func measure(r row) (best cost) {
	for range rounds {
		runtime.GC()
		start, used := time.Now(), processor()
		run(func() { r.run(r.n) })
		count := float64(r.count)
		best = best.least(cost{time.Since(start).Seconds() / count, (processor() - used).Seconds() / count})
	}
	return best
}

func run(f func()) {
	if _, err := asyncio.Run(asyncio.NewCoroutineVoid("main", f)); err != nil {
		log.Fatal(err)
	}
}

// sleeperSize gives the bytes that each of n sleeping tasks takes.
func sleeperSize(n int) (size uint64) {
	used := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC() // what cleanups held
		runtime.ReadMemStats(&m)
		return m.HeapAlloc + m.StackInuse
	}
	run(func() {
		before := used()
		for range n {
			asyncio.CreateTask(def(func() { aw(asyncio.Sleep(time.Hour)) }))
		}
		aw(asyncio.Sleep(time.Millisecond))
		size = (used() - before) / uint64(n)
	})
	return size
}

// sleepersRatio compares the time that n sleeps of 0.1 s take in all with 0.1 s and the time it takes to make their tasks and
// begin them. It gives the least ratio, and its times in seconds.
func sleepersRatio(n int) (ratio, creation, all float64) {
	const nap = 100 * time.Millisecond
	for range rounds {
		runtime.GC()
		run(func() {
			start := time.Now()
			g := asyncio.Gather(many(n, func() coro { return asyncio.Sleep(nap) })...)
			aw(asyncio.Sleep(0))
			made := time.Since(start).Seconds()
			aw(g)
			took := time.Since(start).Seconds()
			if x := took / (made + nap.Seconds()); ratio == 0 || x < ratio {
				ratio, creation, all = x, made, took
			}
		})
	}
	return ratio, creation, all
}

func million() {
	start := time.Now()
	run(func() {
		aw(asyncio.Gather(many(1_000_000, func() coro {
			return def(func() { aw(asyncio.Sleep(5 * time.Second)) })
		})...))
	})
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Printf("\n1 000 000 tasks that sleep for 5 s: %.1f s, %.2f GB from the system\n",
		time.Since(start).Seconds(), float64(m.Sys)/(1<<30))
}

func python(path string) map[string]cost {
	cmd := exec.Command(path, "-")
	cmd.Stdin = strings.NewReader(counterpart)
	text, err := cmd.Output()
	if err != nil {
		log.Fatalf("%s: %v", path, err)
	}
	results := map[string]cost{}
	if err := json.Unmarshal(text, &results); err != nil {
		log.Fatal(err)
	}
	return results
}

func main() {
	path := flag.String("python", "python3", "the Python to compare with")
	withMillion := flag.Bool("million", false, "let a million tasks sleep")
	flag.Parse()
	version, _ := exec.Command(*path, "--version").Output()
	theirs := python(*path)
	ours := map[string]cost{}
	for _, r := range rows {
		ours[r.key] = measure(r)
	}
	for range 2 { // again, for the machine may have been busy
		for key, again := range python(*path) {
			theirs[key] = theirs[key].least(again)
		}
		for _, r := range rows {
			ours[r.key] = ours[r.key].least(measure(r))
		}
	}
	fmt.Printf("| operation | %s | Go | times faster | in processor time | goal |\n|---|--:|--:|--:|--:|--:|\n", strings.TrimSpace(string(version)))
	for _, r := range rows {
		goal := ""
		if r.goal > 0 {
			goal = fmt.Sprint(r.goal)
		}
		python, we := theirs[r.key], ours[r.key]
		fmt.Printf("| %s | %s | %s | %.1f | %.1f | %s |\n", r.title, show(python[0]), show(we[0]), python[0]/we[0], python[1]/we[1], goal)
	}
	fmt.Printf("| a sleeping task | | %d B | | | ≤ 3072 B |\n", sleeperSize(100_000))
	ratio, creation, all := sleepersRatio(100_000)
	fmt.Printf("\n100 000 sleeps of 0.1 s: made and begun in %.3f s, over after %.3f s, which is %.2f of 0.1 s and the making (goal: at most 1.3)\n", creation, all, ratio)
	if *withMillion {
		million()
	}
}

// show writes seconds with a fitting unit.
func show(seconds float64) string {
	switch {
	case seconds < 1e-6:
		return fmt.Sprintf("%.0f ns", seconds*1e9)
	case seconds < 1e-3:
		return fmt.Sprintf("%.2f µs", seconds*1e6)
	default:
		return fmt.Sprintf("%.3f s", seconds)
	}
}
