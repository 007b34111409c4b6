package eval

import (
	"fmt"
	"go/types"
	"html"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	asyncio "goasync/asyncrt"
	"goasync/eval/check"
	"goasync/eval/display"
	"goasync/eval/magic"
)

// The magics about the session: its names, its history, itself.

// nameKinds are the kinds of names that %who and %whos tell apart.
var nameKinds = []string{"const", "func", "type", "var"}

// sessionName is a name of the session with its kind, type and, of a variable, value.
type sessionName struct{ name, kind, typ, value string }

// names lists the names of the session of a kind, of all kinds when it is empty.
func (s *Session) names(kind string) []sessionName {
	s.compile.Lock()
	defer s.compile.Unlock()
	var list []sessionName
	relative := types.RelativeTo(s.world.Package())
	for _, name := range s.world.Names() {
		obj := s.world.Lookup(name)
		n := sessionName{name: name, typ: types.TypeString(obj.Type(), relative)}
		switch obj := obj.(type) {
		case *types.Var:
			n.kind = "var"
		case *types.Const:
			n.kind, n.value = "const", obj.Val().ExactString()
		case *types.Func:
			n.kind = "func"
		case *types.TypeName:
			n.kind, n.typ = "type", types.TypeString(obj.Type().Underlying(), relative)
		}
		if kind == "" || kind == n.kind {
			list = append(list, n)
		}
	}
	return list
}

// kindOf checks the argument of %who and %whos.
func kindOf(args string) (string, error) {
	if args == "" || slices.Contains(nameKinds, args) {
		return args, nil
	}
	return "", fmt.Errorf("no kind %q: want var, const, func or type", args)
}

func (p *performer) who(step magic.Step) Result {
	kind, err := kindOf(step.Args)
	if err != nil {
		return failedWith(err)
	}
	var names []string
	for _, n := range p.names(kind) {
		names = append(names, n.name)
	}
	if names == nil {
		names = []string{"the session has no names yet"}
	}
	p.print("%s\n", strings.Join(names, "\t"))
	return Result{}
}

func (p *performer) whos(step magic.Step) Result {
	kind, err := kindOf(step.Args)
	if err != nil {
		return failedWith(err)
	}
	values := map[string]string{}
	for _, v := range p.Variables() {
		values[v.Name] = v.Value
	}
	rows := [][]string{{"Name", "Kind", "Type", "Value"}}
	for _, n := range p.names(kind) {
		if n.kind == "var" {
			n.value = values[n.name]
		}
		rows = append(rows, []string{n.name, n.kind, short(n.typ, 60), short(n.value, 80)})
	}
	return Result{Data: tableBundle(rows)}
}

// short cuts a text to so many characters of one line.
func short(s string, n int) string {
	s = strings.ReplaceAll(s, "\n", " ")
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// tableBundle shows rows, the first of which are the headings, as a table and as text.
func tableBundle(rows [][]string) map[string]any {
	var text, page strings.Builder
	w := tabwriter.NewWriter(&text, 0, 8, 2, ' ', 0)
	page.WriteString("<table>\n")
	for i, row := range rows {
		fmt.Fprintln(w, strings.Join(row, "\t"))
		tag := "td"
		if i == 0 {
			tag = "th"
		}
		page.WriteString("<tr>")
		for _, cell := range row {
			fmt.Fprintf(&page, `<%s style="text-align: left">%s</%s>`, tag, html.EscapeString(cell), tag)
		}
		page.WriteString("</tr>\n")
	}
	w.Flush()
	page.WriteString("</table>")
	lines := strings.Split(strings.TrimSuffix(text.String(), "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return map[string]any{"text/plain": strings.Join(lines, "\n"), "text/html": page.String()}
}

// reset forgets the names of the session, and cancels its tasks. Code that runs keeps what it uses.
func (p *performer) reset(magic.Step) Result {
	cancelled := 0
	if !p.onLoop(func() {
		for _, t := range p.background() {
			t.Cancel()
			cancelled++
		}
	}) {
		return failed("MagicError", "the loop is busy: no tasks were cancelled, and nothing was reset")
	}
	p.compile.Lock()
	forgotten := len(p.world.Names())
	p.world = check.NewWorld(p.machine.FileSet())
	p.compile.Unlock()
	p.print("%s forgotten, %s cancelled\n", count(forgotten, "name"), count(cancelled, "task"))
	return Result{}
}

// background lists the tasks of the session but for those that run cells. The loop calls it.
func (s *Session) background() []asyncio.AnyTask {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []asyncio.AnyTask
	for _, t := range s.loop.AllTasks() {
		cell := false
		for x := range s.running {
			cell = cell || x.task != nil && asyncio.AnyTask(x.task) == t
		}
		if !cell {
			list = append(list, t)
		}
	}
	return list
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

// remember adds a cell to the history.
func (s *Session) remember(c Cell) {
	if c.Count > 0 && c.Name != evaluationName {
		s.mu.Lock()
		s.history = append(s.history, c)
		s.mu.Unlock()
	}
}

func (p *performer) showHistory(step magic.Step) Result {
	numbers, last := false, 0
	for _, arg := range strings.Fields(step.Args) {
		n, err := strconv.Atoi(arg)
		switch {
		case arg == "-n":
			numbers = true
		case err == nil && n > 0:
			last = n
		default:
			return failed("MagicError", "%%history %s: want %s", arg, step.Magic.Usage)
		}
	}
	p.mu.Lock()
	cells := slices.Clone(p.history[:max(len(p.history)-1, 0)]) // but for this one
	p.mu.Unlock()
	if last > 0 && last < len(cells) {
		cells = cells[len(cells)-last:]
	}
	for _, c := range cells {
		if numbers {
			p.print("%4d: ", c.Count)
		}
		p.print("%s\n", strings.TrimSuffix(c.Source, "\n"))
	}
	return Result{}
}

func listMagics() Result {
	rows := [][]string{{"Magic", "What it does"}}
	for _, m := range magic.All {
		rows = append(rows, []string{m.Usage, m.Doc})
	}
	rows = append(rows, []string{"!COMMAND", "run a shell command"}, []string{"NAME?", "tell about a name"})
	return Result{Data: tableBundle(rows)}
}

const helpText = `Cells are Go, with async func and await.

- The packages of Go's library, asyncio, aiohttp, aiofiles and display can be used without importing them.
- NAME? tells about a name: strings.Fields?, asyncio.Gather?, or one of yours.
- %lsmagic lists the magics: %%timeline shows what the tasks of a cell do, %time how long it takes.
- Every magic can be written as a comment, which leaves the cell plain Go: //go-async:timeline
`

// help tells about a name, or how to begin.
func (p *performer) help(name string) Result {
	if name == "" {
		return shows(display.Markdown(helpText))
	}
	for _, m := range magic.All {
		if strings.Trim(name, "%") == m.Name && (name != m.Name || p.lookup(name) == nil) {
			return showsText(m.Usage + "\n    " + m.Doc)
		}
	}
	d, ok := p.Describe(name, len([]rune(name)))
	if !ok {
		return failed("NameError", "nothing is known about %q", name)
	}
	var text, page strings.Builder
	fmt.Fprintf(&text, "%s\n", d.Head)
	fmt.Fprintf(&page, "```go\n%s\n```\n", d.Head)
	if d.Doc != "" {
		fmt.Fprintf(&text, "\n%s\n", strings.TrimSuffix(d.Doc, "\n"))
		fmt.Fprintf(&page, "\n%s\n", strings.TrimSuffix(d.Doc, "\n"))
	}
	if d.Place.Cell != "" {
		fmt.Fprintf(&text, "\ndeclared in %s\n", d.Place)
		fmt.Fprintf(&page, "\n*declared in %s*\n", d.Place)
	}
	return Result{Data: map[string]any{"text/plain": strings.TrimSuffix(text.String(), "\n"), "text/markdown": page.String()}}
}

func (s *Session) lookup(name string) types.Object {
	s.compile.Lock()
	defer s.compile.Unlock()
	return s.world.Lookup(name)
}
