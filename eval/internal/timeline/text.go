package timeline

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"goasync/eval/internal/shown"
)

// Spell writes a duration with three digits: "1.5 s", "250 ms".
func Spell(d time.Duration) string {
	switch {
	case d < 0:
		return "-" + Spell(-d)
	case d >= time.Minute:
		return long(d.Round(time.Second))
	}
	unit, name := time.Nanosecond, "ns"
	switch {
	case d == 0:
		return "0 s"
	case d >= time.Second-500*time.Microsecond:
		unit, name = time.Second, "s"
	case d >= time.Millisecond-500*time.Nanosecond:
		unit, name = time.Millisecond, "ms"
	case d >= time.Microsecond:
		unit, name = time.Microsecond, "µs"
	}
	return digits(float64(d)/float64(unit)) + " " + name
}

// long writes a duration of a minute or more: "2 h 5 min".
func long(d time.Duration) string {
	var parts []string
	for _, unit := range []struct {
		name string
		n    int
	}{{"h", int(d.Hours())}, {"min", int(d.Minutes()) % 60}, {"s", int(d.Seconds()) % 60}} {
		if unit.n > 0 {
			parts = append(parts, fmt.Sprint(unit.n, " ", unit.name))
		}
	}
	return strings.Join(parts, " ")
}

// digits writes a number from 1 to 1000 with three digits.
func digits(x float64) string {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 3, 64), 64)
	if err != nil { // it is what FormatFloat writes
		panic(err)
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// columns is how wide the bars of the text form are, labelColumns how wide labels may be.
const (
	columns      = 60
	labelColumns = 32
	maxTextRows  = 60
)

// signs are the letters for states.
var signs = map[State]rune{Ready: '-', Running: '█', Waiting: '·', InThread: '~', Blocking: '!'}

// Text draws the timeline with letters.
func (t *Timeline) Text() string {
	lo := t.layout(maxTextRows)
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", t.heading())
	width := 0
	for _, r := range lo.rows {
		width = max(width, shown.Width(r.name()))
	}
	fmt.Fprintf(&b, "%*s  %s\n", width, "", t.ruler())
	drawn := map[rune]bool{}
	for _, r := range lo.rows {
		bar := t.bar(r.Lane)
		for _, sign := range bar {
			drawn[sign] = true
		}
		line := shown.Pad(r.name(), width) + "  " + string(bar) + "  " + shown.Cut(r.ending(), 60)
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	if left := lo.left(); left != "" {
		b.WriteString("(" + left + ")\n")
	}
	b.WriteString(key(drawn))
	lo.allWaits(&b)
	for _, s := range t.stalls() {
		text := "! " + s.sentence()
		if s.text != "" {
			text += ": " + s.text
		}
		b.WriteString(text + "\n")
	}
	return b.String()
}

// name is what stands before the bar of a row.
func (r *row) name() string { return shown.Cut(r.tree+r.label(), labelColumns) }

// key explains the letters that are there.
func key(drawn map[rune]bool) string {
	var parts []string
	for _, state := range legend {
		if drawn[signs[state]] {
			parts = append(parts, string(signs[state])+" "+stateNames[state])
		}
	}
	if drawn['x'] {
		parts = append(parts, "x cancelled")
	}
	return strings.Join(parts, "  ") + "\n"
}

// bar draws a lane.
func (t *Timeline) bar(l *Lane) []rune {
	bar := []rune(strings.Repeat(" ", columns))
	for _, state := range []State{Ready, Waiting, InThread, Running, Blocking} {
		for _, s := range l.Spans {
			if s.State != state || state == Ready && s.To-s.From < (t.To-t.From)/columns { // as is every task for a moment
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

func (t *Timeline) column(at time.Duration) int { return min(int(t.part(at)*columns), columns-1) }

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

// allWaits says what each task waited for, and of many tasks those together that waited for the same.
func (lo *layout) allWaits(b *strings.Builder) {
	together := len(lo.rows) > 12
	said := map[string]int{}
	for _, r := range lo.rows {
		said[lo.waits(r.Lane)]++
	}
	for _, r := range lo.rows {
		waits := lo.waits(r.Lane)
		n := said[waits]
		if waits == "" || n == 0 {
			continue
		}
		others := ""
		if together {
			if said[waits] = 0; n > 1 {
				others = fmt.Sprintf(" and %d more", n-1)
			}
		}
		fmt.Fprintf(b, "%s%s waited for %s\n", shown.Cut(r.label(), labelColumns), others, waits)
	}
}

// maxWaits bounds what is told of the waits of a task.
const maxWaits = 5

// waits sums up what a lane waited for: "Sleep 2 s, task b 1 s". Of too much it tells what took longest.
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
	longest := slices.Clone(order)
	slices.SortStableFunc(longest, func(a, b string) int { return cmp.Compare(total[b], total[a]) })
	longest = longest[:min(len(longest), maxWaits)]
	var parts []string
	for _, on := range order {
		if slices.Contains(longest, on) {
			parts = append(parts, on+" "+Spell(total[on]))
		}
	}
	if len(order) > maxWaits {
		parts = append(parts, "…")
	}
	return strings.Join(parts, ", ")
}
