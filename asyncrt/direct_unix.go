//go:build unix

package asyncio

import (
	"io"
	"syscall"
)

// directWriter gives a function that writes as much as can be written without waiting, or nil
// where there is no such way.
func directWriter(dst io.Writer) func([]byte) (int, error) {
	c, ok := dst.(syscall.Conn)
	if !ok {
		return nil
	}
	raw, err := c.SyscallConn()
	if err != nil {
		return nil
	}
	return func(data []byte) (n int, err error) {
		var werr error
		err = raw.Write(func(fd uintptr) bool {
			n, werr = syscall.Write(int(fd), data)
			return true
		})
		if err == nil {
			err = werr
		}
		if err == syscall.EAGAIN || err == syscall.EINTR {
			return 0, nil
		}
		return max(n, 0), err
	}
}
