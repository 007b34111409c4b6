package asyncio

import "time"

// What a task waits for, for those who show it. These functions are for the loop's own goroutine.

// Awaiting gives the future or task that t is suspended in; nil when t is ready to run, runs or is done.
func Awaiting(t AnyTask) AnyFuture { return t.taskCore().waiter }

// Gathered gives the children of a future that Gather made, in order; nil for other futures.
func Gathered(f AnyFuture) []AnyFuture {
	if ext := f.core().ext; ext != nil && ext.gather != nil {
		return ext.gather.children
	}
	return nil
}

// maxDue bounds the timers among which Due looks.
const maxDue = 2000

// Due gives the loop's time at which a sleep that f belongs to is over; ok is false for other futures, and where the
// loop has very many timers.
func Due(f AnyFuture) (when time.Duration, ok bool) {
	core := f.core()
	entries := core.loop.timers.entries
	if len(entries) > maxDue {
		return 0, false
	}
	for i := range entries {
		if s, isSleep := entries[i].t.r.(*sleeper); isSleep && &s.fut == core {
			return entries[i].when, true
		}
	}
	return 0, false
}

// AwaitedTasks gives the tasks whose end t waits for: what it is suspended in, or those that Gather, Shield, Wait
// or a TaskGroup wait for on its behalf. Where that is not a task or a gathering, all tasks are looked
// through for it.
func AwaitedTasks(t AnyTask) []AnyTask {
	core := t.taskCore()
	if core.waiter == nil {
		return nil
	}
	var list []AnyTask
	for _, other := range core.awaits(core.loop.tasks.all()) {
		list = append(list, other.self())
	}
	return list
}

// Failure gives the error that a task or future ended with, without taking note of it: one that nobody retrieves is
// still reported. It is nil while f is not done, and for one that was cancelled.
func Failure(f AnyFuture) error {
	core := f.core()
	if core.Done() && core.bits.Load()&flagFailed != 0 {
		return core.value.(error)
	}
	return nil
}
