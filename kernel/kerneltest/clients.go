package kerneltest

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

//go:embed clients/*.py
var clients embed.FS

// Clients are the real front ends that RunClient can run against a kernel, all without a browser: jupyter_kernel_test's
// suite, a jupyter_client session, nbclient with nbconvert, and jupyter console in a terminal.
var Clients = []string{"suite", "session", "notebook", "console"}

// Subject is a kernel under test, as front ends start it.
type Subject struct {
	// Argv is the command, as in kernel.json: {connection_file} is replaced.
	Argv []string
	// Language is the kernelspec's language.
	Language string
	// Cells are programs in the language, by the names that the clients in clients/ use: hello prints "hello, world",
	// result is 42, and so on.
	Cells map[string]string
	// Suite are the attributes of jupyter_kernel_test's KernelTests.
	Suite map[string]any
}

// subjectName is the name of the kernel under test.
const subjectName = "kernel-under-test"

// RunClient runs one of Clients and returns what it printed. It fails when the client does, or when Jupyter is not
// installed for the Python that the environment variable JUPYTER_PYTHON names, else /usr/bin/python3 or python3.
func RunClient(ctx context.Context, client string, subject Subject) (output string, err error) {
	python, err := findPython(ctx)
	if err != nil {
		return "", err
	}
	folder, err := os.MkdirTemp("", "kerneltest")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(folder)
	if err := prepare(folder, subject); err != nil {
		return "", err
	}
	command := exec.CommandContext(ctx, python, filepath.Join(folder, "clients", client+".py"))
	command.Dir = folder
	command.Env = append(os.Environ(),
		"JUPYTER_PATH="+folder, "KERNEL_SAMPLES="+filepath.Join(folder, "samples.json"),
		"JUPYTER_RUNTIME_DIR="+filepath.Join(folder, "runtime"), "JUPYTER_CONFIG_DIR="+filepath.Join(folder, "config"),
		"JUPYTER_DATA_DIR="+filepath.Join(folder, "data"), "PYDEVD_DISABLE_FILE_VALIDATION=1",
	)
	text, err := command.CombinedOutput()
	return string(text), err
}

// prepare writes the kernelspec, the samples and the clients into a folder.
func prepare(folder string, subject Subject) error {
	spec := map[string]any{
		"argv": subject.Argv, "display_name": subjectName, "language": subject.Language, "interrupt_mode": "message",
	}
	samples := map[string]any{"kernel": subjectName, "cells": subject.Cells, "jkt": subject.Suite}
	return errors.Join(
		writeJSON(filepath.Join(folder, "kernels", subjectName, "kernel.json"), spec),
		writeJSON(filepath.Join(folder, "samples.json"), samples),
		os.CopyFS(folder, clients),
	)
}

func writeJSON(name string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, data, 0o644)
}

// findPython returns a Python that has what the clients import.
func findPython(ctx context.Context) (string, error) {
	candidates := []string{"/usr/bin/python3", "python3"}
	if python := os.Getenv("JUPYTER_PYTHON"); python != "" {
		candidates = []string{python}
	}
	var failures []string
	for _, python := range candidates {
		check := exec.CommandContext(ctx, python, "-c",
			"import jupyter_client, jupyter_kernel_test, nbclient, nbconvert, jupyter_console, pexpect")
		output, err := check.CombinedOutput()
		if err == nil {
			return python, nil
		}
		failures = append(failures, fmt.Sprintf("%s: %v: %s", python, err, lastLine(string(output))))
	}
	return "", errors.New("no Python has the Jupyter clients that the tests need; on Debian: apt-get install " +
		"jupyter-client jupyter-console jupyter-nbconvert python3-nbclient python3-jupyter-kernel-test python3-pexpect (" +
		strings.Join(failures, "; ") + ")")
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}

// ToySubject is the toy kernel, built as a command of that name.
func ToySubject(command string) Subject {
	return Subject{
		Argv:     []string{command, "-f", "{connection_file}"},
		Language: "toy",
		Cells: map[string]string{
			"hello": "print hello, world", "stderr": "eprint test", "result": "value 42",
			"error": "fail ValueError no good", "error_shows": "ValueError: no good",
			"slow_error": "sleep 300ms\nfail ValueError no good",
			"input":      "input name:", "input_prompt": "name:",
			"wait_forever": "block", "interrupt_shows": "interrupted", "complete": "pri", "inspect": "toy",
		},
		Suite: map[string]any{
			"language_name": "toy", "file_extension": ".toy",
			"code_hello_world": "print hello, world", "code_stderr": "eprint test",
			"completion_samples":      []map[string]any{{"text": "pri", "matches": []string{"print"}}},
			"complete_code_samples":   []string{"print 1"},
			"incomplete_code_samples": []string{"print \\"},
			"invalid_code_samples":    []string{"print )"},
			"code_page_something":     "page toy", "code_generate_error": "fail E why",
			"code_execute_result": []map[string]any{
				{"code": "value 6", "result": "6"}, {"code": "value 12", "result": "12"}, {"code": "value 2", "result": "2"},
			},
			"code_display_data":    []map[string]any{{"code": "display x", "mime": "text/plain"}},
			"code_history_pattern": "value 1?", "code_inspect_sample": "toy", "code_clear_output": "clear",
		},
	}
}
