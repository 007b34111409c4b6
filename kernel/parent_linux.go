package kernel

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// sysPidfdOpen is the number of pidfd_open on every architecture.
const sysPidfdOpen = 434

// parentWaiter returns a function that waits for the end of a process, and reports whether it came before ctx's. A
// pidfd becomes readable when its process ends; until then nothing runs.
func parentWaiter(pid int) (wait func(ctx context.Context) bool, err error) {
	fd, _, errno := syscall.Syscall(sysPidfdOpen, uintptr(pid), syscall.O_NONBLOCK, 0)
	if errno != 0 {
		return pollParent(pid) // a kernel before 5.10, or a sandbox
	}
	file := os.NewFile(fd, "parent")
	raw, err := file.SyscallConn()
	if err == nil {
		err = file.SetReadDeadline(time.Time{}) // fails when it cannot be waited for
	}
	if err != nil {
		_ = file.Close()
		return pollParent(pid)
	}
	return func(ctx context.Context) bool {
		defer file.Close()
		stop := context.AfterFunc(ctx, func() { _ = file.SetReadDeadline(time.Unix(1, 0)) })
		defer stop()
		asked := false
		err := raw.Read(func(uintptr) bool {
			ready := asked || ended(pid) // the second call comes when the descriptor has become readable
			asked = true
			return ready
		})
		return err == nil && ctx.Err() == nil
	}, nil
}

// ended reports whether a process is gone, or only waits for its parent to ask how it ended.
func ended(pid int) bool {
	data, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH)
	}
	_, state, _ := strings.Cut(string(data[bytes.LastIndexByte(data, ')')+1:]), " ")
	return strings.HasPrefix(state, "Z") || strings.HasPrefix(state, "X")
}
