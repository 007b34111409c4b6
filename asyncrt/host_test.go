package asyncio_test

import (
	"fmt"
	"slices"
	"testing"

	asyncio "goasync/asyncrt"
)

// Two tasks that wake one another in turn step each other without the loop between them. What one of them does in its turn
// may need the loop, and the other, on its own stack.
func TestStepsWithoutTheLoop(t *testing.T) {
	rows := map[string]func(runsOther func()){
		"nested run":  func(other func()) { must(asyncio.ErrOf(asyncio.Run(def(other)))) },
		"eager start": func(other func()) { aw(task(def(other), asyncio.WithEagerStart(true))) },
		"nested in an eager start": func(other func()) {
			aw(task(def(func() { must(asyncio.ErrOf(asyncio.Run(def(other)))) }), asyncio.WithEagerStart(true)))
		},
		"generator": func(other func()) {
			for range asyncio.Each(gen(func(yield func(int)) { yield(1); other() })) {
			}
		},
		"nested in a generator": func(other func()) {
			for range asyncio.Each(gen(func(yield func(int)) { yield(1); must(asyncio.ErrOf(asyncio.Run(def(other)))) })) {
			}
		},
		"another task": func(other func()) { aw(task(def(other))) },
		"a callback":   func(other func()) { loop().CallSoon(func() {}); other() },
		"a thread":     func(other func()) { aw(asyncio.ToThreadVoid(func() {})); other() },
	}
	for name, inTurn := range rows {
		t.Run(name, func(t *testing.T) {
			var log []string
			realRun(t, func() { takeTurns(&log, inTurn) })
			var want []string
			for i := range 6 {
				want = append(want, fmt.Sprint("a", i), fmt.Sprint("b", i))
			}
			if !slices.Equal(log, want) {
				t.Error(log)
			}
		})
	}
}

// takeTurns has two tasks write in turn; one of them awaits the other's answer within inTurn.
func takeTurns(log *[]string, inTurn func(other func())) {
	ping, pong := asyncio.NewQueue[int](), asyncio.NewQueue[int]()
	a := task(def(func() {
		for i := range 6 {
			*log = append(*log, fmt.Sprint("a", i))
			must(ping.PutNowait(i))
			if i == 2 {
				inTurn(func() { aw(pong.Get()) })
			} else {
				aw(pong.Get())
			}
		}
	}))
	b := task(def(func() {
		for range 6 {
			i := aw(ping.Get())
			*log = append(*log, fmt.Sprint("b", i))
			if i == 3 {
				inTurn(func() { aw(sl(0)) })
			}
			must(pong.PutNowait(i))
		}
	}))
	aw(asyncio.Gather(a, b))
}
