package asyncio

import "fmt"

// TaskGroup is asyncio.TaskGroup: tasks that end before its body's end. When one fails the
// others, and the body, are cancelled, and the group fails with an *ExceptionGroup.
type TaskGroup struct {
	loop          *Loop
	parent        *task
	members       []*member // nil where one has ended
	pending       int
	errs          []error
	base          error
	entered       bool
	exiting       bool
	aborting      bool
	cancelsParent bool // the group has cancelled its parent
	completed     *future
}

// NewTaskGroup makes a group, for `async with`.
func NewTaskGroup() *TaskGroup { return &TaskGroup{} }

// String shows the state as Python does.
func (g *TaskGroup) String() string {
	s := "<TaskGroup"
	if g.pending > 0 {
		s += fmt.Sprintf(" tasks=%d", g.pending)
	}
	if len(g.errs) > 0 {
		s += fmt.Sprintf(" errors=%d", len(g.errs))
	}
	switch {
	case g.aborting:
		s += " cancelling"
	case g.entered:
		s += " entered"
	}
	return s + ">"
}

// AEnter enters the group; it fails with a *RuntimeError when used twice or outside a task.
func (g *TaskGroup) AEnter() *Coroutine[*TaskGroup] {
	return NewCoroutine("__aenter__", func() (*TaskGroup, error) {
		if g.entered {
			return nil, runtimeErrorf("TaskGroup %v has already been entered", g)
		}
		g.loop = mustRunningLoop()
		g.parent = g.loop.current
		if g.parent == nil {
			return nil, runtimeErrorf("TaskGroup %v cannot determine the parent task", g)
		}
		g.entered = true
		return g, nil
	})
}

// AExit waits for the tasks, as Python's does.
func (g *TaskGroup) AExit(err error) *Coroutine[bool] {
	return NewCoroutine("__aexit__", func() (bool, error) { return g.exit(err) })
}

func (g *TaskGroup) exit(err error) (bool, error) {
	g.exiting = true
	if err != nil && isBaseException(err) && g.base == nil {
		g.base = err
	}
	var cancelled error
	if isCancelled(err) {
		cancelled = err
	}
	if err != nil && !g.aborting {
		g.abort()
	}
	cancelled = g.join(cancelled)
	if g.base != nil {
		return false, g.base
	}
	if g.cancelsParent && g.parent.Uncancel() == 0 {
		cancelled = nil
	}
	if cancelled != nil && len(g.errs) == 0 {
		if cancelled == err {
			return false, nil
		}
		return false, cancelled
	}
	if err != nil && !isCancelled(err) {
		g.errs = append(g.errs, err)
	}
	if len(g.errs) > 0 {
		if g.parent.Cancelling() > 0 {
			g.parent.Uncancel()
			g.parent.cancelWith(nil)
		}
		return false, &ExceptionGroup{"unhandled errors in a TaskGroup", g.errs}
	}
	return true, nil
}

// join suspends until no member is left, and gives the cancellation to propagate.
func (g *TaskGroup) join(cancelled error) error {
	for g.pending > 0 {
		if g.completed == nil {
			g.completed = &future{loop: g.loop}
		}
		if _, err := awaitFuture(g.completed, g.completed); err != nil && !g.aborting {
			cancelled = err
			g.abort()
		}
		g.completed = nil
	}
	return cancelled
}

func (g *TaskGroup) abort() {
	g.aborting = true
	for _, m := range g.members {
		if m != nil && !m.t.Done() {
			m.t.cancelWith(nil)
		}
	}
}

func (g *TaskGroup) admit() *Loop {
	switch {
	case !g.entered:
		panic(runtimeErrorf("TaskGroup %v has not been entered", g))
	case g.exiting && g.pending == 0:
		panic(runtimeErrorf("TaskGroup %v is finished", g))
	case g.aborting:
		panic(runtimeErrorf("TaskGroup %v is shutting down", g))
	}
	g.loop.mustBeUsable()
	return g.loop
}

func (g *TaskGroup) adopt(t *task) {
	if len(g.members) >= 2*g.pending+16 {
		g.compact()
	}
	m := &member{g, t, len(g.members)}
	g.members = append(g.members, m)
	g.pending++
	t.whenDone(m)
}

// compact drops the places of members that have ended.
func (g *TaskGroup) compact() {
	kept := g.members[:0]
	for _, m := range g.members {
		if m != nil {
			m.index = len(kept)
			kept = append(kept, m)
		}
	}
	clear(g.members[len(kept):])
	g.members = kept
}

// member is the done callback of one of a group's tasks.
type member struct {
	g     *TaskGroup
	t     *task
	index int
}

func (m *member) run(l *Loop, _ *future) {
	g, t := m.g, m.t
	g.members[m.index] = nil
	g.pending--
	if g.completed != nil && g.pending == 0 && !g.completed.Done() {
		g.completed.resolve(true)
	}
	if t.Cancelled() {
		return
	}
	err := t.failure()
	if err == nil {
		return
	}
	g.errs = append(g.errs, err)
	if isBaseException(err) && g.base == nil {
		g.base = err
	}
	if g.parent.Done() {
		l.CallExceptionHandler(ExceptionContext{
			Message: fmt.Sprintf("Task %v has errored out but its parent task %v is already completed",
				t, g.parent),
			Exception: err, Task: t.self(),
		})
		return
	}
	if !g.aborting && !g.cancelsParent {
		g.abort()
		g.cancelsParent = true
		g.parent.cancelWith(nil)
	}
}
