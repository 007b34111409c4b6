package kernel

import (
	"context"
	"syscall"
)

// parentWaiter returns a function that waits for the end of a process, given as an inherited handle, and reports
// whether it came before ctx's. The wait itself cannot be given up; it ends with this process.
func parentWaiter(handle int) (wait func(ctx context.Context) bool, err error) {
	if _, err := syscall.GetFileType(syscall.Handle(handle)); err == nil {
		return nil, syscall.EINVAL // a file, not a process
	}
	return func(ctx context.Context) bool {
		event, err := syscall.WaitForSingleObject(syscall.Handle(handle), syscall.INFINITE)
		return err == nil && event == syscall.WAIT_OBJECT_0 && ctx.Err() == nil
	}, nil
}
