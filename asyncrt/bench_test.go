package asyncio_test

import (
	"runtime"
	"testing"
	"time"

	asyncio "goasync/asyncrt"
)

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

// sleeperLimit is what a sleeping task may take, in bytes.
const sleeperLimit = 3 << 10

func TestSleeperSize(t *testing.T) {
	if asyncio.RaceEnabled {
		t.Skip("the race detector's goroutines are bigger")
	}
	const n = 20000
	run(func() {
		before := memory()
		for range n {
			task(def(func() { aw(sl(100)) }))
		}
		aw(sl(1))
		if size := (memory() - before) / n; size > sleeperLimit+50 {
			t.Errorf("a sleeping task takes %d bytes", size)
		}
	})
}

// memory gives the bytes in use, by objects and stacks.
func memory() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc + m.StackInuse
}
