package asyncio

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"goasync/asyncrt/goroutine"
)

// Loop is asyncio's event loop. NewEventLoop makes one. But for CallSoonThreadsafe,
// Hold, IsRunning, IsClosed and Stop, its methods are for the goroutine that runs it
// (the coroutines and callbacks on it), or for its owner while it does not run.
type Loop struct {
	nests  bool // runners may run within
	ready  readyQueue
	timers timerHeap
	clock  Clock

	// cur is the id of the goroutine that the loop is running on at this moment: its
	// driver's or that of a coroutine; 0 when it does not run.
	cur     atomic.Int64
	current *task
	eager   int // depth of tasks that are being started within others
	left    int // calls of the present iteration that are still to be made
	ctx     *Context
	level   *runLevel

	hosting  *task   // the task that makes steps in place of the loop, see host.go
	hosted   *worker // of the task that it steps
	recalled *worker // of the task that sent it back

	cancelCycle bool // a cancellation has come back to its task

	idle    []*worker
	waiters []*waiter // spare ones
	tasks   taskList
	fresh   freshList

	inbox  inbox
	waker  loopWaker
	holds  atomic.Int64 // work outside, see Outside
	closed bool
	// expecting counts the waits for channels and sockets.
	expecting atomic.Int64
	shut      atomic.Bool // closed, for other goroutines

	debug       bool
	slow        time.Duration
	onException func(*Loop, ExceptionContext)
	input       InputFunc
	onReport    func(Report)
	onFailure   func(*Context, AnyTask, error)
	observer    Observer
	taskFactory TaskFactory
	executor    *Executor
	noExecutor  bool
	generators  map[*generator]struct{}
	pumps       map[*readPump]struct{}
	sockets     map[*socket]struct{}
	gone        chan struct{} // closed with the loop
}

// runLevel is one call of RunForever or RunUntilComplete; they may nest.
type runLevel struct {
	outer    *runLevel
	base     int64 // the goroutine that runs it
	task     *task // that the outer level was running
	stopping bool
	thrown   error // what the run ends with, see Throw
}

// inbox holds what other goroutines sent to the loop.
type inbox struct {
	mu     sync.Mutex
	items  []readyItem
	closed bool
	full   atomic.Bool
}

// LoopOption is an option of NewEventLoop.
type LoopOption func(*Loop)

// WithClock makes the loop use c instead of the real clock.
func WithClock(c Clock) LoopOption { return func(l *Loop) { l.clock = c } }

// WithNesting lets runners run their own loops within the loop, as nest_asyncio does.
func WithNesting() LoopOption { return func(l *Loop) { l.nests = true } }

// NewEventLoop makes a loop (asyncio.new_event_loop). Close it when done.
func NewEventLoop(options ...LoopOption) *Loop {
	l := &Loop{waker: loopWaker{signals: make(chan struct{}, 1)}, gone: make(chan struct{}), slow: 100 * time.Millisecond}
	for _, o := range options {
		o(l)
	}
	if l.clock == nil {
		l.clock = newRealClock()
	}
	watchCollections()
	return l
}

// Time gives the loop's clock: the time since its origin.
func (l *Loop) Time() time.Duration { return l.clock.Now() }

// IsRunning reports whether the loop runs, from any goroutine.
func (l *Loop) IsRunning() bool { return l.cur.Load() != 0 }

// IsClosed reports whether Close was called, from any goroutine.
func (l *Loop) IsClosed() bool { return l.shut.Load() }

// owned reports whether the caller may touch the loop's state: it is the goroutine the
// loop runs on, or the loop does not run.
func (l *Loop) owned() bool {
	c := l.cur.Load()
	return c == 0 || c == goroutine.ID()
}

// runsHere reports whether the loop runs on the calling goroutine.
func (l *Loop) runsHere() bool { return l.cur.Load() == goroutine.ID() }

func (l *Loop) usable() error {
	if l.closed {
		return runtimeErrorf("Event loop is closed")
	}
	if !l.owned() {
		return errNonThreadSafe
	}
	return nil
}

func (l *Loop) mustBeUsable() {
	if err := l.usable(); err != nil {
		panic(err)
	}
}

// push puts a call into the ready queue.
func (l *Loop) push(r runner, f *future) { l.ready.push(readyItem{r, f}) }

// post sends a call to the loop from any goroutine. From the loop's own it is a push.
func (l *Loop) post(it readyItem) error {
	if c := l.cur.Load(); c != 0 && c == goroutine.ID() {
		if l.closed {
			return runtimeErrorf("Event loop is closed")
		}
		l.ready.push(it)
		return nil
	}
	b := &l.inbox
	b.mu.Lock()
	if b.closed {
		b.mu.Unlock()
		return runtimeErrorf("Event loop is closed")
	}
	b.items = append(b.items, it)
	b.full.Store(true)
	b.mu.Unlock()
	l.signal()
	return nil
}

// signal wakes the loop when it waits.
func (l *Loop) signal() { l.waker.signal() }

// collect moves the inbox to the ready queue.
func (l *Loop) collect() {
	b := &l.inbox
	if !b.full.Load() {
		return
	}
	b.mu.Lock()
	items := b.items
	b.items = nil
	b.full.Store(false)
	b.mu.Unlock()
	for _, it := range items {
		l.ready.push(it)
	}
}

// Hold tells the loop that outside work is pending whose end will reach it through
// CallSoonThreadsafe: a virtual clock stands still until release is called, which may
// happen once, from any goroutine, after that call.
func (l *Loop) Hold() (release func()) {
	l.holds.Add(1)
	var once sync.Once
	return func() {
		once.Do(func() {
			l.holds.Add(-1)
			l.signal()
		})
	}
}

// outside says what may come from other goroutines.
func (l *Loop) outside() Outside {
	switch {
	case l.holds.Load() > 0:
		return WorkOutside
	case l.expecting.Load() > 0:
		return MaybeOutside
	}
	return NothingOutside
}

// runOnce is one iteration of the loop.
func (l *Loop) runOnce() {
	l.collect()
	l.fresh.sweepAfterCollection(l)
	l.pollSockets()
	if l.ready.n == 0 && !l.level.stopping {
		l.waitForWork()
		l.collect()
	}
	l.dueTimers()
	l.left = l.ready.n
	for !l.runReady() {
	}
	l.left, l.ctx = 0, nil
}

// runReady makes the calls of the present iteration. It gives false when one panicked, which is reported: the rest is left then.
func (l *Loop) runReady() (ended bool) {
	defer func() {
		if ended {
			return
		}
		if p := recover(); p != nil {
			l.CallExceptionHandler(ExceptionContext{Message: "Exception in the event loop", Exception: panicToError(p)})
		}
	}()
	for l.left > 0 && l.ready.n > 0 {
		l.left--
		it := l.ready.pop()
		l.ctx = nil
		if l.debug {
			l.runTimed(it)
			continue
		}
		it.r.run(l, it.f)
		for l.recalled != nil {
			l.resumeRecaller()
		}
	}
	return true
}

// turn begins the next iteration when there is something to do at once: what runOnce does, but for waiting.
func (l *Loop) turn() bool {
	if l.level.stopping {
		return false
	}
	l.collect()
	l.fresh.sweepAfterCollection(l)
	l.pollSockets()
	if l.ready.n == 0 {
		return false
	}
	l.dueTimers()
	l.left = l.ready.n
	return true
}

// waitForWork blocks until something arrives or the next timer is due.
func (l *Loop) waitForWork() {
	l.fresh.watchAll(l)
	for !l.inbox.full.Load() && !l.level.stopping {
		d := time.Duration(-1)
		if e, ok := l.timers.first(); ok {
			d = e.when - l.clock.Now()
			if d <= 0 {
				return
			}
		}
		me := l.cur.Swap(idleGoroutine)
		l.clock.Wait(d, &l.waker, l.outside())
		l.cur.Store(me)
		if l.pollSockets() > 0 {
			return
		}
	}
}

// dueTimers moves the timers that are due to the ready queue.
func (l *Loop) dueTimers() {
	if len(l.timers.entries) == 0 {
		return
	}
	now := l.clock.Now()
	for {
		e, ok := l.timers.first()
		if !ok || e.when > now {
			return
		}
		l.timers.pop()
		l.push(e.t.r, nil)
	}
}

// enter makes the caller the goroutine that runs the loop. Within the loop itself it
// nests. The function returned ends that.
func (l *Loop) enter() (leave func(), err error) {
	me := goroutine.ID()
	if l.closed {
		return nil, runtimeErrorf("Event loop is closed")
	}
	if !l.cur.CompareAndSwap(0, me) {
		if l.cur.Load() != me {
			return nil, runtimeErrorf("This event loop is already running")
		}
	}
	l.recall()
	task, ctx, left := l.current, l.ctx, l.left
	level := &runLevel{outer: l.level, base: me, task: task}
	l.level, l.current = level, nil
	if level.outer == nil {
		registerRunning(l)
	}
	return func() {
		if !l.runsHere() {
			return // the loop was taken away, see Abandon
		}
		l.level, l.current, l.ctx, l.left = level.outer, task, ctx, left
		if level.outer == nil {
			unregisterRunning(l)
			l.cur.Store(0)
		}
	}, nil
}

// RunForever runs the loop until Stop is called. It may be called from within the loop:
// then it serves everything else until the Stop that belongs to it.
func (l *Loop) RunForever() error {
	leave, err := l.enter()
	if err != nil {
		return err
	}
	defer leave()
	for level := l.level; ; {
		l.runOnce()
		if level.thrown != nil {
			panic(level.thrown)
		}
		if level.stopping {
			return nil
		}
	}
}

// Stop ends the innermost RunForever or RunUntilComplete at the end of the current
// iteration. From another goroutine it does so as soon as the loop hears of it.
func (l *Loop) Stop() {
	if !l.owned() {
		_ = l.post(readyItem{r: callFunc(l.Stop)})
		return
	}
	if l.level != nil {
		l.level.stopping = true
	} else {
		l.push(callFunc(l.Stop), nil)
	}
}

// Close ends the loop: what is pending is abandoned, after its defers have run, and the
// executor takes no more work. It fails with a *RuntimeError when the loop runs.
func (l *Loop) Close() error {
	if l.IsRunning() {
		return runtimeErrorf("Cannot close a running event loop")
	}
	if l.closed {
		return nil
	}
	l.abandonAll()
	for p := range l.pumps {
		p.stop()
	}
	l.closeSockets()
	l.closed = true
	close(l.gone)
	l.shut.Store(true)
	l.inbox.mu.Lock()
	l.inbox.closed = true
	l.inbox.items = nil
	l.inbox.mu.Unlock()
	l.ready, l.timers = readyQueue{}, timerHeap{}
	l.dismiss()
	if l.executor != nil {
		l.executor.Shutdown(false)
	}
	return nil
}

// abandonAll unwinds the tasks that are still pending.
func (l *Loop) abandonAll() {
	if l.tasks.n == 0 {
		return
	}
	leave, err := l.enter()
	if err != nil {
		return
	}
	defer leave()
	for _, t := range l.tasks.all() {
		l.tasks.remove(t)
		if t.bits.Load()&flagNoDestroyLog == 0 {
			l.CallExceptionHandler(ExceptionContext{
				Message: "Task was destroyed but it is pending!", Task: t.self(),
			})
		}
		t.unwind(l)
	}
}

// running lists the loops that run at present, innermost last.
var running struct {
	mu    sync.Mutex
	loops atomic.Pointer[[]*Loop]
}

func registerRunning(l *Loop) {
	running.mu.Lock()
	defer running.mu.Unlock()
	var loops []*Loop
	if old := running.loops.Load(); old != nil {
		loops = append(loops, *old...)
	}
	loops = append(loops, l)
	running.loops.Store(&loops)
}

func unregisterRunning(l *Loop) {
	running.mu.Lock()
	defer running.mu.Unlock()
	var loops []*Loop
	for _, other := range *running.loops.Load() {
		if other != l {
			loops = append(loops, other)
		}
	}
	running.loops.Store(&loops)
}

// runningLoop gives the loop that the calling goroutine runs on, or nil.
func runningLoop() *Loop {
	loops := running.loops.Load()
	if loops == nil {
		return nil
	}
	me := goroutine.ID()
	for i := len(*loops) - 1; i >= 0; i-- {
		if l := (*loops)[i]; l.cur.Load() == me {
			return l
		}
	}
	return nil
}

// GetRunningLoop gives the loop that the caller runs on (asyncio.get_running_loop). It fails
// with a *RuntimeError, "no running event loop", elsewhere.
func GetRunningLoop() (*Loop, error) {
	if l := runningLoop(); l != nil {
		return l, nil
	}
	return nil, errNoRunningLoop
}

func mustRunningLoop() *Loop {
	l := runningLoop()
	if l == nil {
		panic(errNoRunningLoop)
	}
	return l
}

// policy is the loop of GetEventLoop and SetEventLoop.
var policy struct {
	mu   sync.Mutex
	loop *Loop
}

// GetEventLoop gives the running loop, or the one of SetEventLoop, making it when there is
// none (asyncio.get_event_loop in Python's main thread).
func GetEventLoop() *Loop {
	if l := runningLoop(); l != nil {
		return l
	}
	policy.mu.Lock()
	defer policy.mu.Unlock()
	if policy.loop == nil || policy.loop.IsClosed() {
		policy.loop = NewEventLoop()
	}
	return policy.loop
}

// SetEventLoop makes l the loop that GetEventLoop gives where none runs; nil forgets it.
func SetEventLoop(l *Loop) {
	policy.mu.Lock()
	defer policy.mu.Unlock()
	policy.loop = l
}

// String gives Python's repr of a loop.
func (l *Loop) String() string {
	word := map[bool]string{false: "False", true: "True"}
	return fmt.Sprintf("<EventLoop running=%s closed=%s debug=%s>", word[l.IsRunning()], word[l.IsClosed()], word[l.debug])
}
