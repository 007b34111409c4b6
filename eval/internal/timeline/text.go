package timeline

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Spell writes a duration with three digits: "1.5 s", "250 ms".
func Spell(d time.Duration) string {
	switch {
	case d < 0:
		return "-" + Spell(-d)
	case d >= time.Minute:
		d = d.Round(time.Second)
		text := fmt.Sprintf("%dmin %ds", int(d.Minutes())%60, int(d.Seconds())%60)
		if h := int(d.Hours()); h > 0 {
			text = fmt.Sprintf("%dh %s", h, text)
		}
		return text
	}
	unit, name := time.Nanosecond, "ns"
	switch {
	case d == 0:
		return "0 s"
	case d >= time.Second:
		unit, name = time.Second, "s"
	case d >= time.Millisecond:
		unit, name = time.Millisecond, "ms"
	case d >= time.Microsecond:
		unit, name = time.Microsecond, "µs"
	}
	return strconv.FormatFloat(float64(d)/float64(unit), 'g', 3, 64) + " " + name
}

// columns is how wide the bars of the text form are.
const columns = 60

// signs are the letters for states.
var signs = map[State]rune{Ready: '-', Running: '█', Waiting: '·', InThread: '~', Blocking: '!'}

// Text draws the timeline with letters.
func (t *Timeline) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", t.heading())
	width := 0
	for _, l := range t.Lanes {
		width = max(width, utf8.RuneCountInString(l.label()))
	}
	fmt.Fprintf(&b, "%*s  %s\n", width, "", t.ruler())
	for _, l := range t.Lanes {
		label := l.label()
		line := label + strings.Repeat(" ", width-utf8.RuneCountInString(label)) + "  " + string(t.bar(l)) + l.ending()
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	b.WriteString("█ runs  · waits  ~ waits for a thread  ! blocks the loop  - ready, and another runs  x cancelled\n")
	for _, l := range t.Lanes {
		if waits := t.waits(l); waits != "" {
			fmt.Fprintf(&b, "%s waited for %s\n", l.label(), waits)
		}
	}
	for _, s := range t.stalls() {
		fmt.Fprintf(&b, "! %s\n", s)
	}
	if t.Lost > 0 {
		fmt.Fprintf(&b, "(too much to show: %d events and tasks are left out)\n", t.Lost)
	}
	return b.String()
}

// heading says what the picture is of.
func (t *Timeline) heading() string {
	tasks := fmt.Sprintf("%d tasks", len(t.Lanes))
	if len(t.Lanes) == 1 {
		tasks = "1 task"
	}
	return fmt.Sprintf("timeline of %s: %s, %s", t.Title, tasks, Spell(t.To-t.From))
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
		return "  cancelled"
	case Failed:
		return "  failed: " + firstLine(l.Err.Error())
	case Pending:
		return "  lives on"
	}
	return ""
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}

// bar draws a lane.
func (t *Timeline) bar(l *Lane) []rune {
	bar := []rune(strings.Repeat(" ", columns))
	for _, state := range []State{Ready, Waiting, InThread, Running, Blocking} {
		for _, s := range l.Spans {
			if s.State != state {
				continue
			}
			from, to := t.column(s.From), t.column(s.To)
			for i := from; i < max(to, from+1); i++ {
				bar[i] = signs[state]
			}
		}
	}
	if l.Outcome == Cancelled {
		bar[t.column(l.To)] = 'x'
	}
	return bar
}

func (t *Timeline) column(at time.Duration) int {
	if t.To == t.From {
		return 0
	}
	return min(int(float64(at-t.From)/float64(t.To-t.From)*columns), columns-1)
}

// ruler writes the times above the bars.
func (t *Timeline) ruler() string {
	line := []rune(strings.Repeat(" ", columns+12))
	next := 0
	for _, tick := range t.ticks(5) {
		at := t.column(t.From + tick)
		if at < next {
			continue
		}
		text := []rune(Spell(tick))
		copy(line[at:], text)
		next = at + len(text) + 1
	}
	return strings.TrimRight(string(line), " ")
}

// ticks gives some round times from 0 on, up to the whole.
func (t *Timeline) ticks(n int) []time.Duration {
	whole := t.To - t.From
	if whole <= 0 {
		return []time.Duration{0}
	}
	step := time.Duration(1)
	for _, unit := range []time.Duration{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 60e9, 600e9, 3600e9, 36000e9, 360000e9} {
		for _, m := range []time.Duration{1, 2, 5} {
			if step = unit * m; whole/step < time.Duration(n) {
				return every(step, whole)
			}
		}
	}
	return every(whole/time.Duration(n)+1, whole)
}

func every(step, whole time.Duration) (list []time.Duration) {
	for at := time.Duration(0); at <= whole; at += step {
		list = append(list, at)
	}
	return list
}

// waits sums up what a lane waited for: "Sleep 2 s, task b 1 s".
func (t *Timeline) waits(l *Lane) string {
	total := map[string]time.Duration{}
	var order []string
	for _, s := range l.Spans {
		if s.On != "" && s.To > s.From {
			if total[s.On] == 0 {
				order = append(order, s.On)
			}
			total[s.On] += s.To - s.From
		}
	}
	slices.SortStableFunc(order, func(a, b string) int { return int(min(max(total[b]-total[a], -1), 1)) })
	var parts []string
	for i, on := range order {
		if i == 5 {
			parts = append(parts, "…")
			break
		}
		parts = append(parts, on+" "+Spell(total[on]))
	}
	return strings.Join(parts, ", ")
}

// stalls says which lines block the loop, each once.
func (t *Timeline) stalls() []string {
	type line struct{ where, text, task string }
	total := map[line]time.Duration{}
	var order []line
	for _, l := range t.Lanes {
		for _, s := range l.Spans {
			if s.State != Blocking {
				continue
			}
			where, text := t.where(s.Place)
			k := line{where, text, l.label()}
			if total[k] == 0 {
				order = append(order, k)
			}
			total[k] += s.To - s.From
		}
	}
	var list []string
	for _, k := range order {
		what := k.task
		if k.where != "" {
			what = k.where + " (" + k.task + ")"
		}
		sentence := fmt.Sprintf("%s blocks the loop for %s", what, Spell(total[k]))
		if k.text != "" {
			sentence += ": " + k.text
		}
		list = append(list, sentence)
	}
	return list
}

func (t *Timeline) where(place int) (where, text string) {
	if place == 0 || t.Where == nil {
		return "", ""
	}
	where, text = t.Where(place)
	return where, strings.TrimSpace(text)
}
