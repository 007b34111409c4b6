// Package progen makes random small Go programs for comparing the evaluator with the Go compiler, and makes those that
// show a difference small.
//
// Generate gives the program of a seed: types with methods, embedding and type parameters, interfaces, functions, and
// an entry that runs and prints. What a program does is fixed by the language: it ends (functions call only those that
// were made before them, loops are bounded, and a budget of steps backs that up), and no result hangs on what the
// specification leaves open. So a call in an expression changes nothing that the rest of the expression reads, and an
// operation that may panic has a statement without calls for itself. Both still print, so that their order shows.
//
// The names of a program begin with its prefix, so that many of them go into one file (Batch), which a compiler builds
// at once. Shrink takes a program apart for as long as a condition holds of what is left.
package progen

import (
	"fmt"
	"go/format"
	"math/rand/v2"
	"regexp"
	"strings"
)

// A Program is a generated program: declarations and the name of the function that runs it.
type Program struct {
	Seed   uint64
	Prefix string // of its package-level names
	Source string // declarations only: no package clause, no imports
}

// Entry returns the name of the function that runs the program.
func (p Program) Entry() string { return p.Prefix + "main" }

// Generate returns the program of a seed, always the same one.
func Generate(seed uint64) Program {
	prefix := fmt.Sprintf("p%d", seed)
	g := &gen{r: rand.New(rand.NewPCG(seed, 25)), prefix: prefix, pool: map[string]*typ{}}
	g.program()
	src := g.out.String()
	if nice, err := format.Source([]byte(src)); err == nil {
		src = string(nice)
	}
	return Program{seed, prefix, src}
}

// marker begins the output of a program in that of a batch.
const marker = "=== "

// Batch returns a program of package main that runs the given ones in order. Each begins its output with a line of its
// own, by which Split takes them apart.
func Batch(programs []Program) string {
	var b strings.Builder
	b.WriteString(prelude)
	for _, p := range programs {
		b.WriteString(p.Source)
	}
	b.WriteString("\nfunc main() {\n")
	for _, p := range programs {
		fmt.Fprintf(&b, "\truns(%q, %s)\n", p.Prefix, p.Entry())
	}
	b.WriteString("}\n")
	return b.String()
}

// Split returns what each program of a batch printed, by prefix. Addresses are made equal, and so are the bounds that an
// index was not in: a cell does not tell them in a loop, and the signs of zero.
func Split(output string) map[string]string {
	parts := map[string]string{}
	for _, part := range strings.Split("\n"+output, "\n"+marker)[1:] {
		name, text, _ := strings.Cut(part, "\n")
		text = strings.Map(func(r rune) rune { return r }, strings.TrimRight(text, "\n")) // wrong bytes are replaced
		text = bounds.ReplaceAllString(text, "out of range")
		text = minusZero.ReplaceAllString(strings.ReplaceAll(text, "-0i", "+0i"), "${1}0$2")
		parts[name] = addresses.ReplaceAllString(text, "0xADDRESS")
	}
	return parts
}

// minusZero is -0 on its own: an interpreted function that is given it gets 0.
var minusZero = regexp.MustCompile(`(^|[^0-9a-zA-Z])-0([^0-9.x]|$)`)

var bounds = regexp.MustCompile(`out of range \[[-:0-9]+\](?: with (?:length|capacity) \d+)?`)

var addresses = regexp.MustCompile(`0x[0-9a-f]{6,}`)

// prelude is what every program may use.
const prelude = `package main

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"maps"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
)

var (
	_ = cmp.Compare[int]
	_ = errors.New
	_ iter.Seq[int]
	_ = maps.Keys[map[int]int]
	_ = slices.Sort[[]int]
	_ = sort.Ints
	_ = strconv.Itoa
	_ = strings.Repeat
	_ sync.Mutex
)

var steps = 1 << 20

// step ends a program that takes too long.
func step() {
	if steps--; steps < 0 {
		panic("out of steps")
	}
}

// p prints values in several forms.
func p(label string, values ...any) {
	step()
	fmt.Print(label)
	for _, v := range values {
		fmt.Printf(" %v", v)
	}
	fmt.Println()
}

var addresses = regexp.MustCompile("0x[0-9a-f]{6,}")

// format is Sprintf without addresses: a program that takes the length of one would depend on where it runs.
func format(verb string, x any) string {
	return addresses.ReplaceAllString(fmt.Sprintf(verb, x), "0xADDRESS")
}

// tr prints and returns a value: it shows the order of evaluation.
func tr[T any](label string, x T) T {
	step()
	fmt.Println("tr", label, x)
	return x
}

// nc returns its argument, which is no constant then.
func nc[T any](x T) T { return x }

// at returns the element of a list at an index of any size, the zero value of an empty one.
func at[T any](list []T, i int) (x T) {
	if len(list) > 0 {
		x = list[uint(i)%uint(len(list))]
	}
	return x
}

// as is a type assertion that does not panic.
func as[T any](x any) T {
	t, _ := x.(T)
	return t
}

// fix makes a float that has a place in an integer.
func fix(x float64) float64 {
	if x > -100 && x < 100 {
		return x
	}
	return 7
}

// cut is s[i:j] within bounds.
func cut(s string, i, j int) string {
	i = int(uint(i) % uint(len(s)+1))
	return s[i : i+int(uint(j)%uint(len(s)-i+1))]
}

// guard runs f and prints what it panics with.
func guard(f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Printf("recovered %T %v\n", r, r)
		}
	}()
	f()
}

func runs(name string, f func()) {
	fmt.Println("=== " + name)
	steps = 3000
	guard(f)
}
`
