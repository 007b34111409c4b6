// Package display shows things in notebooks: HTML, formulas, pictures, tables, plots, progress bars. Cells import it as
// "display"; compiled programs may too, and then it shows the text form of things on the terminal.
//
//	display.Display(display.Markdown("**bold**"))   // shows, anywhere in a cell or in a task
//	display.HTML("<b>bold</b>")                     // as the last expression of a cell
//	h := display.Display(0); h.Update(1)            // replaces what was shown
//
// What is shown appears in the output of the cell whose task shows it, however late. Every value has a form: its own
// when it is a Displayer, a picture for an image.Image, a table for a list of structs or maps, else its text. The names
// are those of IPython.display.
package display

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"goasync/eval/internal/outlet"
)

// A Bundle is something to show, in one or several forms: MIME types to data. Text is a string, binary data a string in
// base64, JSON any value that encoding/json takes.
type Bundle map[string]any

// A Displayer shows itself. Front ends choose the richest form that they know; a form of type text/plain is for all
// others, the terminal among them.
type Displayer interface {
	MIMEBundle() Bundle
}

// stdout is where programs without a notebook show things.
var stdout io.Writer = os.Stdout

// A Handle is something shown that can be replaced. It is safe for concurrent use.
type Handle struct {
	id     string
	outlet outlet.Outlet
	text   string // what the terminal shows
	mu     sync.Mutex
}

// Display shows v in the output of the calling cell (IPython.display.display with display_id=True).
func Display(v any) *Handle {
	h := &Handle{id: newID(), outlet: outlet.Current()}
	h.show(h.bundleOf(v), false)
	return h
}

// Update replaces what the handle stands for by v, wherever it is shown (DisplayHandle.update).
func (h *Handle) Update(v any) { h.show(h.bundleOf(v), true) }

// ID gives the display id, which no other thing on show has.
func (h *Handle) ID() string { return h.id }

// String says what it is.
func (h *Handle) String() string { return "<display " + h.id + ">" }

// bundleOf is BundleOf for callers without a cell of their own.
func (h *Handle) bundleOf(v any) Bundle { return bundleOf(h.outlet, v) }

func (h *Handle) show(b Bundle, update bool) {
	if h.outlet != nil {
		h.outlet.Display(b, nil, h.id, update)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if text := b.text(); !update || text != h.text {
		h.text = text
		fmt.Fprintln(stdout, strings.TrimSuffix(text, "\n"))
	}
}

// text is what a terminal shows of a bundle.
func (b Bundle) text() string {
	for _, mime := range []string{"text/plain", "text/markdown"} {
		if s, ok := b[mime].(string); ok {
			return s
		}
	}
	return "<display>"
}

func newID() string {
	var b [16]byte
	rand.Read(b[:]) // it does not fail
	return hex.EncodeToString(b[:])
}

// Clear clears the output of the calling cell; with wait only when something new comes, so that it does not flicker
// (IPython.display.clear_output).
func Clear(wait bool) {
	if o := outlet.Current(); o != nil {
		o.Clear(wait)
	}
}

// A Capture is the output that a cell under %%capture would have had.
type Capture struct {
	Stdout, Stderr string
	Displays       []Bundle // what was shown, the result last
}

// LastCapture gives what the last cell under %%capture of the session would have shown. `%%capture name` gives it to the
// variable.
func LastCapture() *Capture {
	o := outlet.Current()
	if o == nil {
		return &Capture{}
	}
	taken := o.Captured()
	c := &Capture{Stdout: taken.Stdout, Stderr: taken.Stderr}
	for _, d := range taken.Displays {
		c.Displays = append(c.Displays, d)
	}
	return c
}

// Show shows everything that was captured: text first.
func (c *Capture) Show() {
	fmt.Fprint(stdoutOf(outlet.Current()), c.Stdout)
	for _, d := range c.Displays {
		Display(d)
	}
}

// MIMEBundle makes a Bundle a Displayer: it shows what it holds.
func (b Bundle) MIMEBundle() Bundle { return b }

// String gives what was written on standard output.
func (c *Capture) String() string { return c.Stdout }
