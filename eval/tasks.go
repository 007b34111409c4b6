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
	depth                     int
	name, coro, state, awaits string
}

// maxTasks bounds the tasks that are shown.
const maxTasks = 200

// newTaskTree looks at tasks. The loop calls it.
func newTaskTree(all []asyncio.AnyTask) *taskTree {
	awaited := map[asyncio.AnyTask]bool{}
	for _, t := range all {
		for _, child := range awaitedTasks(t) {
			awaited[child] = true
		}
	}
	tree, seen := &taskTree{}, map[asyncio.AnyTask]bool{}
	for _, t := range all {
		if !awaited[t] {
			tree.add(t, 0, seen)
		}
	}
	for _, t := range all { // what awaits itself in a circle
		tree.add(t, 0, seen)
	}
	return tree
}

// awaitedTasks gives the pending tasks that a task awaits: one, or those of a gathering.
func awaitedTasks(t asyncio.AnyTask) []asyncio.AnyTask {
	on := asyncio.Awaiting(t)
	if on == nil {
		return nil
	}
	var list []asyncio.AnyTask
	for _, f := range append([]asyncio.AnyFuture{on}, asyncio.Gathered(on)...) {
		if child, ok := f.(asyncio.AnyTask); ok && !child.Done() && !slices.Contains(list, child) {
			list = append(list, child)
		}
	}
	return list
}

func (tree *taskTree) add(t asyncio.AnyTask, depth int, seen map[asyncio.AnyTask]bool) {
	if seen[t] {
		return
	}
	seen[t] = true
	if len(tree.lines) >= maxTasks {
		tree.more++
	} else {
		tree.lines = append(tree.lines, describeTask(t, depth))
	}
	for _, child := range awaitedTasks(t) {
		tree.add(child, depth+1, seen)
	}
}

func describeTask(t asyncio.AnyTask, depth int) taskLine {
	line := taskLine{depth: depth, name: t.GetName(), coro: t.GetCoro().Name(), state: "ready"}
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
		indent := ""
		if l.depth > 0 {
			indent = strings.Repeat("   ", l.depth-1) + "└─ "
		}
		rows = append(rows, []string{indent + l.name, l.coro, l.state, l.awaits})
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
		return failed("MagicError", "want %s", step.Magic.Usage)
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
	p.print("cancelled: %s\n", strings.Join(cancelled, ", "))
	return Result{}
}
