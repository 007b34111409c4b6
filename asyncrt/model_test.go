package asyncio_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	asyncio "goasync/asyncrt"
)

// The fuzz test runs random programs on the loop and on a model of it, which is as simple as it can
// be: lists that are searched, tasks that are lists of operations. Both log every operation.

type opKind int

const (
	opYield opKind = iota
	opSleep
	opSet
	opWait
	opAcquire
	opRelease
	opCancel
	opKinds
)

// op is one operation; its argument is a time, an event, a lock or a task.
type op struct {
	kind opKind
	arg  int
}

const (
	modelEvents = 2
	modelLocks  = 2
	modelTime   = 1000 // after which whoever is left is given up
)

// randomPrograms makes the operations of a few tasks.
func randomPrograms(r *rand.Rand) [][]op {
	programs := make([][]op, 2+r.IntN(5))
	for i := range programs {
		for range 1 + r.IntN(8) {
			o := op{kind: opKind(r.IntN(int(opKinds)))}
			switch o.kind {
			case opSleep:
				o.arg = 1 + r.IntN(3)
			case opSet, opWait:
				o.arg = r.IntN(modelEvents)
			case opAcquire, opRelease:
				o.arg = r.IntN(modelLocks)
			case opCancel:
				o.arg = r.IntN(len(programs))
			}
			programs[i] = append(programs[i], o)
		}
	}
	return programs
}

// runReal runs the programs on a loop.
func runReal(programs [][]op) (log []string) {
	run(func() {
		var events [modelEvents]*asyncio.Event
		var locks [modelLocks]*asyncio.Lock
		for i := range events {
			events[i] = asyncio.NewEvent()
		}
		for i := range locks {
			locks[i] = asyncio.NewLock()
		}
		var all []taskNone
		do := func(o op) {
			switch o.kind {
			case opYield:
				aw(sl(0))
			case opSleep:
				aw(sl(float64(o.arg)))
			case opSet:
				events[o.arg].Set()
			case opWait:
				aw(events[o.arg].Wait())
			case opAcquire:
				aw(locks[o.arg].Acquire())
			case opRelease:
				_ = locks[o.arg].Release()
			case opCancel:
				all[o.arg].Cancel()
			}
		}
		over := false
		for i, program := range programs {
			all = append(all, task(def(func() {
				for _, o := range program {
					do(o)
					if over {
						return
					}
					log = append(log, fmt.Sprint(i, o, now()))
				}
			})))
		}
		aw(sl(modelTime))
		over = true
	})
	return log
}

// modelTask is a task of the model.
type modelTask struct {
	pc         int
	waiting    *modelFuture // nil: it is in the ready list
	mustCancel bool
	cancelled  bool // what it waited for was cancelled
	done       bool
}

type modelFuture struct {
	done, cancelled bool
	waiter          int
}

// model is the loop.
type model struct {
	programs [][]op
	tasks    []*modelTask
	time     int
	ready    []func()
	timers   []modelTimer
	set      [modelEvents]bool
	waits    [modelEvents][]*modelFuture
	locked   [modelLocks]bool
	queues   [modelLocks][]*modelFuture
	log      []string
}

type modelTimer struct {
	when int
	f    *modelFuture
}

func runModel(programs [][]op) []string {
	m := &model{programs: programs}
	for i := range programs {
		m.tasks = append(m.tasks, &modelTask{})
		m.ready = append(m.ready, func() { m.step(i) })
	}
	for len(m.ready) > 0 || len(m.timers) > 0 {
		if len(m.ready) == 0 {
			m.time = m.timers[0].when
		}
		for len(m.timers) > 0 && m.timers[0].when <= m.time {
			f := m.timers[0].f
			m.timers = m.timers[1:]
			m.ready = append(m.ready, func() { m.complete(f) })
		}
		due := m.ready
		m.ready = nil
		for _, f := range due {
			f()
		}
	}
	return m.log
}

// complete ends a future and schedules its task's step.
func (m *model) complete(f *modelFuture) {
	if f.done {
		return
	}
	f.done = true
	m.ready = append(m.ready, func() {
		m.tasks[f.waiter].cancelled = f.cancelled
		m.step(f.waiter)
	})
}

// block makes a task wait for a new future.
func (m *model) block(i int) *modelFuture {
	t := m.tasks[i]
	f := &modelFuture{waiter: i}
	t.waiting = f
	if t.mustCancel {
		t.mustCancel = false
		f.cancelled = true
		m.complete(f)
	}
	return f
}

// step runs a task's operations until it waits.
func (m *model) step(i int) {
	t := m.tasks[i]
	resumed := t.waiting
	t.waiting = nil
	failed := t.mustCancel || t.cancelled
	t.mustCancel, t.cancelled = false, false
	if started := resumed != nil || t.pc < 0; started {
		t.pc = max(t.pc, -t.pc-1)
		failed = m.resume(i, resumed, failed)
		if !failed {
			m.passed(i)
		}
	}
	for !failed && t.pc < len(m.programs[i]) {
		if m.perform(i, m.programs[i][t.pc]) {
			return
		}
		m.passed(i)
	}
	t.done = true
}

func (m *model) passed(i int) {
	t := m.tasks[i]
	m.log = append(m.log, fmt.Sprint(i, m.programs[i][t.pc], fmt.Sprintf("%d.00", m.time)))
	t.pc++
}

// resume is what an operation does when what it waited for has ended.
func (m *model) resume(i int, f *modelFuture, failed bool) bool {
	o := m.programs[i][m.tasks[i].pc]
	is := func(g *modelFuture) bool { return g == f }
	switch o.kind {
	case opSleep:
		m.timers = slices.DeleteFunc(m.timers, func(t modelTimer) bool { return t.f == f })
	case opWait:
		m.waits[o.arg] = slices.DeleteFunc(m.waits[o.arg], is)
	case opAcquire:
		m.queues[o.arg] = slices.DeleteFunc(m.queues[o.arg], is)
		if !failed {
			m.locked[o.arg] = true
		} else if !m.locked[o.arg] {
			m.wakeFirst(o.arg)
		}
	}
	return failed
}

func (m *model) wakeFirst(lock int) {
	if q := m.queues[lock]; len(q) > 0 {
		m.complete(q[0])
	}
}

// perform does one operation, and reports whether the task waits now.
func (m *model) perform(i int, o op) bool {
	switch o.kind {
	case opYield:
		m.tasks[i].pc = -m.tasks[i].pc - 1 // it has begun
		m.ready = append(m.ready, func() { m.step(i) })
		return true
	case opSleep:
		f := m.block(i)
		at := len(m.timers)
		for at > 0 && m.timers[at-1].when > m.time+o.arg {
			at--
		}
		m.timers = slices.Insert(m.timers, at, modelTimer{m.time + o.arg, f})
		return true
	case opSet:
		if !m.set[o.arg] {
			m.set[o.arg] = true
			for _, f := range m.waits[o.arg] {
				m.complete(f)
			}
		}
	case opWait:
		if !m.set[o.arg] {
			m.waits[o.arg] = append(m.waits[o.arg], m.block(i))
			return true
		}
	case opAcquire:
		free := !m.locked[o.arg] && !slices.ContainsFunc(m.queues[o.arg], func(f *modelFuture) bool { return !f.cancelled })
		if !free {
			m.queues[o.arg] = append(m.queues[o.arg], m.block(i))
			return true
		}
		m.locked[o.arg] = true
	case opRelease:
		if m.locked[o.arg] {
			m.locked[o.arg] = false
			m.wakeFirst(o.arg)
		}
	case opCancel:
		m.cancel(o.arg)
	}
	return false
}

func (m *model) cancel(i int) {
	t := m.tasks[i]
	switch {
	case t.done:
	case t.waiting != nil && !t.waiting.done:
		t.waiting.cancelled = true
		m.complete(t.waiting)
	default:
		t.mustCancel = true
	}
}

func compareWithModel(t *testing.T, seed uint64) { compareLogs(t, seed) }

// compareLogs gives the number of operations that were compared.
func compareLogs(t *testing.T, seed uint64) int {
	programs := randomPrograms(rand.New(rand.NewPCG(seed, 1)))
	want := runModel(programs)
	if got := runReal(programs); !slices.Equal(got, want) {
		t.Fatalf("seed %d: %v\nloop  %q\nmodel %q", seed, programs, got, want)
	}
	return len(want)
}

func TestModel(t *testing.T) {
	operations := 0
	for seed := range uint64(3000) {
		operations += compareLogs(t, seed)
	}
	if operations < 10000 {
		t.Errorf("only %d operations", operations)
	}
}

func FuzzModel(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(compareWithModel)
}
