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

// StreamWriter is asyncio.StreamWriter: the writing side of a connection or pipe. It is an
// io.Writer.
type StreamWriter struct {
	loop    *Loop
	dst     io.WriteCloser
	conn    net.Conn // nil for a pipe
	reader  *StreamReader
	direct  func([]byte) (int, error) // writes what can be written at once
	buf     []byte                    // not yet given to the flusher
	unsent  int                       // in buf and with the flusher
	flush   bool                      // the flusher works
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
	w := &StreamWriter{loop: l, dst: dst, reader: r, closed: &future{loop: l}}
	w.conn, _ = dst.(net.Conn)
	w.direct = directWriter(dst)
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
	if w.unsent == 0 && w.direct != nil {
		sent, err := w.direct(data)
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

// startFlush has a goroutine write the buffer.
func (w *StreamWriter) startFlush() {
	if w.flush || len(w.buf) == 0 {
		return
	}
	w.flush = true
	batch := w.buf
	w.buf = nil
	go func() {
		_, err := w.dst.Write(batch)
		_ = w.loop.post(readyItem{r: callFunc(func() { w.flushed(len(batch), err) })})
	}()
}

func (w *StreamWriter) flushed(n int, err error) {
	w.flush = false
	w.unsent -= n
	if err != nil {
		w.fail(err)
		return
	}
	w.startFlush()
	if w.paused && w.unsent <= lowWater {
		w.paused = false
		w.wakeDrains()
	}
	if w.unsent > 0 {
		return
	}
	switch {
	case w.closing:
		w.lose(nil)
	case w.half:
		w.closeWrite()
	}
}

func (w *StreamWriter) wakeDrains() {
	for w.drains.first != nil {
		w.drains.wakeNext()
	}
}

// Drain gives a coroutine that waits until little is unsent. It fails when the connection is lost.
func (w *StreamWriter) Drain() *Coroutine[None] { return NewCoroutineErr("drain", w.drain) }

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
func (w *StreamWriter) CanWriteEOF() bool {
	_, ok := w.dst.(interface{ CloseWrite() error })
	return ok || w.conn == nil
}

// WriteEOF ends the writing side once everything is sent; the other side stays open.
func (w *StreamWriter) WriteEOF() {
	if w.half || w.closing || !w.loop.owned() {
		return
	}
	w.half = true
	if w.unsent == 0 {
		w.closeWrite()
	}
}

func (w *StreamWriter) closeWrite() {
	if c, ok := w.dst.(interface{ CloseWrite() error }); ok {
		_ = c.CloseWrite()
	} else if w.conn == nil {
		_ = w.dst.Close()
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
	_ = w.dst.Close()
	if w.reader != nil {
		if !w.reader.eof && err == nil {
			w.reader.FeedEOF()
		}
		if p := w.reader.pump; p != nil {
			p.stop()
		}
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
// "socket" (the net.Conn), "ssl_object" (the *tls.Conn); nil for what is not known.
func (w *StreamWriter) GetExtraInfo(name string) any {
	if w.conn == nil {
		return nil
	}
	switch name {
	case "peername":
		return w.conn.RemoteAddr()
	case "sockname":
		return w.conn.LocalAddr()
	case "socket":
		return w.conn
	case "ssl_object":
		if w.encrypted() {
			return w.conn
		}
	}
	return nil
}
