package eval

import (
	"go/token"
	"strings"
	"sync"

	"goasync/eval/internal/outlet"
	"goasync/eval/magic"
)

// captured is the output of a cell under %%capture. What its tasks write after its end is lost.
type captured struct {
	mu             sync.Mutex
	stdout, stderr strings.Builder
	displays       []Display
	clear          bool // before the next output
	ask            func(prompt string, password bool) (string, error)
}

// Stream implements Output.
func (c *captured) Stream(name, text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.clearLocked()
	if name == "stderr" {
		c.stderr.WriteString(text)
	} else {
		c.stdout.WriteString(text)
	}
}

// Display implements Output.
func (c *captured) Display(d Display) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !d.Update {
		c.clearLocked()
		c.displays = append(c.displays, d)
		return
	}
	for i := range c.displays {
		if c.displays[i].ID == d.ID {
			c.displays[i] = d
		}
	}
}

// Clear implements Output.
func (c *captured) Clear(wait bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.clear = true; !wait {
		c.clearLocked()
	}
}

func (c *captured) clearLocked() {
	if c.clear {
		c.clear, c.displays = false, nil
		c.stdout.Reset()
		c.stderr.Reset()
	}
}

// Input implements Output.
func (c *captured) Input(prompt string, password bool) (string, error) {
	return c.ask(prompt, password)
}

// capture performs %%capture.
func (p *performer) capture(step magic.Step) Result {
	if step.Args != "" && (!token.IsIdentifier(step.Args) || step.Args == "_") {
		return misused(step, "%q is no name", step.Args)
	}
	taken := &captured{ask: p.out.Input}
	out := p.out
	p.out = taken
	result := p.body(step)
	p.out = out
	taken.mu.Lock()
	c := outlet.Captured{Stdout: taken.stdout.String(), Stderr: taken.stderr.String()}
	for _, d := range taken.displays {
		c.Displays = append(c.Displays, d.Data)
	}
	taken.mu.Unlock()
	if result.Data != nil {
		c.Displays = append(c.Displays, result.Data)
	}
	p.mu.Lock()
	p.captured = c
	p.mu.Unlock()
	if step.Args == "" {
		return Result{Err: result.Err}
	}
	p.apart = true
	assigned := p.golang("import \"display\"\n" + step.Args + " := display.LastCapture()\n")
	p.apart = false
	if result.Err != nil {
		return Result{Err: result.Err}
	}
	return assigned
}
