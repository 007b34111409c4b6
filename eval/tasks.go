package eval

import (
	"fmt"
	"html"
	"slices"
	"strings"

	asyncio "goasync/asyncrt"
	"goasync/eval/internal/timeline"
	"goasync/eval/magic"
)

// tasks performs %tasks: who awaits whom, as a tree. It may be asked while cells run.
func (p *performer) tasks(magic.Step) Result {
	var tree *taskTree
	if !p.onLoop(func() { tree = newTaskTree(p.loop.AllTasks()) }) {
		return failed("MagicError", "the loop is blocked: no task can be looked at before it goes on")
	}
	return Result{Data: map[string]any{"text/plain": tree.text(), "text/html": tree.html()}}
}

// taskTree are tasks with the tasks that they await below them.
type taskTree struct {
	lines []taskLine
	more  int
}

type taskLine struct {
	lead, name, coro, state, awaits string
}

// maxTasks bounds the tasks that are shown, maxLooked those that are looked at: each may be awaited by any other.
const (
	maxTasks  = 200
	maxLooked = 1000
)

// newTaskTree looks at tasks. The loop calls it.
func newTaskTree(all []asyncio.AnyTask) *taskTree {
	tree := &taskTree{more: max(len(all)-maxLooked, 0)}
	all = all[:min(len(all), maxLooked)]
	awaited := map[asyncio.AnyTask]bool{}
	for _, t := range all {
		for _, child := range awaitedTasks(t) {
			awaited[child] = true
		}
	}
	seen := map[asyncio.AnyTask]bool{}
	for _, t := range all {
		if !awaited[t] {
			tree.add(t, "", "", seen)
		}
	}
	for _, t := range all { // what awaits itself in a circle
		tree.add(t, "", "", seen)
	}
	return tree
}

// awaitedTasks gives the pending tasks that a task awaits, each once.
func awaitedTasks(t asyncio.AnyTask) (list []asyncio.AnyTask) {
	for _, child := range asyncio.AwaitedTasks(t) {
		if !child.Done() && child != t && !slices.Contains(list, child) {
			list = append(list, child)
		}
	}
	return list
}

// add adds a task and what is below it; lead is what stands before its name, below what stands before those below it.
func (tree *taskTree) add(t asyncio.AnyTask, lead, below string, seen map[asyncio.AnyTask]bool) {
	if seen[t] {
		return
	}
	seen[t] = true
	if len(tree.lines) >= maxTasks {
		tree.more++
	} else {
		tree.lines = append(tree.lines, describeTask(t, lead))
	}
	children := slices.DeleteFunc(awaitedTasks(t), func(c asyncio.AnyTask) bool { return seen[c] })
	for i, child := range children {
		if i == len(children)-1 {
			tree.add(child, below+"└─ ", below+"   ", seen)
		} else {
			tree.add(child, below+"├─ ", below+"│  ", seen)
		}
	}
}

func describeTask(t asyncio.AnyTask, lead string) taskLine {
	line := taskLine{lead: lead, name: t.GetName(), coro: t.GetCoro().Name(), state: "ready"}
	if line.awaits = timeline.Awaited(t); line.awaits != "" {
		line.state = "waiting"
		if timeline.Threads(line.awaits) {
			line.state = "in a thread"
		}
	}
	if t.Cancelling() > 0 {
		line.state = "being cancelled"
	}
	return line
}

func (tree *taskTree) rows() [][]string {
	rows := [][]string{{"Task", "Coroutine", "State", "Awaits"}}
	for _, l := range tree.lines {
		rows = append(rows, []string{l.lead + l.name, l.coro, l.state, l.awaits})
	}
	return rows
}

func (tree *taskTree) text() string {
	if len(tree.lines) == 0 {
		return "no tasks"
	}
	text := tableBundle(tree.rows())["text/plain"].(string)
	if tree.more > 0 {
		text += fmt.Sprintf("\n… %d more", tree.more)
	}
	return text
}

func (tree *taskTree) html() string {
	if len(tree.lines) == 0 {
		return "<p>no tasks</p>"
	}
	text := tableBundle(tree.rows())["text/html"].(string)
	if tree.more > 0 {
		text += html.EscapeString(fmt.Sprintf("… %d more", tree.more))
	}
	return strings.ReplaceAll(text, "   ", "&nbsp;&nbsp;&nbsp;")
}

// cancel performs %cancel.
func (p *performer) cancel(step magic.Step) Result {
	names := strings.Fields(step.Args)
	if len(names) == 0 {
		return misused(step, "no name")
	}
	var cancelled, known []string
	if !p.onLoop(func() {
		for _, t := range p.background() {
			known = append(known, t.GetName())
			if (slices.Contains(names, t.GetName()) || names[0] == "-a") && t.Cancel() {
				cancelled = append(cancelled, t.GetName())
			}
		}
	}) {
		return failed("MagicError", "the loop is blocked: no task can be cancelled before it goes on")
	}
	for _, name := range names {
		if name != "-a" && !slices.Contains(cancelled, name) {
			if near := magic.Nearest(name, known); near != "" {
				return failed("MagicError", "no task %q (did you mean %q?)", name, near)
			}
			return failed("MagicError", "no task %q (%%tasks lists them)", name)
		}
	}
	if len(cancelled) == 0 {
		cancelled = []string{"no task, there is none"}
	}
	p.print("cancelled: %s\n", strings.Join(cancelled, ", "))
	return Result{}
}
