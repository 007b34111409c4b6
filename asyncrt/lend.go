package asyncio

import "goasync/asyncrt/goroutine"

// Lend lets another goroutine run the caller's loop while the caller waits for it: what runs there belongs to the same
// task, and is interrupted with it. The other calls borrow whenever it goes on; giveBack comes before the caller goes on, or
// another goroutine borrows. Where no loop runs they do nothing.
func Lend() (borrow, giveBack func()) {
	l, from, to := runningLoop(), goroutine.ID(), int64(0)
	if l == nil {
		return func() {}, func() {}
	}
	borrow = func() {
		to = goroutine.ID()
		l.cur.CompareAndSwap(from, to)
	}
	giveBack = func() {
		if to == 0 || l.cur.CompareAndSwap(to, from) {
			return
		}
		// The loop was taken away, see Abandon: the one that waits is what was abandoned.
		if c, ok := goroutineContexts.LoadAndDelete(to); ok {
			goroutineContexts.Store(from, c)
		}
	}
	return borrow, giveBack
}
