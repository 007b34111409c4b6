package asyncio

import (
	"bytes"
	"fmt"
)

// streamLimit is the default of a stream's limit, in bytes.
const streamLimit = 64 << 10

// LimitOverrunError is asyncio.LimitOverrunError; it matches ErrLimitOverrun.
type LimitOverrunError struct {
	Message string
	// Consumed is the number of bytes that were searched in vain.
	Consumed int
}

// Error gives asyncio's words.
func (e *LimitOverrunError) Error() string { return e.Message }

// Is reports that every LimitOverrunError is ErrLimitOverrun.
func (e *LimitOverrunError) Is(target error) bool { return target == ErrLimitOverrun }

// source is where a StreamReader's data comes from: a socket of the loop's poller, or readPump.
type source interface {
	// taken says that n bytes were taken out of the reader's buffer.
	taken(n int)
	// stop ends reading: nobody will read any more.
	stop()
}

// StreamReader is asyncio.StreamReader: the reading side of a connection or pipe. Its methods
// are for one coroutine at a time. It is an AsyncIterable of lines.
type StreamReader struct {
	loopBound
	limit  int
	buf    []byte // what is not read yet starts at off
	off    int
	eof    bool
	err    error
	waiter *waiter
	source source
}

// NewStreamReader makes a reader that FeedData and FeedEOF fill, with a limit in bytes.
func NewStreamReader(limit ...int) *StreamReader {
	r := &StreamReader{limit: streamLimit}
	if len(limit) > 0 {
		r.limit = limit[0]
	}
	return r
}

func (r *StreamReader) pending() []byte { return r.buf[r.off:] }

// take removes n bytes from the buffer and gives a copy.
func (r *StreamReader) take(n int) []byte {
	data := bytes.Clone(r.buf[r.off : r.off+n])
	r.off += n
	if r.off == len(r.buf) {
		r.buf, r.off = r.buf[:0], 0
	}
	if r.source != nil {
		r.source.taken(n)
	}
	return data
}

// FeedData adds bytes to the buffer. It panics after FeedEOF.
func (r *StreamReader) FeedData(data []byte) {
	r.mustBeUsable()
	if r.eof {
		panic(&assertionError{"feed_data after feed_eof"})
	}
	r.feed(data)
}

func (r *StreamReader) feed(data []byte) {
	if len(data) == 0 || r.eof {
		return
	}
	if r.off > 0 && len(r.buf)+len(data) > cap(r.buf) {
		r.buf = r.buf[:copy(r.buf, r.pending())]
		r.off = 0
	}
	r.buf = append(r.buf, data...)
	r.wake()
}

// FeedEOF says that nothing more will come.
func (r *StreamReader) FeedEOF() {
	r.mustBeUsable()
	r.eof = true
	r.wake()
}

// SetException makes reading fail with err from now on.
func (r *StreamReader) SetException(err error) {
	r.mustBeUsable()
	r.err = err
	if w := r.waiter; w != nil && !w.Done() {
		r.waiter = nil
		w.fail(err)
	}
}

// Exception gives the error of SetException, or nil.
func (r *StreamReader) Exception() error { return r.err }

// AtEOF reports whether everything has been read and nothing more will come.
func (r *StreamReader) AtEOF() bool { return r.eof && len(r.pending()) == 0 }

func (r *StreamReader) wake() {
	if w := r.waiter; w != nil {
		r.waiter = nil
		if !w.Done() {
			w.resolve(nil)
		}
	}
}

// more suspends until something has come.
func (r *StreamReader) more(method string) error {
	if r.waiter != nil {
		return runtimeErrorf("%s() called while another coroutine is already waiting for incoming data", method)
	}
	l, err := r.bind(r)
	if err != nil {
		return err
	}
	w := l.spareWaiter()
	w.loop = l
	r.waiter = w
	l.expecting.Add(1)
	err = w.wait()
	l.expecting.Add(-1)
	r.waiter = nil
	if err == nil {
		w.recycle()
	}
	return err
}

// String shows the state.
func (r *StreamReader) String() string {
	s := fmt.Sprintf("<StreamReader %d bytes", len(r.pending()))
	if r.eof {
		s += " eof"
	}
	return s + ">"
}

func readCoroutine(name string, f func() ([]byte, error)) *Coroutine[[]byte] {
	return NewCoroutine(name, f)
}

// Read gives a coroutine of what is there, at least one byte and at most n, or of everything up
// to the end without n or with -1. At the end of the stream it is empty.
func (r *StreamReader) Read(n ...int) *Coroutine[[]byte] {
	if len(n) == 0 || n[0] < 0 {
		return readCoroutine("read", r.readAll)
	}
	return readCoroutine("read", func() ([]byte, error) { return r.read(n[0]) })
}

func (r *StreamReader) read(n int) ([]byte, error) {
	if r.err != nil {
		return nil, r.err
	}
	if n == 0 {
		return []byte{}, nil
	}
	if len(r.pending()) == 0 && !r.eof {
		if err := r.more("read"); err != nil {
			return nil, err
		}
	}
	return r.take(min(n, len(r.pending()))), nil
}

func (r *StreamReader) readAll() ([]byte, error) {
	all := []byte{}
	for {
		block, err := r.read(r.limit)
		if err != nil || len(block) == 0 {
			return all, err
		}
		all = append(all, block...)
	}
}

// ReadExactly gives a coroutine of n bytes; it fails with an *IncompleteReadError when the stream
// ends before.
func (r *StreamReader) ReadExactly(n int) *Coroutine[[]byte] {
	return readCoroutine("readexactly", func() ([]byte, error) {
		if n < 0 {
			return nil, valueErrorf("readexactly size can not be less than zero")
		}
		if r.err != nil {
			return nil, r.err
		}
		for len(r.pending()) < n {
			if r.eof {
				return nil, &IncompleteReadError{r.take(len(r.pending())), n}
			}
			if err := r.more("readexactly"); err != nil {
				return nil, err
			}
		}
		return r.take(n), nil
	})
}

// ReadLine gives a coroutine of the next line with its newline, of what is left at the end of the
// stream, and of nothing after that. It fails with a *ValueError on a line beyond the limit.
func (r *StreamReader) ReadLine() *Coroutine[[]byte] {
	return newCoroutine[[]byte]("readline", (*lineReading)(r))
}

// lineReading is a reader as the body of ReadLine.
type lineReading StreamReader

func (r *lineReading) invoke() (any, error) { return (*StreamReader)(r).readLine() }

var (
	newline  = []byte{'\n'}
	newlines = [][]byte{newline}
)

func (r *StreamReader) readLine() ([]byte, error) {
	line, err := r.readUntil(newlines)
	switch e := err.(type) {
	case *IncompleteReadError:
		return e.Partial, nil
	case *LimitOverrunError:
		if bytes.HasPrefix(r.pending()[e.Consumed:], newline) {
			r.take(e.Consumed + 1)
		} else {
			r.take(len(r.pending()))
		}
		return nil, valueErrorf("%s", e.Message)
	}
	return line, err
}

// ReadUntil gives a coroutine of the bytes up to the separator, inclusively; it is a newline
// without argument, and of several the one that ends first. It fails with an *IncompleteReadError at the end of the
// stream, and with a *LimitOverrunError when the separator is beyond the limit.
func (r *StreamReader) ReadUntil(separators ...[]byte) *Coroutine[[]byte] {
	if len(separators) == 0 {
		separators = newlines
	}
	return readCoroutine("readuntil", func() ([]byte, error) { return r.readUntil(separators) })
}

func (r *StreamReader) readUntil(separators [][]byte) ([]byte, error) {
	shortest, longest := len(separators[0]), 0
	for _, sep := range separators {
		shortest, longest = min(shortest, len(sep)), max(longest, len(sep))
	}
	if shortest == 0 {
		return nil, valueErrorf("Separator should be at least one-byte string")
	}
	if r.err != nil {
		return nil, r.err
	}
	for offset := 0; ; {
		data := r.pending()
		if len(data)-offset >= shortest {
			if start, end := firstOf(data, offset, separators); end >= 0 {
				if start > r.limit {
					return nil, &LimitOverrunError{"Separator is found, but chunk is longer than limit", start}
				}
				return r.take(end), nil
			}
			offset = max(0, len(data)+1-longest)
			if offset > r.limit {
				return nil, &LimitOverrunError{"Separator is not found, and chunk exceed the limit", offset}
			}
		}
		if r.eof {
			return nil, &IncompleteReadError{r.take(len(data)), -1}
		}
		if err := r.more("readuntil"); err != nil {
			return nil, err
		}
	}
}

// firstOf finds the separator that ends first at or behind offset, of those the shortest; end is -1 when there is none.
func firstOf(data []byte, offset int, separators [][]byte) (start, end int) {
	start, end = -1, -1
	for _, sep := range separators {
		i := bytes.Index(data[offset:], sep)
		if i < 0 {
			continue
		}
		from, to := offset+i, offset+i+len(sep)
		if end < 0 || to < end || to == end && from > start {
			start, end = from, to
		}
	}
	return start, end
}

// AIter gives the lines of the stream.
func (r *StreamReader) AIter() AsyncIterator[[]byte] { return streamLines{r} }

type streamLines struct{ r *StreamReader }

func (s streamLines) ANext() *Coroutine[[]byte] {
	return newCoroutine[[]byte]("__anext__", (*nextLine)(s.r))
}

// nextLine is a reader as the body of its iterator's ANext.
type nextLine StreamReader

func (n *nextLine) invoke() (any, error) {
	line, err := (*StreamReader)(n).readLine()
	if err == nil && len(line) == 0 {
		return nil, ErrStopAsyncIteration
	}
	return line, err
}
