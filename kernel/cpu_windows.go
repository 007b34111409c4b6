package kernel

import (
	"syscall"
	"time"
)

// processTime is the processor time that this process has used.
func processTime() time.Duration {
	process, err := syscall.GetCurrentProcess()
	if err != nil {
		return 0
	}
	var created, exited, system, user syscall.Filetime
	if syscall.GetProcessTimes(process, &created, &exited, &system, &user) != nil {
		return 0
	}
	return ticks(system) + ticks(user)
}

// ticks is the length of a time span, which Windows counts in 100 ns.
func ticks(span syscall.Filetime) time.Duration {
	return time.Duration(int64(span.HighDateTime)<<32|int64(span.LowDateTime)) * 100
}
