package progen_test

import (
	"strings"
	"testing"

	"goasync/eval/internal/progen"
)

// Shrink keeps what makes a program differ, here a call of one function, and little else.
func TestShrink(t *testing.T) {
	p := progen.Program{Prefix: "p7", Source: `
type p7T struct{ a, b int }

func p7f(x int) int { return x / 2 }

func p7g() (n int) {
	for i := range 3 {
		n += i
	}
	return n
}

func p7main() {
	v := p7T{1, 2}
	if v.a > 0 {
		w := p7f(v.b) + p7g()
		p("w", w, "rest")
	}
	p("v", v)
}
`}
	rounds := 0
	small := progen.Shrink(p, func(list []progen.Program) []bool {
		rounds++
		yes := make([]bool, len(list))
		for i, q := range list {
			_, body, _ := strings.Cut(q.Source, "main()")
			yes[i] = strings.Contains(body, q.Prefix+"f(")
		}
		return yes
	})
	if err := progen.Check(small); err != nil {
		t.Errorf("the small program is wrong: %v", err)
	}
	if !strings.Contains(small.Source, "p7f(") || strings.Contains(small.Source, "p7g") || strings.Contains(small.Source, "rest") || strings.Contains(small.Source, "if ") {
		t.Errorf("after %d questions:\n%s", rounds, small.Source)
	}
}

// Split takes the output of a batch apart, and makes equal what a run decides.
func TestSplit(t *testing.T) {
	parts := progen.Split("noise\n=== p1\na 0x7ffe1234 \x80\n=== p2\nindex out of range [3] with length 2\n-0 10 (-0-0i)\n\n")
	for name, want := range map[string]string{"p1": "a 0xADDRESS \ufffd", "p2": "index out of range\n0 10 (0+0i)"} {
		if parts[name] != want {
			t.Errorf("%s is %q, want %q", name, parts[name], want)
		}
	}
}
