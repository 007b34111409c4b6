package asyncio_test

import (
	"strings"
	"testing"

	asyncio "goasync/asyncrt"
)

// circles are tasks that await one another, and so would for ever. Each row makes them and gives one.
var circles = map[string]func() taskNone{
	"two": func() taskNone {
		var a, b taskNone
		a = task(def(func() { aw(b) }))
		b = task(def(func() { aw(a) }))
		return a
	},
	"three": func() taskNone {
		var a, b, c taskNone
		a = task(def(func() { aw(b) }))
		b = task(def(func() { aw(c) }))
		c = task(def(func() { aw(a) }))
		return a
	},
	"by gather": func() taskNone {
		var a, b taskNone
		a = task(def(func() { aw(b) }))
		b = task(def(func() { aw(asyncio.Gather(task(sl(1e6)), a, task(sl(1e6)))) }))
		return a
	},
	"itself by gather": func() (a taskNone) {
		a = task(def(func() { aw(asyncio.Gather(a)) }))
		return a
	},
	"awaited from outside": func() taskNone {
		var a, b taskNone
		a = task(def(func() { aw(b) }))
		b = task(def(func() { aw(a) }))
		return task(def(func() { aw(a) }))
	},
}

// Tasks that await one another can be cancelled, and are at the end of Run. In CPython that ends in a RecursionError.
func TestCancelCircle(t *testing.T) {
	for name, make := range circles {
		t.Run(name, func(t *testing.T) {
			run(func() {
				circle := make()
				aw(sl(1))
				if !circle.Cancel("stop") {
					t.Error("not cancelled")
				}
				aw(sl(1))
				if left := asyncio.AllTasks(); !circle.Cancelled() || len(left) != 1 {
					t.Error(circle, left)
				}
			})
			run(func() { make(); aw(sl(1)) })
		})
	}
}

func TestPrintCircle(t *testing.T) {
	for name, make := range circles {
		t.Run(name, func(t *testing.T) {
			run(func() {
				make()
				aw(sl(1))
				var text strings.Builder
				asyncio.PrintTasks(&text)
				if got, want := strings.Count(text.String(), "\n"), len(asyncio.AllTasks()); got != want {
					t.Errorf("%d of %d tasks:\n%s", got, want, text.String())
				}
			})
		})
	}
}
