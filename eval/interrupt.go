package eval

import (
	"maps"
	"slices"
	"time"

	asyncio "goasync/asyncrt"
	"goasync/eval/internal/rt"
)

const (
	// overdueGrace is the time after which an interrupt is for whatever keeps the loop busy, of whatever cell.
	overdueGrace = 250 * time.Millisecond
	// interruptGrace is the time after which an interrupt gives up on what blocks the loop in compiled code.
	interruptGrace = 500 * time.Millisecond
	// blockedGrace is the time after which the loop counts as blocked when no cell runs.
	blockedGrace = 100 * time.Millisecond
)

// Interrupt stops the cells that run, as Ctrl-C does: a cell that awaits is cancelled, one that computes raises at
// its next loop or call, one that is not yet compiled does not start. Code of another cell raises as well when it keeps
// the loop busy; else the tasks of other cells stay, as do the variables. It returns at once.
func (s *Session) Interrupt() {
	s.mu.Lock()
	s.stops++
	cells := slices.Collect(maps.Keys(s.running))
	s.mu.Unlock()
	if len(cells) == 0 {
		go s.interruptBackground()
		return
	}
	s.raise(cells)
}

// stopCount is how often Interrupt was called.
func (s *Session) stopCount() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stops
}

// raise interrupts what the loop runs, and cells.
func (s *Session) raise(cells []*execution) {
	s.env.Interrupt()
	_, _ = s.loop.CallSoonThreadsafe(func() { s.interruptAwaiting(cells) }) // a closed loop runs nothing
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.overdue != nil { // those of an earlier interrupt would come too early
		s.overdue.Stop()
		s.late.Stop()
	}
	s.overdue = time.AfterFunc(overdueGrace, s.env.Overdue)
	s.late = time.AfterFunc(interruptGrace, func() { s.abandon(rt.Interruption) })
}

// interruptMeant reports whether what the loop runs belongs to a cell that runs: what others left behind is not meant by an
// interrupt, unless no cell runs. The loop calls it.
func (s *Session) interruptMeant() bool {
	x := owner.Get()
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.running) == 0 || s.running[x]
}

// interruptTaken notes the cell whose own task has taken the interrupt. The loop calls it.
func (s *Session) interruptTaken() {
	x := owner.Get()
	if x != nil {
		x.interrupted.Store(true)
	}
	if x != nil && (x.task == nil || asyncio.CurrentTask() != asyncio.AnyTask(x.task)) {
		x = nil
	}
	s.taker.Store(x)
}

// interruptBackground interrupts what blocks the loop while no cell runs, if anything does.
func (s *Session) interruptBackground() {
	came := make(chan struct{})
	if _, err := s.loop.CallSoonThreadsafe(func() { close(came) }); err != nil {
		return
	}
	select {
	case <-came:
	case <-time.After(blockedGrace):
		s.raise(nil)
	}
}

// abandon takes the loop from what blocks it, which fails with err: neither did a checkpoint raise nor did the loop come round. What is
// abandoned goes on beside the loop until it uses that.
func (s *Session) abandon(err error) {
	if s.env.Pending() && s.loop.Abandon(err) && !s.abandoned.Swap(true) {
		go s.reap()
	}
}

// reapTime is how often what was abandoned is asked to end.
const reapTime = 100 * time.Millisecond

// reap ends what was abandoned as soon as it computes again, until the session is closed.
func (s *Session) reap() {
	tick := time.NewTicker(reapTime)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			s.env.Reap()
		case <-s.reaped:
			return
		}
	}
}

// interruptAwaiting runs on the loop: it cancels the cells whose code has not taken the interrupt, which await.
func (s *Session) interruptAwaiting(cells []*execution) {
	var taker *execution
	if !s.env.Take() {
		taker = s.taker.Load()
	}
	for _, x := range cells {
		s.mu.Lock()
		running := s.running[x]
		s.mu.Unlock()
		if x == taker || !running {
			continue
		}
		x.interrupted.Store(true)
		if x.task != nil {
			x.interruptAwait()
		}
	}
}

// interruptInput raises in code of x that asked for input, on the loop, when an interrupt came instead: a cell that
// forgets the error of Scan is to end all the same.
func (s *Session) interruptInput(x *execution) {
	if _, err := asyncio.GetRunningLoop(); err != nil {
		return // beside the loop the error will do
	}
	s.env.Take()
	s.taker.Store(x)
	panic(rt.Interruption)
}

// interruptAwait ends the await in which the cell is suspended: the first time it is cancelled, which it may well survive;
// then, or when it runs the loop itself, KeyboardInterrupt is raised in it; then the cell is over, and its task is left to itself.
func (x *execution) interruptAwait() {
	x.hits++
	switch {
	case x.hits == 1 && !x.session.loop.Nests(x.task):
		x.task.Cancel()
	case x.hits > 2 || !x.session.loop.Throw(x.task, rt.Interruption):
		x.finish(rt.Interruption)
	}
}

// interruption is the failure of a cell that was interrupted.
func interruption() *Failure {
	return &Failure{Name: "KeyboardInterrupt", Traceback: []string{red + "KeyboardInterrupt" + reset + ": the cell was interrupted"}}
}
