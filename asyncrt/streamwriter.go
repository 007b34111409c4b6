package asyncio

import (
	"crypto/tls"
	"io"
	"net"
)

// The amounts of unsent bytes at which Drain begins and ends to wait.
const (
	highWater = 64 << 10
	lowWater  = 16 << 10
)

// outlet is where a StreamWriter's data goes: a socket of the loop's poller, or goroutineOutlet.
type outlet interface {
	// write sends as much as can be sent at once.
	write(data []byte) (int, error)
	// flush sends data as it can, and calls the writer's sent for its parts and flushed at the end.
	flush(data []byte)
	canCloseWrite() bool
	// closeWrite ends the writing side; what else there is stays open.
	closeWrite()
	close()
}

// StreamWriter is asyncio.StreamWriter: the writing side of a connection or pipe. It is an
// io.Writer.
type StreamWriter struct {
	loop    *Loop
	out     outlet
	sock    *socket  // out, when it is one
	conn    net.Conn // nil for a pipe; with sock it is made when it is asked for
	reader  *StreamReader
	buf     []byte // not yet given to out's flush
	unsent  int    // in buf and with flush
	flush   bool   // flush works
	closing bool
	half    bool // WriteEOF was called
	lost    bool
	err     error
	drains  waiterList
	paused  bool
	closed  *future
	onLost  func()
}

func newStreamWriter(l *Loop, dst io.WriteCloser, r *StreamReader) *StreamWriter {
	w := &StreamWriter{loop: l, reader: r, closed: &future{loop: l}}
	if w.sock = l.takeOver(dst); w.sock != nil {
		w.sock.attach(w)
		w.out = w.sock
		return w
	}
	w.conn, _ = dst.(net.Conn)
	w.out = &goroutineOutlet{w: w, dst: dst, direct: directWriter(dst)}
	return w
}

// Write sends data, now or later; it never blocks, see Drain. It fails on a goroutine that is not
// the loop's. After the connection is lost data is dropped, as in Python.
func (w *StreamWriter) Write(data []byte) (int, error) {
	if err := w.loop.usable(); err != nil {
		return 0, err
	}
	if w.half {
		return 0, runtimeErrorf("Cannot call write() after write_eof()")
	}
	n := len(data)
	if w.lost || n == 0 {
		return n, nil
	}
	if w.unsent == 0 {
		sent, err := w.out.write(data)
		if err != nil {
			w.fail(err)
			return n, nil
		}
		data = data[sent:]
	}
	if len(data) > 0 {
		w.buf = append(w.buf, data...)
		w.unsent += len(data)
		w.paused = w.unsent > highWater
		w.startFlush()
	}
	return n, nil
}

// WriteString is Write for a string (io.StringWriter).
func (w *StreamWriter) WriteString(s string) (int, error) { return w.Write([]byte(s)) }

// WriteLines writes all of lines; it adds no newlines.
func (w *StreamWriter) WriteLines(lines [][]byte) error {
	for _, line := range lines {
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
	return nil
}

// startFlush has the buffer sent.
func (w *StreamWriter) startFlush() {
	if w.flush || len(w.buf) == 0 {
		return
	}
	w.flush = true
	batch := w.buf
	w.buf = nil
	w.out.flush(batch)
}

// sent notes that n bytes were sent by flush.
func (w *StreamWriter) sent(n int) {
	w.unsent -= n
	if w.paused && w.unsent <= lowWater {
		w.paused = false
		w.wakeDrains()
	}
}

// flushed is called when flush has ended.
func (w *StreamWriter) flushed(err error) {
	w.flush = false
	if err != nil {
		w.fail(err)
		return
	}
	w.startFlush()
	if w.unsent > 0 {
		return
	}
	switch {
	case w.closing:
		w.lose(nil)
	case w.half:
		w.out.closeWrite()
	}
}

func (w *StreamWriter) wakeDrains() {
	for w.drains.first != nil {
		w.drains.wakeNext()
	}
}

// Drain gives a coroutine that waits until little is unsent. It fails when the connection is lost.
func (w *StreamWriter) Drain() *Coroutine[None] { return newCoroutine[None]("drain", (*draining)(w)) }

// draining is a writer as the body of Drain.
type draining StreamWriter

func (d *draining) invoke() (any, error) { return nil, (*StreamWriter)(d).drain() }

func (w *StreamWriter) drain() error {
	if w.reader != nil && w.reader.err != nil {
		return w.reader.err
	}
	t, err := runningTask()
	if err != nil {
		return err
	}
	if w.closing {
		if err := t.pause(); err != nil {
			return err
		}
	}
	if w.lost {
		return w.lostError()
	}
	for w.paused && !w.lost {
		waiter := w.drains.add(w.loop)
		w.loop.expecting.Add(1)
		err := waiter.wait()
		w.loop.expecting.Add(-1)
		waiter.remove()
		if err != nil {
			return err
		}
		if w.lost {
			return w.lostError()
		}
	}
	return nil
}

func (w *StreamWriter) lostError() error {
	if w.err != nil {
		return w.err
	}
	return errConnectionLost
}

// CanWriteEOF reports whether WriteEOF works.
func (w *StreamWriter) CanWriteEOF() bool { return w.out.canCloseWrite() }

// WriteEOF ends the writing side once everything is sent; the other side stays open.
func (w *StreamWriter) WriteEOF() {
	if w.half || w.closing || !w.loop.owned() {
		return
	}
	w.half = true
	if w.unsent == 0 {
		w.out.closeWrite()
	}
}

// Close ends the connection once everything is sent.
func (w *StreamWriter) Close() {
	w.loop.mustBeUsable()
	if w.closing || w.lost {
		return
	}
	w.closing = true
	if w.unsent == 0 {
		w.loop.push(callFunc(func() { w.lose(nil) }), nil)
	}
}

// Abort ends the connection at once; what is unsent is lost.
func (w *StreamWriter) Abort() {
	w.loop.mustBeUsable()
	w.closing = true
	w.lose(nil)
}

// IsClosing reports whether the connection is closed or will be.
func (w *StreamWriter) IsClosing() bool { return w.closing || w.lost }

// WaitClosed gives a coroutine that waits until the connection is closed, and fails as that did.
func (w *StreamWriter) WaitClosed() *Coroutine[None] {
	return NewCoroutineErr("wait_closed", func() error {
		_, err := awaitFuture(w.closed, w.closed)
		return err
	})
}

// fail ends the connection because of an error.
func (w *StreamWriter) fail(err error) {
	if w.lost {
		return
	}
	w.err = err
	if w.reader != nil && w.reader.err == nil && !w.reader.eof {
		w.reader.SetException(err)
	}
	w.lose(err)
}

// lose is connection_lost.
func (w *StreamWriter) lose(err error) {
	if w.lost {
		return
	}
	w.lost, w.closing = true, true
	if w.reader != nil {
		if !w.reader.eof && err == nil {
			w.reader.FeedEOF()
		}
		if s := w.reader.source; s != nil {
			s.stop()
		}
	}
	w.out.close()
	if w.sock != nil && w.conn != nil {
		_ = w.conn.Close()
	}
	w.wakeDrains()
	if !w.closed.Done() {
		if err != nil {
			w.closed.fail(err)
			w.closed.retrieved()
		} else {
			w.closed.resolve(nil)
		}
	}
	if w.onLost != nil {
		w.onLost()
	}
}

// sourceEnded is called when the reading side of the same connection is over.
func (w *StreamWriter) sourceEnded(err error) {
	switch {
	case w.closing || w.lost:
	case err != nil:
		w.fail(err)
	case w.encrypted():
		w.Close() // as Python does: TLS has no half-closed connections
	}
}

func (w *StreamWriter) encrypted() bool {
	_, ok := w.conn.(*tls.Conn)
	return ok
}

// GetExtraInfo gives what is known of the connection: "peername" and "sockname" (a net.Addr),
// "socket" (a net.Conn, for its options), "ssl_object" (the *tls.Conn); nil for what is not known.
func (w *StreamWriter) GetExtraInfo(name string) any {
	var local, remote net.Addr
	switch {
	case w.sock != nil:
		local, remote = w.sock.local, w.sock.remote
	case w.conn != nil:
		local, remote = w.conn.LocalAddr(), w.conn.RemoteAddr()
	}
	switch {
	case local == nil:
	case name == "peername":
		return remote
	case name == "sockname":
		return local
	case name == "socket":
		if w.conn == nil {
			w.conn = w.sock.conn()
		}
		return w.conn
	case name == "ssl_object" && w.encrypted():
		return w.conn
	}
	return nil
}

// goroutineOutlet sends by a goroutine of its own what cannot be sent at once. It serves what is encrypted, and all where
// there is no poller.
type goroutineOutlet struct {
	w      *StreamWriter
	dst    io.WriteCloser
	direct func([]byte) (int, error) // nil: nothing can be sent at once
}

func (g *goroutineOutlet) write(data []byte) (int, error) {
	if g.direct == nil {
		return 0, nil
	}
	return g.direct(data)
}

func (g *goroutineOutlet) flush(data []byte) {
	go func() {
		_, err := g.dst.Write(data)
		_ = g.w.loop.post(readyItem{r: callFunc(func() {
			g.w.sent(len(data))
			g.w.flushed(err)
		})})
	}()
}

func (g *goroutineOutlet) canCloseWrite() bool {
	_, ok := g.dst.(interface{ CloseWrite() error })
	return ok || g.w.conn == nil
}

func (g *goroutineOutlet) closeWrite() {
	if c, ok := g.dst.(interface{ CloseWrite() error }); ok {
		_ = c.CloseWrite()
	} else if g.w.conn == nil {
		g.close()
	}
}

func (g *goroutineOutlet) close() { _ = g.dst.Close() }
