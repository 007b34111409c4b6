//go:build frontends

package notebooks_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// token opens the servers of these tests.
const token = "of-the-tests"

// jupyterEnv is the environment of a Jupyter that knows this tree's kernel and
// nothing of the user's: its data, settings and running servers are in a
// directory of the tests.
var jupyterEnv = sync.OnceValues(func() ([]string, error) {
	path, err := build()
	if err != nil {
		return nil, err
	}
	env := os.Environ()
	for name, dir := range map[string]string{
		"JUPYTER_DATA_DIR": "data", "JUPYTER_CONFIG_DIR": "config", "JUPYTER_RUNTIME_DIR": "runtime",
		"IPYTHONDIR": "ipython", "LAB_STATE": "lab",
	} {
		dir = filepath.Join(scratch, dir)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, err
		}
		env = append(env, name+"="+dir)
	}
	cmd := exec.Command(path, "install", "--user")
	cmd.Env = env
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("go-async install: %w\n%s", err, out)
	}
	return env, nil
})

// jupyter prepares a command in the tests' Jupyter environment.
func jupyter(ctx context.Context, t *testing.T, name string, args ...string) *exec.Cmd {
	t.Helper()
	env, err := jupyterEnv()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = env
	return cmd
}

// copyNotebooks puts the notebooks where a front end may write to them.
func copyNotebooks(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range notebookFiles(t) {
		raw, err := os.ReadFile(name + ".ipynb")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name+".ipynb"), raw, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// serve starts a notebook server, waits until it answers and returns its
// address. The command gets the options for the port and the token.
func serve(t *testing.T, class, root string, command ...string) string {
	t.Helper()
	command = append(command, "--no-browser", "--allow-root", "--ip=127.0.0.1",
		fmt.Sprintf("--%s.port_retries=0", class), fmt.Sprintf("--%s.token=%s", class, token), fmt.Sprintf("--%s.%s=%s", class, rootOption[class], root))
	for attempt := 1; ; attempt++ {
		base, err := startServer(t, command)
		if err == nil {
			return base
		}
		if attempt == 3 {
			t.Fatal(err)
		}
		t.Log(err) // somebody else may have taken the port
	}
}

// startServer starts a server on a port that is free now.
func startServer(t *testing.T, command []string) (base string, err error) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	port := listener.Addr().(*net.TCPAddr).Port
	listener.Close()
	cmd := jupyter(context.Background(), t, command[0], append(command[1:len(command):len(command)], fmt.Sprintf("--port=%d", port))...)
	log, err := os.Create(filepath.Join(t.TempDir(), "server.log"))
	if err != nil {
		return "", err
	}
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return "", err
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = cmd.Wait() // its log says more
	}()
	t.Cleanup(func() { stopServer(t, cmd, ended, log) })
	base = fmt.Sprintf("http://127.0.0.1:%d", port)
	if err := answers(base+"/api", ended); err != nil {
		text, _ := os.ReadFile(log.Name())
		return "", fmt.Errorf("%q: %w\n%s", command, err, text)
	}
	return base, nil
}

// stopServer ends a server, which ends its kernels, and shows its log where the
// test has failed.
func stopServer(t *testing.T, cmd *exec.Cmd, ended <-chan struct{}, log *os.File) {
	_ = cmd.Process.Signal(syscall.SIGTERM) // it may have ended
	select {
	case <-ended:
	case <-time.After(time.Minute):
		_ = cmd.Process.Kill()
		<-ended
	}
	if t.Failed() {
		text, _ := os.ReadFile(log.Name())
		t.Logf("the server's log:\n%s", text)
	}
	log.Close()
}

var rootOption = map[string]string{"NotebookApp": "notebook_dir", "ServerApp": "root_dir"}

// answers waits until a server answers or has ended.
func answers(url string, ended <-chan struct{}) error {
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); {
		response, err := http.Get(url)
		if err == nil {
			io.Copy(io.Discard, response.Body)
			response.Body.Close()
			return nil
		}
		select {
		case <-ended:
			return errors.New("it ended")
		case <-time.After(100 * time.Millisecond): // a server says nowhere else that it is ready
		}
	}
	return errors.New("no answer within two minutes")
}

// Through nbconvert every notebook shows what Python shows and what is stored,
// and takes as long as in Python plus less than a second. A machine that is busy
// with other things gets three tries at that.
func TestNbconvert(t *testing.T) {
	for _, name := range notebookFiles(t) {
		t.Run(name, func(t *testing.T) {
			for attempt := 1; ; attempt++ {
				executed := nbconvert(t, name)
				err := compareTime(t, name, executed)
				addLateOutput(t, name, executed)
				compareWithPython(t, name, executed)
				compareWithStored(t, name, executed)
				if err == nil || t.Failed() {
					return
				}
				if attempt == 3 {
					t.Fatal(err)
				}
			}
		})
	}
}

// nbconvert executes a notebook.
func nbconvert(t *testing.T, name string) notebook {
	t.Helper()
	dir := copyNotebooks(t)
	cmd := jupyter(t.Context(), t, "jupyter", "nbconvert", "--to", "notebook", "--execute", "--output", "executed", filepath.Join(dir, name+".ipynb"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("nbconvert: %v\n%s", err, out)
	}
	return readNotebook(t, filepath.Join(dir, "executed.ipynb"))
}

// addLateOutput puts the stored outputs into the cells tagged background, once
// it is sure that what they show is the beginning of it: nbclient drops what a
// cell's task prints when the cell is done.
func addLateOutput(t *testing.T, name string, executed notebook) {
	t.Helper()
	stored := readNotebook(t, name+".ipynb").Cells
	for i, c := range executed.Cells {
		if !slices.Contains(c.Metadata.Tags, "background") {
			continue
		}
		if got, want := show(c.Outputs), show(stored[i].Outputs); got == "" || !strings.HasPrefix(want, got) {
			t.Errorf("cell %s shows\n%s\nwhich is not the beginning of its stored output\n%s", c.ID, got, want)
		}
		executed.Cells[i].Outputs = stored[i].Outputs
	}
}

// compareTime holds the time that a port's cells took against Python's.
func compareTime(t *testing.T, name string, executed notebook) error {
	t.Helper()
	transcript := readTranscript(t, name)
	if transcript == nil {
		return nil // not a port
	}
	var ours, pythons float64
	for i, c := range executed.ported() {
		begin, err1 := time.Parse(time.RFC3339Nano, c.Metadata.Execution["iopub.execute_input"])
		end, err2 := time.Parse(time.RFC3339Nano, c.Metadata.Execution["shell.execute_reply"])
		if err := errors.Join(err1, err2); err != nil {
			t.Fatalf("cell %s: %v", c.ID, err)
		}
		ours += end.Sub(begin).Seconds()
		pythons += transcript[i].Seconds
	}
	t.Logf("%.2f s, in Python %.2f s", ours, pythons)
	if ours > pythons+1 {
		return fmt.Errorf("took %.2f s, in Python %.2f s", ours, pythons)
	}
	return nil
}
