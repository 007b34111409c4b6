package main_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"goasync/kernel/wire"
	"goasync/kernel/zmq"
)

// journal keeps what a process writes on standard error.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// process is a kernel as a front end starts it.
type process struct {
	*testing.T
	cmd    *exec.Cmd
	stderr *journal
	ended  chan struct{}
	client *zmq.Client
}

// connectionFile writes a connection file for sockets in a directory of their own.
func connectionFile(t *testing.T) (file string, connection zmq.Connection) {
	t.Helper()
	dir, err := os.MkdirTemp("", "k") // a short path: a socket's is limited
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	connection = zmq.NewConnection()
	connection.Transport, connection.IP = "ipc", filepath.Join(dir, "s")
	connection.ShellPort, connection.IOPubPort, connection.StdinPort, connection.ControlPort, connection.HBPort = 1, 2, 3, 4, 5
	file = filepath.Join(dir, "kernel-1.json")
	if err := connection.WriteFile(file); err != nil {
		t.Fatal(err)
	}
	return file, connection
}

// startProcess starts a kernel and connects to it.
func startProcess(t *testing.T, program, file string, connection zmq.Connection, args, env []string) *process {
	t.Helper()
	p := &process{T: t, stderr: &journal{}, ended: make(chan struct{})}
	p.cmd = exec.Command(program, append([]string{"kernel", "-f", file}, args...)...)
	p.cmd.Env = append(append(os.Environ(), "JUPYTER_DATA_DIR="+t.TempDir()), env...)
	p.cmd.Stderr = p.stderr
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.ended)
		_ = p.cmd.Wait() // the tests look at ProcessState
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill() // most have ended
		<-p.ended
	})
	for ctx := p.within(); p.client == nil; time.Sleep(5 * time.Millisecond) {
		var err error
		if p.client, err = zmq.Dial(ctx, connection, ""); err != nil && ctx.Err() != nil {
			t.Fatalf("%v\n%s", err, p.stderr)
		}
	}
	t.Cleanup(p.client.Close)
	return p
}

func (p *process) within() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	p.Cleanup(cancel)
	return ctx
}

// run runs a cell and returns all that was published for it.
func (p *process) run(code string) string {
	p.Helper()
	exchange, err := p.client.Do(p.within(), wire.Shell, "execute_request", map[string]any{"code": code})
	if err != nil {
		p.Fatalf("%s: %v\n%s", code, err, p.stderr)
	}
	var said strings.Builder
	for _, m := range exchange.IOPub {
		said.WriteString(m.Header.MsgType + " " + string(m.Content) + "\n")
	}
	return said.String()
}

// end waits for the process, and returns its exit status.
func (p *process) end() int {
	p.Helper()
	select {
	case <-p.ended:
	case <-p.within().Done():
		p.Fatalf("does not end\n%s", p.stderr)
	}
	return p.cmd.ProcessState.ExitCode()
}

func (p *process) shutdown() {
	p.Helper()
	if _, err := p.client.Send(wire.Control, "shutdown_request", map[string]any{"restart": false}); err != nil {
		p.Fatal(err)
	}
	if code := p.end(); code != 0 {
		p.Errorf("exit status %d\n%s", code, p.stderr)
	}
}

func TestKernelProcess(t *testing.T) {
	program := build(t)
	for name, test := range map[string]func(t *testing.T, program string){
		"dies": testDeath, "logs": testLogs, "parent": testParent, "terminated": testTermination,
	} {
		t.Run(name, func(t *testing.T) { test(t, program) })
	}
}

// A kernel that Go cannot keep alive is started anew by the front end, and says why in the first cell.
func testDeath(t *testing.T, program string) {
	file, connection := connectionFile(t)
	first := startProcess(t, program, file, connection, nil, nil)
	code := "m := map[int]int{}\nfor range 8 { go func() { for { m[1]++ } }() }\nawait asyncio.Sleep(time.Hour)"
	if _, err := first.client.Send(wire.Shell, "execute_request", map[string]any{"code": code}); err != nil {
		t.Fatal(err)
	}
	if first.end() == 0 {
		t.Fatal("it did not die")
	}
	second := startProcess(t, program, file, connection, nil, nil)
	if said := second.run("1 + 1"); !strings.Contains(said, "The kernel has died") || !strings.Contains(said, "concurrent map") {
		t.Errorf("said %s", said)
	}
	if said := second.run("1 + 1"); strings.Contains(said, "died") {
		t.Errorf("said again %s", said)
	}
	second.shutdown()
	third := startProcess(t, program, file, connection, nil, nil)
	if said := third.run("1 + 1"); strings.Contains(said, "died") {
		t.Errorf("said after a good end %s", said)
	}
	third.shutdown()
	if left, _ := filepath.Glob(file + ".*"); len(left) > 0 {
		t.Errorf("left %q", left)
	}
}

// By default nothing is logged but what goes wrong, at info nothing of a cell; every line says which notebook it is about.
func testLogs(t *testing.T, program string) {
	for _, row := range []struct {
		level  string
		secret bool
		some   bool
	}{{"warn", false, false}, {"info", false, false}, {"debug", false, true}} {
		file, connection := connectionFile(t)
		p := startProcess(t, program, file, connection, []string{"--log-level", row.level}, []string{"JPY_SESSION_NAME=lessons/first.ipynb"})
		p.run(`password := "secret"; fmt.Println(password, os.Getenv("JPY_SESSION_NAME"))`)
		p.run(`panic("secret")`)
		p.run(`var secret string = 1`)
		for msgType, content := range map[string]any{
			"complete_request": map[string]any{"code": "secret", "cursor_pos": 3}, "inspect_request": map[string]any{"code": "secret", "cursor_pos": 3},
			"is_complete_request": map[string]any{"code": "secret {"}, "history_request": map[string]any{"hist_access_type": "search", "pattern": "*secret*"},
		} {
			if _, err := p.client.Do(p.within(), wire.Shell, msgType, content); err != nil {
				t.Fatal(err)
			}
		}
		p.shutdown()
		log := p.stderr.String()
		if strings.Contains(log, "secret") != row.secret || (log != "") != row.some {
			t.Errorf("%s: logged\n%s", row.level, log)
		}
		for line := range strings.Lines(log) {
			if !strings.Contains(line, "notebook=lessons/first.ipynb") {
				t.Errorf("%s: no notebook in %s", row.level, line)
			}
		}
	}
}

// A kernel ends with the process that JPY_PARENT_PID names, also while a cell runs.
func testParent(t *testing.T, program string) {
	parent := exec.Command("sleep", "1000")
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	pid, err := json.Marshal(parent.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}
	file, connection := connectionFile(t)
	p := startProcess(t, program, file, connection, nil, []string{"JPY_PARENT_PID=" + string(pid)})
	p.run("1 + 1")
	if _, err := p.client.Send(wire.Shell, "execute_request", map[string]any{"code": "for {}"}); err != nil {
		t.Fatal(err)
	}
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait() // it was killed
	if code := p.end(); code != 0 {
		t.Errorf("exit status %d\n%s", code, p.stderr)
	}
}

// SIGTERM ends a kernel in order: clients are told, children of cells end.
func testTermination(t *testing.T, program string) {
	file, connection := connectionFile(t)
	p := startProcess(t, program, file, connection, nil, nil)
	p.run("1 + 1")
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := p.end(); code != 0 {
		t.Errorf("exit status %d\n%s", code, p.stderr)
	}
}
