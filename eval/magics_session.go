package eval

import (
	"fmt"
	"go/types"
	"html"
	"slices"
	"strconv"
	"strings"

	asyncio "goasync/asyncrt"
	"goasync/eval/check"
	"goasync/eval/display"
	"goasync/eval/internal/shown"
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

// asked lists the names that %who and %whos are asked for: those of a kind, or the variables of a type.
func (p *performer) asked(step magic.Step) ([]sessionName, error) {
	if step.Args == "" || slices.Contains(nameKinds, step.Args) {
		return p.names(step.Args), nil
	}
	list := slices.DeleteFunc(p.names("var"), func(n sessionName) bool { return n.typ != step.Args })
	if len(list) == 0 {
		return nil, fmt.Errorf("no variable has the type %s, and the kinds of names are var, const, func and type", step.Args)
	}
	return list, nil
}

func (p *performer) who(step magic.Step) Result {
	list, err := p.asked(step)
	if err != nil {
		return failedWith(err)
	}
	var names []string
	for _, n := range list {
		names = append(names, n.name)
	}
	if names == nil {
		names = []string{"the session has no names yet"}
	}
	p.print("%s\n", strings.Join(names, "\t"))
	return Result{}
}

func (p *performer) whos(step magic.Step) Result {
	list, err := p.asked(step)
	if err != nil {
		return failedWith(err)
	}
	values := map[string]string{}
	for _, v := range p.Variables() {
		values[v.Name] = v.Value
	}
	rows := [][]string{{"Name", "Kind", "Type", "Value"}}
	for _, n := range list {
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
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], shown.Width(cell)+2)
		}
	}
	page.WriteString("<table>\n")
	for i, row := range rows {
		line := ""
		for i, cell := range row {
			line += shown.Pad(cell, widths[i])
		}
		text.WriteString(strings.TrimRight(line, " ") + "\n")
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
	page.WriteString("</table>")
	return map[string]any{"text/plain": strings.TrimSuffix(text.String(), "\n"), "text/html": page.String()}
}

// reset forgets the names of the session, and cancels its tasks. Code that runs keeps what it uses.
func (p *performer) reset(step magic.Step) Result {
	if step.Args != "" && step.Args != "-f" { // there is no question that -f would answer
		return misused(step, "%q is not known", step.Args)
	}
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

func listMagics() Result {
	rows := [][]string{{"Magic", "What it does"}}
	for _, m := range magic.All {
		rows = append(rows, []string{m.Usage, m.Doc})
	}
	rows = append(rows, []string{"!COMMAND", "run a shell command; {EXPRESSION} in it is a value of the session"}, []string{"NAME?", "tell about a name; NAME?? shows the source"})
	return Result{Data: tableBundle(rows)}
}

const helpText = `Cells are Go, with async func and await.

- The packages of Go's library, asyncio, aiohttp, aiofiles and display can be used without importing them.
- NAME? tells about a name: strings.Fields?, asyncio.Gather?, or one of yours.
- %lsmagic lists the magics: %%timeline shows what the tasks of a cell do, %time how long it takes.
- Every magic can be written as a comment, which leaves the cell plain Go: //go-async:timeline
`

// help tells about a name, or how to begin. With detail it shows the source, of what a cell declares.
func (p *performer) help(name string, detail bool) Result {
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
	if detail && d.Source != "" {
		fmt.Fprintf(&text, "\n%s\n", d.Source)
		fmt.Fprintf(&page, "\n```go\n%s\n```\n", d.Source)
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
