package asyncio

import (
	"sync"
	"sync/atomic"
	"time"

	"goasync/asyncrt/goroutine"
)

// runningJobs maps ids of goroutines to the functions that they run for executors.
var (
	runningJobs     sync.Map     // int64 → *outsideJob
	runningJobCount atomic.Int64 // most of the time there are none, and nobody needs to look
)

// enterJob notes that the calling goroutine runs j until the function returned is called.
func enterJob(j *outsideJob) (leave func()) {
	id := goroutine.ID()
	runningJobCount.Add(1)
	runningJobs.Store(id, j)
	return func() {
		j.pause()
		runningJobs.Delete(id)
		runningJobCount.Add(-1)
	}
}

// currentJob gives the function for an executor that the calling goroutine runs, or nil.
func currentJob() *outsideJob {
	if runningJobCount.Load() == 0 {
		return nil
	}
	if j, ok := runningJobs.Load(goroutine.ID()); ok {
		return j.(*outsideJob)
	}
	return nil
}

// Blocking says that the calling goroutine is about to block. The maker of a thread waits
// for that, or for its end, for a moment (see ToThread); elsewhere it means nothing.
func Blocking() {
	if j := currentJob(); j != nil {
		j.pause()
	}
}

// BlockFor blocks the calling goroutine for d of the loop's time, as time.sleep does. On the
// loop's own goroutine nothing else runs meanwhile. A virtual clock goes on by d there; for
// another goroutine it jumps when nothing else is to be done, as for a timer. It is safe for
// concurrent use.
func (l *Loop) BlockFor(d time.Duration) {
	clock, virtual := l.virtualClock()
	switch {
	case virtual && l.cur.Load() == goroutine.ID():
		clock.advance(d)
	case virtual:
		l.blockThread(d)
	default:
		Blocking()
		time.Sleep(d)
	}
}

// blockThread blocks a goroutine beside the loop until a timer fires. Meanwhile the function
// that it runs for an executor does not hold the clock.
func (l *Loop) blockThread(d time.Duration) {
	j := currentJob()
	awake := make(chan struct{})
	_, err := l.CallSoonThreadsafe(func() {
		l.CallLater(d, func() {
			if j != nil {
				l.holds.Add(1)
			}
			close(awake)
		})
		if j != nil {
			l.holds.Add(-1)
		}
	})
	if err != nil {
		return // the loop is closed, and its time has ended
	}
	if j != nil {
		j.pause()
		<-awake
		return
	}
	// A goroutine that nobody waits for in the loop's ways, an HTTP handler say: the loop
	// may be blocked on what it does, and virtual time stand still. Then real time counts.
	select {
	case <-awake:
	case <-time.After(d):
	}
}
