package asyncio

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// TaskNode is a task in the tree of who awaits whom.
type TaskNode struct {
	Task AnyTask
	// WaitsFor says what the task is suspended on: "future", "gather", a task's name, or
	// "" when it is about to run.
	WaitsFor string
	// Children are the tasks that this one awaits, directly or through a future of Gather,
	// Shield, Wait or a TaskGroup.
	Children []*TaskNode
}

// Tasks gives the trees of the loop's pending tasks: at the roots those that no other one awaits, in
// the order of their creation, then of those that await one another the eldest (asyncio.capture_call_graph, `asyncio pstree`).
func (l *Loop) Tasks() []*TaskNode {
	l.mustBeUsable()
	all := l.tasks.all()
	nodes := make(map[*task]*TaskNode, len(all))
	for _, t := range all {
		nodes[t] = &TaskNode{Task: t.self(), WaitsFor: t.waitsFor()}
	}
	awaited := map[*task]bool{}
	for _, t := range all {
		for _, child := range t.awaits(all) {
			if n := nodes[child]; n != nil && child != t && !awaited[child] {
				awaited[child] = true
				nodes[t].Children = append(nodes[t].Children, n)
			}
		}
	}
	return forest(all, nodes, awaited)
}

// forest gives the nodes from which all others are reached: those that no other one awaits and, of tasks that await one
// another in a circle, the eldest.
func forest(all []*task, nodes map[*task]*TaskNode, awaited map[*task]bool) (roots []*TaskNode) {
	reached := map[*TaskNode]bool{}
	grow := func(root *TaskNode) {
		roots = append(roots, root)
		root.prune(reached)
	}
	for _, t := range all {
		if !awaited[t] {
			grow(nodes[t])
		}
	}
	for _, t := range all {
		if !reached[nodes[t]] {
			grow(nodes[t])
		}
	}
	return roots
}

// prune drops children that were reached before, of n and below.
func (n *TaskNode) prune(reached map[*TaskNode]bool) {
	reached[n] = true
	kept := n.Children[:0]
	for _, child := range n.Children {
		if !reached[child] {
			child.prune(reached)
			kept = append(kept, child)
		}
	}
	n.Children = kept
}

// waitsFor names what the task is suspended on.
func (t *task) waitsFor() string {
	switch w := t.waiter.(type) {
	case nil:
		return ""
	case AnyTask:
		return w.GetName()
	default:
		if e := w.core().ext; e != nil && e.gather != nil {
			return "gather"
		}
		return "future"
	}
}

// awaits gives the tasks whose completion the task waits for: what it is suspended on, or tasks among
// all whose done callbacks lead to that.
func (t *task) awaits(all []*task) []*task {
	if t.waiter == nil {
		return nil
	}
	if w, ok := t.waiter.(AnyTask); ok {
		return []*task{w.taskCore()}
	}
	target := t.waiter.core()
	if e := target.ext; e != nil && e.gather != nil {
		return e.gather.tasks()
	}
	var found []*task
	for _, other := range all {
		for _, r := range other.doneRunners() {
			if completes(r, target) {
				found = append(found, other)
				break
			}
		}
	}
	return found
}

// tasks gives the children that are tasks, those of gatherings among them included.
func (g *gathering) tasks() (all []*task) {
	for _, f := range g.children {
		if t, ok := f.(AnyTask); ok {
			all = append(all, t.taskCore())
		} else if e := f.core().ext; e != nil && e.gather != nil {
			all = append(all, e.gather.tasks()...)
		}
	}
	return all
}

// doneRunners gives the done callbacks.
func (f *future) doneRunners() []runner {
	if f.first == nil {
		return nil
	}
	all := []runner{f.first}
	if f.ext != nil {
		all = append(all, f.ext.more...)
	}
	return all
}

// completes reports whether a done callback is one that completes the future target.
func completes(r runner, target *future) bool {
	switch r := r.(type) {
	case *waiting:
		return &r.waiter == target
	case *shielding:
		return r.outer == target
	case *member:
		return r.g.completed == target
	}
	return false
}

// PrintTasks writes the trees of the running loop's tasks to os.Stdout, or to the writer given.
func PrintTasks(to ...io.Writer) {
	var w io.Writer = os.Stdout
	if len(to) > 0 {
		w = to[0]
	}
	for _, n := range mustRunningLoop().Tasks() {
		n.print(w, "", "")
	}
}

// print writes the node and what is below it; first begins its own line, rest the others.
func (n *TaskNode) print(w io.Writer, first, rest string) {
	line := first + n.Task.GetName() + " " + n.Task.GetCoro().Name() + "()"
	if n.WaitsFor != "" && len(n.Children) == 0 {
		line += " waits for a " + n.WaitsFor
	}
	fmt.Fprintln(w, strings.TrimRight(line, " "))
	for i, child := range n.Children {
		if i == len(n.Children)-1 {
			child.print(w, rest+"└── ", rest+"    ")
		} else {
			child.print(w, rest+"├── ", rest+"│   ")
		}
	}
}
