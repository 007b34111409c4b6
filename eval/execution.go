package eval

import (
	"context"
	"errors"
	"fmt"
	"go/token"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	asyncio "goasync/asyncrt"
	"goasync/eval/check"
	"goasync/eval/internal/outlet"
	"goasync/eval/internal/rt"
	"goasync/eval/internal/run"
	"goasync/eval/lower"
)

// An execution is one run of a cell. Tasks that it makes refer to it for as long as they live.
type execution struct {
	session     *Session
	cell        Cell
	out         Output
	task        *asyncio.Task[asyncio.None]
	context     *asyncio.Context // of the task
	interrupted atomic.Bool
	stops       int // Interrupts that are not meant for it
	hits        int // Interrupts that found it awaiting
	values      []rt.Result
	data        map[string]any // the values, as they are shown
	err         error
	starved     int // tasks that could not run while the cell waited for what never came
	done        chan struct{}
	admitted    func() // lets the next cell in, once

	performer *performer // of the cell, nil for a shell command
	from, to  token.Pos  // of the statement that runs

	took, virtual time.Duration // by its statements, in real time and in the loop's

	lineMu sync.Mutex
	line   string // begun on standard output
}

// run runs the lowered cell as a task on the loop, and waits for it.
func (x *execution) run(ctx context.Context, program *lower.Program, unit *check.Unit) Result {
	return x.runTask(ctx, func() error { return x.body(program, unit) })
}

// runTask runs body as the cell's task on the loop, and waits for it.
func (x *execution) runTask(ctx context.Context, body func() error) Result {
	s := x.session
	wakeUp, f := s.enter(x)
	if f != nil {
		return Result{Err: f}
	}
	stop := context.AfterFunc(ctx, s.Interrupt)
	defer stop()
	_, err := s.loop.CallSoonThreadsafe(func() {
		own := asyncio.CopyContext()
		own.Run(func() { owner.Set(x); outlet.Enter(x) })
		x.context = own
		x.task = asyncio.CreateTask(asyncio.NewCoroutineErr(x.cell.Name, body), asyncio.WithContext(own), asyncio.WithName(x.cell.Name))
		x.task.AddDoneCallback(func(t *asyncio.Task[asyncio.None]) {
			_, err := t.Result()
			x.finish(err)
		})
		if x.interrupted.Load() { // between enter and here
			x.task.Cancel()
		}
	})
	wakeUp() // not before: a virtual clock would go on when the loop has nothing else to do
	if err != nil {
		return Result{Err: &Failure{Name: "SessionClosed", Value: err.Error()}}
	}
	select {
	case <-x.done:
	case <-s.ended:
		return Result{Err: &Failure{Name: "SessionClosed", Value: "the event loop ended"}}
	}
	return x.result()
}

// finish ends the cell, as its task or an interrupt does. The loop calls it.
func (x *execution) finish(err error) {
	select {
	case <-x.done:
		return
	default:
	}
	x.err = err
	if errors.Is(err, rt.Deadlock) {
		x.starved = len(x.session.loop.AllTasks())
	}
	x.session.leave(x)
	close(x.done)
}

// enter makes x a cell that runs, or tells why it does not. What it returns ends the hold under which a virtual clock
// stands still between cells.
func (s *Session) enter(x *execution) (wakeUp func(), f *Failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running == nil {
		return nil, &Failure{Name: "SessionClosed", Value: "the session is closed"}
	}
	if s.stops != x.stops {
		return nil, interruption() // it came while the cell was compiled
	}
	wakeUp = func() {}
	if len(s.running) == 0 {
		wakeUp = s.wakeUp
	}
	s.running[x] = true
	select {
	case s.work <- struct{}{}:
	default:
	}
	return wakeUp, nil
}

// leave runs on the loop when a cell's task is done. With the last cell a virtual clock stops: what happens between
// cells takes no time.
func (s *Session) leave(x *execution) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.running, x)
	if len(s.running) == 0 {
		s.lingering = len(s.loop.AllTasks()) > 0
		s.env.Take()
		s.wakeUp = s.loop.Hold()
	}
}

// body is what the cell's task does: it loads what the cell declares, then runs its statements.
func (x *execution) body(program *lower.Program, unit *check.Unit) error {
	s := x.session
	entry, err := s.load(program)
	s.compile.Lock()
	if err != nil {
		s.lowerer.Rollback(program)
		s.compile.Unlock()
		return &internalError{err}
	}
	s.world.Commit(unit)
	for _, m := range s.lowerer.Commit(program) {
		s.env.DropMethod(m)
	}
	s.compile.Unlock()
	x.admitted()
	begin, virtual := time.Now(), s.loop.Time()
	defer func() { x.took, x.virtual = time.Since(begin), s.loop.Time()-virtual }()
	entry()
	return nil
}

// load gives a lowered program to the interpreter, and returns the function that runs its statements.
func (s *Session) load(p *lower.Program) (func(), error) {
	if err := s.loadFile(p); err != nil {
		return nil, err
	}
	for n, m := range p.Methods {
		v, _ := s.env.Registered(n)
		s.env.SetMethod(m, reflect.ValueOf(v))
	}
	entry, ok := s.env.Registered(p.Entry)
	if !ok {
		return nil, errors.New("the cell has no entry")
	}
	return entry.(func()), nil
}

func (s *Session) loadFile(p *lower.Program) error {
	for path, pkg := range p.Sources {
		s.env.SetSource(path, pkg)
	}
	table := map[string]reflect.Value{}
	for name, t := range p.Structs {
		table[name] = reflect.Zero(reflect.PointerTo(s.env.StructType(t)))
	}
	for _, h := range p.Helpers {
		fn, err := s.env.Helper(h)
		if err != nil {
			return err
		}
		table[h.Name] = fn
	}
	return s.machine.Load(p.Code, p.Imports, table, p.Once...)
}

// setResult receives the values of the last expression of the cell that runs.
func (s *Session) setResult(values []rt.Result) {
	if x := s.current(); x != nil {
		x.values, x.data = values, nil
		if n := len(values); n > 1 {
			if err, _ := values[n-1].Value.(error); err != nil {
				return
			}
			values = values[:n-1]
		}
		x.data = s.show(values)
	}
}

// result is how the cell ended.
func (x *execution) result() Result {
	if x.err != nil {
		return Result{Err: x.failure(x.err)}
	}
	if n := len(x.values); n > 1 {
		if err, ok := x.values[n-1].Value.(error); ok && err != nil {
			return Result{Err: x.failure(err)}
		}
	}
	return Result{Data: x.data}
}

// An internalError is a fault of ours: checked code that the interpreter refused.
type internalError struct{ err error }

func (e *internalError) Error() string {
	text := strings.ReplaceAll(e.err.Error(), run.FileSuffix+":", ":")
	return fmt.Sprintf("internal error: %s (please report it, with the cell)", text)
}
func (e *internalError) Unwrap() error { return e.err }
