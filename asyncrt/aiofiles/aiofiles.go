// Package aiofiles is Python's aiofiles: files whose operations are awaited, so that a slow disk
// never blocks the loop. It is a thin layer over os; each operation runs on the loop's default
// executor, and those of one file one after another.
//
//	async with f := aiofiles.Open("notes.txt", "r") { text := await f.Read() }
//
// Text is UTF-8 as it is: nothing is decoded and newlines are kept.
package aiofiles

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"unicode/utf8"

	asyncio "goasync/asyncrt"
)

// Opening is what Open gives: awaited, or entered, it opens the file.
type Opening struct {
	path, mode string
	file       *File
}

// Open prepares to open a file in one of Python's modes: r, w, a or x, with + and b if wanted. It
// is an async context manager that closes the file, and can be awaited instead.
func Open(path string, mode ...string) *Opening {
	o := &Opening{path: path, mode: "r"}
	if len(mode) > 0 {
		o.mode = mode[0]
	}
	return o
}

// Await gives a coroutine that opens the file.
func (o *Opening) Await() *asyncio.Coroutine[*File] {
	return asyncio.ToThread(func() (*File, error) {
		flags, err := openFlags(o.mode)
		if err != nil {
			return nil, err
		}
		f, err := os.OpenFile(o.path, flags, 0o666)
		if err != nil {
			return nil, err
		}
		return newFile(f, o.mode), nil
	})
}

// AEnter opens the file.
func (o *Opening) AEnter() *asyncio.Coroutine[*File] {
	return asyncio.NewCoroutine("__aenter__", func() (*File, error) {
		f, err := asyncio.Await(o.Await())
		o.file = f
		return f, err
	})
}

// AExit closes it.
func (o *Opening) AExit(error) *asyncio.Coroutine[bool] {
	return asyncio.NewCoroutine("__aexit__", func() (bool, error) {
		return false, asyncio.AwaitErr(o.file.Close())
	})
}

// openFlags are the flags of os.OpenFile for a mode of Python's open.
func openFlags(mode string) (int, error) {
	base := strings.NewReplacer("b", "", "t", "", "+", "").Replace(mode)
	flags := map[string]int{
		"r": os.O_RDONLY, "w": os.O_WRONLY | os.O_CREATE | os.O_TRUNC,
		"a": os.O_WRONLY | os.O_CREATE | os.O_APPEND, "x": os.O_WRONLY | os.O_CREATE | os.O_EXCL,
	}
	f, ok := flags[base]
	if !ok {
		return 0, &asyncio.ValueError{Message: fmt.Sprintf("invalid mode: '%s'", mode)}
	}
	if strings.Contains(mode, "+") {
		f = f&^(os.O_RDONLY|os.O_WRONLY) | os.O_RDWR
	}
	return f, nil
}

// File is an open file. Its methods may be called from any coroutine; their operations happen
// one after another. It is an AsyncIterable of lines.
type File struct {
	mode   string
	mu     sync.Mutex // guards what follows
	f      *os.File
	buf    *bufio.ReadWriter
	closed bool
}

func newFile(f *os.File, mode string) *File {
	return &File{f: f, mode: mode, buf: bufio.NewReadWriter(bufio.NewReader(f), bufio.NewWriter(f))}
}

// UnsupportedOperation is io.UnsupportedOperation: the file was not opened for that.
type UnsupportedOperation struct{ Message string }

// Error gives Python's words.
func (e *UnsupportedOperation) Error() string { return e.Message }

func (f *File) binary() bool   { return strings.Contains(f.mode, "b") }
func (f *File) readable() bool { return strings.ContainsAny(f.mode, "r+") }
func (f *File) writable() bool { return strings.ContainsAny(f.mode, "wax+") }

// Name gives the path the file was opened with.
func (f *File) Name() string { return f.f.Name() }

// do runs an operation on the executor.
func do[T any](f *File, operation func() (T, error)) *asyncio.Coroutine[T] {
	return asyncio.ToThread(func() (T, error) {
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.closed {
			var zero T
			return zero, &asyncio.ValueError{Message: "I/O operation on closed file."}
		}
		return operation()
	})
}

// placing is do for an operation that moves in the file: what was written comes first.
func placing[T any](f *File, operation func() (T, error)) *asyncio.Coroutine[T] {
	return do(f, func() (zero T, err error) {
		if err := f.buf.Flush(); err != nil {
			return zero, err
		}
		return operation()
	})
}

// reading is do for an operation that reads: what was written comes first.
func reading[T any](f *File, operation func() (T, error)) *asyncio.Coroutine[T] {
	return placing(f, func() (zero T, err error) {
		if !f.readable() {
			return zero, &UnsupportedOperation{"not readable"}
		}
		return operation()
	})
}

// readText reads n characters, or all that is left.
func (f *File) readText(n []int) ([]byte, error) {
	if f.binary() || len(n) == 0 || n[0] < 0 {
		return f.read(n)
	}
	var text []byte
	for range n[0] {
		c, size, err := f.buf.ReadRune()
		if err != nil {
			return text, withoutEOF(err)
		}
		if c == utf8.RuneError && size == 1 { // a byte that is no text stays what it is
			_ = f.buf.UnreadRune()
			b, _ := f.buf.ReadByte()
			text = append(text, b)
			continue
		}
		text = utf8.AppendRune(text, c)
	}
	return text, nil
}

func (f *File) read(n []int) ([]byte, error) {
	if len(n) == 0 || n[0] < 0 {
		return io.ReadAll(f.buf)
	}
	data := make([]byte, n[0])
	k, err := io.ReadFull(f.buf, data)
	return data[:k], withoutEOF(err)
}

func withoutEOF(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// Read gives a coroutine of the next n characters as a string, of n bytes in binary mode, of all that is left without n.
func (f *File) Read(n ...int) *asyncio.Coroutine[string] {
	return reading(f, func() (string, error) {
		data, err := f.readText(n)
		return string(data), err
	})
}

// ReadBytes is Read for a file opened in binary mode.
func (f *File) ReadBytes(n ...int) *asyncio.Coroutine[[]byte] {
	return reading(f, func() ([]byte, error) { return f.read(n) })
}

// ReadLine gives a coroutine of the next line with its newline, "" at the end.
func (f *File) ReadLine() *asyncio.Coroutine[string] { return reading(f, f.line) }

func (f *File) line() (string, error) {
	s, err := f.buf.ReadString('\n')
	return s, withoutEOF(err)
}

// ReadLines gives a coroutine of all lines that are left, with their newlines.
func (f *File) ReadLines() *asyncio.Coroutine[[]string] {
	return reading(f, func() (lines []string, err error) {
		for {
			s, err := f.line()
			if err != nil || s == "" {
				return lines, err
			}
			lines = append(lines, s)
		}
	})
}

// AIter gives the lines that are left.
func (f *File) AIter() asyncio.AsyncIterator[string] { return lines{f} }

type lines struct{ f *File }

func (l lines) ANext() *asyncio.Coroutine[string] {
	return reading(l.f, func() (string, error) {
		s, err := l.f.line()
		if err == nil && s == "" {
			err = asyncio.ErrStopAsyncIteration
		}
		return s, err
	})
}

// writing is do for an operation that writes at the place the reader has come to.
func (f *File) writing(operation func() (int, error)) *asyncio.Coroutine[int] {
	return do(f, func() (int, error) {
		if !f.writable() {
			return 0, &UnsupportedOperation{"not writable"}
		}
		if err := f.dropReadAhead(); err != nil {
			return 0, err
		}
		return operation()
	})
}

// dropReadAhead moves the file back by what was buffered and not read.
func (f *File) dropReadAhead() error {
	n := f.buf.Reader.Buffered()
	if n == 0 {
		return nil
	}
	_, err := f.f.Seek(int64(-n), io.SeekCurrent)
	f.buf.Reader.Reset(f.f)
	return err
}

// Write gives a coroutine that writes a string and gives its length in characters, in binary mode in bytes.
func (f *File) Write(s string) *asyncio.Coroutine[int] {
	return f.writing(func() (int, error) {
		n, err := f.buf.WriteString(s)
		if err == nil && !f.binary() {
			n = utf8.RuneCountInString(s)
		}
		return n, err
	})
}

// WriteBytes is Write for bytes.
func (f *File) WriteBytes(data []byte) *asyncio.Coroutine[int] {
	return f.writing(func() (int, error) { return f.buf.Write(data) })
}

// WriteLines gives a coroutine that writes all of lines; it adds no newlines.
func (f *File) WriteLines(lines []string) *asyncio.Coroutine[int] {
	return f.writing(func() (n int, err error) {
		for _, s := range lines {
			k, err := f.buf.WriteString(s)
			n += k
			if err != nil {
				return n, err
			}
		}
		return n, nil
	})
}

// Seek gives a coroutine that moves to an offset from the beginning, or from whence
// (io.SeekStart, io.SeekCurrent, io.SeekEnd), and gives the new offset.
func (f *File) Seek(offset int, whence ...int) *asyncio.Coroutine[int64] {
	from := io.SeekStart
	if len(whence) > 0 {
		from = whence[0]
	}
	return placing(f, func() (int64, error) {
		if err := f.dropReadAhead(); err != nil {
			return 0, err
		}
		return f.f.Seek(int64(offset), from)
	})
}

// Tell gives a coroutine of the present offset.
func (f *File) Tell() *asyncio.Coroutine[int64] { return f.Seek(0, io.SeekCurrent) }

// Truncate gives a coroutine that cuts the file at size, or at the present offset without it.
func (f *File) Truncate(size ...int64) *asyncio.Coroutine[int64] {
	return placing(f, func() (int64, error) {
		if !f.writable() {
			return 0, &UnsupportedOperation{"truncate"}
		}
		if err := f.dropReadAhead(); err != nil {
			return 0, err
		}
		if len(size) == 0 {
			here, err := f.f.Seek(0, io.SeekCurrent)
			if err != nil {
				return 0, err
			}
			size = []int64{here}
		}
		return size[0], f.f.Truncate(size[0])
	})
}

// Flush gives a coroutine that hands to the system what was written.
func (f *File) Flush() *asyncio.Coroutine[asyncio.None] {
	return do(f, func() (asyncio.None, error) { return asyncio.None{}, f.buf.Flush() })
}

// Close gives a coroutine that closes the file; closing it again does nothing.
func (f *File) Close() *asyncio.Coroutine[asyncio.None] {
	return asyncio.ToThreadErr(func() error {
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.closed {
			return nil
		}
		f.closed = true
		return errors.Join(f.buf.Flush(), f.f.Close())
	})
}

// Closed reports whether Close has closed the file.
func (f *File) Closed() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.closed
}

// Mode gives the mode that the file was opened in.
func (f *File) Mode() string { return f.mode }
