// Package asleep reads a dump of goroutines and tells whether those that run code of cells are all asleep, so that none
// of them can wake another: what ends a Go program with "all goroutines are asleep - deadlock!".
//
// It knows goroutines by the functions on their stacks, and is careful: what it does not know is awake.
package asleep

import (
	"slices"
	"strings"
)

// A goroutine is one of a dump. Its functions are the innermost first, without arguments.
type goroutine struct {
	id, state string
	functions []string
	creator   string // the function that started it, "" for the first one
}

// All returns the numbers of the goroutines that sleep in code of cells, if all that do anything for cells sleep until
// another one of them wakes them; "" else, and when there are none. The dump is as runtime.Stack writes it for all
// goroutines; it begins with the one that made it, which does not count.
func All(dump string) (sleepers string) {
	var ids []string
	_, others, _ := strings.Cut(dump, "\n\n")
	for text := range strings.SplitSeq(others, "\n\n") {
		g := parse(text)
		switch {
		case g.serves():
		case !g.sleeps():
			return ""
		case g.interprets():
			ids = append(ids, g.id)
		}
	}
	return strings.Join(ids, " ")
}

// parse reads a goroutine: its head, then a line for each function and one for where it is.
func parse(text string) (g goroutine) {
	head, lines, _ := strings.Cut(text, "\n")
	g.id, g.state, _ = strings.Cut(strings.TrimPrefix(head, "goroutine "), " [")
	g.state, _, _ = strings.Cut(g.state, "]")
	g.state, _, _ = strings.Cut(g.state, ",")
	for line := range strings.SplitSeq(lines, "\n") {
		if creator, ok := strings.CutPrefix(line, "created by "); ok {
			g.creator, _, _ = strings.Cut(creator, " in goroutine ")
		} else if line != "" && line[0] != '\t' {
			g.functions = append(g.functions, function(line))
		}
	}
	return g
}

// function returns the name of a function without its arguments: they stand in the last parentheses.
func function(call string) string {
	if !strings.HasSuffix(call, ")") {
		return call
	}
	return call[:strings.LastIndexByte(call, '(')]
}

// interpreter is in the names of the functions that run code of cells.
const interpreter = "github.com/traefik/yaegi/interp."

func (g *goroutine) interprets() bool {
	return slices.ContainsFunc(g.functions, func(f string) bool { return strings.HasPrefix(f, interpreter) })
}

// servants begin the names of what starts goroutines that serve the loop, which is blocked, or the process, and run no
// code of cells.
var servants = []string{"goasync/", "main.", "testing.", "os/signal.", "runtime.", "github.com/go-zeromq/"}

// serves reports whether the goroutine cannot wake code of cells.
func (g *goroutine) serves() bool {
	return !g.interprets() && (g.creator == "" || slices.ContainsFunc(servants, func(s string) bool { return strings.HasPrefix(g.creator, s) }))
}

// waits are the functions in which code of cells waits for another goroutine, behind those of the run-time system.
var waits = []string{
	"goasync/eval/internal/rt.sendTo[", "goasync/eval/internal/rt.receiveFrom[", "goasync/eval/internal/rt.(*Env).wait",
	"goasync/eval/internal/rt.(*Env).send", "goasync/eval/internal/rt.(*Env).recv",
	interpreter + "send.", interpreter + "recv.", interpreter + "recv2.", interpreter + "_select.",
}

// below are the packages whose functions block for others.
var below = []string{"runtime.", "reflect.", "internal/runtime/"}

// sleeps reports whether only another goroutine can wake this one.
func (g *goroutine) sleeps() bool {
	switch {
	case g.state == "coroutine", strings.HasPrefix(g.state, "sync."), g.state == "semacquire":
		return true
	case !strings.HasPrefix(g.state, "chan ") && !strings.HasPrefix(g.state, "select"):
		return false
	}
	for _, f := range g.functions {
		if slices.ContainsFunc(below, func(b string) bool { return strings.HasPrefix(f, b) }) {
			continue
		}
		return slices.ContainsFunc(waits, func(w string) bool { return strings.HasPrefix(f, w) })
	}
	return false
}
