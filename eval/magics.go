package eval

import (
	"context"
	"fmt"
	"strings"
	"time"

	"goasync/eval/display"
	"goasync/eval/magic"
)

// performer runs the steps of one cell: its Go and its magics.
type performer struct {
	*Session
	ctx   context.Context
	cell  Cell
	out   Output
	stops int // interrupts that came before the step that runs

	spent   time.Duration // by the steps that ran, compiling apart
	virtual time.Duration // of the loop's time
	tracing bool          // under %%timeline
	apart   bool          // what runs is not the cell's own, and no timeline shows it
}

// perform runs steps in their order, until one fails. The last one's result is the cell's; what a magic before it
// answers is shown where it stands.
func (p *performer) perform(steps []magic.Step) (last Result) {
	for i, step := range steps {
		if last = p.step(step); last.Err != nil {
			return last
		}
		p.stops = p.stopCount()
		if i+1 < len(steps) && step.Kind != magic.Go && last.Data != nil && (step.Magic == nil || !step.Magic.Go) {
			p.out.Display(Display{Data: last.Data})
		}
	}
	return last
}

func (p *performer) step(step magic.Step) Result {
	switch step.Kind {
	case magic.Go:
		return p.golang(step.Source)
	case magic.Shell:
		return p.shell("", p.expand(step.Args), false)
	case magic.Help:
		return p.help(step.Args, step.Detail)
	}
	if step.Args != "" && !step.Magic.TakesArguments(step.Kind) {
		return misused(step, "%q is too much", step.Args)
	}
	if step.Kind == magic.Cell {
		if step.Magic.Text {
			return p.text(step)
		}
	}
	perform, ok := performs[step.Magic.Name]
	if !ok {
		return failed("MagicError", "%%%s does not work here", step.Magic.Name)
	}
	return perform(p, step)
}

// performs are the magics but for those that take a text.
var performs map[string]func(*performer, magic.Step) Result

func init() { // not a literal: help refers to it through perform
	performs = map[string]func(*performer, magic.Step) Result{
		"cancel":   (*performer).cancel,
		"capture":  (*performer).capture,
		"cd":       (*performer).changeDir,
		"clock":    (*performer).switchClock,
		"env":      (*performer).environment,
		"help":     func(p *performer, s magic.Step) Result { return p.help(s.Args, false) },
		"history":  (*performer).showHistory,
		"load":     (*performer).load,
		"lsmagic":  func(p *performer, s magic.Step) Result { return listMagics() },
		"pwd":      (*performer).workingDir,
		"reset":    (*performer).reset,
		"tasks":    (*performer).tasks,
		"time":     (*performer).time,
		"timeit":   (*performer).timeIt,
		"timeline": (*performer).timeline,
		"who":      (*performer).who,
		"whos":     (*performer).whos,
	}
}

// failed is the failure of a magic.
func failed(name, format string, args ...any) Result {
	value := fmt.Sprintf(format, args...)
	return Result{Err: &Failure{Name: name, Value: value, Traceback: []string{red + name + reset + ": " + value}}}
}

// misused is the failure of a magic that was not written as it is to be.
func misused(step magic.Step, format string, args ...any) Result {
	return failed("MagicError", "%s (usage: %s)", fmt.Sprintf(format, args...), step.Magic.UsageOf(step.Kind))
}

func failedWith(err error) Result { return failed("MagicError", "%s", err) }

// shows is the result of a magic that answers with something to show.
func shows(d display.Displayer) Result { return Result{Data: d.MIMEBundle()} }

func showsText(text string) Result {
	return Result{Data: map[string]any{"text/plain": strings.TrimSuffix(text, "\n")}}
}

func (p *performer) print(format string, args ...any) {
	p.out.Stream("stdout", fmt.Sprintf(format, args...))
}

// newExecution returns an execution of a cell, or of a part of it.
func (p *performer) newExecution(cell Cell) *execution {
	x := &execution{session: p.Session, cell: cell, out: p.out, stops: p.stops, done: make(chan struct{})}
	p.setLatest(x)
	return x
}

// golang runs Go that stands at its place in the cell.
func (p *performer) golang(source string) Result {
	cell := p.cell
	cell.Source = source
	x := p.newExecution(cell)
	x.performer = p
	result := p.executeGo(p.ctx, x)
	p.spent += x.took
	p.virtual += x.virtual
	return result
}

// body runs the Go under a cell magic or behind a line magic, which may have magics of its own.
func (p *performer) body(step magic.Step) Result {
	steps, errs := magic.Parse(p.cell.Name, step.Source)
	if len(errs) > 0 {
		return Result{Err: compileFailure(errs)}
	}
	return p.perform(steps)
}

// text performs a magic that takes a text.
func (p *performer) text(step magic.Step) Result {
	var d display.Displayer
	switch step.Magic.Name {
	case "bash", "sh":
		return p.script(step)
	case "writefile":
		return p.writeFile(step)
	case "html":
		d = display.HTML(step.Body)
	case "markdown":
		d = display.Markdown(step.Body)
	case "latex":
		d = display.LaTeX(step.Body)
	case "svg":
		d = display.SVG(step.Body)
	case "javascript":
		d = display.JavaScript(step.Body)
	}
	p.out.Display(Display{Data: d.MIMEBundle()})
	return Result{}
}
