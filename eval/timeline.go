package eval

import (
	"go/token"
	"strconv"
	"strings"

	asyncio "goasync/asyncrt"
	"goasync/eval/internal/run"
	"goasync/eval/internal/timeline"
	"goasync/eval/magic"
)

// timeline performs %%timeline: it runs the cell and shows what its tasks did, however it ends.
func (p *performer) timeline(step magic.Step) Result {
	if strings.TrimSpace(step.Source) == "" {
		return misused(step, "nothing to run")
	}
	if p.tracing {
		return p.body(step) // under another one
	}
	var recorder *timeline.Recorder
	var stop func()
	if !p.onLoop(func() {
		recorder = timeline.NewRecorder(p.loop, p.records, p.isMain)
		stop = p.env.Trace(recorder.Mark)
	}) {
		return failed("MagicError", "the loop is blocked: nothing can be recorded before it goes on")
	}
	p.tracing = true
	result := p.body(step)
	p.tracing = false
	var t *timeline.Timeline
	if !p.onLoop(func() { stop(); t = recorder.Stop() }) {
		return result
	}
	if len(t.Lanes) > 0 {
		t.Title, t.Where, t.Virtual = p.cell.Name, p.where, p.clock != nil && p.clock.Virtual()
		p.out.Display(Display{Data: map[string]any{"text/html": t.HTML(), "image/svg+xml": t.SVG(), "text/plain": strings.TrimSuffix(t.Text(), "\n")}})
	}
	return result
}

// records reports whether a task belongs to what runs under %%timeline.
func (p *performer) records(t asyncio.AnyTask) bool {
	x := owner.GetIn(t.GetContext())
	return x != nil && x.performer == p && !p.apart
}

// isMain tells the task that runs the statements of the cell.
func (p *performer) isMain(t asyncio.AnyTask) bool { return t.GetCoro().Name() == p.cell.Name }

// where tells the line of a place in this or another cell.
func (p *performer) where(place int) (where, text string) {
	pos := p.machine.FileSet().Position(token.Pos(place))
	cell := strings.TrimSuffix(pos.Filename, run.FileSuffix)
	where = "line " + strconv.Itoa(pos.Line)
	if cell != p.cell.Name {
		where = cell + " " + where
	}
	return where, p.sources.line(cell, pos.Line)
}
