package kernel

import (
	"context"
	"fmt"
	"strconv"
)

// WatchParent calls gone when the process that started the kernel has ended, so that a kernel does not outlive a front
// end that crashed. parent is the value of the environment variable JPY_PARENT_PID: a process id, or on Windows a
// handle. It returns at once and watches until ctx is done; an error means that nothing is watched.
func WatchParent(ctx context.Context, parent string, gone func()) error {
	id, err := strconv.Atoi(parent)
	if err != nil || id <= 0 {
		return fmt.Errorf("JPY_PARENT_PID is %q, not a process", parent)
	}
	wait, err := parentWaiter(id)
	if err != nil {
		return fmt.Errorf("watching process %d: %w", id, err)
	}
	go func() {
		if wait(ctx) {
			gone()
		}
	}()
	return nil
}
