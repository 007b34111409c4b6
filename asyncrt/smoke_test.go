package asyncio_test

import (
	"errors"
	"fmt"
	"runtime"
	"testing"
	"time"

	asyncio "goasync/asyncrt"
)

func TestSmoke(t *testing.T) {
	f := func(n int) *asyncio.Coroutine[int] {
		return asyncio.NewCoroutine("f", func() (int, error) {
			asyncio.MustAwait(asyncio.Sleep(time.Duration(n) * time.Millisecond))
			if n == 3 {
				return 0, errors.New("three")
			}
			return n, nil
		})
	}
	v, err := asyncio.Run(asyncio.NewCoroutine("main", func() (string, error) {
		r := asyncio.MustAwait(asyncio.Gather(f(1), f(2)))
		_, err := asyncio.Await(asyncio.WaitFor(f(100), 5*time.Millisecond))
		rs := asyncio.MustAwait(asyncio.GatherResults(f(3), f(4)))
		terr := asyncio.With(asyncio.NewTaskGroup(), func(tg *asyncio.TaskGroup) error {
			asyncio.CreateTaskIn(tg, f(3))
			asyncio.CreateTaskIn(tg, f(30))
			return nil
		})
		g := asyncio.NewAsyncGenerator("g", func(yield func(int)) {
			for i := range 3 {
				yield(i)
				asyncio.MustAwait(asyncio.Sleep(1))
			}
		})
		s := 0
		for x := range asyncio.Each(g) {
			s += x
		}
		x, _ := asyncio.Await(asyncio.ToThreadValue(func() int { return 7 }))
		gx := asyncio.CreateTask(asyncio.NewCoroutineVoid("ge", func() { runtime.Goexit() }))
		_, gerr := asyncio.Await(gx)
		for c := range asyncio.AsCompleted(f(5), f(2)) {
			fmt.Println(asyncio.MustAwait(c))
		}
		for c := range asyncio.Each(asyncio.AsCompleted(f(5), f(2))) {
			fmt.Println(c)
		}
		return fmt.Sprint(r, err, rs, terr, s, x, gerr), nil
	}))
	fmt.Println(v, err)
}

func BenchmarkSleep0(b *testing.B) {
	b.ReportAllocs()
	asyncio.Run(asyncio.NewCoroutineVoid("main", func() {
		for b.Loop() {
			asyncio.MustAwait(asyncio.Sleep(0))
		}
	}))
}

func BenchmarkSleep0x100(b *testing.B) {
	b.ReportAllocs()
	asyncio.Run(asyncio.NewCoroutineVoid("main", func() {
		var ts []*asyncio.Task[asyncio.None]
		n := b.N
		for range 100 {
			ts = append(ts, asyncio.CreateTask(asyncio.NewCoroutineVoid("w", func() {
				for n > 0 {
					n--
					asyncio.MustAwait(asyncio.Sleep(0))
				}
			})))
		}
		asyncio.MustAwait(asyncio.Gather(ts...))
	}))
}

func noop() *asyncio.Coroutine[asyncio.None] { return asyncio.NewCoroutineVoid("noop", func() {}) }

func BenchmarkGather100k(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		asyncio.Run(asyncio.NewCoroutineVoid("main", func() {
			cs := make([]*asyncio.Coroutine[asyncio.None], 0)
			for range 100000 {
				cs = append(cs, noop())
			}
			asyncio.MustAwait(asyncio.Gather(cs...))
		}))
	}
}

func BenchmarkSleepers100k(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		asyncio.Run(asyncio.NewCoroutineVoid("main", func() {
			cs := make([]*asyncio.Coroutine[asyncio.None], 0)
			for range 100000 {
				cs = append(cs, asyncio.NewCoroutineVoid("s", func() { asyncio.MustAwait(asyncio.Sleep(100 * time.Millisecond)) }))
			}
			asyncio.MustAwait(asyncio.Gather(cs...))
		}))
	}
}

func TestSleeperSize(t *testing.T) {
	asyncio.Run(asyncio.NewCoroutineVoid("main", func() {
		var m0, m1 runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m0)
		const N = 100000
		for range N {
			asyncio.CreateTask(asyncio.NewCoroutineVoid("s", func() { asyncio.MustAwait(asyncio.Sleep(100 * time.Second)) }))
		}
		asyncio.MustAwait(asyncio.Sleep(time.Millisecond))
		runtime.GC()
		runtime.ReadMemStats(&m1)
		fmt.Println("heap", (m1.HeapAlloc-m0.HeapAlloc)/N, "stack", (m1.StackInuse-m0.StackInuse)/N, "sys", (m1.Sys-m0.Sys)/N, m1.StackInuse/N)
	}))
}
