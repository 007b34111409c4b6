package asyncio_test

import (
	"errors"
	"net"
	"os"
	"syscall"
	"testing"
	"time"

	asyncio "goasync/asyncrt"
)

// descriptors gives the number of open files of this process.
func descriptors(t *testing.T) int {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

// A loop that waits for its sockets hears of everything else, too.
func TestWaitingForSockets(t *testing.T) {
	before := descriptors(t)
	realRun(t, func() {
		s := aw(asyncio.StartServer(echo, "127.0.0.1", 0))
		c := connect(t, s)
		silent := task(c.Reader.ReadLine()) // keeps a socket watched
		aw(sl(0))

		l, called := loop(), asyncio.NewFuture[int]()
		for i := range 200 {
			go func() {
				_, _ = l.CallSoonThreadsafe(func() {
					if !called.Done() {
						must(called.SetResult(i))
					}
				})
			}()
			aw(called)
			called = asyncio.NewFuture[int]()
			aw(asyncio.Sleep(50 * time.Microsecond))
			aw(asyncio.ToThreadVoid(func() {}))
		}

		aw(asyncio.ToThreadErr(func() error { return foreignClient(s.Port()) }))
		if silent.Done() {
			t.Error("something was read")
		}
		silent.Cancel()
		tr(silent)
		s.Close()
	})
	for range 1000 {
		if descriptors(t) <= before+1 { // Go's own poller stays
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Errorf("%d files are open, %d were", descriptors(t), before)
}

func TestConnectionReset(t *testing.T) {
	realRun(t, func() {
		got := asyncio.NewFuture[error]()
		s := aw(asyncio.StartServer(func(r *asyncio.StreamReader, w *asyncio.StreamWriter) *asyncio.Coroutine[none] {
			return def(func() {
				_, err := asyncio.Await(r.Read())
				must(got.SetResult(err))
				if err := asyncio.AwaitErr(w.Drain()); !errors.Is(err, syscall.ECONNRESET) {
					t.Error(err)
				}
			})
		}, "127.0.0.1", 0))
		c := connect(t, s)
		c.Writer.GetExtraInfo("socket").(*net.TCPConn).SetLinger(0)
		c.Writer.Abort()
		err := aw(got)
		var op *net.OpError
		if !errors.Is(err, syscall.ECONNRESET) || !errors.As(err, &op) || op.Op != "read" || op.Net != "tcp" {
			t.Error(err)
		}
		s.Close()
	})
}

func TestExtraInfo(t *testing.T) {
	realRun(t, func() {
		s := aw(asyncio.StartServer(echo, "127.0.0.1", 0))
		w := connect(t, s).Writer
		if peer, ok := w.GetExtraInfo("peername").(*net.TCPAddr); !ok || peer.Port != s.Port() {
			t.Error(peer)
		}
		if local, ok := w.GetExtraInfo("sockname").(*net.TCPAddr); !ok || local.Port == 0 {
			t.Error(local)
		}
		conn := w.GetExtraInfo("socket").(*net.TCPConn)
		if err := conn.SetNoDelay(true); err != nil {
			t.Error(err)
		}
		if w.GetExtraInfo("ssl_object") != nil || w.GetExtraInfo("other") != nil {
			t.Error("there is something")
		}
		w.Close()
		aw(w.WaitClosed())
		if err := conn.SetNoDelay(true); err == nil {
			t.Error("the other descriptor stays open")
		}
		s.Close()
	})
}
