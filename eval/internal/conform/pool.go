package conform

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"time"
)

// Pool runs programs in worker processes. Its zero value needs a Command.
type Pool struct {
	// Command makes the command of a worker: a process that calls Serve on its
	// standard input and on file descriptor 3. Its other output only serves to
	// explain a crash.
	Command func() *exec.Cmd
	// Workers is the number of processes, that of CPUs when 0.
	Workers int
	// Limit is the time for one program, 30 s when 0.
	Limit time.Duration
	// Each is called with every result as it comes, from one goroutine at a
	// time; it may be nil.
	Each func(Result)
}

// programsPerWorker bounds what programs may leave behind in a process.
const programsPerWorker = 40

// Run runs the programs and returns their results in the same order. It ends
// early with an error when the context does or a worker cannot be started.
func (p *Pool) Run(ctx context.Context, programs []Program) ([]Result, error) {
	results := make([]Result, len(programs))
	next := make(chan int)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var wg sync.WaitGroup
	var mu sync.Mutex
	done := func(i int, r Result) {
		mu.Lock()
		defer mu.Unlock()
		results[i] = r
		if p.Each != nil {
			p.Each(r)
		}
	}
	workers := p.Workers
	if workers == 0 {
		workers = runtime.NumCPU()
	}
	for range workers {
		wg.Go(func() {
			if err := p.work(programs, next, done); err != nil {
				cancel(err)
			}
		})
	}
	feed(ctx, next, len(programs))
	wg.Wait()
	return results, context.Cause(ctx)
}

// feed sends the numbers below n until the context is done.
func feed(ctx context.Context, next chan<- int, n int) {
	defer close(next)
	for i := range n {
		select {
		case next <- i:
		case <-ctx.Done():
			return
		}
	}
}

// work runs programs in one worker, as they come.
func (p *Pool) work(programs []Program, next <-chan int, done func(int, Result)) error {
	w := &worker{pool: p}
	defer w.end()
	for i := range next {
		r, err := w.run(programs[i])
		if err != nil {
			return err
		}
		done(i, r)
	}
	return nil
}

// worker is a process, started when needed. It is used by one goroutine.
type worker struct {
	pool      *Pool
	cmd       *exec.Cmd // nil when there is none
	requests  io.WriteCloser
	responses *os.File
	decoder   *json.Decoder
	noise     noise
	done      int
}

func (w *worker) start() error {
	w.cmd = w.pool.Command()
	w.noise.reset()
	w.cmd.Stdout, w.cmd.Stderr = &w.noise, &w.noise
	w.cmd.WaitDelay = time.Second
	var err error
	if w.requests, err = w.cmd.StdinPipe(); err != nil {
		return err
	}
	r, out, err := os.Pipe()
	if err != nil {
		return err
	}
	w.cmd.ExtraFiles = []*os.File{out}
	err = w.cmd.Start()
	out.Close()
	if err != nil {
		r.Close()
		w.cmd = nil
		return fmt.Errorf("start of a worker: %w", err)
	}
	w.responses, w.decoder, w.done = r, json.NewDecoder(r), 0
	return nil
}

// end ends the process at once.
func (w *worker) end() {
	if w.cmd == nil {
		return
	}
	w.requests.Close()
	w.cmd.Process.Kill()
	w.cmd.Wait()
	w.responses.Close()
	w.cmd = nil
}

func (w *worker) run(p Program) (Result, error) {
	if w.done == programsPerWorker {
		w.end()
	}
	if w.cmd == nil {
		if err := w.start(); err != nil {
			return Result{}, err
		}
	}
	w.done++
	limit := w.pool.Limit
	if limit == 0 {
		limit = 30 * time.Second
	}
	late := time.AfterFunc(limit, func() { w.cmd.Process.Kill() })
	var a response
	err := json.NewEncoder(w.requests).Encode(request{p.Name, p.Source})
	if err == nil {
		err = w.decoder.Decode(&a)
	}
	switch {
	case !late.Stop():
		w.end()
		return Result{p.Name, Slow, "", fmt.Sprintf("not done after %v", limit)}, nil
	case err != nil:
		w.end()
		return Result{p.Name, Crashed, "", w.noise.explain()}, nil
	}
	return a.result(p), nil
}

func (a response) result(p Program) Result {
	r := Result{p.Name, Pass, normal(a.Output), a.Error}
	switch {
	case a.Error != "" && !a.Ran:
		r.Kind = Refused
	case a.Error != "":
		r.Kind = Failed
	case r.Output != p.Want:
		r.Kind = Silent
	}
	return r
}

// noise keeps the beginning of what a process writes.
type noise struct {
	mu   sync.Mutex
	text []byte
}

func (t *noise) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if room := 64<<10 - len(t.text); room > 0 {
		t.text = append(t.text, b[:min(room, len(b))]...)
	}
	return len(b), nil
}

func (t *noise) reset() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = t.text[:0]
}

// explain returns the line that says why a process ended, if it does.
func (t *noise) explain() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	for line := range strings.Lines(string(t.text)) {
		for _, start := range []string{"fatal error:", "panic:", "runtime:", "unexpected fault"} {
			if strings.HasPrefix(line, start) {
				return strings.TrimSpace(line)
			}
		}
	}
	return "the process ended without a word"
}
