// Package timeline records what the tasks of a cell do and when, and draws it: a lane a task, with the times at which it
// ran, waited (and for what), had a thread work for it, or blocked the loop.
//
// A Recorder is a loop's Observer while a cell runs under %%timeline; Stop gives the Timeline, which has a chart for
// pages (HTML), a picture (SVG) and a text (Text). All three draw the same rows, which layout.go makes. Times are the
// loop's, so that a lesson on a virtual clock has the times that it would have had.
package timeline

import (
	"time"

	asyncio "goasync/asyncrt"
)

// State is what a task does for a while.
type State int

// The states.
const (
	Ready    State = iota // it could run, and another task does
	Running               // it runs
	Waiting               // it waits for something that happens by itself
	InThread              // it waits for a thread
	Blocking              // it runs, or blocks, for so long that the loop stalls
)

// Stall is how long a task may keep the loop before it blocks it. On a busy machine a task that does little may well be
// held up for half of that.
const Stall = 50 * time.Millisecond

// punctual is how late a sleep may end without anything being in its way.
const punctual = time.Millisecond

// A Span is what a task does from one time to another. Place is a position in a cell, 0 where it is not known.
type Span struct {
	State    State
	From, To time.Duration
	On       string  // what it waits for
	Tasks    []*Lane // the tasks among that
	Place    int
}

// Outcome is how a task ended.
type Outcome int

// The outcomes.
const (
	Pending Outcome = iota // it lives on
	Finished
	Failed
	Cancelled
)

// A Lane is a task.
type Lane struct {
	Name, Coroutine string
	Main            bool  // the cell's own task
	Parent          *Lane // the task that made it; nil when that is none of the timeline
	From, To        time.Duration
	Spans           []Span
	Outcome         Outcome
	Err             error
}

// A Timeline is what was recorded. Lanes are in the order of their making.
type Timeline struct {
	Title    string
	Virtual  bool // times are those of a virtual clock
	From, To time.Duration
	Lanes    []*Lane
	// Where tells where a place is, "line 3", and what the line says.
	Where func(place int) (where, text string)
	// Lost is how many spans there were too many, LostTasks how many tasks.
	Lost, LostTasks int
}

// maxSpans and maxLanes bound what is recorded, maxSearch among how many tasks those are looked for that another awaits.
const (
	maxSpans  = 100_000
	maxLanes  = 1000
	maxSearch = 200
)

// A Recorder records the tasks of a loop. The loop calls its methods.
type Recorder struct {
	loop    *asyncio.Loop
	include func(asyncio.AnyTask) bool
	isMain  func(asyncio.AnyTask) bool
	began   time.Duration
	lanes   map[asyncio.AnyTask]*lane
	order   []*Lane
	spans   int
	lost    int
	tasks   int // that were too many
	stacks  stacks
	current *lane
	outer   []*lane // tasks that have started the current one within themselves
}

// lane is a Lane being recorded: the last span is open.
type lane struct {
	*Lane
	open   Span
	due    time.Duration // when the sleep that it waits for is over; 0 when that is not known
	place  int           // the statement that runs
	marked time.Duration // when it began
}

// NewRecorder begins to record the tasks that include says, which isMain tells from the cell's own. The loop calls it.
func NewRecorder(l *asyncio.Loop, include, isMain func(asyncio.AnyTask) bool) *Recorder {
	r := &Recorder{loop: l, include: include, isMain: isMain, began: l.Time(), lanes: map[asyncio.AnyTask]*lane{}, stacks: stacks{}}
	l.SetObserver(r)
	return r
}

// Stop ends the recording. The loop calls it.
func (r *Recorder) Stop() *Timeline {
	r.loop.SetObserver(nil)
	t := &Timeline{From: r.began, To: r.loop.Time(), Lanes: r.order, Lost: r.lost, LostTasks: r.tasks}
	if len(r.order) > 0 { // before that the cell was compiled
		t.From = r.order[0].From
	}
	if len(r.lanes) == 0 && len(r.order) > 0 { // and nothing goes on
		t.To = t.From
		for _, l := range r.order {
			t.To = max(t.To, l.To)
		}
	}
	for _, l := range r.lanes {
		r.close(l, t.To)
		l.To = t.To
	}
	return t
}

// TaskCreated implements asyncio.Observer.
func (r *Recorder) TaskCreated(t, parent asyncio.AnyTask) {
	if !r.include(t) {
		return
	}
	if len(r.order) >= maxLanes {
		r.tasks++
		return
	}
	now := r.loop.Time()
	l := &lane{Lane: &Lane{Name: t.GetName(), Coroutine: t.GetCoro().Name(), Main: r.isMain(t), From: now}, open: Span{State: Ready, From: now}}
	if by := r.lanes[parent]; by != nil {
		l.Parent = by.Lane
	}
	r.lanes[t] = l
	r.order = append(r.order, l.Lane)
}

// ownTasks is what a task waits for that runs a loop within itself.
const ownTasks = "tasks that it runs"

// TaskStep implements asyncio.Observer.
func (r *Recorder) TaskStep(t asyncio.AnyTask) {
	if o := r.current; o != nil && o.open.State == Running { // asyncio.Run within a task: others run meanwhile
		now := r.loop.Time()
		r.stalled(o, now)
		r.close(o, now)
		o.open = Span{State: Waiting, From: now, On: ownTasks, Place: o.place}
	}
	r.outer = append(r.outer, r.current)
	r.current = r.lanes[t]
	if l := r.current; l != nil {
		now := r.loop.Time()
		r.close(l, now)
		l.open = Span{State: Running, From: now, Place: l.place}
		l.marked = now
	}
}

// Mark notes that the current task comes to a statement.
func (r *Recorder) Mark(place int) {
	l := r.current
	if l == nil {
		return
	}
	now := r.loop.Time()
	r.stalled(l, now)
	if l.open.State == Waiting { // it has run others
		r.close(l, now)
		l.open = Span{State: Running, From: now}
	}
	l.place, l.marked = place, now
	if l.open.Place == 0 {
		l.open.Place = place
	}
}

// stalled notes that the statement of l, which ends now, has kept the loop too long. What a cell's own task does before
// its first statement is not its fault.
func (r *Recorder) stalled(l *lane, now time.Duration) {
	if l.open.State != Running || now-l.marked < Stall || l.Main && l.place == 0 {
		return
	}
	r.close(l, l.marked)
	r.add(l, Span{State: Blocking, From: l.marked, To: now, Place: l.place})
	l.open = Span{State: Running, From: now, Place: l.place}
}

// TaskSuspended implements asyncio.Observer.
func (r *Recorder) TaskSuspended(t asyncio.AnyTask, on asyncio.AnyFuture) {
	if l := r.lanes[t]; l != nil {
		now := r.loop.Time()
		r.stalled(l, now)
		r.close(l, now)
		l.open = Span{State: Ready, From: now, Place: l.place}
		if on != nil {
			l.open.State, l.open.On = Waiting, describe(on, r.stacks.fromCallers)
			if Threads(l.open.On) {
				l.open.State = InThread
			}
			sleeps := false
			if l.due, sleeps = asyncio.Due(on); !sleeps {
				l.open.Tasks = r.awaited(t)
			}
		}
	}
	r.leave()
}

// awaited gives the lanes of the tasks that a suspended task waits for.
func (r *Recorder) awaited(t asyncio.AnyTask) (lanes []*Lane) {
	if len(r.lanes) > maxSearch {
		return nil
	}
	for _, other := range asyncio.AwaitedTasks(t) {
		if l := r.lanes[other]; l != nil {
			lanes = append(lanes, l.Lane)
		}
	}
	return lanes
}

// TaskDone implements asyncio.Observer.
func (r *Recorder) TaskDone(t asyncio.AnyTask) {
	if l := r.lanes[t]; l != nil {
		now := r.loop.Time()
		r.stalled(l, now)
		r.close(l, now)
		l.To, l.Name, l.Outcome = now, t.GetName(), Finished
		if t.Cancelled() {
			l.Outcome = Cancelled
		} else if err := asyncio.Failure(t); err != nil {
			l.Outcome, l.Err = Failed, err
		}
		delete(r.lanes, t)
	}
	r.leave()
}

// leave goes back to the task that has started the current one within itself, if one has.
func (r *Recorder) leave() {
	if n := len(r.outer); n > 0 {
		r.current, r.outer = r.outer[n-1], r.outer[:n-1]
	}
}

// close ends the open span of a lane. From when a sleep is over on, the task is ready: only others keep it from running.
func (r *Recorder) close(l *lane, now time.Duration) {
	s, due := l.open, l.due
	l.due = 0
	if s.State == Waiting && due > s.From && now-due > punctual {
		s.To = due
		r.add(l, s)
		s = Span{State: Ready, From: due, Place: s.Place}
	}
	if s.To = now; s.State == Ready && s.To == s.From {
		return
	}
	r.add(l, s)
}

func (r *Recorder) add(l *lane, s Span) {
	if n := len(l.Spans); n > 0 && s.State == Running && s.From == s.To && l.Spans[n-1].State == Running && l.Spans[n-1].To == s.From {
		return // steps of no length, one after the other
	}
	if r.spans++; r.spans > maxSpans {
		r.lost++
		return
	}
	l.Spans = append(l.Spans, s)
}
