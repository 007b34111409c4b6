package display

import (
	"fmt"
	"html"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"goasync/eval/internal/outlet"
)

// A Bar is a progress bar. It appears where it was made and changes in place: in notebooks as a bar, on a terminal as a
// line that is written again, in a file as the line that it came to. It is safe for concurrent use: tasks and threads
// may share one.
type Bar struct {
	mu      sync.Mutex
	total   int
	n       int
	name    string
	shown   time.Time // when it was drawn the last time but the first
	closed  bool
	handle  *Handle // nil without a notebook
	inPlace bool    // standard output is a terminal
	pending *time.Timer
}

// Progress shows a progress bar for total steps; with a total of 0 or less it counts. Add takes the steps. When all are
// taken it is finished, otherwise Close says so.
//
//	bar := display.Progress(len(tasks))
//	for c := range asyncio.AsCompleted(tasks...) { await c; bar.Add(1) }
func Progress(total int) *Bar {
	b := &Bar{total: total}
	if o := outlet.Current(); o != nil {
		b.handle = &Handle{id: newID(), outlet: o}
		b.handle.show(b.bundle(), false)
	} else if f, ok := stdout.(*os.File); ok {
		info, err := f.Stat()
		b.inPlace = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return b
}

// Describe names the bar, and returns it.
func (b *Bar) Describe(name string) *Bar {
	b.change(func() { b.name = name })
	return b
}

// Add takes n steps.
func (b *Bar) Add(n int) { b.change(func() { b.n += n }) }

// Set says that n steps are taken.
func (b *Bar) Set(n int) { b.change(func() { b.n = n }) }

// Value gives the number of steps taken.
func (b *Bar) Value() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.n
}

// Close finishes the bar where it stands. It may be called more than once.
func (b *Bar) Close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.closed {
		b.closed = true
		b.draw(true)
	}
}

// Range gives the steps from 0 on, and takes each when it is done: `for i := range bar.Range()`.
func (b *Bar) Range() func(yield func(int) bool) {
	return func(yield func(int) bool) {
		defer b.Close()
		for i := b.Value(); i < b.total; i++ {
			if !yield(i) {
				return
			}
			b.Add(1)
		}
	}
}

// interval is how often a bar is drawn again at most.
const interval = 100 * time.Millisecond

func (b *Bar) change(set func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return
	}
	set()
	b.closed = b.total > 0 && b.n >= b.total
	switch wait := interval - time.Since(b.shown); {
	case b.closed || wait <= 0:
		b.draw(b.closed)
	case b.pending == nil:
		b.pending = time.AfterFunc(wait, b.late)
	}
}

// late draws a change that came too soon after the one before.
func (b *Bar) late() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.pending != nil && !b.closed {
		b.pending = nil
		b.draw(false)
	}
}

// draw shows the bar as it stands. The caller holds the mutex.
func (b *Bar) draw(last bool) {
	if b.pending != nil {
		b.pending.Stop()
		b.pending = nil
	}
	b.shown = time.Now()
	switch {
	case b.handle != nil:
		b.handle.show(b.bundle(), true)
	case b.inPlace:
		fmt.Fprint(stdout, "\r", b.text(), "\x1b[K")
		if last {
			io.WriteString(stdout, "\n")
		}
	case last:
		fmt.Fprintln(stdout, b.text())
	}
}

func (b *Bar) bundle() Bundle { return Bundle{"text/html": b.html(), "text/plain": b.text()} }

// String gives the bar as a terminal shows it.
func (b *Bar) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text()
}

func (b *Bar) text() string {
	name := b.name
	if name != "" {
		name += " "
	}
	if b.total <= 0 {
		return fmt.Sprintf("%s%d", name, b.n)
	}
	const cells = 30
	n := min(max(b.n, 0), b.total)
	full := n * cells / b.total
	return fmt.Sprintf("%s%3d%% [%s%s] %d/%d", name, n*100/b.total, strings.Repeat("█", full), strings.Repeat("·", cells-full), b.n, b.total)
}

func (b *Bar) html() string {
	name := html.EscapeString(b.name)
	if name != "" {
		name += " "
	}
	if b.total <= 0 {
		return fmt.Sprintf(`<div>%s%d</div>`, name, b.n)
	}
	n := min(max(b.n, 0), b.total)
	colour := "#2196f3"
	switch {
	case b.n >= b.total:
		colour = "#4caf50"
	case b.closed:
		colour = "#c62828"
	}
	return fmt.Sprintf(`<div style="display: flex; align-items: center; gap: 0.6em; max-width: 40em">`+
		`<span>%s%d%%</span><span style="flex: 1; height: 0.9em; border-radius: 0.45em; background: rgba(128, 128, 128, 0.25); overflow: hidden">`+
		`<span style="display: block; height: 100%%; width: %.1f%%; background: %s"></span></span><span>%d/%d</span></div>`,
		name, n*100/b.total, float64(n)*100/float64(b.total), colour, b.n, b.total)
}

// MIMEBundle implements Displayer.
func (b *Bar) MIMEBundle() Bundle {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.bundle()
}
