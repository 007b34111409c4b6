package eval_test

import (
	"fmt"
	"strings"
	"testing"

	"goasync/eval"
)

// lines are n lines made of a format with the number of the line.
func lines(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format+"\n", i)
	}
	return b.String()
}

// nested is n times an opening, a core, and n times a closing.
func nested(n int, open, core, shut string) string {
	return strings.Repeat(open, n) + core + strings.Repeat(shut, n)
}

// strange are cells that nobody writes by hand.
var strange = []struct{ name, cell, want string }{
	{"a table of 50 000 numbers", "t := []int{\n" + strings.ReplaceAll(lines(50000, "%d"), "\n", ",\n") + "}\nlen(t)", "=> 50000"},
	{"a text of 1 MB", "s := \"" + strings.Repeat("a", 1<<20) + "\"\nlen(s)", "=> 1048576"},
	{"3000 statements", "x := 0\n" + lines(3000, "x += %d") + "x", "=> 4498500"},
	{"one long line", "x := 0; " + strings.Repeat("x++; ", 5000) + "x", "=> 5000"},
	{"1000 functions", lines(1000, "func f%[1]d() int { return %[1]d }") + "f7()", "=> 7"},
	{"5000 cases", "x := 4999\nswitch x {\n" + lines(5000, "case %[1]d: x = -%[1]d") + "}\nx", "=> -4999"},
	{"2000 else-ifs", "x := 1999\nif x < 0 {" + strings.ReplaceAll(lines(2000, "} else if x == %[1]d { x = -%[1]d"), "\n", " ") + "}\nx", "=> -1999"},
	{"a long sum", "x := 1\ny := x" + strings.Repeat("+x", 20000) + "\ny", "=> 20001"},
	{"a long condition", "x := true\ny := x" + strings.Repeat(" && x", 10000) + "\ny", "=> true"},
	{"many parentheses", "x := " + nested(10000, "(", "1", ")") + "\nx", "=> 1"},
	{"too many parentheses", "x := " + nested(100001, "(", "1", ")") + "\nx", "exceeded max nesting depth"},
	{"many negations", "x := " + strings.Repeat("!", 5000) + "true\nx", "=> true"},
	{"many blocks", "x := 0\n" + nested(2000, "{\n", "x++\n", "}\n") + "x", "=> 1"},
	{"many conditions in one another", "x := 0\n" + nested(1000, "if x == 0 {\n", "x++\n", "}\n") + "x", "=> 1"},
	{"many literals in one another", "x := " + nested(2000, "[]any{", "", "}") + "\nlen(x)", "=> 1"},
	{"many functions in one another", "x := " + nested(200, "func() int { return ", "1", " }()") + "\nx", "=> 1"},
	{"many async functions in one another", "x := " + nested(100, "await async func() int { return ", "1", " }()") + "\nx", "=> 1"},
	{"a type deep down", "var x " + strings.Repeat("map[int]", 1000) + "int\nlen(x)", "=> 0"},
	{"a chain of calls", "func f() any { return nil }\nf" + strings.Repeat("()", 5000), "any is not a function"},
	{"2000 errors", lines(2000, "u%d()"), "too many errors (1950 more)"},
	{"a name of 100 kB", strings.Repeat("a", 100000) + " := 7\n" + strings.Repeat("a", 100000), "=> 7"},
	{"1000 imports", "import (\n" + lines(1000, "p%d \"fmt\"") + ")\np7.Sprint(1)", "=> \"1\""},
	{"more parameters than reflection knows", "func f(" + strings.ReplaceAll(lines(500, "p%d int,"), "\n", "") + ") {}", "may have 127 parameters and results, this one has 500"},
	{"a NUL", "x := 1\x00", "invalid character NUL"},
	{"bytes that are no UTF-8", "x := \"\xff\xfe\"", "illegal UTF-8 encoding"},
	{"a byte order mark", "\ufeff2 + 3", "=> 5"},
	{"carriage returns", "x := 1\r\nif x == 1 {\r\n\tx++\r\n}\r\nx", "=> 2"},
	{"a line separator", "x := 1\u2028x", "invalid character U+2028"},
	{"text from right to left", "x := \"\u202e abc\"\nlen(x)", "=> 7"},
	{"nothing", "", ""},
	{"semicolons", strings.Repeat(";", 10000), ""},
}

// TestStrangeCells runs them: each gives its result or says what is wrong, and the session goes on.
func TestStrangeCells(t *testing.T) {
	for _, test := range strange {
		t.Run(test.name, func(t *testing.T) {
			s, err := eval.NewSession(eval.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			out := &notes{}
			if got := execute(s, eval.Cell{Source: test.cell, Count: 1}, out); !strings.Contains(got, test.want) || len(got) > 500000 {
				t.Errorf("got %d bytes: %.500s, want %s", len(got), got, test.want)
			}
			middle := len(test.cell) / 2
			s.Complete(test.cell, middle)
			s.Describe(test.cell, middle)
			if got := execute(s, eval.Cell{Source: "2 + 3", Count: 2}, out); got != "=> 5\n" {
				t.Errorf("afterwards 2 + 3 is %s", got)
			}
		})
	}
}
