package asyncio

import (
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"syscall"
)

// Redirect says where a standard stream of a subprocess goes.
type Redirect int

// What a subprocess's standard stream can be connected to; a stream that is not mentioned is
// that of this program.
const (
	// PIPE is a pipe to this program.
	PIPE Redirect = iota + 1
	// DEVNULL is the null device.
	DEVNULL
	// STDOUT, for WithStderr, is where standard output goes.
	STDOUT
)

// subprocessOptions collects the options of a subprocess.
type subprocessOptions struct {
	stdin, stdout, stderr Redirect
	dir                   string
	env                   []string
	limit                 int
}

// SubprocessOption is an option of CreateSubprocessExec and CreateSubprocessShell.
type SubprocessOption func(*subprocessOptions)

// WithStdin redirects standard input.
func WithStdin(r Redirect) SubprocessOption { return func(o *subprocessOptions) { o.stdin = r } }

// WithStdout redirects standard output.
func WithStdout(r Redirect) SubprocessOption { return func(o *subprocessOptions) { o.stdout = r } }

// WithStderr redirects standard error.
func WithStderr(r Redirect) SubprocessOption { return func(o *subprocessOptions) { o.stderr = r } }

// WithDir sets the working directory (cwd=).
func WithDir(dir string) SubprocessOption { return func(o *subprocessOptions) { o.dir = dir } }

// WithEnv sets the whole environment, entries being "NAME=value" (env=).
func WithEnv(env ...string) SubprocessOption { return func(o *subprocessOptions) { o.env = env } }

// WithPipeLimit sets the limit of the pipes' readers, in bytes (limit=).
func WithPipeLimit(n int) SubprocessOption { return func(o *subprocessOptions) { o.limit = n } }

// NoReturnCode is the ReturnCode of a process that has not ended.
const NoReturnCode = math.MinInt32

// Process is asyncio.subprocess.Process. Streams that are not pipes are nil.
type Process struct {
	Stdin          *StreamWriter
	Stdout, Stderr *StreamReader
	Pid            int
	// ReturnCode is the exit status, -N after signal N, NoReturnCode before the end.
	ReturnCode int

	loop   *Loop
	cmd    *exec.Cmd
	waits  []*future
	theirs []*os.File // the child's ends of the pipes
}

// Output is what Communicate gives; nil for a stream that is not a pipe.
type Output struct{ Stdout, Stderr []byte }

// CreateSubprocessExec gives a coroutine that starts a program with arguments
// (asyncio.create_subprocess_exec). It fails as os/exec does when there is no such program.
func CreateSubprocessExec(name string, args []string, options ...SubprocessOption) *Coroutine[*Process] {
	return startProcess("create_subprocess_exec", exec.Command(name, args...), options)
}

// CreateSubprocessShell gives a coroutine that starts a command of /bin/sh
// (asyncio.create_subprocess_shell).
func CreateSubprocessShell(command string, options ...SubprocessOption) *Coroutine[*Process] {
	return startProcess("create_subprocess_shell", exec.Command("/bin/sh", "-c", command), options)
}

func startProcess(name string, cmd *exec.Cmd, options []SubprocessOption) *Coroutine[*Process] {
	return NewCoroutine(name, func() (*Process, error) {
		o := subprocessOptions{limit: streamLimit}
		for _, option := range options {
			option(&o)
		}
		cmd.Dir, cmd.Env = o.dir, o.env
		p := &Process{loop: mustRunningLoop(), cmd: cmd, ReturnCode: NoReturnCode}
		if err := p.start(o); err != nil {
			return nil, err
		}
		return p, nil
	})
}

func (p *Process) start(o subprocessOptions) (err error) {
	var in, out, errs *os.File
	defer func() {
		for _, f := range p.theirs {
			_ = f.Close()
		}
		p.theirs = nil
		if err == nil {
			return
		}
		for _, f := range []*os.File{in, out, errs} {
			if f != nil {
				_ = f.Close()
			}
		}
	}()
	if in, err = p.input(o.stdin); err != nil {
		return err
	}
	var stdout, stderr *os.File
	if out, stdout, err = p.output(o.stdout, os.Stdout); err != nil {
		return err
	}
	if errs, stderr, err = p.output(o.stderr, os.Stderr); err != nil {
		return err
	}
	if o.stderr == STDOUT {
		stderr = stdout
	}
	p.setOutputs(stdout, stderr)
	if err = p.cmd.Start(); err != nil {
		return err
	}
	p.Pid = p.cmd.Process.Pid
	p.connect(in, out, errs, o.limit)
	go p.reap()
	return nil
}

func (p *Process) setOutputs(stdout, stderr *os.File) {
	if stdout != nil {
		p.cmd.Stdout = stdout
	}
	if stderr != nil {
		p.cmd.Stderr = stderr
	}
}

// input prepares standard input and gives this program's end of a pipe, if it is one.
func (p *Process) input(r Redirect) (ours *os.File, err error) {
	switch r {
	case PIPE:
		theirs, ours, err := os.Pipe()
		if err != nil {
			return nil, err
		}
		p.theirs = append(p.theirs, theirs)
		p.cmd.Stdin = theirs
		return ours, nil
	case DEVNULL:
		return nil, nil
	default:
		p.cmd.Stdin = os.Stdin
		return nil, nil
	}
}

// output prepares an output stream; inherited is what it is without redirection.
func (p *Process) output(r Redirect, inherited *os.File) (ours, theirs *os.File, err error) {
	switch r {
	case PIPE:
		ours, theirs, err = os.Pipe()
		if err == nil {
			p.theirs = append(p.theirs, theirs)
		}
		return ours, theirs, err
	case DEVNULL:
		return nil, nil, nil
	default:
		return nil, inherited, nil
	}
}

func (p *Process) connect(in, out, errs *os.File, limit int) {
	if in != nil {
		p.Stdin = newStreamWriter(p.loop, in, nil)
	}
	read := func(f *os.File) *StreamReader {
		if f == nil {
			return nil
		}
		r := NewStreamReader(limit)
		if s := p.loop.takeOver(f); s != nil {
			s.read(r, func(error) { r.FeedEOF(); s.close() })
		} else {
			startPump(p.loop, r, f, func(error) { r.FeedEOF(); _ = f.Close() })
		}
		return r
	}
	p.Stdout, p.Stderr = read(out), read(errs)
}

// reap waits for the process, on a goroutine of its own.
func (p *Process) reap() {
	err := p.cmd.Wait()
	code := p.cmd.ProcessState.ExitCode()
	if s, ok := p.cmd.ProcessState.Sys().(syscall.WaitStatus); ok && s.Signaled() {
		code = -int(s.Signal())
	}
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) && p.cmd.ProcessState == nil {
		code = 255
	}
	_ = p.loop.post(readyItem{r: callFunc(func() { p.exited(code) })})
}

func (p *Process) exited(code int) {
	p.ReturnCode = code
	for _, f := range p.waits {
		if !f.Done() {
			f.resolve(nil)
		}
	}
	p.waits = nil
}

// Wait gives a coroutine of the return code, once the process has ended.
func (p *Process) Wait() *Coroutine[int] { return NewCoroutine("wait", p.wait) }

func (p *Process) wait() (int, error) {
	if p.ReturnCode != NoReturnCode {
		return p.ReturnCode, nil
	}
	f := &future{loop: p.loop}
	p.waits = append(p.waits, f)
	p.loop.holds.Add(1)
	_, err := awaitFuture(f, f)
	p.loop.holds.Add(-1)
	return p.ReturnCode, err
}

// Communicate gives a coroutine that sends input, closes standard input, reads the outputs to
// their ends and waits for the process.
func (p *Process) Communicate(input ...[]byte) *Coroutine[Output] {
	return NewCoroutine("communicate", func() (out Output, err error) {
		p.loop.holds.Add(1)
		defer p.loop.holds.Add(-1)
		feed := NewCoroutineErr("feed_stdin", func() error { return p.feed(input) })
		read := func(r *StreamReader, into *[]byte) *Coroutine[None] {
			return NewCoroutineErr("read_stream", func() (err error) {
				if r != nil {
					*into, err = Await(r.Read())
				}
				return err
			})
		}
		_, err = awaitAny(Gather(feed, read(p.Stdout, &out.Stdout), read(p.Stderr, &out.Stderr)))
		if err != nil {
			return out, err
		}
		_, err = p.wait()
		return out, err
	})
}

// feed writes the input; a process that does not read it to the end is none of our business.
func (p *Process) feed(input [][]byte) error {
	if p.Stdin == nil {
		return nil
	}
	for _, data := range input {
		if _, err := p.Stdin.Write(data); err != nil {
			return err
		}
	}
	if err := p.Stdin.drain(); isCancelled(err) {
		return err
	}
	p.Stdin.Close()
	return nil
}

// SendSignal sends a signal. It fails with os.ErrProcessDone when the process has ended.
func (p *Process) SendSignal(s os.Signal) error {
	if p.ReturnCode != NoReturnCode {
		return os.ErrProcessDone
	}
	return p.cmd.Process.Signal(s)
}

// Terminate sends SIGTERM; see SendSignal.
func (p *Process) Terminate() error { return p.SendSignal(syscall.SIGTERM) }

// Kill sends SIGKILL; see SendSignal.
func (p *Process) Kill() error { return p.SendSignal(os.Kill) }

// String shows the process as Python does.
func (p *Process) String() string { return fmt.Sprintf("<Process %d>", p.Pid) }
