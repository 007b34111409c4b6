package asyncio_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
)

// Random programs: tasks that are lists of statements on a few shared objects, which nest in most of asyncio's ways. They are
// run here by random_run_test.go, and by CPython with testdata/random/run.py.

// block is a list of statements; its name stands in the log.
type block struct {
	name string
	code []stmt
}

// stmt is one statement: what it does, and ints, bools, blocks and lists of blocks.
type stmt struct {
	op   string
	args []any
}

func (b block) MarshalJSON() ([]byte, error) { return json.Marshal([]any{b.name, b.code}) }

func (s stmt) MarshalJSON() ([]byte, error) { return json.Marshal(append([]any{s.op}, s.args...)) }

// programmer makes random programs.
type programmer struct {
	*rand.Rand
	names int
	left  int // statements that may still be made
}

// randomProgram makes the program of a seed.
func randomProgram(seed uint64) []block {
	r := rand.New(rand.NewPCG(seed, 7))
	g := &programmer{Rand: r, left: 15 + r.IntN(60)}
	var all []block
	for range 2 + g.IntN(3) {
		all = append(all, g.block(0, 5))
	}
	return all
}

func (g *programmer) block(depth, most int) block {
	b := block{name: fmt.Sprint("b", g.names)}
	g.names++
	for range 1 + g.IntN(most) {
		if g.left > 0 {
			g.left--
			b.code = append(b.code, g.stmt(depth))
		}
	}
	if b.code == nil {
		b.code = []stmt{{"sleep", []any{g.IntN(3)}}}
	}
	return b
}

func (g *programmer) blocks(depth int) []block {
	var all []block
	for range 1 + g.IntN(3) {
		all = append(all, g.block(depth, 3))
	}
	return all
}

// The letters of the kinds of statements say what their arguments are.
const (
	argTime   = 't' // 0 to 3
	argBool   = 'b'
	argBlock  = 'B'
	argBlocks = 'L'
)

// simpleStmts are those which do not nest, nestedStmts those which do. A digit is an int below it.
var simpleStmts = [][2]string{
	{"sleep", "t"}, {"sleep", "t"}, {"sleep", "t"}, {"sleep", "t"}, {"set", "2"}, {"clear", "2"}, {"wait_event", "2"}, {"acquire", "4"}, {"release", "4"},
	{"release", "4"}, {"locked", "4"}, {"cond_wait", ""}, {"cond_notify", "3"}, {"put", "44"}, {"put", "44"}, {"get", "4"}, {"get", "4"},
	{"put_nowait", "44"}, {"get_nowait", "4"}, {"task_done", "4"}, {"join", "4"}, {"shutdown", "4b"}, {"barrier_wait", ""},
	{"barrier_wait", ""}, {"barrier_reset", ""}, {"barrier_abort", ""}, {"set_result", "24"}, {"set_exception", "24"},
	{"await_future", "2"}, {"cancel_future", "2"}, {"shield_future", "2"}, {"await_task", "9"}, {"cancel", "93"},
	{"cancel", "93"}, {"uncancel", ""}, {"cancelling", ""}, {"reschedule", "4t"}, {"expired", ""}, {"fail", "4"}, {"call_soon", "9"}, {"call_later", "t9"},
	{"cond_wait_for", "4"}, {"cond_count", ""}, {"feed", "5"}, {"feed", "5"}, {"feed_eof", ""}, {"read", "4"},
	{"read_line", ""}, {"read_exactly", "4"}, {"read_until", ""}, {"when_done", "9"}, {"handle_later", "t9"}, {"handle_cancel", "4"}, {"set_var", "9"}, {"get_var", ""}, {"wait_for_future", "t2"},
}

var nestedStmts = [][2]string{
	{"holding", "4B"}, {"holding", "4B"}, {"spawn", "B"}, {"spawn", "B"}, {"spawn_eagerly", "B"}, {"gather", "bL"}, {"gather_cancelled", "L"},
	{"wait_for", "tB"}, {"wait_for", "tB"}, {"wait_for_shield", "tB"}, {"timeout", "tB"}, {"timeout", "tB"}, {"group", "LB"}, {"group", "LB"}, {"group", "LB"}, {"shield", "B"},
	{"wait", "3tL"}, {"as_completed", "tL"}, {"attempt", "B"}, {"attempt", "B"}, {"attempt", "B"}, {"attempt", "B"}, {"lastly", "BB"}, {"generate", "44B"},
	{"group_spawn", "4B"}, {"group_spawn", "4B"}, {"barrier_with", "B"}, {"timeout_at", "tB"},
}

const deepest = 4

func (g *programmer) stmt(depth int) stmt {
	kinds := simpleStmts
	if depth < deepest && g.IntN(5) < 2 {
		kinds = nestedStmts
	}
	kind := kinds[g.IntN(len(kinds))]
	s := stmt{op: kind[0]}
	for _, letter := range kind[1] {
		s.args = append(s.args, g.arg(letter, depth+1))
	}
	return s
}

func (g *programmer) arg(letter rune, depth int) any {
	switch letter {
	case argTime:
		return g.IntN(4)
	case argBool:
		return g.IntN(2) == 0
	case argBlock:
		return g.block(depth, 3)
	case argBlocks:
		return g.blocks(depth)
	default:
		return g.IntN(int(letter - '0'))
	}
}

// smaller gives the programs that lack a statement of p, or have a nested block's statements in its place.
func smaller(p []block) (all [][]block) {
	for i := range p {
		all = append(all, replaced(p, i))
		for _, b := range smallerBlocks(p[i]) {
			all = append(all, replaced(p, i, b))
		}
	}
	return all
}

func smallerBlocks(b block) (all []block) {
	for i, s := range b.code {
		if len(b.code) > 1 {
			all = append(all, block{b.name, replaced(b.code, i)})
		}
		for j, arg := range s.args {
			for _, a := range smallerArgs(arg) {
				all = append(all, block{b.name, replaced(b.code, i, stmt{s.op, replaced(s.args, j, a)})})
			}
			if inner, ok := arg.(block); ok {
				all = append(all, block{b.name, replaced(b.code, i, inner.code...)})
			}
		}
	}
	return all
}

func smallerArgs(arg any) (all []any) {
	switch a := arg.(type) {
	case block:
		for _, b := range smallerBlocks(a) {
			all = append(all, b)
		}
	case []block:
		for i := range a {
			if len(a) > 1 {
				all = append(all, replaced(a, i))
			}
			for _, b := range smallerBlocks(a[i]) {
				all = append(all, replaced(a, i, b))
			}
		}
	}
	return all
}

// replaced gives a copy of s with others in place of its element i.
func replaced[T any](s []T, i int, others ...T) []T {
	return append(append(append([]T{}, s[:i]...), others...), s[i+1:]...)
}
