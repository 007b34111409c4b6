// Package eval runs the cells of a notebook: one Session keeps the variables, functions and types that they declare,
// and an event loop that never stops.
//
// A cell goes through the passes syntax, check and lower, and is then run as a task on the loop; see
// docs/ARCHITECTURE.md. What it prints and shows goes to the Output given with it, however late: tasks belong to the
// cell that made them. Package eval knows nothing of Jupyter; eval/jupyter makes a kernel's language of a Session.
//
//	s, err := eval.NewSession(eval.Options{})
//	result := s.Execute(ctx, eval.Cell{Source: `await asyncio.Sleep(time.Second)`, Name: "cell 1", Count: 1}, out)
package eval

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"go/token"
	"io"
	"log"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	asyncio "goasync/asyncrt"
	"goasync/eval/check"
	"goasync/eval/check/stdexport"
	"goasync/eval/diag"
	"goasync/eval/internal/outlet"
	"goasync/eval/internal/rt"
	"goasync/eval/internal/rt/natives"
	"goasync/eval/internal/run"
	"goasync/eval/lower"
	"goasync/eval/magic"
	"goasync/eval/syntax"
)

// Options are the choices of a session. The zero value works.
type Options struct {
	// Clock is the loop's clock; nil is the real one.
	Clock asyncio.Clock
	// MemoryLimit is how many bytes the heap may have before the cell that allocates fails; 0 stands for a share of
	// the machine's memory.
	MemoryLimit uint64
}

// A Cell is the source of one cell.
type Cell struct {
	Source string
	// Name is how positions call the cell, "cell 3"; empty stands for the count.
	Name string
	// Count is the execution count.
	Count int
}

// An Output receives what a cell shows. It may be called from any goroutine, also after Execute has returned.
type Output interface {
	// Stream writes to "stdout" or "stderr".
	Stream(name, text string)
	// Display shows a value, or replaces one shown before.
	Display(d Display)
	// Clear clears what the cell has shown, when wait is set as soon as there is something new.
	Clear(wait bool)
	// Input asks the user for a line.
	Input(prompt string, password bool) (string, error)
}

// A Display is a value to show. Data maps MIME types to data. Under an ID it can be replaced by a later Display with
// Update set.
type Display struct {
	Data, Metadata map[string]any
	ID             string
	Update         bool
}

// A Result is how a cell ended: Err is nil when it did not fail; Data is the MIME bundle of the last expression, nil
// when there is nothing to show.
type Result struct {
	Data map[string]any
	Err  *Failure
	Next *NextCell // what the front end is asked to put into a cell, nil for nothing (%load)
}

// A NextCell is the source of a cell that the user may run next.
type NextCell struct {
	Source  string
	Replace bool // it takes the place of the cell that was run
}

// A Failure is the error of a cell: its kind, its message, and what a front end shows, with ANSI colours.
type Failure struct {
	Name, Value string
	Traceback   []string
}

// A Session is the state of one notebook. Execute and Interrupt may be called from any goroutine.
type Session struct {
	admit   sync.Mutex // one cell at a time is on its way from its text to the interpreter
	compile sync.Mutex // guards world and lowerer
	world   *check.World
	lowerer *lower.Lowerer

	machine     *run.Machine
	env         *rt.Env
	loop        *asyncio.Loop
	memoryLimit uint64        // in bytes; 0 is none
	work        chan struct{} // wakes the guard
	lingering   bool          // tasks lived on when the last cell was done; guarded by mu
	ended       chan struct{} // closed when the loop has ended where it was started
	abandoned   atomic.Bool   // the loop runs on another goroutine since
	reaped      chan struct{} // closed with the session
	wakeTime    atomic.Int64  // in Unix nanoseconds: until then a timer of a cell may wake it
	closeOnce   sync.Once
	sources     sources
	trails      trails
	stdin       *stdin
	clock       *asyncio.SwitchClock      // nil when the loop has another
	wakeUp      func()                    // ends the hold under which a virtual clock stands still between cells
	taker       atomic.Pointer[execution] // whose code took the last interrupt

	mu        sync.Mutex
	running   map[*execution]bool
	stops     int             // how often Interrupt was called
	overdue   *time.Timer     // of the last interrupt
	late      *time.Timer     // the same
	latest    *execution      // where output without an owner goes
	captured  outlet.Captured // by the last %%capture
	history   []Cell
	dirBefore string // the last %cd
}

// owner is the execution that a task belongs to.
var owner = asyncio.NewContextVar[*execution]("cell", nil)

// NewSession starts a session and its loop. It fails when the program was built with a Go it does not know.
func NewSession(o Options) (*Session, error) {
	if err := rt.CheckLayout(); err != nil {
		return nil, err
	}
	s := &Session{ended: make(chan struct{}), reaped: make(chan struct{}), work: make(chan struct{}, 1), running: map[*execution]bool{}}
	s.env = rt.NewEnv(func(path, name string) (reflect.Value, bool) { return s.machine.Symbol(path, name) }, natives.Method)
	s.stdin = &stdin{session: s}
	s.stdin.scanner = bufio.NewReader(s.stdin)
	if s.memoryLimit = o.MemoryLimit; s.memoryLimit == 0 {
		s.memoryLimit = machineMemory() / 100 * machineShare
	}
	s.setClock(o.Clock)
	if s.clock != nil {
		o.Clock = s.clock
	}
	s.loop = asyncio.NewEventLoop(asyncio.WithNesting(), asyncio.WithClock(o.Clock))
	s.loop.SetReporter(s.report)
	s.loop.SetFailureObserver(s.taskFailed)
	s.loop.SetInput(s.input)
	s.connectEnv()
	if err := s.makePasses(); err != nil {
		return nil, err
	}
	if err := s.start(); err != nil {
		return nil, err
	}
	return s, nil
}

// connectEnv tells the run-time support of lowered code what it asks the session for.
func (s *Session) connectEnv() {
	stderr := s.stream("stderr")
	s.env.Stderr = func() io.Writer { return stderr }
	s.env.Result = s.setResult
	s.env.File = s.file
	s.env.Method = s.methodPatch
	s.env.Position = func(place int) (string, int) { return s.position(token.Pos(place)) }
	s.env.At = func(from, to int) {
		if x := s.current(); x != nil {
			x.from, x.to = token.Pos(from), token.Pos(to)
			s.env.Mark(from)
		}
	}
	s.env.Interrupted, s.env.Meant = s.interruptTaken, s.interruptMeant
	s.env.Raising = func(place int) { s.machine.Trace().Raising(place) }
	s.env.Raised = func() int { return s.machine.Trace().Len() }
	s.env.Recovered = func(n int) { s.machine.Trace().Cut(n) }
	s.env.Panicked = s.goroutinePanicked
	log.SetOutput(&logWriter{s, stderr})
}

// makePasses makes what takes a cell from its tree to the interpreter, and gives the support the variables that it shares
// with lowered code.
func (s *Session) makePasses() error {
	s.machine = run.New(s.env.Symbols(), s.patch)
	stop, err := s.machine.Flag(rt.StopFlag)
	if err != nil {
		return err
	}
	tracing, err := s.machine.Flag(rt.TracingFlag)
	if err != nil {
		return err
	}
	wake, err := s.machine.Signal(rt.WakeSignal)
	if err != nil {
		return err
	}
	s.env.UseFlag(stop)
	s.env.UseTracing(tracing)
	s.env.UseSignal(wake, s.loop)
	imports := stdexport.NewImporter(s.machine.FileSet())
	s.world = check.NewWorld(s.machine.FileSet(), check.WithImporter(imports))
	s.lowerer = lower.New(s.machine.FileSet())
	s.lowerer.UseSource(imports.WithHost())
	s.lowerer.UseMemory(s.memoryLimit)
	return nil
}

// start starts the loop and the guard.
func (s *Session) start() error {
	s.wakeUp = s.loop.Hold()
	started := make(chan struct{})
	if _, err := s.loop.CallSoonThreadsafe(func() { close(started) }); err != nil {
		return err
	}
	s.env.Limit(false, false, s.memoryLimit)
	go s.guard()
	go s.serve()
	<-started
	return nil
}

// serve runs the loop until the session is closed. What stops it otherwise, a cell calling loop.Stop, does not last.
// When the loop is abandoned to a new goroutine this one ends inside RunForever.
func (s *Session) serve() {
	for !s.loop.IsClosed() {
		if err := s.loop.RunForever(); err != nil {
			break
		}
		s.mu.Lock()
		closing := s.running == nil
		s.mu.Unlock()
		if closing {
			break
		}
	}
	close(s.ended)
}

// Close ends the loop and everything on it. What the tasks have deferred runs, and is interrupted when it does not end. A
// loop that is blocked nevertheless is left behind.
func (s *Session) Close() error {
	s.closeOnce.Do(func() { close(s.reaped) })
	s.mu.Lock()
	s.running = nil
	s.mu.Unlock()
	closed := make(chan error, 1)
	go func() { closed <- s.end() }()
	patience := time.NewTicker(closeTime / 4)
	defer patience.Stop()
	for range 4 {
		select {
		case err := <-closed:
			return err
		case <-patience.C:
			s.env.Interrupt()
			s.env.Overdue()
		}
	}
	return errors.New("the event loop is blocked")
}

// end stops the loop and closes it.
func (s *Session) end() error {
	if _, err := s.loop.CallSoonThreadsafe(s.loop.Stop); err != nil {
		return err
	}
	if <-s.ended; s.abandoned.Load() {
		return nil // the loop ends on a goroutine that nobody waits for
	}
	return s.loop.Close()
}

// closeTime is how long Close waits for a loop that does not come round.
const closeTime = 2 * time.Second

// Execute runs a cell and waits until it is done. Cells executed at the same time interleave at their awaits. When
// ctx is done the cell is interrupted.
func (s *Session) Execute(ctx context.Context, cell Cell, out Output) Result {
	stops := s.stopCount()
	if cell.Name == "" {
		cell.Name = fmt.Sprintf("cell %d", cell.Count)
	}
	s.sources.add(cell.Name, cell.Source)
	s.remember(cell)
	steps, errs := magic.Parse(cell.Name, cell.Source)
	if len(errs) > 0 {
		return Result{Err: compileFailure(errs)}
	}
	p := &performer{Session: s, ctx: ctx, cell: cell, out: out, stops: stops}
	return p.perform(steps)
}

// executeGo runs a cell without magics.
func (s *Session) executeGo(ctx context.Context, x *execution) Result {
	s.admit.Lock()
	x.admitted = sync.OnceFunc(s.admit.Unlock)
	defer x.admitted()
	program, unit, errs := s.translate(x.cell)
	plainNames(errs)
	s.ownLines(errs)
	if len(errs.Hard()) > 0 {
		return Result{Err: compileFailure(errs)}
	}
	return x.run(ctx, program, unit)
}

// translate takes a cell through the passes. It changes nothing when there are errors.
func (s *Session) translate(cell Cell) (*lower.Program, *check.Unit, diag.List) {
	s.compile.Lock()
	defer s.compile.Unlock()
	words := syntax.Options{Declared: func(name string) bool { return s.world.Lookup(name) != nil }}
	parsed, errs := words.Parse(s.machine.FileSet(), cell.Name+run.FileSuffix, cell.Source)
	if len(errs.Hard()) > 0 {
		return nil, nil, errs
	}
	unit, errs := s.world.Check(parsed)
	if unit == nil {
		return nil, nil, errs
	}
	program, errs := s.lowerer.Lower(unit)
	if len(errs.Hard()) > 0 {
		return nil, nil, errs
	}
	return program, unit, nil
}

// plainNames takes the suffix that the interpreter wants off the names of cells.
func plainNames(errs diag.List) {
	for _, e := range errs {
		e.Pos.Filename = strings.TrimSuffix(e.Pos.Filename, run.FileSuffix)
		e.End.Filename = strings.TrimSuffix(e.End.Filename, run.FileSuffix)
		for i := range e.Notes {
			e.Notes[i].Pos.Filename = strings.TrimSuffix(e.Notes[i].Pos.Filename, run.FileSuffix)
		}
	}
}

func (s *Session) setLatest(x *execution) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.latest = x
}

// current returns the execution that the calling goroutine works for: the one whose task it runs, or else the latest.
func (s *Session) current() *execution {
	if x := owner.Get(); x != nil && x.session == s {
		return x
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.latest
}
