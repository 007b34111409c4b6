package rt

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"reflect"
)

// Functions of Go's library that read until there is no more may never return: there are readers without end. Between two
// reads they are interrupted, and held to the limit of the memory, as loops of cells are.

// A watchedReader passes a checkpoint before it reads.
type watchedReader struct {
	env *Env
	io.Reader
}

// Read reads.
func (r watchedReader) Read(p []byte) (int, error) {
	if r.env.stopping() {
		r.env.checkpoint(0)
	}
	return r.Reader.Read(p)
}

// stopping reads the flag that checkpoints test.
//
//go:norace
func (e *Env) stopping() bool { return *e.stop }

// watched returns a reader that is watched; nil stays nil.
func (e *Env) watched(r io.Reader) io.Reader {
	if r == nil {
		return nil
	}
	return watchedReader{e, r}
}

// copied returns the source of a copy to w: watched, unless one of the two has a way of its own that keeps nothing.
func (e *Env) copied(w io.Writer, r io.Reader) io.Reader {
	_, gives := r.(io.WriterTo)
	_, takes := w.(io.ReaderFrom)
	_, file := r.(*os.File)
	_, buffer := w.(*bytes.Buffer)
	if gives && !(file && (buffer || !takes)) || takes && !buffer {
		return r
	}
	return e.watched(r)
}

// watchedFile returns a reader for what keeps its place in it: a file is watched, and has no other use there.
func (e *Env) watchedFile(r io.Reader) io.Reader {
	if f, ok := r.(*os.File); ok && f != nil {
		return watchedReader{e, f}
	}
	return r
}

// readingPatches returns the functions of a package that read to the end.
func (e *Env) readingPatches(path string) map[string]any {
	switch path {
	case "io":
		return map[string]any{
			"ReadAll": func(r io.Reader) ([]byte, error) { return io.ReadAll(e.watched(r)) },
			"Copy":    func(w io.Writer, r io.Reader) (int64, error) { return io.Copy(w, e.copied(w, r)) },
			"CopyN":   func(w io.Writer, r io.Reader, n int64) (int64, error) { return io.CopyN(w, e.copied(w, r), n) },
			"CopyBuffer": func(w io.Writer, r io.Reader, b []byte) (int64, error) {
				return io.CopyBuffer(w, e.copied(w, r), b)
			},
		}
	case "io/ioutil":
		return map[string]any{
			"ReadAll":  func(r io.Reader) ([]byte, error) { return io.ReadAll(e.watched(r)) },
			"ReadFile": e.readFile,
		}
	case "os":
		return map[string]any{"ReadFile": e.readFile, "NewFile": newFile}
	case "bufio":
		return map[string]any{
			"NewReader":  func(r io.Reader) *bufio.Reader { return bufio.NewReader(e.watchedFile(r)) },
			"NewScanner": func(r io.Reader) *bufio.Scanner { return bufio.NewScanner(e.watchedFile(r)) },
		}
	}
	return nil
}

// readFile is os.ReadFile.
func (e *Env) readFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var size int64
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		size = info.Size()
	}
	e.room(float64(size))
	var b bytes.Buffer
	b.Grow(int(size) + bytes.MinRead)
	if _, err := b.ReadFrom(e.watched(f)); err != nil {
		return b.Bytes(), err
	}
	return b.Bytes(), nil
}

// readingMethod returns the same for a method.
func (e *Env) readingMethod(recv reflect.Type, name string) any {
	if recv == reflect.TypeFor[*bytes.Buffer]() && name == "ReadFrom" {
		return func(b *bytes.Buffer, r io.Reader) (int64, error) { return b.ReadFrom(e.watched(r)) }
	}
	return nil
}
