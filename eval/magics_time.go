package eval

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"goasync/eval/internal/timeline"
	"goasync/eval/magic"
)

// The magics that tell how long something takes.

// time performs %time and %%time.
func (p *performer) time(step magic.Step) Result {
	if strings.TrimSpace(step.Source) == "" {
		return misused(step, "nothing to time")
	}
	user, system := cpuTimes()
	real, virtual := p.spent, p.virtual
	result := p.body(step)
	real, virtual = p.spent-real, p.virtual-virtual
	userAfter, systemAfter := cpuTimes()
	user, system = userAfter-user, systemAfter-system
	if result.Err != nil && result.Err.Name == "CompileError" {
		return result
	}
	p.print("CPU times: user %s, sys: %s, total: %s\n", timeline.Spell(user), timeline.Spell(system), timeline.Spell(user+system))
	if p.clock != nil && p.clock.Virtual() {
		p.print("Wall time: %s (virtual; %s real)\n", timeline.Spell(virtual), timeline.Spell(real))
	} else {
		p.print("Wall time: %s\n", timeline.Spell(real))
	}
	return result
}

// timeIt performs %timeit and %%timeit: several runs of many loops.
func (p *performer) timeIt(step magic.Step) Result {
	loops, runs, source, err := timeItOptions(step)
	if err != nil {
		return misused(step, "%v", err)
	}
	t := &timing{p: p, source: source}
	if r := t.prepare(); r.Err != nil {
		return r
	}
	if loops == 0 {
		var r Result
		if loops, r = t.findLoops(); r.Err != nil {
			return r
		}
	}
	var each []float64 // nanoseconds a loop
	for range runs {
		took, r := t.run(loops)
		if r.Err != nil {
			return r
		}
		each = append(each, float64(took)/float64(loops))
	}
	p.print("%s", statistics(each, loops))
	if p.clock != nil && p.clock.Virtual() {
		p.print("(real time; the clock is virtual)\n")
	}
	return Result{}
}

// timeItOptions takes the options off the argument; blanks keep its place. Loops are 0 when they are to be found.
func timeItOptions(step magic.Step) (loops, runs int, source string, err error) {
	runs, source = 7, step.Source
	text := step.Args
	if step.Kind == magic.Line {
		text = source
	}
	rest := strings.TrimLeft(text, " \n")
	for strings.HasPrefix(rest, "-n") || strings.HasPrefix(rest, "-r") {
		value := strings.TrimLeft(rest[2:], " ")
		digits := value
		if i := strings.IndexFunc(value, func(r rune) bool { return r < '0' || r > '9' }); i >= 0 {
			digits = value[:i]
		}
		n, convErr := strconv.Atoi(digits)
		if convErr != nil || n < 1 {
			return 0, 0, "", fmt.Errorf("%s: want a number from 1 on", rest[:2])
		}
		if rest[1] == 'n' {
			loops = n
		} else {
			runs = n
		}
		rest = strings.TrimLeft(value[len(digits):], " ")
	}
	if option := foreignOption.FindStringSubmatch(rest); option != nil {
		return 0, 0, "", fmt.Errorf("%s is no option here", option[1])
	}
	if step.Kind == magic.Line {
		used := len(text) - len(rest)
		head := strings.Map(func(r rune) rune {
			if r == '\n' {
				return r
			}
			return ' '
		}, text[:used])
		source = head + rest
	} else if rest != "" {
		return 0, 0, "", fmt.Errorf("%q is not known", rest)
	}
	if strings.TrimSpace(source) == "" {
		err = errors.New("nothing to time")
	}
	return loops, runs, source, err
}

// foreignOption are the options of IPython that are not ours: in Go nothing but an operator could follow.
var foreignOption = regexp.MustCompile(`^(-(?:[qotcv]|p ?\d+))\s+[\w"]`)

// timing is a statement under %timeit.
type timing struct {
	p      *performer
	source string
	before string // what makes a statement of the source
}

// prepare compiles the source, so that errors are told at their place.
func (t *timing) prepare() Result {
	cell := t.p.cell
	cell.Source = t.source
	_, _, errs := t.p.translate(cell)
	plainNames(errs)
	t.p.ownLines(errs)
	if len(errs.Hard()) > 0 {
		return Result{Err: compileFailure(errs)}
	}
	for _, t.before = range []string{"", "_ = "} {
		cell.Source = t.loop(1)
		if _, _, errs = t.p.translate(cell); len(errs.Hard()) == 0 {
			return Result{}
		}
	}
	plainNames(errs)
	return Result{Err: compileFailure(errs)}
}

func (t *timing) loop(n int) string {
	code := strings.TrimLeft(t.source, " \n")
	head := t.source[:len(t.source)-len(code)]
	return head + "for range " + strconv.Itoa(n) + " { " + t.before + code + "\n}"
}

func (t *timing) run(loops int) (time.Duration, Result) {
	before := t.p.spent
	r := t.p.golang(t.loop(loops))
	return t.p.spent - before, r
}

// enough is how long a run takes at least.
const enough = 200 * time.Millisecond

// findLoops finds how many loops make a run long enough: 1, 2, 5, 10, ….
func (t *timing) findLoops() (int, Result) {
	for n := 1; ; n *= 10 {
		for _, m := range []int{1, 2, 5} {
			took, r := t.run(n * m)
			if r.Err != nil || took >= enough || n*m >= 1_000_000_000 {
				return n * m, r
			}
		}
	}
}

// statistics describes the times of runs, in nanoseconds a loop.
func statistics(each []float64, loops int) string {
	mean := 0.0
	for _, x := range each {
		mean += x / float64(len(each))
	}
	variance := 0.0
	for _, x := range each {
		variance += (x - mean) * (x - mean) / float64(len(each))
	}
	sorted := slices.Sorted(slices.Values(each))
	median := (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
	return fmt.Sprintf("%s ± %s per loop (mean ± std. dev. of %s, %s each)\nfastest %s, median %s\n",
		nanoseconds(mean), nanoseconds(math.Sqrt(variance)), count(len(each), "run"), thousands(loops)+plural(loops, " loop"),
		nanoseconds(sorted[0]), nanoseconds(median))
}

// nanoseconds writes a time that may be less than a nanosecond.
func nanoseconds(x float64) string {
	if x < 1000 {
		return strconv.FormatFloat(x, 'g', 3, 64) + " ns"
	}
	return timeline.Spell(time.Duration(x))
}

func plural(n int, word string) string {
	if n == 1 {
		return word
	}
	return word + "s"
}

// thousands writes a number with commas.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
