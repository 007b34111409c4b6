// Package terminal shows runs of notebooks to a person: what cells print, which
// cell runs, progress bars where there is a terminal, and what became of it all.
//
// What cells show goes to standard output, their standard error and everything
// about the run to standard error, so that `go-async run n.ipynb > out.txt`
// keeps the notebook's own output alone. It holds no state of the run itself.
//
// To start: [New], [Terminal.View] for each notebook, [View.Report] for its
// events, [Terminal.Close].
package terminal

import (
	"bytes"
	"io"
	"os"
	"sync"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"
)

// Terminal is where runs are shown. It is safe for concurrent use.
type Terminal struct {
	mu       sync.Mutex // one block of lines at a time
	out, err io.Writer
	colour   bool
	bars     *mpb.Progress // nil: no bars
}

// New shows on the writers given, stdout and stderr in a program. Bars are
// shown where stderr is a terminal and bars is true; colours are kept where
// stdout is one.
func New(stdout, stderr io.Writer, bars bool) *Terminal {
	t := &Terminal{out: stdout, err: stderr, colour: isTerminal(stdout)}
	if bars && isTerminal(stderr) {
		t.bars = mpb.New(mpb.WithOutput(stderr), mpb.WithWidth(30))
		t.err = &lineWriter{to: t.bars}
		if t.colour {
			t.out = &lineWriter{to: t.bars}
		}
	}
	return t
}

// Close shows what is left and takes the bars away.
func (t *Terminal) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.flush()
	if t.bars != nil {
		t.bars.Wait()
	}
}

func (t *Terminal) flush() {
	for _, w := range []io.Writer{t.out, t.err} {
		if lw, ok := w.(*lineWriter); ok {
			lw.flush()
		}
	}
}

// newBar is a bar for a notebook of so many cells.
func (t *Terminal) newBar(name string, total int) *mpb.Bar {
	if t.bars == nil {
		return nil
	}
	return t.bars.AddBar(int64(total),
		mpb.PrependDecorators(decor.Name(name, decor.WCSyncSpaceR), decor.CountersNoUnit("%d/%d ", decor.WCSyncSpace)),
		mpb.AppendDecorators(decor.Elapsed(decor.ET_STYLE_GO)),
		mpb.BarRemoveOnComplete())
}

// lineWriter passes on whole lines: text above a bar cannot end in the middle
// of one.
type lineWriter struct {
	to   io.Writer
	rest []byte
}

func (w *lineWriter) Write(p []byte) (int, error) {
	w.rest = append(w.rest, p...)
	end := bytes.LastIndexByte(w.rest, '\n') + 1
	if end == 0 {
		return len(p), nil
	}
	_, err := w.to.Write(w.rest[:end])
	w.rest = append(w.rest[:0], w.rest[end:]...)
	return len(p), err
}

func (w *lineWriter) flush() {
	if len(w.rest) > 0 {
		w.to.Write(append(w.rest, '\n')) // to a screen: there is nobody to tell of a failure
		w.rest = w.rest[:0]
	}
}

func isTerminal(w any) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
