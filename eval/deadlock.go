package eval

import (
	"context"
	"math"
	"os"
	"os/signal"
	"runtime"
	"sync/atomic"
	"time"

	"goasync/eval/internal/asleep"
	"goasync/eval/internal/rt"
)

// A cell that waits for what never comes ends as a Go program does: "all goroutines are asleep - deadlock!". The loop is
// blocked then, so no task can help; what is left are the goroutines of cells, and what compiled code does by itself.

const (
	// pingTime is how often the loop is asked for a sign of life while cells run.
	pingTime = 250 * time.Millisecond
	// deadlockTime is how long the loop is silent before the goroutines are looked at, twice.
	deadlockTime = time.Second
	// secondLook is the time between the looks.
	secondLook = 300 * time.Millisecond
	// mostGoroutines is how many goroutines are looked at.
	mostGoroutines = 2000
	// dumpSize is how long a dump of them may be.
	dumpSize = 16 << 20
)

// A deadlockGuard finds out that the loop is blocked for ever. It is of the guard's goroutine.
type deadlockGuard struct {
	session  *Session
	last     time.Time    // the last look, or ping
	silence  time.Time    // since when the loop owes an answer, zero when it does not
	answered *atomic.Bool // what the ping sets
	sleepers string       // who slept at the last look
}

// look is called again and again while cells run.
func (d *deadlockGuard) look(now time.Time) {
	if d.silence.IsZero() || d.answered.Load() {
		d.silence, d.sleepers = time.Time{}, ""
		if now.Sub(d.last) >= pingTime {
			d.ping(now)
		}
		return
	}
	pause := deadlockTime
	if d.sleepers != "" {
		pause = secondLook
	}
	if now.Sub(d.silence) < deadlockTime || now.Sub(d.last) < pause || now.UnixNano() < d.session.wakeTime.Load() {
		return
	}
	d.last = now
	before := d.sleepers
	d.sleepers = sleepers()
	if d.sleepers != "" && d.sleepers == before {
		d.silence, d.sleepers = time.Time{}, ""
		d.session.raiseDeadlock()
	}
}

// ping asks the loop for a sign of life.
func (d *deadlockGuard) ping(now time.Time) {
	answered := new(atomic.Bool)
	if _, err := d.session.loop.CallSoonThreadsafe(func() { answered.Store(true) }); err == nil {
		d.last, d.silence, d.answered = now, now, answered
	}
}

// sleepers names the goroutines of cells when all of them sleep, "" when they do not, or it cannot be told.
func sleepers() string {
	if runtime.NumGoroutine() > mostGoroutines {
		return ""
	}
	dump := make([]byte, 1<<16)
	for {
		n := runtime.Stack(dump, true)
		if n < len(dump) {
			return asleep.All(string(dump[:n]))
		}
		if len(dump) >= dumpSize {
			return ""
		}
		dump = make([]byte, 4*len(dump))
	}
}

// raiseDeadlock ends what blocks the loop.
func (s *Session) raiseDeadlock() {
	s.env.Deadlock()
	_, _ = s.loop.CallSoonThreadsafe(func() { s.env.Take() })         // when it was abandoned
	time.AfterFunc(interruptGrace, func() { s.abandon(rt.Deadlock) }) // it waits in compiled code
}

// awaitTimer notes that a timer of a cell may wake it after d.
func (s *Session) awaitTimer(d time.Duration) {
	const longest = 100 * 365 * 24 * time.Hour // which a number of nanoseconds still holds
	wake := time.Now().Add(min(d, longest) + time.Second).UnixNano()
	for {
		old := s.wakeTime.Load()
		if wake <= old || s.wakeTime.CompareAndSwap(old, wake) {
			return
		}
	}
}

// awaitAnything notes that something may wake the cells at any time: from now on no deadlock is found.
func (s *Session) awaitAnything() { s.wakeTime.Store(math.MaxInt64) }

// timerPatches are the functions of package time that make timers nobody sees from outside.
func (s *Session) timerPatches(table map[string]any) map[string]any {
	afterFunc := s.env.Patches("time")["AfterFunc"].(func(time.Duration, func()) *time.Timer)
	table["AfterFunc"] = func(d time.Duration, f func()) *time.Timer { s.awaitAnything(); return afterFunc(d, f) }
	table["NewTimer"] = func(d time.Duration) *time.Timer { s.awaitAnything(); return time.NewTimer(d) }
	table["NewTicker"] = func(d time.Duration) *time.Ticker { s.awaitAnything(); return time.NewTicker(d) }
	table["Tick"] = func(d time.Duration) <-chan time.Time { s.awaitAnything(); return time.Tick(d) }
	return table
}

// signalPatches are the functions of package os/signal: they leave the kernel the signals that it listens to itself, interrupts
// above all.
func (s *Session) signalPatches() map[string]any {
	return map[string]any{
		"Ignore": func(list ...os.Signal) { without(list, signal.Ignore) },
		"Reset":  func(list ...os.Signal) { without(list, signal.Reset) },
		"Notify": func(c chan<- os.Signal, list ...os.Signal) { s.awaitAnything(); signal.Notify(c, list...) },
		"NotifyContext": func(parent context.Context, list ...os.Signal) (context.Context, context.CancelFunc) {
			s.awaitAnything()
			return signal.NotifyContext(parent, list...)
		},
	}
}

// contextPatches are the functions of package context that make timers.
func (s *Session) contextPatches() map[string]any {
	return map[string]any{
		"WithTimeout": func(parent context.Context, d time.Duration) (context.Context, context.CancelFunc) {
			s.awaitTimer(d)
			return context.WithTimeout(parent, d)
		},
		"WithTimeoutCause": func(parent context.Context, d time.Duration, cause error) (context.Context, context.CancelFunc) {
			s.awaitTimer(d)
			return context.WithTimeoutCause(parent, d, cause)
		},
		"WithDeadline": func(parent context.Context, t time.Time) (context.Context, context.CancelFunc) {
			s.awaitTimer(time.Until(t))
			return context.WithDeadline(parent, t)
		},
		"WithDeadlineCause": func(parent context.Context, t time.Time, cause error) (context.Context, context.CancelFunc) {
			s.awaitTimer(time.Until(t))
			return context.WithDeadlineCause(parent, t, cause)
		},
	}
}
