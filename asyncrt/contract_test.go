package asyncio_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	asyncio "goasync/asyncrt"
)

// lockLike is what all locks have in common.
type lockLike interface {
	asyncio.AsyncContextManager[none]
	Acquire() *asyncio.Coroutine[bool]
	Release() error
	Locked() bool
	fmt.Stringer
}

// lockLikes are all kinds of locks, that admit one at a time.
var lockLikes = map[string]func() lockLike{
	"Lock":             func() lockLike { return asyncio.NewLock() },
	"Condition":        func() lockLike { return asyncio.NewCondition() },
	"Semaphore":        func() lockLike { return asyncio.NewSemaphore(1) },
	"BoundedSemaphore": func() lockLike { return asyncio.NewBoundedSemaphore(1) },
}

// lockContract is what holds for every kind of lock.
var lockContract = map[string]func(t *testing.T, l lockLike){
	"is taken and given back": func(t *testing.T, l lockLike) {
		if l.Locked() || !aw(l.Acquire()) || !l.Locked() || l.Release() != nil || l.Locked() {
			t.Error(l)
		}
	},
	"serves in order": func(t *testing.T, l lockLike) {
		var order []int
		all(10, func(n int) { holding(l, func() { order = append(order, n); aw(sl(0)) }) })
		if !slices.IsSorted(order) || len(order) != 10 {
			t.Error(order)
		}
	},
	"is given back after a failure": func(t *testing.T, l lockLike) {
		tr(def(func() { holding(l, func() { raise("x") }) }))
		if l.Locked() {
			t.Error("still locked")
		}
	},
	"a cancelled waiter does not take it along": func(t *testing.T, l lockLike) {
		aw(l.Acquire())
		ts := spawn(3, func(int) { holding(l, func() {}) })
		aw(sl(0))
		ts[0].Cancel()
		l.Release()
		ts[1].Cancel()
		if got := fmt.Sprint(each(ts)); got != "[CancelledError CancelledError {}]" && got != "[CancelledError CancelledError None]" {
			t.Error(got)
		}
		if l.Locked() {
			t.Error("still locked")
		}
	},
	"shows its waiters": func(t *testing.T, l lockLike) {
		if !strings.Contains(l.String(), "unlocked") {
			t.Error(l)
		}
		aw(l.Acquire())
		if !strings.Contains(l.String(), "[locked") {
			t.Error(l)
		}
	},
	"works without waiting when free": func(t *testing.T, l lockLike) {
		other := task(say("never first"))
		holding(l, func() {})
		if other.Done() {
			t.Error("switched tasks")
		}
		aw(other)
	},
}

func TestLockContract(t *testing.T) {
	for kind, make := range lockLikes {
		for rule, check := range lockContract {
			t.Run(kind+" "+rule, func(t *testing.T) { run(func() { check(t, make()) }) })
		}
	}
}

// queueKinds are all kinds of queues.
var queueKinds = map[string]func(maxsize ...int) intQueue{
	"Queue":         asyncio.NewQueue[int],
	"LifoQueue":     asyncio.NewLifoQueue[int],
	"PriorityQueue": asyncio.NewPriorityQueue[int],
}

// queueContract is what holds for every kind of queue.
var queueContract = map[string]func(t *testing.T, make func(...int) intQueue){
	"gives what was put": func(t *testing.T, make func(...int) intQueue) {
		q := fill(make(), 5, 3, 4)
		got := drain(q)
		if len(got) != 3 || fmt.Sprint(sum(got)) != "12" || !q.Empty() {
			t.Error(got)
		}
	},
	"is bounded": func(t *testing.T, make func(...int) intQueue) {
		q := fill(make(2), 1, 2)
		if err := q.PutNowait(3); !errors.Is(err, asyncio.ErrQueueFull) || !q.Full() || q.Maxsize() != 2 {
			t.Error(err)
		}
	},
	"loses nothing between producers and consumers": func(t *testing.T, make func(...int) intQueue) {
		q, total := make(3), 0
		producers := spawn(5, func(n int) {
			for i := range 20 {
				aw(q.Put(n*20 + i))
			}
		})
		consumers := spawn(3, func(int) {
			for v := range asyncio.Each(q) {
				total += v
				q.TaskDone()
			}
		})
		aw(asyncio.Gather(producers...))
		aw(q.Join())
		q.Shutdown()
		aw(asyncio.Gather(consumers...))
		if total != 99*100/2 {
			t.Error(total)
		}
	},
	"a cancelled getter loses nothing": func(t *testing.T, make func(...int) intQueue) {
		q := make()
		a, b := task(q.Get()), task(q.Get())
		aw(sl(0))
		fill(q, 7)
		a.Cancel()
		if got := tr(b); got != 7 {
			t.Error(got)
		}
	},
}

func sum(values []any) (n int) {
	for _, v := range values {
		n += v.(int)
	}
	return n
}

func TestQueueContract(t *testing.T) {
	for kind, make := range queueKinds {
		for rule, check := range queueContract {
			t.Run(kind+" "+rule, func(t *testing.T) { run(func() { check(t, make) }) })
		}
	}
}

// TestHammer has many goroutines use a loop from outside while its tasks use everything inside.
func TestHammer(t *testing.T) {
	const outsiders, rounds = 8, 200
	realRun(t, func() {
		l, q, lock := loop(), asyncio.NewQueue[int](10), asyncio.NewLock()
		var outside sync.WaitGroup
		for range outsiders {
			outside.Go(func() { hammerFromOutside(t, l, q, rounds) })
		}
		inside := spawn(20, func(n int) {
			r := rand.New(rand.NewPCG(uint64(n), 2))
			for range rounds {
				hammerFromInside(r, lock)
			}
		})
		received := 0
		for received < outsiders*rounds {
			aw(q.Get())
			received++
		}
		aw(asyncio.Gather(inside...))
		aw(asyncio.ToThreadVoid(outside.Wait))
		if lock.Locked() || len(asyncio.AllTasks()) != 1 {
			t.Errorf("%v, %d tasks", lock, len(asyncio.AllTasks()))
		}
	})
}

func hammerFromOutside(t *testing.T, l *asyncio.Loop, q intQueue, rounds int) {
	for i := range rounds {
		put := asyncio.NewCoroutineErr("put", func() error { return asyncio.AwaitErr(q.Put(i)) })
		f := asyncio.RunCoroutineThreadsafe(put, l)
		if _, err := f.Result(); err != nil {
			t.Error(err)
		}
		if err := q.PutNowait(1); err == nil {
			t.Error("a foreign goroutine may put")
		}
		nap := asyncio.Sleep(0)
		if _, err := asyncio.Await(nap); err == nil {
			t.Error("a foreign goroutine may await")
		}
		nap.Close()
	}
}

func hammerFromInside(r *rand.Rand, lock *asyncio.Lock) {
	switch r.IntN(5) {
	case 0:
		aw(sl(0))
	case 1:
		aw(asyncio.Sleep(time.Duration(r.IntN(50)) * time.Microsecond))
	case 2:
		holding(lock, func() { aw(sl(0)) })
	case 3:
		tr(asyncio.WaitFor(sl(1), time.Duration(r.IntN(20))*time.Microsecond))
	case 4:
		aw(asyncio.ToThreadValue(func() int { return 1 }))
	}
}
