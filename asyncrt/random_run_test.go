package asyncio_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	asyncio "goasync/asyncrt"
)

// randomRun is a random program that runs.
type randomRun struct {
	log      []string
	tasks    []asyncio.AnyTask
	timeouts []*asyncio.TimeoutContext
	variable *asyncio.ContextVar[int]
	event    []*asyncio.Event
	lock     []lockLike
	cond     *asyncio.Condition
	queue    []intQueue
	barrier  *asyncio.Barrier
	future   []*asyncio.Future[any]
	reader   *asyncio.StreamReader
	handles  []*asyncio.TimerHandle
	groups   []*asyncio.TaskGroup
	count    int
}

type anyCoroutine = *asyncio.Coroutine[any]

// runRandom runs a program and gives its log.
func runRandom(p []block) []string {
	r := &randomRun{variable: asyncio.NewContextVar("var", 0)}
	if _, err := runv(asyncio.NewCoroutineVoid("main", func() { r.main(p) })); err != nil {
		r.log = append(r.log, "run failed "+shown(err))
	}
	return r.log
}

func (r *randomRun) main(p []block) {
	loop().SetExceptionHandler(func(*asyncio.Loop, asyncio.ExceptionContext) {})
	r.event = []*asyncio.Event{asyncio.NewEvent(), asyncio.NewEvent()}
	r.lock = []lockLike{asyncio.NewLock(), asyncio.NewLock(), asyncio.NewSemaphore(1), asyncio.NewBoundedSemaphore(2)}
	r.cond = asyncio.NewCondition()
	r.queue = []intQueue{asyncio.NewQueue[int](), asyncio.NewQueue[int](1), asyncio.NewPriorityQueue[int](2), asyncio.NewLifoQueue[int]()}
	r.barrier = asyncio.NewBarrier(2)
	r.future = []*asyncio.Future[any]{asyncio.CreateFutureIn[any](loop()), asyncio.CreateFutureIn[any](loop())}
	r.reader = asyncio.NewStreamReader(4)
	for _, b := range p {
		asyncio.CreateTask(r.block(b))
	}
	aw(sl(100))
	for range 5 {
		for _, t := range slices.Clone(r.tasks) {
			t.Cancel("end")
		}
		aw(sl(100))
	}
	var all []any
	for _, t := range r.tasks {
		all = append(all, outcomeOf(t))
	}
	r.note("tasks", all)
}

func outcomeOf(t asyncio.AnyTask) any {
	switch {
	case !t.Done():
		return "pending"
	case t.Cancelled():
		return "cancelled"
	}
	if exc, _ := t.Exception(); exc != nil {
		return exc
	}
	return must1(t.(*asyncio.Task[any]).Result())
}

func must1[T any](v T, err error) T {
	must(err)
	return v
}

// shown shows a value or error as the Python side does.
func shown(v any) string {
	switch v := v.(type) {
	case error:
		var g *asyncio.ExceptionGroup
		if !errors.As(v, &g) {
			return en(v)
		}
		var all []string
		for _, e := range g.Errors {
			all = append(all, shown(e))
		}
		return "ExceptionGroup[" + strings.Join(all, ", ") + "]"
	case []any:
		var all []string
		for _, e := range v {
			all = append(all, shown(e))
		}
		return "[" + strings.Join(all, " ") + "]"
	}
	return str(v)
}

func (r *randomRun) note(words ...any) {
	var all []string
	for _, w := range words {
		all = append(all, shown(w))
	}
	r.log = append(r.log, strings.Join(all, " ")+" @"+now())
}

func (r *randomRun) block(b block) anyCoroutine {
	return asyncio.NewCoroutine("run", func() (any, error) { return r.run(b) })
}

func (r *randomRun) blocks(bs []block) (all []anyCoroutine) {
	for _, b := range bs {
		all = append(all, r.block(b))
	}
	return all
}

func (r *randomRun) started(bs []block) (all []*asyncio.Task[any]) {
	for _, c := range r.blocks(bs) {
		all = append(all, asyncio.CreateTask(c))
	}
	return all
}

// run runs the statements of a block.
func (r *randomRun) run(b block) (any, error) {
	t := asyncio.CurrentTask()
	if !slices.Contains(r.tasks, t) {
		r.tasks = append(r.tasks, t)
	}
	for i, s := range b.code {
		what := fmt.Sprintf("%s.%d %s", b.name, i, s.op)
		v, err := r.attempted(s)
		if err != nil {
			r.note(what+" failed", err, t.Cancelling())
			return nil, err
		}
		r.note(what, v)
	}
	return b.name, nil
}

// attempted does a statement; what it panics with is its error.
func (r *randomRun) attempted(s stmt) (v any, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = p.(error)
		}
	}()
	return randomOps[s.op](r, arguments(s.args))
}

// arguments are those of a statement.
type arguments []any

func (a arguments) int(i int) int            { return a[i].(int) }
func (a arguments) bool(i int) bool          { return a[i].(bool) }
func (a arguments) block(i int) block        { return a[i].(block) }
func (a arguments) blocks(i int) []block     { return a[i].([]block) }
func (a arguments) time(i int) time.Duration { return time.Duration(a.int(i)) * time.Second }

// limit is a time, where 0 is none.
func (a arguments) limit(i int) time.Duration {
	if a.int(i) == 0 {
		return asyncio.NoTimeout
	}
	return a.time(i)
}

// awaited awaits x, as a value of any type.
func awaited[T any](x asyncio.Awaitable[T]) (any, error) {
	v, err := asyncio.Await(x)
	return v, err
}

// randomOps do the statements.
var randomOps map[string]func(r *randomRun, a arguments) (any, error)

func init() {
	randomOps = map[string]func(r *randomRun, a arguments) (any, error){}
	for _, table := range []map[string]func(r *randomRun, a arguments) (any, error){objectOps, waitingOps, taskOps, nestingOps} {
		for op, f := range table {
			randomOps[op] = f
		}
	}
}

var objectOps = map[string]func(r *randomRun, a arguments) (any, error){
	"set":        func(r *randomRun, a arguments) (any, error) { r.event[a.int(0)].Set(); return nil, nil },
	"clear":      func(r *randomRun, a arguments) (any, error) { r.event[a.int(0)].Clear(); return nil, nil },
	"wait_event": func(r *randomRun, a arguments) (any, error) { return awaited(r.event[a.int(0)].Wait()) },
	"acquire":    func(r *randomRun, a arguments) (any, error) { return awaited(r.lock[a.int(0)].Acquire()) },
	"release":    func(r *randomRun, a arguments) (any, error) { return nil, r.lock[a.int(0)].Release() },
	"locked":     func(r *randomRun, a arguments) (any, error) { return r.lock[a.int(0)].Locked(), nil },
	"cond_wait": func(r *randomRun, a arguments) (v any, err error) {
		err = asyncio.With(r.cond, func(none) (err error) { v, err = awaited(r.cond.Wait()); return err })
		return v, err
	},
	"cond_notify": func(r *randomRun, a arguments) (any, error) {
		return nil, asyncio.With(r.cond, func(none) error { return r.cond.Notify(a.int(0)) })
	},
	"put":           func(r *randomRun, a arguments) (any, error) { return awaited(r.queue[a.int(0)].Put(a.int(1))) },
	"get":           func(r *randomRun, a arguments) (any, error) { return awaited(r.queue[a.int(0)].Get()) },
	"put_nowait":    func(r *randomRun, a arguments) (any, error) { return nil, r.queue[a.int(0)].PutNowait(a.int(1)) },
	"get_nowait":    func(r *randomRun, a arguments) (any, error) { return r.queue[a.int(0)].GetNowait() },
	"task_done":     func(r *randomRun, a arguments) (any, error) { return nil, r.queue[a.int(0)].TaskDone() },
	"join":          func(r *randomRun, a arguments) (any, error) { return awaited(r.queue[a.int(0)].Join()) },
	"shutdown":      func(r *randomRun, a arguments) (any, error) { r.queue[a.int(0)].Shutdown(a.bool(1)); return nil, nil },
	"barrier_wait":  func(r *randomRun, a arguments) (any, error) { return awaited(r.barrier.Wait()) },
	"barrier_reset": func(r *randomRun, a arguments) (any, error) { return awaited(r.barrier.Reset()) },
	"barrier_abort": func(r *randomRun, a arguments) (any, error) { return awaited(r.barrier.Abort()) },
	"set_result":    func(r *randomRun, a arguments) (any, error) { return nil, r.future[a.int(0)].SetResult(a.int(1)) },
	"set_exception": func(r *randomRun, a arguments) (any, error) {
		return nil, r.future[a.int(0)].SetException(&asyncio.ValueError{Message: fmt.Sprint(a.int(1))})
	},
	"await_future":  func(r *randomRun, a arguments) (any, error) { return awaited(r.future[a.int(0)]) },
	"cancel_future": func(r *randomRun, a arguments) (any, error) { return r.future[a.int(0)].Cancel("future"), nil },
	"shield_future": func(r *randomRun, a arguments) (any, error) { return awaited(asyncio.Shield(r.future[a.int(0)])) },
	"wait_for_future": func(r *randomRun, a arguments) (any, error) {
		return awaited(asyncio.WaitFor(r.future[a.int(1)], a.time(0)))
	},
}

// textOf shows what a reader gave.
func textOf(c *asyncio.Coroutine[[]byte]) (any, error) {
	data, err := asyncio.Await(c)
	return strings.ReplaceAll(string(data), "\n", "/"), err
}

var feeds = []string{"a", "b\n", "c\nd", "efghi", "\n"}

var waitingOps = map[string]func(r *randomRun, a arguments) (any, error){
	"cond_wait_for": func(r *randomRun, a arguments) (v any, err error) {
		err = asyncio.With(r.cond, func(none) (err error) {
			v, err = awaited(r.cond.WaitFor(func() bool { return r.count >= a.int(0) }))
			return err
		})
		return v, err
	},
	"cond_count": func(r *randomRun, a arguments) (any, error) {
		return nil, asyncio.With(r.cond, func(none) error { r.count++; return r.cond.NotifyAll() })
	},
	"feed": func(r *randomRun, a arguments) (any, error) {
		r.reader.FeedData([]byte(feeds[a.int(0)]))
		return nil, nil
	},
	"feed_eof":     func(r *randomRun, a arguments) (any, error) { r.reader.FeedEOF(); return nil, nil },
	"read":         func(r *randomRun, a arguments) (any, error) { return textOf(r.reader.Read(a.int(0))) },
	"read_line":    func(r *randomRun, a arguments) (any, error) { return textOf(r.reader.ReadLine()) },
	"read_exactly": func(r *randomRun, a arguments) (any, error) { return textOf(r.reader.ReadExactly(a.int(0))) },
	"read_until":   func(r *randomRun, a arguments) (any, error) { return textOf(r.reader.ReadUntil([]byte("\nd"))) },
	"when_done": func(r *randomRun, a arguments) (any, error) {
		t := r.tasks[a.int(0)%len(r.tasks)].(*asyncio.Task[any])
		t.AddDoneCallback(func(t *asyncio.Task[any]) { r.note("done", a.int(0), outcomeOf(t), r.variable.Get()) })
		return nil, nil
	},
	"handle_later": func(r *randomRun, a arguments) (any, error) {
		r.handles = append(r.handles, loop().CallLater(a.time(0), func() { r.note("handle", a.int(1)) }))
		return nil, nil
	},
	"handle_cancel": func(r *randomRun, a arguments) (any, error) {
		if len(r.handles) > 0 {
			r.handles[a.int(0)%len(r.handles)].Cancel()
		}
		return nil, nil
	},
}

var taskOps = map[string]func(r *randomRun, a arguments) (any, error){
	"sleep": func(r *randomRun, a arguments) (any, error) { return awaited(asyncio.Sleep(a.time(0))) },
	"await_task": func(r *randomRun, a arguments) (any, error) {
		later := r.tasks[slices.Index(r.tasks, asyncio.CurrentTask())+1:]
		if len(later) == 0 {
			return nil, nil
		}
		return awaited(later[a.int(0)%len(later)].(*asyncio.Task[any]))
	},
	"cancel": func(r *randomRun, a arguments) (any, error) {
		t := r.tasks[a.int(0)%len(r.tasks)]
		if msg := a.int(1); msg > 0 {
			return t.Cancel(msg), nil
		}
		return t.Cancel(), nil
	},
	"uncancel":   func(r *randomRun, a arguments) (any, error) { return asyncio.CurrentTask().Uncancel(), nil },
	"cancelling": func(r *randomRun, a arguments) (any, error) { return asyncio.CurrentTask().Cancelling(), nil },
	"reschedule": func(r *randomRun, a arguments) (any, error) {
		if len(r.timeouts) == 0 {
			return nil, nil
		}
		return nil, r.timeouts[a.int(0)%len(r.timeouts)].Reschedule(loop().Time() + a.time(1))
	},
	"expired": func(r *randomRun, a arguments) (any, error) {
		all := []any{}
		for _, t := range r.timeouts {
			all = append(all, t.Expired())
		}
		return all, nil
	},
	"fail": func(r *randomRun, a arguments) (any, error) {
		return nil, &asyncio.ValueError{Message: fmt.Sprint(a.int(0))}
	},
	"call_soon": func(r *randomRun, a arguments) (any, error) {
		loop().CallSoon(func() { r.note("called", a.int(0), r.variable.Get()) })
		return nil, nil
	},
	"call_later": func(r *randomRun, a arguments) (any, error) {
		loop().CallLater(a.time(0), func() { r.note("called", a.int(1), r.variable.Get()) })
		return nil, nil
	},
	"set_var": func(r *randomRun, a arguments) (any, error) { r.variable.Set(a.int(0)); return nil, nil },
	"get_var": func(r *randomRun, a arguments) (any, error) { return r.variable.Get(), nil },
}

var nestingOps = map[string]func(r *randomRun, a arguments) (any, error){
	"holding": func(r *randomRun, a arguments) (v any, err error) {
		err = asyncio.With(r.lock[a.int(0)], func(none) (err error) { v, err = r.run(a.block(1)); return err })
		return v, err
	},
	"spawn": func(r *randomRun, a arguments) (any, error) { asyncio.CreateTask(r.block(a.block(0))); return nil, nil },
	"spawn_eagerly": func(r *randomRun, a arguments) (any, error) {
		asyncio.CreateTask(r.block(a.block(0)), asyncio.WithEagerStart(true))
		return nil, nil
	},
	"gather": func(r *randomRun, a arguments) (any, error) {
		if !a.bool(0) {
			return awaited(asyncio.Gather(r.blocks(a.blocks(1))...))
		}
		results, err := asyncio.Await(asyncio.GatherResults(r.blocks(a.blocks(1))...))
		all := []any{}
		for _, x := range results {
			if x.Err != nil {
				all = append(all, x.Err)
			} else {
				all = append(all, x.Value)
			}
		}
		return all, err
	},
	"gather_cancelled": func(r *randomRun, a arguments) (any, error) {
		g := asyncio.Gather(r.blocks(a.blocks(0))...)
		loop().CallLater(time.Second, func() { g.Cancel("gather") })
		return awaited(g)
	},
	"wait_for": func(r *randomRun, a arguments) (any, error) {
		return awaited(asyncio.WaitFor(r.block(a.block(1)), a.time(0)))
	},
	"wait_for_shield": func(r *randomRun, a arguments) (any, error) {
		return awaited(asyncio.WaitFor(asyncio.Shield(r.block(a.block(1))), a.time(0)))
	},
	"timeout": func(r *randomRun, a arguments) (v any, err error) {
		err = asyncio.With(asyncio.Timeout(a.time(0)), func(t *asyncio.TimeoutContext) (err error) {
			r.timeouts = append(r.timeouts, t)
			v, err = r.run(a.block(1))
			return err
		})
		return v, err
	},
	"group": func(r *randomRun, a arguments) (v any, err error) {
		err = asyncio.With(asyncio.NewTaskGroup(), func(g *asyncio.TaskGroup) (err error) {
			r.groups = append(r.groups, g)
			for _, c := range r.blocks(a.blocks(0)) {
				asyncio.CreateTaskIn(g, c)
			}
			v, err = r.run(a.block(1))
			return err
		})
		return v, err
	},
	"group_spawn": func(r *randomRun, a arguments) (refused any, _ error) {
		if len(r.groups) == 0 {
			return nil, nil
		}
		defer func() {
			if p := recover(); p != nil {
				before, _, _ := strings.Cut(shown(p), "<")
				refused = before + shown(p)[strings.LastIndex(shown(p), ">")+1:]
			}
		}()
		asyncio.CreateTaskIn(r.groups[a.int(0)%len(r.groups)], r.block(a.block(1)))
		return nil, nil
	},
	"barrier_with": func(r *randomRun, a arguments) (v any, err error) {
		err = asyncio.With(r.barrier, func(i int) (err error) {
			v, err = r.run(a.block(0))
			v = []any{i, v}
			return err
		})
		return v, err
	},
	"timeout_at": func(r *randomRun, a arguments) (v any, err error) {
		err = asyncio.With(asyncio.TimeoutAt(2*a.time(0)), func(*asyncio.TimeoutContext) (err error) {
			v, err = r.run(a.block(1))
			return err
		})
		return v, err
	},
	"shield": func(r *randomRun, a arguments) (any, error) { return awaited(asyncio.Shield(r.block(a.block(0)))) },
	"wait": func(r *randomRun, a arguments) (any, error) {
		ts := r.started(a.blocks(2))
		when := []asyncio.WaitOption{asyncio.AllCompleted, asyncio.FirstCompleted, asyncio.FirstException}[a.int(0)]
		if _, err := asyncio.Await(asyncio.Wait(ts, when, asyncio.WithTimeout(a.limit(1)))); err != nil {
			return nil, err
		}
		all := []any{}
		for _, t := range ts {
			all = append(all, outcomeOf(t))
		}
		return all, nil
	},
	"as_completed": func(r *randomRun, a arguments) (any, error) {
		all := []any{}
		for c := range asyncio.AsCompletedWithin(a.limit(0), r.started(a.blocks(1))...) {
			switch v, err := asyncio.Await(c); {
			case errors.Is(err, asyncio.ErrCancelled):
				return nil, err
			case err != nil:
				all = append(all, shown(err))
			default:
				all = append(all, v)
			}
		}
		return all, nil
	},
	"attempt": func(r *randomRun, a arguments) (any, error) {
		v, err := r.run(a.block(0))
		if err != nil {
			return "caught " + shown(err), nil
		}
		return v, nil
	},
	"lastly": func(r *randomRun, a arguments) (any, error) {
		v, err := r.run(a.block(0))
		if _, failed := r.run(a.block(1)); failed != nil {
			return nil, failed
		}
		return v, err
	},
	"generate": func(r *randomRun, a arguments) (any, error) {
		all := []any{}
		g := asyncio.NewAsyncGenerator("g", func(yield func(int)) {
			defer r.note("generator ends")
			for i := range a.int(0) {
				must1(r.run(a.block(2)))
				yield(i)
			}
		})
		err := asyncio.AwaitErr(def(func() {
			for v := range asyncio.Each(g) {
				all = append(all, v)
				if v == a.int(1) {
					break
				}
			}
		}))
		return all, err
	},
}
