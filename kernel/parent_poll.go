//go:build unix

package kernel

import (
	"context"
	"errors"
	"os"
	"syscall"
	"time"
)

// pollParent asks every second whether a process is there. It is the way where a process cannot be waited for.
func pollParent(pid int) (wait func(ctx context.Context) bool, err error) {
	if errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return nil, syscall.ESRCH
	}
	ours := os.Getppid() == pid
	return func(ctx context.Context) bool {
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return false
			case <-tick.C:
			}
			if ours && os.Getppid() != pid || errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
				return true
			}
		}
	}, nil
}
