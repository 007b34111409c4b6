//go:build frontends

package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// ./install.sh, as a newcomer calls it in an empty home: the program and the
// kernel are there, the first notebook was executed by Jupyter, and what is
// shown can be read on a terminal.
func TestInstallScriptInstalls(t *testing.T) {
	home := t.TempDir()
	cmd := exec.CommandContext(t.Context(), "../../install.sh")
	cmd.Env = append(os.Environ(), "HOME="+home, "PATH=/usr/bin:"+os.Getenv("PATH"))
	for _, name := range []string{"GOCACHE", "GOMODCACHE"} { // what the home held
		out, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		cmd.Env = append(cmd.Env, name+"="+strings.TrimSpace(string(out)))
	}
	raw, err := cmd.CombinedOutput()
	out := string(raw)
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, part := range []string{"==> Building go-async", "kernel go-async installed in " + home, "Task C: factorial(4) = 24\n", "timeline of cell", "==> Done"} {
		if !strings.Contains(out, part) {
			t.Errorf("does not show %q", part)
		}
	}
	for line := range strings.Lines(out) {
		if len(line) > 500 || strings.Contains(line, "<div") {
			t.Errorf("a line for no terminal: %.200q", line)
		}
	}
	program := filepath.Join(home, ".local/bin/go-async")
	cmd = exec.CommandContext(t.Context(), program, "doctor")
	cmd.Env = append(os.Environ(), "HOME="+home, "PATH=/usr/bin:/bin")
	if raw, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(raw), "all well") {
		t.Errorf("doctor: %v\n%s", err, raw)
	}
}
