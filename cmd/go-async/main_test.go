package main_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// build makes the program.
func build(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "go-async")
	if out, err := exec.Command("go", "build", "-ldflags", "-X main.version=v9", "-o", path, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return path
}

const notebook = `{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[
 {"cell_type":"code","id":"p","metadata":{"tags":["parameters"]},"source":"n := 1\ndelay := time.Second","outputs":[],"execution_count":null},
 {"cell_type":"code","id":"a","metadata":{},"source":"await asyncio.Sleep(delay)\nfmt.Println(n, delay)\nn * 2","outputs":[],"execution_count":null},
 {"cell_type":"code","id":"b","metadata":{},"source":"fmt.Fprintln(os.Stderr, \"to stderr\")\nvar who string\nfmt.Print(\"who? \")\nfmt.Scanln(&who)\nfmt.Println(\"hello\", who)","outputs":[],"execution_count":null}
]}`

func TestProgram(t *testing.T) {
	program := build(t)
	t.Run("run", func(t *testing.T) { testRun(t, program) })
	t.Run("interrupted run", func(t *testing.T) { testInterruptedRun(t, program) })
	t.Run("version", func(t *testing.T) {
		if out, err := exec.Command(program, "version").CombinedOutput(); err != nil || string(out) != "go-async v9\n" {
			t.Errorf("%q, %v", out, err)
		}
	})
}

// The real program runs a notebook: parameters keep their types, the clock is
// virtual, streams go where they belong and input comes from standard input.
func testRun(t *testing.T, program string) {
	path := filepath.Join(t.TempDir(), "n.ipynb")
	if err := os.WriteFile(path, []byte(notebook), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "run", "--clock", "virtual", "-p", "n=21", "-p", "delay=2h", path)
	cmd.Stdin = strings.NewReader("you\n")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	begin := time.Now()
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s%s", err, &stdout, &stderr)
	}
	if took := time.Since(begin); took > time.Minute {
		t.Errorf("two virtual hours took %v", took)
	}
	if want := "21 2h0m0s\nOut[3]: 42\nwho? hello you\n"; stdout.String() != want {
		t.Errorf("stdout %q, want %q", stdout.String(), want)
	}
	if !strings.Contains(stderr.String(), "to stderr\n") {
		t.Errorf("stderr %q", stderr.String())
	}
}

// Ctrl-C ends a run: the cell that waits is cancelled, and its failure shown.
func testInterruptedRun(t *testing.T, program string) {
	path := filepath.Join(t.TempDir(), "n.ipynb")
	text := strings.Replace(notebook, "await asyncio.Sleep(delay)", `defer fmt.Println(\"cleaned up\")\nfmt.Println(\"waiting\")\nawait asyncio.Sleep(time.Hour)`, 1)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "run", path)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line := make([]byte, len("waiting\n"))
	if _, err := stdout.Read(line); err != nil || string(line) != "waiting\n" {
		t.Fatalf("%q, %v", line, err)
	}
	cmd.Process.Signal(syscall.SIGINT)
	rest := new(bytes.Buffer)
	rest.ReadFrom(stdout)
	if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() != 2 {
		t.Errorf("ended with %v", err)
	}
	if !strings.Contains(rest.String(), "cleaned up") {
		t.Errorf("printed %q", rest)
	}
}
