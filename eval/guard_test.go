package eval_test

import (
	"strings"
	"testing"

	"goasync/eval"
)

// TestLimits runs cells that use up what there is: each fails by itself, and the session goes on.
func TestLimits(t *testing.T) {
	tests := []struct{ name, setup, cell, want string }{
		{"recursion", "func rec(n int) int { return rec(n+1) + 1 }", "rec(0)", "! StackOverflow"},
		{"recursion of coroutines", "async func rec(n int) int { return await rec(n+1) + 1 }", "await rec(0)", "! StackOverflow"},
		{"recursion of methods", "type T struct{}\nfunc (t T) M(n int) int { return t.M(n+1) + 1 }", "T{}.M(0)", "! StackOverflow"},
		{"recursion of a goroutine", "func rec(n int) int { return rec(n+1) + 1 }\ndone := make(chan bool)",
			"go func() { defer close(done); rec(0) }()\n<-done", "stderr: a goroutine was ended: stack overflow"},
		{"deep recursion that ends", "func deep(n int) int { if n == 0 { return 0 }; return deep(n-1) + 1 }", "deep(20000)", "=> 20000"},
		{"memory", "var hog [][]byte", "for { hog = append(hog, make([]byte, 1<<20)) }", "! MemoryLimit"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, err := eval.NewSession(eval.Options{MemoryLimit: 400 << 20})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			out := &notes{}
			execute(s, eval.Cell{Source: "kept := 5\n" + test.setup, Count: 1}, out)
			if got := execute(s, eval.Cell{Source: test.cell, Count: 2}, out); !strings.Contains(got, test.want) {
				t.Errorf("got %s, want %s", got, test.want)
			}
			if got := execute(s, eval.Cell{Source: "hog := 0\nhog + kept", Count: 3}, out); got != "=> 5\n" {
				t.Errorf("afterwards kept is %s", got)
			}
		})
	}
}
