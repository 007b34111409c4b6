package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// What can go wrong with install.sh is said in its own words, before anything
// was changed.
func TestInstallScriptRefuses(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a script of Unix shells")
	}
	old, file := t.TempDir(), filepath.Join(t.TempDir(), "file")
	fake := "#!/bin/sh\n[ \"$2\" = GOVERSION ] && echo go1.21.3 || echo http://127.0.0.1:1\n"
	if err := os.WriteFile(filepath.Join(old, "go"), []byte(fake), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name string
		args []string
		env  []string
		says []string
	}{
		{"an unknown option", []string{"--tset"}, nil, []string{"unknown option --tset", "--help"}},
		{"an option without its value", []string{"--bin"}, nil, []string{"--bin needs a directory"}},
		{"no home", nil, []string{"HOME="}, []string{"HOME is not set"}},
		{"an old Go", nil, []string{"PATH=" + old + ":" + os.Getenv("PATH")}, []string{"Go 1.21.3 is too old", "go.dev/dl"}},
		{"no place for the program", []string{"--bin", file}, nil, []string{"cannot make the directory " + file, "--bin DIR"}},
		{"no modules", nil, []string{"GOPROXY=http://127.0.0.1:1", "GOMODCACHE=" + t.TempDir(), "GOFLAGS="},
			[]string{"the Go modules cannot be fetched", "GOPROXY is http://127.0.0.1:1"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			home := t.TempDir()
			cmd := exec.Command("../../install.sh", row.args...)
			cmd.Env = append(append(os.Environ(), "HOME="+home, "GOCACHE="+t.TempDir()), row.env...)
			out, err := cmd.CombinedOutput()
			if err == nil || cmd.ProcessState.ExitCode() != 1 {
				t.Errorf("ended with %v", err)
			}
			for _, part := range append(row.says, "install.sh: ") {
				if !strings.Contains(string(out), part) {
					t.Errorf("does not say %q: %s", part, out)
				}
			}
			if _, err := os.Stat(filepath.Join(home, ".local", "bin", "go-async")); err == nil {
				t.Error("installed the program all the same")
			}
		})
	}
}

func TestInstallScriptHelps(t *testing.T) {
	out, err := exec.Command("../../install.sh", "--help").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "./install.sh --test") || strings.Contains(string(out), "set -euo") {
		t.Errorf("%v: %s", err, out)
	}
}
