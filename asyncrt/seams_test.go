package asyncio_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	asyncio "goasync/asyncrt"
)

type observed struct{ log []string }

func (o *observed) TaskCreated(t, parent asyncio.AnyTask) {
	o.log = append(o.log, t.GetName()+" by "+parent.GetName())
}
func (o *observed) TaskStep(t asyncio.AnyTask) { o.log = append(o.log, t.GetName()+" steps") }
func (o *observed) TaskSuspended(t asyncio.AnyTask, on asyncio.AnyFuture) {
	o.log = append(o.log, fmt.Sprint(t.GetName(), " on ", on))
}
func (o *observed) TaskDone(t asyncio.AnyTask) { o.log = append(o.log, t.GetName()+" done") }

func TestObserver(t *testing.T) {
	run(func() {
		o := &observed{}
		loop().SetObserver(o)
		asyncio.CurrentTask().SetName("m")
		aw(task(def(func() { aw(sl(0)) }), named("a")))
		loop().SetObserver(nil)
		want := []string{"a by m", "m on <Task pending name='a' coro=<f() running>>", "a steps", "a on <nil>", "a steps", "a done", "m steps"}
		if !slices.Equal(o.log, want) {
			t.Errorf("%q", o.log)
		}
	})
}

func TestPrintTasks(t *testing.T) {
	run(func() {
		sleep := func(n string) taskNone { return task(say("x", 5), named(n)) }
		g := task(def(func() {
			aw(body(func(g group) {
				in(g, say("x", 5)).SetName("member")
			}))
		}), named("group"))
		h := task(def(func() { aw(asyncio.Gather(sleep("a"), sleep("b"))) }), named("gatherer"))
		w := task(def(func() { waited(tasks{g, h}) }), named("waiter"))
		task(def(func() { aw(w) }), named("top"))
		aw(sl(1))
		var out bytes.Buffer
		asyncio.CurrentTask().SetName("main")
		asyncio.PrintTasks(&out)
		const want = `main main()
top f()
└── waiter f()
    ├── group f()
    │   └── member say() waits for a future
    └── gatherer f()
        ├── a say() waits for a future
        └── b say() waits for a future
`
		if out.String() != want {
			t.Error(out.String())
		}
	})
}

func TestErasure(t *testing.T) {
	run(func() {
		c := asyncio.EraseCoroutine(sayv("x", 0, 5))
		if v := aw(asyncio.Gather(c, asyncio.EraseCoroutine(sayv("y", 0, "s")))); fmt.Sprint(v) != "[5 s]" {
			t.Error(v)
		}
		q := asyncio.NewQueue[int]()
		fill(q, 1)
		if v := aw(asyncio.EraseQueue(q).Get()); v != 1 {
			t.Error(v)
		}
		f := asyncio.GatherCollect(func(values []any) any {
			return []int{values[0].(int), values[1].(int)}
		}, sayv("a", 0, 1), task(sayv("b", 0, 2)))
		if v := aw(f); !slices.Equal(v.([]int), []int{1, 2}) {
			t.Error(v)
		}
		if _, ok := asyncio.Erase(task(sayv("x", 0, 5))).(*asyncio.Task[any]); !ok {
			t.Error("not erased")
		}
		if aw(asyncio.RestoreCoroutine[int](asyncio.EraseCoroutine(sayv("x", 0, 5)))) != 5 {
			t.Error("not restored")
		}
	})
}

// The context of who starts a thread or goroutine is current there.
func TestContextOutside(t *testing.T) {
	v := intVar()
	realRun(t, func() {
		v.Set(4)
		got := make(chan int, 2)
		asyncio.Go(func() { got <- v.Get() })
		aw(asyncio.RunInExecutorVoid(loop(), nil, func() { got <- v.Get() }))
		if a, b := aw(asyncio.Receive(got)), aw(asyncio.Receive(got)); a != 4 || b != 4 {
			t.Error(a, b)
		}
		r := (&reports{}).attach()
		asyncio.Go(func() { panic("in a goroutine") })
		for range 1000 {
			if _, ok := r.first(); ok {
				return
			}
			aw(asyncio.Sleep(time.Millisecond))
		}
		t.Error("not reported")
	})
}

func TestChannels(t *testing.T) {
	run(func() {
		ch, got := make(chan int), []int{}
		task(def(func() {
			for i := range 3 {
				aw(sl(1))
				aw(asyncio.Send(ch, i))
			}
			close(ch)
		}))
		for v := range asyncio.Each(asyncio.Receive(ch)) {
			got = append(got, v)
		}
		if !slices.Equal(got, []int{0, 1, 2}) {
			t.Error(got)
		}
		r := asyncio.Receive(make(chan int))
		if got := tr(waitFor(r, 1)); got != "TimeoutError" {
			t.Error(got)
		}
		full := make(chan int)
		if got := tr(waitFor(asyncio.Send(full, 1), 1)); got != "TimeoutError" {
			t.Error(got)
		}
		if got := tr(asyncio.FromFunc(func() (int, error) { return 0, errors.New("x") })); got != "error: x" {
			t.Error(got)
		}
		one := make(chan int, 1)
		one <- 6
		if got := aw(asyncio.WrapFuture(one)); got != 6 {
			t.Error(got)
		}
	})
}
