package magic

import (
	"slices"
	"strings"
)

// A Magic is a name after a percent sign.
type Magic struct {
	Name  string
	Line  bool // %name
	Cell  bool // %%name
	Go    bool // the argument of the line, or the body of the cell, is Go
	Text  bool // the body of the cell is text of another kind
	Usage string
	Doc   string
}

// All are the magics, sorted.
var All = []*Magic{
	{Name: "bash", Cell: true, Text: true, Usage: "%%bash [OPTIONS]", Doc: "run the cell as a bash script; other tasks go on meanwhile"},
	{Name: "cancel", Line: true, Usage: "%cancel NAME…|-a", Doc: "cancel tasks by name; -a cancels all"},
	{Name: "capture", Cell: true, Go: true, Usage: "%%capture [NAME]", Doc: "run the cell and keep what it shows, in a variable (Stdout, Stderr, Displays, Show)"},
	{Name: "cd", Line: true, Usage: "%cd [DIR]", Doc: "change the working directory; - is the one before"},
	{Name: "clock", Line: true, Usage: "%clock [virtual|real]", Doc: "let sleeps take no time, or real time again"},
	{Name: "env", Line: true, Usage: "%env [NAME[=VALUE]]", Doc: "show or set environment variables"},
	{Name: "help", Line: true, Usage: "%help [NAME]", Doc: "tell about a name, as NAME? does"},
	{Name: "history", Line: true, Usage: "%history [-n] [-l COUNT] [-g TEXT] [FROM-TO…]", Doc: "show the cells of the session: all, some by their numbers, the last ones, those with a text; -n with their numbers"},
	{Name: "html", Cell: true, Text: true, Usage: "%%html", Doc: "show the cell as HTML"},
	{Name: "javascript", Cell: true, Text: true, Usage: "%%javascript", Doc: "run the cell in the browser"},
	{Name: "latex", Cell: true, Text: true, Usage: "%%latex", Doc: "show the cell as formulas"},
	{Name: "load", Line: true, Usage: "%load FILE", Doc: "put a file into the cell"},
	{Name: "lsmagic", Line: true, Usage: "%lsmagic", Doc: "list the magics"},
	{Name: "markdown", Cell: true, Text: true, Usage: "%%markdown", Doc: "show the cell as formatted text"},
	{Name: "pwd", Line: true, Usage: "%pwd", Doc: "show the working directory"},
	{Name: "reset", Line: true, Usage: "%reset [-f]", Doc: "forget all names, and cancel all tasks"},
	{Name: "sh", Cell: true, Text: true, Usage: "%%sh [OPTIONS]", Doc: "run the cell as a shell script"},
	{Name: "svg", Cell: true, Text: true, Usage: "%%svg", Doc: "show the cell as a picture"},
	{Name: "tasks", Line: true, Usage: "%tasks", Doc: "show the tasks that are not done, and what each awaits"},
	{Name: "time", Line: true, Cell: true, Go: true, Usage: "%time STATEMENT, %%time", Doc: "tell how long a statement or the cell takes"},
	{Name: "timeit", Line: true, Cell: true, Go: true, Usage: "%timeit [-n LOOPS] [-r RUNS] STATEMENT, %%timeit [-n LOOPS] [-r RUNS]", Doc: "run a statement or the cell many times, and tell how long it takes"},
	{Name: "timeline", Line: true, Cell: true, Go: true, Usage: "%%timeline, %timeline STATEMENT", Doc: "run the cell and show what its tasks did, and when"},
	{Name: "who", Line: true, Usage: "%who [KIND|TYPE]", Doc: "list the names of the session: all, or var, const, func, type, or the variables of a type"},
	{Name: "whos", Line: true, Usage: "%whos [KIND|TYPE]", Doc: "list the names of the session with types and values"},
	{Name: "writefile", Cell: true, Text: true, Usage: "%%writefile [-a] FILE", Doc: "write the cell to a file; -a behind what it holds"},
}

// UsageOf is the part of the usage that is about the magic of a line, or of a cell.
func (m *Magic) UsageOf(k Kind) string {
	for form := range strings.SplitSeq(m.Usage, ", ") {
		if strings.HasPrefix(form, "%%") == (k == Cell) {
			return form
		}
	}
	return m.Usage
}

// TakesArguments reports whether something may stand behind the name.
func (m *Magic) TakesArguments(k Kind) bool { return strings.Contains(m.UsageOf(k), " ") }

// elsewhere tells of magics that other kernels have what takes their place.
var elsewhere = map[string]string{
	"matplotlib": "plots are shown as they are, see display.NewPlot", "pylab": "plots are shown as they are, see display.NewPlot",
	"pip": "cells use the packages of Go's library, asyncio, aiohttp, aiofiles and display", "conda": "cells use the packages of Go's library, asyncio, aiohttp, aiofiles and display",
	"run": "go-async run executes notebooks, and %load puts a file into the cell", "autoreload": "a function that is declared again is used by all that call it, without more",
	"load_ext": "there are no extensions: %lsmagic lists the magics", "prun": "%timeit and %%timeline tell where time goes", "lprun": "%timeit and %%timeline tell where time goes",
	"python": "cells are Go; !python3 runs a command", "python3": "cells are Go; !python3 runs a command", "system": "!COMMAND runs a command", "sx": "!COMMAND runs a command",
	"ls": "!ls lists files", "cat": "!cat shows a file", "autoawait": "await works at the top level of cells, always", "hist": "%history", "magic": "%lsmagic", "quickref": "%help",
	"file": "%%writefile", "debug": "the front end's debugger stops at lines of cells", "pdb": "the front end's debugger stops at lines of cells", "psource": "NAME?? shows the source", "pinfo": "NAME? tells about a name",
	"who_ls": "%who", "xdel": "%reset forgets all names", "reset_selective": "%reset forgets all names", "set_env": "%env NAME=VALUE", "dhist": "%cd - goes back",
}

func find(name string) *Magic {
	for _, m := range All {
		if m.Name == name {
			return m
		}
	}
	return nil
}

// nearest is the magic whose name is most like a name; "" when none is like it.
func nearest(name string, fits func(*Magic) bool) string {
	var names []string
	for _, m := range All {
		if fits(m) {
			names = append(names, m.Name)
		}
	}
	return Nearest(name, names)
}

// Nearest gives the one of names that name is a likely misspelling of; "" when there is none.
func Nearest(name string, names []string) string {
	best, least := "", len([]rune(name))/3+2
	for _, n := range names {
		if d := distance([]rune(name), []rune(n)); d < least {
			best, least = n, d
		}
	}
	return best
}

// distance counts the letters to change, insert, delete or swap with their neighbour to get from a to b.
func distance(a, b []rune) int {
	var before, last []int
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		before, last = last, slices.Clone(row)
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
	}
	return row[len(b)]
}
