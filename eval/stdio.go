package eval

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
)

// The standard streams of the process. Cells may set others in their place, as tests do that look at what is printed.
var processStdin, processStdout, processStderr = os.Stdin, os.Stdout, os.Stderr

// A printer is where fmt.Print prints: to the cell, or to the file that cells have set as standard output, as long as it
// is open.
type printer struct{ io.Writer }

// Write writes to what is standard output now.
func (p printer) Write(b []byte) (int, error) {
	if f := os.Stdout; f != nil && f != processStdout {
		if n, err := f.Write(b); !errors.Is(err, os.ErrClosed) {
			return n, err
		}
	}
	return p.Writer.Write(b)
}

// input returns what fmt.Scan reads.
func (r *stdin) input() io.Reader {
	if f := os.Stdin; f != nil && f != processStdin {
		return f
	}
	return r.scanner
}

// stream returns a writer to the cell that the calling goroutine works for.
func (s *Session) stream(name string) io.Writer { return &streamWriter{session: s, name: name} }

// streamWriter writes to the cell of the task or goroutine that writes; where that is not known, to the cell of the
// one that made the writer.
type streamWriter struct {
	session *Session
	name    string
	maker   *execution
}

// Write never fails: output that nobody can receive is lost.
func (w *streamWriter) Write(p []byte) (int, error) {
	x := owner.Get()
	if x == nil || x.session != w.session {
		if x = w.maker; x == nil {
			x = w.session.current()
		}
	}
	if x != nil {
		x.write(w.name, string(p))
	}
	return len(p), nil
}

// WriteString is Write.
func (w *streamWriter) WriteString(s string) (int, error) { return w.Write([]byte(s)) }

// Close does nothing: the stream is the session's.
func (w *streamWriter) Close() error { return nil }

// write sends output of the cell, and remembers the line begun on standard output: the prompt of an input.
func (x *execution) write(name, text string) {
	if name == "stdout" {
		x.lineMu.Lock()
		if i := strings.LastIndexByte(text, '\n'); i >= 0 {
			x.line = text[i+1:]
		} else {
			x.line += text
		}
		x.lineMu.Unlock()
	}
	x.out.Stream(name, text)
}

// prompt returns the line begun on standard output, and forgets it.
func (x *execution) prompt() string {
	x.lineMu.Lock()
	defer x.lineMu.Unlock()
	line := x.line
	x.line = ""
	return line
}

// file returns what stands for a standard stream of the process in cells; nil for other files.
func (s *Session) file(f *os.File) any {
	switch f {
	case processStdout:
		return &streamWriter{s, "stdout", s.current()}
	case processStderr:
		return &streamWriter{s, "stderr", s.current()}
	case processStdin:
		return s.stdin
	}
	return nil
}

// stdin is the standard input of cells: a read asks the user of the cell that reads for a line.
type stdin struct {
	session *Session
	mu      sync.Mutex
	rest    bytes.Buffer
	scanner *bufio.Reader // of fmt.Scan and its like, which read no further than they need
}

// Read gives what is left of the last line, or asks for one.
func (r *stdin) Read(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.rest.Len() == 0 {
		x := r.session.current()
		if x == nil {
			return 0, io.EOF
		}
		stops := r.session.stopCount()
		line, err := x.out.Input(x.prompt(), false)
		if err != nil {
			if stops != r.session.stopCount() {
				r.session.interruptInput(x)
			}
			return 0, err
		}
		fmt.Fprintln(&r.rest, line)
	}
	return r.rest.Read(p)
}

// Close does nothing: the stream is the session's.
func (r *stdin) Close() error { return nil }

// input answers asyncio.Input and Password: it asks the user of the cell whose task asks.
func (s *Session) input(_ context.Context, prompt string, password bool) (string, error) {
	x := s.current()
	if x == nil {
		return "", io.EOF
	}
	if prompt == "" {
		prompt = x.prompt()
	}
	return x.out.Input(prompt, password)
}
