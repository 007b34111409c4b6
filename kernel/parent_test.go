package kernel_test

import (
	"context"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"testing"
	"time"

	"goasync/kernel"
)

// A process that this test starts and ends stands for the parent.
func TestWatchParent(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there the parent is a handle, which only a parent can give")
	}
	command := exec.Command("sleep", "100")
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	gone := make(chan struct{})
	if err := kernel.WatchParent(t.Context(), strconv.Itoa(command.Process.Pid), func() { close(gone) }); err != nil {
		t.Fatal(err)
	}
	select {
	case <-gone:
		t.Fatal("gone before it ended")
	default:
	}
	if err := command.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = command.Wait() // it was killed
	select {
	case <-gone:
	case <-time.After(20 * time.Second):
		t.Error("not noticed")
	}
}

func TestWatchParentUntilContextEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	before := runtime.NumGoroutine()
	if err := kernel.WatchParent(ctx, strconv.Itoa(os.Getppid()), func() { t.Error("gone") }); err != nil {
		t.Fatal(err)
	}
	cancel()
	for deadline := time.Now().Add(20 * time.Second); runtime.NumGoroutine() > before; runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatal("still watched")
		}
	}
}

func TestWatchParentNeedsAProcess(t *testing.T) {
	for _, parent := range []string{"", "x", "0", "-1", "999999999"} {
		if err := kernel.WatchParent(t.Context(), parent, func() {}); err == nil {
			t.Errorf("%q: no error", parent)
		}
	}
}
