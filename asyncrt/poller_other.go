//go:build !linux

package asyncio

import (
	"io"
	"net"
	"time"
)

// Elsewhere goroutines wait for sockets and pipes, see readPump.

type poller struct{}

func (*poller) watching() bool          { return false }
func (*poller) wait(time.Duration) bool { return true }
func (*poller) kick()                   {}

func (l *Loop) pollSockets() int { return 0 }
func (l *Loop) closeSockets()    {}

type socket struct {
	outlet
	local, remote net.Addr
}

func (l *Loop) takeOver(io.Closer) *socket        { return nil }
func (s *socket) attach(*StreamWriter)            {}
func (s *socket) read(*StreamReader, func(error)) {}
func (s *socket) conn() net.Conn                  { return nil }
