//go:build unix && !linux

package kernel

import "context"

// parentWaiter returns a function that waits for the end of a process, and reports whether it came before ctx's.
func parentWaiter(pid int) (wait func(ctx context.Context) bool, err error) {
	return pollParent(pid)
}
