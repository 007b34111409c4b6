package eval

import (
	"errors"
	"fmt"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strings"
	"sync"

	asyncio "goasync/asyncrt"
	"goasync/eval/diag"
	"goasync/eval/internal/rt"
	"goasync/eval/internal/run"
	"goasync/eval/lower"
)

// A traceback shows an error and where it came from: the places in cells that it came through, outermost first, in the
// cell's own task and in those that it ended before that.
type traceback struct {
	session  *Session
	from, to token.Pos // the statement of the cell that ran, if one did
	plain    bool      // without colours
	indent   string
	lines    []string
}

func (t *traceback) line(format string, args ...any) {
	t.lines = append(t.lines, t.indent+fmt.Sprintf(format, args...))
}

// in puts a text in a colour.
func (t *traceback) in(colour, text string) string {
	if t.plain {
		return text
	}
	return colour + text + reset
}

// text returns the lines as they are written to a stream.
func (t *traceback) text() string { return strings.Join(t.lines, "\n") + "\n" }

// error shows an error that came through the given frames.
func (t *traceback) error(err error, frames []run.Frame) {
	name, value := describeError(err)
	lines := strings.Split(value, "\n")
	t.line("%s: %s", t.in(red, name), lines[0])
	for _, l := range lines[1:] {
		t.line("%s", l)
	}
	t.redeclared(err)
	t.origin(err, frames)
}

// redeclared tells of an assertion that failed since a type was declared again where the two declarations are.
func (t *traceback) redeclared(err error) {
	if p, ok := err.(*asyncio.PanicError); ok {
		err, _ = rt.Normalize(p.Value).(error)
	}
	e, ok := err.(interface {
		Declarations() (is, want *types.TypeName)
	})
	if !ok {
		return
	}
	if is, want := e.Declarations(); is != nil {
		first, line := t.session.position(is.Pos())
		again, lineAgain := t.session.position(want.Pos())
		t.line("  the value's %s is that of %s line %d, declared again in %s line %d: run the cell that made the value again",
			is.Name(), first, line, again, lineAgain)
	}
}

// origin shows where an error came from that has been named.
func (t *traceback) origin(err error, frames []run.Frame) {
	_, value := describeError(err)
	t.places(frames, value)
	raisedHere := len(frames) > 0 && frames[0].Function != "" // by an operation, not by an await
	for _, trail := range t.session.trails.of(err, raisedHere) {
		t.trail(trail, value)
	}
	t.members(err)
}

// members shows the errors in a group, each with its own way.
func (t *traceback) members(err error) {
	group := (*asyncio.ExceptionGroup)(nil)
	if !errors.As(err, &group) {
		return
	}
	indent := t.indent
	for i, member := range group.Errors {
		t.indent = indent
		t.line("  %s:", t.in(bold, fmt.Sprintf("%d of %d", i+1, len(group.Errors))))
		t.indent = indent + "    "
		t.from = token.NoPos
		t.error(member, nil)
	}
	t.indent = indent
}

// trail shows what an error came through in a task that it ended.
func (t *traceback) trail(tr trail, message string) {
	made := ""
	if tr.made.IsValid() {
		file, line := t.session.position(tr.made)
		made = fmt.Sprintf(", %s at %s line %d", tr.verb, file, line)
	}
	t.line("in %s%s", tr.task, made)
	t.from = token.NoPos
	t.places(tr.frames, message)
}

// maxPlaces bounds what is shown of either end of a long traceback.
const maxPlaces = 15

// maxRepeated is how often a place is shown that follows itself.
const maxRepeated = 3

func (t *traceback) places(frames []run.Frame, message string) {
	places := t.session.places(frames, message, t.from, t.to)
	repeated := 0
	for i := len(places) - 1; i >= 0; i-- {
		p := places[i]
		if i < len(places)-1 && p == places[i+1] {
			repeated++
		} else {
			t.repetition(repeated)
			repeated = 0
		}
		if skipped := len(places) - 2*maxPlaces; repeated == 0 && skipped > 0 && i <= len(places)-1-maxPlaces && i >= maxPlaces {
			if i == len(places)-1-maxPlaces {
				t.line("  … %d more", skipped)
			}
			continue
		}
		if repeated < maxRepeated {
			t.place(p)
		}
	}
	t.repetition(repeated)
}

func (t *traceback) repetition(n int) {
	if n >= maxRepeated {
		t.line("  … the same %d times more", n-maxRepeated+1)
	}
}

func (t *traceback) place(p place) {
	file, line := t.session.position(p.pos)
	in := ""
	if p.function != "" {
		in = ", in " + p.function
	}
	t.line("%s line %d%s", t.in(green, file), line, in)
	t.line("%s %s", t.in(bold, fmt.Sprintf("%4d", line)), diag.Excerpt(t.session.sources.line(file, line)))
}

// position tells a place in the words of the user.
func (s *Session) position(pos token.Pos) (cell string, line int) {
	p := s.machine.FileSet().Position(pos)
	return strings.TrimSuffix(p.Filename, run.FileSuffix), p.Line
}

// inCell reports whether a place is in a cell, not in the source of a generic of Go's library.
func (s *Session) inCell(pos token.Pos) bool {
	cell, _ := s.position(pos)
	return !strings.HasPrefix(cell, "$GOROOT")
}

// place is a line of a traceback.
type place struct {
	pos      token.Pos
	function string // the user's name of it; "" for the statements of a cell
}

// places tells where a panic came through, innermost first. What is not known from the panic itself follows from what
// lowering knows of the functions: from where they call the next one, and what in them can fail so. Of the statements
// of a cell it is known which one ran, if from is valid.
func (s *Session) places(frames []run.Frame, message string, from, to token.Pos) []place {
	s.compile.Lock()
	defer s.compile.Unlock()
	var out []place
	var raised token.Pos
	inner, around := "", "" // around: the function of the literal whose frame came last
	var last *lower.Function
	for _, f := range frames {
		if f.Function == "" {
			raised = f.Place
			continue
		}
		name, literal := baseFunction(f.Function)
		about, ok := s.lowerer.Function(name)
		if ok && !s.inCell(about.Pos) {
			ok = false
		}
		if !ok || name == around && !raised.IsValid() {
			around = ""
			continue
		}
		if about.LedTo(last) {
			inner = name
			continue
		}
		last = about
		pos := where(about, raised, inner, message)
		if about.Name == "" && from.IsValid() && (pos < from || pos >= to) {
			pos = from
		}
		if pos.IsValid() {
			out = append(out, place{pos, about.Name})
		}
		raised, inner, around = token.NoPos, name, ""
		if literal {
			around = name
		}
	}
	if len(out) == 0 && raised.IsValid() { // what unwinds a deep stack tells of no functions
		out = append(out, place{raised, ""})
	}
	if from.IsValid() && (len(out) == 0 || out[len(out)-1].pos < from || out[len(out)-1].pos >= to) {
		out = append(out, place{from, ""})
	}
	return out
}

// where returns the place in a function that a panic came through.
func where(f *lower.Function, raised token.Pos, inner, message string) token.Pos {
	switch {
	case raised.IsValid():
		return raised
	case inner != "":
		return f.CallOf(inner)
	}
	for _, r := range lower.Risks {
		if strings.Contains(message, string(r)) {
			return f.RiskOf(r)
		}
	}
	return f.CallOf("")
}

// baseFunction returns the declared function in which a frame's function is a literal, and whether it is one.
func baseFunction(name string) (base string, literal bool) {
	base = strings.TrimSuffix(name, ".func")
	literal = base != name
	for strings.HasSuffix(base, ".func") {
		base = strings.TrimSuffix(base, ".func")
	}
	return base, literal
}

// A trail is what an error came through in a task or thread that it ended.
type trail struct {
	task   string    // in words
	verb   string    // what the statement at made did
	made   token.Pos // of the task
	frames []run.Frame
}

// trails remembers the trails of errors, innermost task first.
type trails struct {
	mu    sync.Mutex
	known map[error][]trail
	order []error
}

// maxTrails is how many errors are remembered.
const maxTrails = 500

func (t *trails) add(err error, tr trail) {
	if _, base := err.(asyncio.BaseException); base || !reflect.ValueOf(err).Comparable() {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.known == nil {
		t.known = map[error][]trail{}
	}
	if _, ok := t.known[err]; !ok {
		t.order = append(t.order, err)
		if len(t.order) > maxTrails {
			delete(t.known, t.order[0])
			t.order = t.order[1:]
		}
	}
	if list := t.known[err]; len(list) < maxPlaces {
		t.known[err] = append(list, tr)
	}
}

// of returns the trails of an error, or of what it wraps, outermost task first. An error may equal one that came about
// elsewhere, unless it was made for the occasion: it has a trail once, and none when it is new.
func (t *trails) of(err error, isNew bool) []trail {
	t.mu.Lock()
	defer t.mu.Unlock()
	for ; err != nil; err = errors.Unwrap(err) {
		v := reflect.ValueOf(err)
		_, wraps := err.(interface{ Unwrap() error })
		_, panicked := err.(*asyncio.PanicError)
		unique := v.Kind() == reflect.Pointer && (wraps || panicked)
		if !v.Comparable() || isNew && !unique {
			continue
		}
		if list := slices.Clone(t.known[err]); len(list) > 0 {
			if !unique {
				t.known[err] = nil
			}
			slices.Reverse(list)
			return list
		}
	}
	return nil
}

// taskFailed remembers the trail of an error that ends a task, or a thread when t is nil. The loop calls it.
func (s *Session) taskFailed(c *asyncio.Context, t asyncio.AnyTask, err error) {
	x := owner.GetIn(c)
	if t != nil && x != nil && x.task != nil && asyncio.AnyTask(x.task) == t {
		return // the cell itself
	}
	tr := trail{task: "a thread", frames: s.machine.Trace().Take(c)}
	if t != nil {
		tr.task, tr.verb, tr.made = fmt.Sprintf("task '%s'", t.GetName()), "created", token.Pos(rt.Made(t))
	}
	s.trails.add(err, tr)
}
