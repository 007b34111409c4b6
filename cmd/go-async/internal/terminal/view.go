package terminal

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/vbauerster/mpb/v8"

	"goasync/cmd/go-async/internal/nbformat"
	"goasync/cmd/go-async/internal/nbrun"
)

// View shows one notebook's run.
type View struct {
	t        *Terminal
	name     string
	block    bool // shown in one piece when the run has ended
	out, err io.Writer
	held     []piece
	bar      *mpb.Bar
	begun    int    // the cell whose heading was shown last
	midLine  bool   // the last text did not end its line
	latest   []late // what has replaced something shown, and is not on the screen yet
	inPlace  string // the id of the display that is the last line on the screen
	counts   map[nbrun.Status]int
	failed   []nbrun.CellReport

	different []nbrun.CellReport // from what is stored
}

// late is the text of a display that is to be shown again.
type late struct{ id, text string }

// piece is text held back, and where it goes.
type piece struct {
	to   io.Writer
	text []byte
}

// View begins the view of the notebook called name. With block its output is
// held back and shown in one piece, which several notebooks at once need.
func (t *Terminal) View(name string, block bool) *View {
	v := &View{t: t, name: name, block: block, counts: map[nbrun.Status]int{}}
	v.out, v.err = viewWriter{v, t.out}, viewWriter{v, t.err}
	return v
}

type viewWriter struct {
	v  *View
	to io.Writer
}

func (w viewWriter) Write(p []byte) (int, error) {
	if !w.v.t.colour {
		p = colours.ReplaceAll(p, nil)
	}
	if w.v.block {
		w.v.held = append(w.v.held, piece{w.to, bytes.Clone(p)})
		return len(p), nil
	}
	_, err := w.to.Write(p)
	return len(p), err
}

// colours matches what only a terminal understands (SGR sequences).
var colours = regexp.MustCompile("\x1b\\[[0-9;]*m")

// Report shows one event. Its events must come one at a time; those of
// different views may come at once.
func (v *View) Report(e nbrun.Event) {
	v.t.mu.Lock()
	defer v.t.mu.Unlock()
	switch e.Kind {
	case nbrun.Started:
		fmt.Fprintf(v.err, "%s: %s\n", v.name, plural(e.Total, "code cell"))
		v.bar = v.t.newBar(v.name, e.Total)
	case nbrun.CellStarted:
		v.heading(e.Cell)
	case nbrun.CellOutput:
		v.output(e)
	case nbrun.CellDone:
		v.done(e.Cell)
	case nbrun.CellDiffers:
		v.differs(e.Cell)
	case nbrun.Finished:
		if v.bar != nil {
			v.bar.SetTotal(-1, true)
		}
		v.finished(e)
	}
}

// Raw shows text that came outside any cell's output.
func (v *View) Raw(text string) {
	v.t.mu.Lock()
	defer v.t.mu.Unlock()
	v.write(v.err, text)
}

func (v *View) heading(c nbrun.CellReport) {
	v.settle()
	v.endLine()
	v.begun = c.Index
	fmt.Fprintf(v.err, "[%d] %s\n", c.Count, c.Title)
}

func (v *View) output(e nbrun.Event) {
	if e.Update {
		v.replace(e.DisplayID, plain(e.Output))
		return
	}
	v.settle()
	v.inPlace = ""
	defer func() { v.inPlace = e.DisplayID }()
	if v.begun != e.Cell.Index { // a background task of an earlier cell
		v.endLine()
		fmt.Fprintf(v.err, "[%d] again:\n", e.Cell.Count)
		v.begun = e.Cell.Index
	}
	switch o := e.Output; o.Type() {
	case "stream":
		to := v.out
		if o.Stream() == "stderr" {
			to = v.err
		}
		v.write(to, o.Text())
	case "error":
		v.endLine()
		name, value, traceback := o.Failure()
		if len(traceback) == 0 {
			traceback = []string{name + ": " + value}
		}
		v.write(v.err, strings.Join(traceback, "\n")+"\n")
	case "execute_result":
		v.endLine()
		v.write(v.out, fmt.Sprintf("Out[%d]: %s\n", e.Cell.Count, plain(o)))
	default:
		v.endLine()
		v.write(v.out, plain(o)+"\n")
	}
}

// plain is what a terminal can show of a MIME bundle.
func plain(o nbformat.Output) string {
	data := o.Data()
	for _, mime := range []string{"text/plain", "text/markdown"} {
		if s, ok := data[mime].(string); ok {
			return strings.TrimSuffix(s, "\n")
		}
	}
	return "<" + strings.Join(slices.Sorted(maps.Keys(data)), ", ") + ">"
}

// replace shows what has taken the place of something shown: a progress bar, say. On a terminal without bars of ours the
// last line is written again; elsewhere the last text of many is shown, when something else comes.
func (v *View) replace(id, text string) {
	if id != "" && id == v.inPlace && v.t.colour && v.t.bars == nil && !v.block && !strings.Contains(text, "\n") {
		v.write(v.out, "\x1b[A\r\x1b[K"+text+"\n")
		return
	}
	for i := range v.latest {
		if v.latest[i].id == id {
			v.latest[i].text = text
			return
		}
	}
	v.latest = append(v.latest, late{id, text})
}

// settle shows the last of the texts that have replaced something.
func (v *View) settle() {
	for _, l := range v.latest {
		v.endLine()
		v.write(v.out, l.text+"\n")
	}
	v.latest = nil
}

func (v *View) done(c nbrun.CellReport) {
	v.settle()
	v.inPlace = ""
	v.endLine()
	v.counts[c.Status]++
	if c.Status == nbrun.Failed {
		v.failed = append(v.failed, c)
	}
	if v.bar != nil {
		v.bar.Increment()
	}
}

// differs shows how the outputs of a cell that is done differ from those stored.
func (v *View) differs(c nbrun.CellReport) {
	v.settle()
	v.endLine()
	v.different = append(v.different, c)
	fmt.Fprintf(v.err, "[%d] differs from what is stored: %s\n", c.Count, c.Title)
	for line := range strings.Lines(c.Difference) {
		switch line[0] {
		case '-':
			line = "\x1b[31m" + strings.TrimSuffix(line, "\n") + "\x1b[0m\n"
		case '+':
			line = "\x1b[32m" + strings.TrimSuffix(line, "\n") + "\x1b[0m\n"
		}
		fmt.Fprint(v.err, "    "+line)
	}
}

func (v *View) finished(e nbrun.Event) {
	v.settle()
	v.endLine()
	verdict := "passed"
	switch {
	case e.Failed:
		verdict = "FAILED"
	case len(v.failed) > 0:
		verdict = "finished" // errors were allowed
	}
	fmt.Fprintf(v.err, "%s: %s, %s in %v%s\n", v.name, verdict,
		plural(v.counts[nbrun.Passed]+v.counts[nbrun.Raised]+v.counts[nbrun.Failed], "cell"),
		e.Duration.Round(time.Millisecond), v.remarks(e.Total))
	v.show()
}

// show brings what was held back to the screen.
func (v *View) show() {
	for _, p := range v.held {
		p.to.Write(p.text) // to a screen: there is nobody to tell of a failure
	}
	v.held = nil
	v.t.flush()
}

// Close ends the view of a run that may have broken off before its last event.
func (v *View) Close() {
	v.t.mu.Lock()
	defer v.t.mu.Unlock()
	if v.bar != nil {
		v.bar.SetTotal(-1, true)
	}
	v.endLine()
	v.show()
}

// remarks says in brackets what the counts of a run without trouble leave out.
func (v *View) remarks(total int) string {
	var parts []string
	for _, c := range v.failed {
		parts = append(parts, fmt.Sprintf("cell [%d] failed: %s", c.Count, c.Failure.Name))
	}
	for _, c := range v.different {
		parts = append(parts, fmt.Sprintf("cell [%d] differs", c.Count))
	}
	if n := v.counts[nbrun.Raised]; n > 0 {
		parts = append(parts, fmt.Sprintf("%d raised as expected", n))
	}
	if n := total - v.counts[nbrun.Passed] - v.counts[nbrun.Raised] - v.counts[nbrun.Failed]; n > 0 {
		parts = append(parts, fmt.Sprintf("%d not run", n))
	}
	if parts == nil {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

func (v *View) write(to io.Writer, text string) {
	io.WriteString(to, text)
	v.midLine = text != "" && !strings.HasSuffix(text, "\n")
}

func (v *View) endLine() {
	if v.midLine {
		v.write(v.out, "\n")
	}
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
