//go:build unix

package kernelspec_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"goasync/kernelspec"
)

// An entry for all users can be read by all, whatever the umask of who installs it.
func TestInstallForAllUsers(t *testing.T) {
	prefix := filepath.Join(t.TempDir(), "prefix")
	was := syscall.Umask(0o077)
	defer syscall.Umask(was)
	done, err := kernelspec.Install(kernelspec.PrefixDir(prefix), kernelspec.Spec{Binary: "/bin/sh"})
	if err != nil {
		t.Fatal(err)
	}
	for dir := done.Dir; len(dir) >= len(prefix); dir = filepath.Dir(dir) {
		if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o755 {
			t.Errorf("%s: %v, %v", dir, info.Mode(), err)
		}
	}
	if info, err := os.Stat(filepath.Join(done.Dir, "kernel.json")); err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("kernel.json: %v, %v", info.Mode(), err)
	}
}

func TestForOthers(t *testing.T) {
	top := t.TempDir()
	if err := os.Chmod(top, 0o755); err != nil {
		t.Fatal(err)
	}
	program := func(name string, dirMode, mode os.FileMode) string {
		dir := filepath.Join(top, name)
		path := filepath.Join(dir, "go-async")
		for _, err := range []error{os.Mkdir(dir, 0o755), os.WriteFile(path, nil, 0o755), os.Chmod(path, mode), os.Chmod(dir, dirMode)} {
			if err != nil {
				t.Fatal(err)
			}
		}
		return path
	}
	for _, row := range []struct {
		name string
		path string
		says string // "" for no error
	}{
		{"for all", program("all", 0o755, 0o755), ""},
		{"a closed directory", program("closed", 0o700, 0o755), "is closed to them (mode -rwx------)"},
		{"a closed program", program("mine", 0o755, 0o700), "other users cannot run"},
		{"a program nobody can run", program("text", 0o755, 0o644), "other users cannot run"},
		{"no program", filepath.Join(top, "none"), "no such file"},
	} {
		err := kernelspec.ForOthersBelow(row.path, top)
		if row.says == "" && err != nil || row.says != "" && (err == nil || !strings.Contains(err.Error(), row.says)) {
			t.Errorf("%s: %v, want %q", row.name, err, row.says)
		}
	}
}
