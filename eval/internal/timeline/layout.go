package timeline

import (
	"fmt"
	"strings"
	"time"

	"goasync/eval/internal/shown"
)

// A row is a lane as all forms draw it.
type row struct {
	*Lane
	index    int
	tree     string // the lines that lead from the task that made it to its name
	segments []segment
}

// A segment is a span, or several that are too short to be drawn one by one.
type segment struct {
	Span
	steps int     // how many spans it stands for
	share float64 // of its time, how much the task ran
}

// A link is a line from one row to another at a time: from the task that makes another, or from the end of a task to one
// that waited for it.
type link struct {
	at       time.Duration
	from, to *row
	join     bool
}

// A layout is what the chart and the picture draw.
type layout struct {
	*Timeline
	rows  []*row
	links []link
	more  int // tasks that are not drawn
}

// The bounds of a drawing.
const (
	maxRows    = 150
	maxDepth   = 8
	allDetails = 8000 // spans of all rows together, by which time is divided
)

// layout arranges the lanes: a task stands below the one that made it.
func (t *Timeline) layout(limit int) *layout {
	lo := &layout{Timeline: t}
	lo.rows = t.tree(limit)
	lo.more = len(t.Lanes) - len(lo.rows) + t.LostTasks
	parts := min(max(allDetails/max(len(lo.rows), 1), 50), 400)
	resolution := (t.To - t.From) / time.Duration(parts)
	for i, r := range lo.rows {
		r.index, r.segments = i, merge(r.Spans, resolution)
	}
	lo.link()
	return lo
}

// tree gives the rows in the order of the tree of who made whom. Where there are too many, tasks that ended well are left
// out from the last on, for the others are what one looks for.
func (t *Timeline) tree(limit int) []*row {
	shown := t.chosen(limit)
	children := map[*Lane][]*Lane{}
	for _, l := range t.Lanes {
		if shown[l] {
			parent := l.Parent
			for parent != nil && !shown[parent] {
				parent = parent.Parent
			}
			children[parent] = append(children[parent], l)
		}
	}
	var rows []*row
	var add func(l *Lane, tree, below string, depth int)
	add = func(l *Lane, tree, below string, depth int) {
		rows = append(rows, &row{Lane: l, tree: tree})
		for i, c := range children[l] {
			switch {
			case depth >= maxDepth:
				add(c, below, below, depth)
			case i == len(children[l])-1:
				add(c, below+"└ ", below+"  ", depth+1)
			default:
				add(c, below+"├ ", below+"│ ", depth+1)
			}
		}
	}
	for _, l := range children[nil] {
		add(l, "", "", 0)
	}
	return rows
}

// chosen tells which lanes are drawn.
func (t *Timeline) chosen(limit int) map[*Lane]bool {
	chosen := map[*Lane]bool{}
	special := func(l *Lane) bool {
		if l.Main || l.Outcome == Failed {
			return true
		}
		for _, s := range l.Spans {
			if s.State == Blocking {
				return true
			}
		}
		return false
	}
	for _, pass := range []bool{true, false} {
		for _, l := range t.Lanes {
			if len(chosen) < limit && !chosen[l] && (!pass || special(l)) {
				chosen[l] = true
			}
		}
	}
	return chosen
}

// merge joins spans that follow each other within less than the resolution.
func merge(spans []Span, resolution time.Duration) (list []segment) {
	var open segment
	var ran time.Duration
	flush := func() {
		if open.steps == 0 {
			return
		}
		if open.steps > 1 {
			open.State, open.On, open.Tasks, open.share = Running, "", nil, 1
			if length := open.To - open.From; length > 0 {
				open.share = float64(ran) / float64(length)
			}
		}
		list = append(list, open)
		open, ran = segment{}, 0
	}
	for _, s := range spans {
		switch long := s.To-s.From >= max(resolution, 1); {
		case !long && s.State == Ready:
			continue // as is every task before each of its steps
		case long || s.State == Blocking:
			flush()
			list = append(list, segment{Span: s, steps: 1, share: 1})
			continue
		}
		if open.steps == 0 {
			open.Span, open.share = s, 1
		}
		open.steps++
		if open.To = s.To; s.State == Running {
			ran += s.To - s.From
		}
		if open.To-open.From >= max(resolution, 1) {
			flush()
		}
	}
	flush()
	return list
}

// link finds the lines between rows: one from a task down to each that it makes, one from the last of those that a task
// waits for.
func (lo *layout) link() {
	of := map[*Lane]*row{}
	for _, r := range lo.rows {
		of[r.Lane] = r
	}
	for _, r := range lo.rows {
		if parent := of[r.Parent]; parent != nil {
			lo.links = append(lo.links, link{at: r.From, from: parent, to: r})
		}
		for _, s := range r.segments {
			if last := s.last(of); last != nil {
				lo.links = append(lo.links, link{at: last.To, from: last, to: r, join: true})
			}
		}
	}
}

// last is the row of the task whose end ended a wait: the last of those that were waited for, when it ended then.
func (s segment) last(of map[*Lane]*row) (last *row) {
	for _, l := range s.Tasks {
		if l.Outcome != Pending && l.To <= s.To && of[l] != nil && (last == nil || l.To >= last.To) {
			last = of[l]
		}
	}
	return last
}

// label names a lane.
func (l *Lane) label() string {
	if l.Main || l.Coroutine == l.Name {
		return l.Name
	}
	return l.Name + " " + l.Coroutine + "()"
}

// ending says how a lane ended, when that is worth a word.
func (l *Lane) ending() string {
	switch l.Outcome {
	case Cancelled:
		return "cancelled"
	case Failed:
		return "failed: " + firstLine(l.Err.Error())
	case Pending:
		return "goes on"
	}
	return ""
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}

// heading says what the picture is of.
func (t *Timeline) heading() string { return "timeline of " + t.Title + ": " + t.size() }

// size says how many tasks there are, and how long they take.
func (t *Timeline) size() string {
	n := len(t.Lanes) + t.LostTasks
	tasks := fmt.Sprintf("%d tasks", n)
	if n == 1 {
		tasks = "1 task"
	}
	text := tasks + ", " + Spell(t.To-t.From)
	if t.Virtual {
		text += " of virtual time"
	}
	return text
}

// left says what is not drawn; "" when all is.
func (lo *layout) left() string {
	var parts []string
	if lo.more > 0 {
		parts = append(parts, fmt.Sprintf("%d more tasks", lo.more))
	}
	if lo.Lost > 0 {
		parts = append(parts, fmt.Sprintf("%d more events", lo.Lost))
	}
	if len(parts) == 0 {
		return ""
	}
	return "not shown: " + strings.Join(parts, ", ")
}

// hover is what pointing at a segment tells, a line each.
func (lo *layout) hover(s segment) string {
	var lines []string
	switch {
	case s.steps > 1:
		lines = append(lines, fmt.Sprintf("%d short steps, running %.0f %% of the time", s.steps, s.share*100))
	case s.On != "" && s.State == InThread:
		lines = append(lines, "waits for "+s.On+", in a thread")
	case s.On != "":
		lines = append(lines, "waits for "+s.On)
	default:
		lines = append(lines, stateNames[s.State])
	}
	if s.To > s.From {
		lines = append(lines, fmt.Sprintf("%s, from %s to %s", Spell(s.To-s.From), Spell(s.From-lo.From), Spell(s.To-lo.From)))
	} else {
		lines = append(lines, "at "+Spell(s.From-lo.From))
	}
	if where, text := lo.where(s.Place); where != "" {
		lines = append(lines, where+": "+shown.Cut(text, 80))
	}
	return strings.Join(lines, "\n")
}

// caption is what a segment bears, where it has room.
func (lo *layout) caption(s segment) string {
	if s.State != Blocking {
		return s.On
	}
	where, text := lo.where(s.Place)
	if where == "" {
		return "blocks the loop"
	}
	return where + " blocks the loop: " + text
}

// A stall is a line that blocks the loop.
type stall struct {
	where, text, task string
	took              time.Duration
	times             int
}

// stalls lists the lines that block the loop, each once for a task.
func (t *Timeline) stalls() []*stall {
	type key struct{ where, task string }
	known := map[key]*stall{}
	var list []*stall
	for _, l := range t.Lanes {
		for _, s := range l.Spans {
			if s.State != Blocking {
				continue
			}
			where, text := t.where(s.Place)
			k := key{where, l.label()}
			if known[k] == nil {
				known[k] = &stall{where: where, text: text, task: l.label()}
				list = append(list, known[k])
			}
			known[k].took += s.To - s.From
			known[k].times++
		}
	}
	return list
}

// sentence says what a stall is, but for the text of the line.
func (s *stall) sentence() string {
	what := s.task
	if s.where != "" {
		what = s.where + " (" + s.task + ")"
	}
	text := fmt.Sprintf("%s blocks the loop for %s", what, Spell(s.took))
	if s.times > 1 {
		text += fmt.Sprintf(", %d times", s.times)
	}
	return text
}

func (t *Timeline) where(place int) (where, text string) {
	if place == 0 || t.Where == nil {
		return "", ""
	}
	where, text = t.Where(place)
	return where, strings.TrimSpace(text)
}

// present tells which states there are.
func (lo *layout) present() map[State]bool {
	present := map[State]bool{}
	for _, r := range lo.rows {
		for _, s := range r.segments {
			present[s.State] = true
		}
	}
	return present
}

// part is where a time is, from 0 to 1.
func (t *Timeline) part(at time.Duration) float64 {
	if t.To == t.From {
		return 0
	}
	return float64(at-t.From) / float64(t.To-t.From)
}
