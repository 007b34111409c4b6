package eval

import (
	"slices"
	"strconv"
	"strings"

	"goasync/eval/magic"
)

// historyRequest is what %history is asked for. Cells that no range names are shown when there is no range.
type historyRequest struct {
	numbers bool     // -n
	last    int      // -l: so many; 0 for all
	text    string   // -g: those that have it
	ranges  [][2]int // numbers of cells, ends included
}

// parseHistory reads the arguments as IPython does; wrong is the one that is not understood.
func parseHistory(args []string) (r historyRequest, wrong string) {
	for i := 0; i < len(args); i++ {
		arg := args[i]
		switch {
		case arg == "-n":
			r.numbers = true
		case arg == "-g" && i+1 < len(args):
			r.text = strings.Trim(strings.Join(args[i+1:], " "), "*\"'")
			return r, ""
		case arg == "-l":
			r.last = 10
			if i+1 < len(args) {
				if n, err := strconv.Atoi(args[i+1]); err == nil && n > 0 {
					r.last = n
					i++
				}
			}
		default:
			from, to, ok := cellRange(arg)
			if !ok {
				return r, arg
			}
			r.ranges = append(r.ranges, [2]int{from, to})
		}
	}
	return r, ""
}

// cellRange reads "3", "3-5" or "3-", the last cells from the third on.
func cellRange(arg string) (from, to int, ok bool) {
	first, last, isRange := strings.Cut(arg, "-")
	from, err := strconv.Atoi(first)
	if err != nil || from < 1 {
		return 0, 0, false
	}
	switch {
	case !isRange:
		return from, from, true
	case last == "":
		return from, 1 << 30, true
	}
	to, err = strconv.Atoi(last)
	return from, to, err == nil && to >= from
}

// take gives the cells that are asked for, in their order.
func (r historyRequest) take(cells []Cell) []Cell {
	cells = slices.DeleteFunc(cells, func(c Cell) bool {
		in := len(r.ranges) == 0
		for _, x := range r.ranges {
			in = in || c.Count >= x[0] && c.Count <= x[1]
		}
		return !in || !strings.Contains(c.Source, r.text)
	})
	if r.last > 0 && r.last < len(cells) {
		cells = cells[len(cells)-r.last:]
	}
	return cells
}

func (p *performer) showHistory(step magic.Step) Result {
	request, wrong := parseHistory(strings.Fields(step.Args))
	if wrong != "" {
		return misused(step, "%q is not known", wrong)
	}
	p.mu.Lock()
	cells := slices.Clone(p.history[:max(len(p.history)-1, 0)]) // but for this one
	p.mu.Unlock()
	for _, c := range request.take(cells) {
		if request.numbers {
			p.print("%4d: ", c.Count)
		}
		p.print("%s\n", strings.TrimSuffix(c.Source, "\n"))
	}
	return Result{}
}
