package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"goasync/cmd/go-async/internal/cli"
	"goasync/cmd/go-async/internal/nbrun"
)

// echo is a session that prints its cells, and fails on those that say fail.
type echo struct{ clock cli.Clock }

func (echo) Interrupt()   {}
func (echo) Close() error { return nil }

func (s echo) Execute(ctx context.Context, cell nbrun.Cell, out nbrun.Output) nbrun.Result {
	switch first, _, _ := strings.Cut(cell.Source, "\n"); first {
	case "fail":
		return nbrun.Result{Err: &nbrun.Failure{Name: "error", Value: "as told", Traceback: []string{"error: as told"}}}
	case "crash":
		os.Stderr.WriteString("fatal: crash\n")
		os.Exit(3)
	case "pwd":
		dir, _ := os.Getwd()
		out.Stream("stdout", filepath.Base(dir)+"\n")
	case "clock":
		out.Stream("stdout", string(s.clock)+"\n")
	case "stray":
		os.Stdout.WriteString("from a child process\n")
	case `import (`:
		return nbrun.Result{Data: map[string]any{"text/plain": "42"}}
	default:
		out.Stream("stdout", cell.Source+"\n")
	}
	return nbrun.Result{}
}

// asProgram makes this test binary behave as the command: run starts it again
// for each of several notebooks.
const asProgram = "GO_ASYNC_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(cli.Main(context.Background(), program(os.Stdout, os.Stderr), os.Args[1:]))
	}
	os.Exit(runTests(m))
}

// self is a link to this binary outside go test's build directory, from which
// install refuses to install.
var self string

func runTests(m *testing.M) int {
	dir, err := os.MkdirTemp("", "cli-test")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	exe, err := os.Executable()
	if err != nil {
		panic(err)
	}
	self = filepath.Join(dir, "go-async")
	if err := os.Symlink(exe, self); err != nil {
		panic(err)
	}
	return m.Run()
}

func program(stdout, stderr interface{ Write([]byte) (int, error) }) cli.Program {
	return cli.Program{
		Version: "v1", Stdout: stdout, Stderr: stderr, Self: []string{self},
		Kernel: func(_ context.Context, k cli.KernelOptions) error {
			if k.ConnectionFile == "bad" {
				return errors.New("cannot serve")
			}
			_, err := stdout.Write([]byte(k.ConnectionFile + " " + k.LogLevel + "\n"))
			return err
		},
		NewSession:   func(o cli.SessionOptions) (cli.Session, error) { return echo{o.Clock}, nil },
		LanguageInfo: func() map[string]any { return map[string]any{"name": "go"} },
	}
}

// command runs the command and returns what it wrote and its status.
func command(t *testing.T, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	t.Setenv(asProgram, "1")
	var out, errs bytes.Buffer
	p := program(&out, &errs)
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	defer os.Chdir(dir) // run changes it
	status = cli.Main(t.Context(), p, args)
	return out.String(), errs.String(), status
}

// write makes a notebook of the cells "tags|source".
func write(t *testing.T, dir, name string, cells ...string) string {
	t.Helper()
	type cell struct {
		Type   string         `json:"cell_type"`
		Source string         `json:"source"`
		Meta   map[string]any `json:"metadata"`
	}
	var list []cell
	for _, c := range cells {
		tags, source, _ := strings.Cut(c, "|")
		list = append(list, cell{"code", source, map[string]any{"tags": strings.Fields(tags)}})
	}
	raw, err := json.Marshal(map[string]any{"nbformat": 4, "nbformat_minor": 5, "metadata": map[string]any{}, "cells": list})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, raw, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRunOne(t *testing.T) {
	for _, row := range []struct {
		name   string
		cells  []string
		args   []string
		status int
		stdout string
		stderr string // a part of it
	}{
		{"prints", []string{"|hello"}, nil, 0, "hello\n", "passed, 1 cell"},
		{"fails", []string{"|fail", "|hello"}, nil, 1, "", "error: as told"},
		{"allow errors", []string{"|fail", "|hello"}, []string{"--allow-errors"}, 0, "hello\n", "failed: error"},
		{"tags", []string{"raises-exception|fail", "skip-execution|no", "|hello"}, nil, 0, "hello\n", "1 raised as expected, 1 not run"},
		{"clock", []string{"|clock"}, []string{"--clock", "virtual"}, 0, "virtual\n", ""},
		{"parameters", []string{"parameters|n := 1"}, []string{"-p", "n=5", "-r", "s=5", "-e", "l=[]int{1}"}, 0,
			"n := 1\n// Parameters\nn = 5\ns := \"5\"\nl := []int{1}\n", ""},
		{"in its own directory", []string{"|pwd"}, nil, 0, "lesson\n", ""},
		{"in another", []string{"|pwd"}, []string{"--cwd", "/"}, 0, "/\n", ""},
		{"wrong clock", []string{"|x"}, []string{"--clock", "slow"}, 2, "", "want real or virtual"},
		{"wrong parameter", []string{"|x"}, []string{"-p", "n"}, 2, "", "want name=value"},
		{"two targets", []string{"|x"}, []string{"-o", "x", "--inplace"}, 2, "", "none of the others can be"},
	} {
		t.Run(row.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "lesson")
			if err := os.Mkdir(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			stdout, stderr, status := command(t, append([]string{"run", write(t, dir, "n.ipynb", row.cells...)}, row.args...)...)
			if status != row.status || stdout != row.stdout || !strings.Contains(stderr, row.stderr) {
				t.Errorf("status %d, stdout %q, stderr %q", status, stdout, stderr)
			}
		})
	}
}

func TestRunWritesOutputs(t *testing.T) {
	dir := t.TempDir()
	path := write(t, dir, "n.ipynb", "|hello", "|fail")
	before, _ := os.ReadFile(path)
	out := filepath.Join(dir, "out.ipynb")
	if _, stderr, status := command(t, "run", path, "-o", out); status != 1 {
		t.Fatalf("status %d: %s", status, stderr)
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("the notebook itself changed")
	}
	written, err := os.ReadFile(out)
	if err != nil || !strings.Contains(string(written), `"hello\n"`) || !strings.Contains(string(written), `"ename": "error"`) {
		t.Errorf("%v: %s", err, written)
	}
	command(t, "run", path, "--inplace")
	if after, _ := os.ReadFile(path); !strings.Contains(string(after), `"name": "go"`) {
		t.Errorf("in place: %s", after)
	}
}

func TestRunRefuses(t *testing.T) {
	dir := t.TempDir()
	python := filepath.Join(dir, "py.ipynb")
	os.WriteFile(python, []byte(`{"nbformat":4,"metadata":{"language_info":{"name":"python"}},"cells":[]}`), 0o644)
	for _, row := range []struct{ name, path, says string }{
		{"a missing file", filepath.Join(dir, "none.ipynb"), "no such file"},
		{"another language", python, "language is python"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if _, stderr, status := command(t, "run", row.path); status != 2 || !strings.Contains(stderr, row.says) {
				t.Errorf("status %d, %s", status, stderr)
			}
		})
	}
}

func TestRunMany(t *testing.T) {
	dir := t.TempDir()
	good := write(t, dir, "good.ipynb", "|hello", "|stray")
	bad := write(t, dir, "bad.ipynb", "|fail")
	gone := write(t, dir, "gone.ipynb", "|crash")
	out, report := filepath.Join(dir, "out"), filepath.Join(dir, "report.xml")
	for _, row := range []struct {
		name   string
		paths  []string
		status int
		stderr []string
		suites int
	}{
		{"all well", []string{good, good}, 0, []string{"2 of 2 notebooks passed", "from a child process"}, 2},
		{"one fails", []string{good, bad}, 1, []string{"1 of 2", "error: as told"}, 2},
		{"one crashes", []string{gone, good, bad}, 2, []string{"1 of 3", "fatal: crash"}, 3},
	} {
		t.Run(row.name, func(t *testing.T) {
			args := append([]string{"run", "-o", out, "--junit", report, "--timeout", time.Minute.String(), "-p", "n=1"}, row.paths...)
			stdout, stderr, status := command(t, args...)
			if status != row.status || !strings.Contains(stdout, "hello\n") {
				t.Errorf("status %d, stdout %q, stderr %q", status, stdout, stderr)
			}
			for _, part := range row.stderr {
				if !strings.Contains(stderr, part) {
					t.Errorf("stderr lacks %q: %s", part, stderr)
				}
			}
			raw, err := os.ReadFile(report)
			var suites struct {
				Suites []struct{} `xml:"testsuite"`
			}
			if err != nil || xml.Unmarshal(raw, &suites) != nil || len(suites.Suites) != row.suites {
				t.Errorf("report: %v, %s", err, raw)
			}
			if _, err := os.Stat(filepath.Join(out, "good.ipynb")); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestInstallAndUninstall(t *testing.T) {
	prefix := t.TempDir()
	t.Setenv("JUPYTER_DATA_DIR", t.TempDir())
	steps := []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"install", "--prefix", prefix}, 0, "kernel go-async installed in " + prefix},
		{[]string{"install", "--prefix", prefix}, 0, "already up to date"},
		{[]string{"install", "--user", "--name", "mine", "--display-name", "Mine"}, 0, "kernel mine installed in " + os.Getenv("JUPYTER_DATA_DIR")},
		{[]string{"install", "--user", "--prefix", prefix}, 2, "none of the others can be"},
		{[]string{"install", "--name", "no good"}, 2, "kernel name"},
		{[]string{"uninstall", "--prefix", prefix}, 0, "removed from"},
		{[]string{"uninstall", "--prefix", prefix}, 0, "nothing to do"},
		{[]string{"uninstall", "--name", "mine"}, 0, "removed from"},
	}
	for _, s := range steps {
		stdout, stderr, status := command(t, s.args...)
		if status != s.status || !strings.Contains(stdout+stderr, s.says) {
			t.Errorf("%q: status %d, %s%s", s.args, status, stdout, stderr)
		}
	}
}

func TestInstallWithoutWriteAccess(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, stderr, status := command(t, "install", "--prefix", file); status != 2 || !strings.Contains(stderr, file) {
		t.Errorf("status %d, %s", status, stderr)
	}
}

func TestDoctor(t *testing.T) {
	t.Setenv("JUPYTER_DATA_DIR", t.TempDir())
	t.Setenv("PATH", t.TempDir()) // no Jupyter, no Python
	stdout, _, status := command(t, "doctor")
	if status != 1 || !strings.Contains(stdout, "✗ no kernelspec in") || !strings.Contains(stdout, "✓ cells run") {
		t.Errorf("status %d: %s", status, stdout)
	}
	command(t, "install")
	stdout, _, status = command(t, "doctor")
	if status != 0 || !strings.Contains(stdout, "all well") || !strings.Contains(stdout, `✓ kernel go-async, "Go (async)"`) {
		t.Errorf("status %d: %s", status, stdout)
	}
}

func TestKernelAndVersion(t *testing.T) {
	for _, row := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"kernel", "-f", "c.json"}, 0, "c.json warn\n"},
		{[]string{"kernel", "-f", "c.json", "--log-level", "debug"}, 0, "c.json debug\n"},
		{[]string{"kernel"}, 2, "required flag"},
		{[]string{"__complete", "run", "--clock", ""}, 0, "real\nvirtual\n"},
		{[]string{"__complete", "run", "--compare", ""}, 0, "ipynb\n"}, // its value stands behind =
		{[]string{"__complete", "run", "--compare="}, 0, "all\nmarked\n"},
		{[]string{"__complete", "run", "les"}, 0, "ipynb\n"},
		{[]string{"__complete", "export", ""}, 0, "ipynb\n"},
		{[]string{"__complete", "inst"}, 0, "install\tMake the kernel known"},
		{[]string{"kernel", "-f", "bad"}, 2, "go-async: cannot serve"},
		{[]string{"version"}, 0, "go-async v1\n"},
		{[]string{"nonsense"}, 2, `unknown command "nonsense" for "go-async": go-async --help lists the commands`},
		{[]string{"rum"}, 2, "lists the commands\nDid you mean this?\n\trun\n"},
		{[]string{"run"}, 2, "which notebook? go-async run NOTEBOOK.ipynb"},
		{[]string{"export", "a.ipynb", "b.ipynb"}, 2, "2 notebooks at once are too many"},
		{[]string{"run", "--nonsense", "n.ipynb"}, 2, "unknown flag: --nonsense (go-async run --help lists the flags)"},
		{[]string{"run", "--timeout", "5", "n.ipynb"}, 2, `missing unit in duration "5" (go-async run --help lists the flags)`},
		{[]string{}, 0, "go-async run n.ipynb"},
	} {
		t.Run(strings.Join(row.args, " "), func(t *testing.T) {
			stdout, stderr, status := command(t, row.args...)
			if status != row.status || !strings.Contains(stdout+stderr, row.says) {
				t.Errorf("status %d, %s%s", status, stdout, stderr)
			}
		})
	}
}
