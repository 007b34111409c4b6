package asyncio

import (
	"sync/atomic"
	"time"
)

// Waker is what a clock waits with: its loop, which has nothing to do.
type Waker interface {
	// Wait blocks until something has come for the loop, or d has passed: for ever when d is negative, not at all
	// when it is 0. It gives false when d has passed and nothing was found.
	Wait(d time.Duration) bool
}

// loopWaker is a loop's Waker. While sockets are watched it waits for them and for signals, else for signals alone.
type loopWaker struct {
	signals chan struct{} // of capacity one
	timer   *time.Timer
	poll    *poller     // nil while no socket was ever watched
	polling atomic.Bool // it waits in poll, and signals must be sent there, too
}

// signal wakes the loop when it waits. It may be called from any goroutine.
func (w *loopWaker) signal() {
	select {
	case w.signals <- struct{}{}:
	default:
	}
	if w.polling.CompareAndSwap(true, false) {
		w.poll.kick()
	}
}

// Wait blocks until there was a signal or a socket is ready, or d has passed.
func (w *loopWaker) Wait(d time.Duration) bool {
	if w.poll.watching() {
		return w.waitPolling(d)
	}
	switch {
	case d < 0:
		<-w.signals
		return true
	case d == 0:
		return w.signalled()
	case w.timer == nil:
		w.timer = time.NewTimer(d)
	default:
		w.timer.Reset(d)
	}
	select {
	case <-w.signals:
		w.timer.Stop()
		return true
	case <-w.timer.C:
		return false
	}
}

func (w *loopWaker) signalled() bool {
	select {
	case <-w.signals:
		return true
	default:
		return false
	}
}

// waitPolling is Wait while sockets are watched. Who signals after polling is set kicks the poller; who did before is seen here.
func (w *loopWaker) waitPolling(d time.Duration) bool {
	w.polling.Store(true)
	defer w.polling.Store(false)
	return w.signalled() || w.poll.wait(d)
}
