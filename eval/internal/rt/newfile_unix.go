//go:build unix

package rt

import (
	"os"
	"syscall"
)

// duplicate returns a file for what is open under a number.
func duplicate(n uintptr, name string) *os.File {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	own, err := syscall.Dup(int(n))
	if err != nil {
		return nil
	}
	syscall.CloseOnExec(own)
	return os.NewFile(uintptr(own), name)
}
