package zmq_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"goasync/kernel/zmq"
)

func TestConnectionFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "new", "kernel.json")
	want := zmq.NewConnection()
	want.ShellPort, want.KernelName = 1234, "toy"
	if err := want.WriteFile(name); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); mode != 0o600 && runtime.GOOS != "windows" {
		t.Errorf("mode %o", mode)
	}
	got, err := zmq.ReadConnectionFile(name)
	if err != nil || got != want {
		t.Errorf("got %+v, %v", got, err)
	}
	if entries, _ := os.ReadDir(filepath.Dir(name)); len(entries) != 1 {
		t.Errorf("%d files", len(entries))
	}
}

func TestConnectionFilesOfOthers(t *testing.T) {
	for _, row := range []struct{ name, text, want string }{
		{"no JSON", "hello", "invalid character"},
		{"wrong types", `{"shell_port":"x"}`, "shell_port"},
		{"unknown transport", `{"transport":"pgm","key":"k"}`, `transport "pgm" is not supported`},
		{"unknown scheme", `{"signature_scheme":"hmac-md5","key":"k"}`, "hmac-md5"},
		{"no path", `{"transport":"ipc","ip":""}`, "path"},
	} {
		name := filepath.Join(t.TempDir(), "kernel.json")
		if err := os.WriteFile(name, []byte(row.text), 0o600); err != nil {
			t.Fatal(err)
		}
		connection, err := zmq.ReadConnectionFile(name)
		if err == nil {
			_, err = zmq.Listen(connection, zmq.Options{})
		}
		if err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: %v", row.name, err)
		}
	}
	if _, err := zmq.ReadConnectionFile(filepath.Join(t.TempDir(), "none")); !os.IsNotExist(err) && err == nil {
		t.Error("no error")
	}
}
