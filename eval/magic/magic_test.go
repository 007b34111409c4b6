package magic_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"goasync/eval/magic"
)

var kinds = map[magic.Kind]string{magic.Go: "go", magic.Line: "line", magic.Cell: "cell", magic.Shell: "shell", magic.Help: "help"}

// describe writes steps, one a line; positions of Go as line:column before it.
func describe(steps []magic.Step) string {
	var out []string
	for _, s := range steps {
		text := fmt.Sprintf("%d %s", s.Line, kinds[s.Kind])
		if s.Magic != nil {
			text += " " + s.Magic.Name
		}
		if s.Args != "" {
			text += fmt.Sprintf(" %q", s.Args)
		}
		if strings.TrimSpace(s.Source) != "" && (s.Magic == nil || s.Magic.Go) {
			code := strings.TrimLeft(s.Source, "\n ")
			head := s.Source[:len(s.Source)-len(code)]
			line := strings.Count(head, "\n")
			text += fmt.Sprintf(" %d:%d %q", line+1, len(head)-strings.LastIndex(head, "\n"), code)
		}
		if s.Magic != nil && s.Magic.Text {
			text += fmt.Sprintf(" body %q", s.Body)
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

func TestParse(t *testing.T) {
	for _, c := range []struct{ name, source, want string }{
		{"plain", "x := 5 % 3\nx", `1 go 1:1 "x := 5 % 3\nx"`},
		{"remainder behind a line end", "x := 5 %\n3", `1 go 1:1 "x := 5 %\n3"`},
		{"line magic", "%pwd", `1 line pwd`},
		{"arguments", "  %cd  /tmp ", `1 line cd "/tmp"`},
		{"between Go", "x := 1\n%cd /tmp\ny := 2\n", `1 go 1:1 "x := 1\n"; 2 line cd "/tmp"; 3 go 3:1 "y := 2\n"`},
		{"time keeps its column", "%time await main()", `1 line time "await main()" 1:7 "await main()"`},
		{"time over several lines", "%time f(\n  1,\n)\ny", `1 line time "f(\n  1,\n)" 1:7 "f(\n  1,\n)"; 4 go 4:1 "y"`},
		{"cell magic", "%%timeline\nawait main()", `1 cell timeline 2:1 "await main()"`},
		{"cell magic behind blank lines", "\n%%time\nx", `2 cell time 3:1 "x"`},
		{"text", "%%bash\necho '%time' \"\n!x", `1 cell bash body "echo '%time' \"\n!x"`},
		{"text with arguments", "%%writefile -a out.txt\n%pwd\n", `1 cell writefile "-a out.txt" body "%pwd\n"`},
		{"shell", "!ls -l | wc", `1 shell "ls -l | wc"`},
		{"not", "a :=\n!b", `1 go 1:1 "a :=\n!b"`},
		{"not within brackets", "f(a,\n!b)", `1 go 1:1 "f(a,\n!b)"`},
		{"not behind and", "ok := a &&\n!b\n!ls", `1 go 1:1 "ok := a &&\n!b\n"; 3 shell "ls"`},
		{"behind an increment", "i++\n!ls", `1 go 1:1 "i++\n"; 2 shell "ls"`},
		{"raw string", "x := `\n%pwd\n`\n%pwd", "1 go 1:1 \"x := `\\n%pwd\\n`\\n\"; 4 line pwd"},
		{"comment", "/*\n%pwd\n*/\n// %pwd\n%pwd", `1 go 1:1 "/*\n%pwd\n*/\n// %pwd\n"; 5 line pwd`},
		{"in a block", "for {\n%pwd\n}", `1 go 1:1 "for {\n%pwd\n}"`},
		{"quote in a command", "!echo it's\n%pwd", `1 shell "echo it's"; 2 line pwd`},
		{"brackets in strings", "x := \"(\"\n%pwd", `1 go 1:1 "x := \"(\"\n"; 2 line pwd`},
		{"help", "strings.Fields?", `1 help "strings.Fields"`},
		{"help before", "?x\ny??", `1 help "x"; 2 help "y"`},
		{"help for a magic", "%time?", `1 help "%time"`},
		{"directive", "//go-async:cd /tmp\nx", `1 line cd "/tmp"; 2 go 2:1 "x"`},
		{"directive for a cell", "// a lesson\n//go-async:timeline\nawait main()", `2 cell timeline 3:1 "await main()"`},
		{"directive for a line", "//go-async:time f()\nx", `1 line time "f()" 1:17 "f()"; 2 go 2:1 "x"`},
		{"directive with text", "//go-async:bash\n// ls\n//\n// pwd", `1 cell bash body "ls\n\npwd"`},
		{"directive in the middle", "x\n//go-async:pwd\ny", `1 go 1:1 "x\n"; 2 line pwd; 3 go 3:1 "y"`},
		{"other comments", "//go:build linux\nx", `1 go 1:1 "//go:build linux\nx"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			steps, errs := magic.Parse("cell 1", c.source)
			if len(errs) > 0 {
				t.Fatal(errs)
			}
			if got := describe(steps); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestUnknown(t *testing.T) {
	for _, c := range []struct{ source, want string }{
		{"%tiem f()", "cell 1:1:1: unknown magic %tiem (did you mean %time?)"},
		{"x\n  %histroy", "cell 1:2:3: unknown magic %histroy (did you mean %history?)"},
		{"%%timelien\nx", "cell 1:1:1: unknown magic %%timelien (did you mean %%timeline?)"},
		{"%xyzzy", "cell 1:1:1: unknown magic %xyzzy (%lsmagic lists them)"},
		{"%bash", "cell 1:1:1: %%bash is a magic for a whole cell, and stands on its first line"},
		{"x\n%%bash", "cell 1:2:1: %%bash is a magic for a whole cell, and stands on its first line"},
		{"%%pwd", "cell 1:1:1: %pwd is a magic for one line"},
		{"//go-async:timelin\nx", "cell 1:1:1: unknown magic //go-async:timelin (did you mean //go-async:timeline?)"},
		{"x\n//go-async:bash", "cell 1:2:1: //go-async:bash is for a whole cell, and stands on its first line"},
	} {
		_, errs := magic.Parse("cell 1", c.source)
		if got := errs.Error(); got != c.want {
			t.Errorf("%q\ngot  %s\nwant %s", c.source, got, c.want)
		}
	}
}

func TestIncomplete(t *testing.T) {
	for _, c := range []struct {
		source         string
		incomplete, ok bool
	}{
		{"x", false, false}, {"%pwd", false, true}, {"!ls", false, true}, {"x?", false, true},
		{"%%bash", true, true}, {"%%bash\nls", true, true}, {"%%bash\nls\n", false, true},
	} {
		if incomplete, ok := magic.Incomplete(c.source); incomplete != c.incomplete || ok != c.ok {
			t.Errorf("%q: got %v %v", c.source, incomplete, ok)
		}
	}
}

func TestTable(t *testing.T) {
	if !slices.IsSortedFunc(magic.All, func(a, b *magic.Magic) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("the magics are not sorted")
	}
	for _, m := range magic.All {
		if m.Doc == "" || !strings.Contains(m.Usage, "%"+m.Name) || !m.Line && !m.Cell {
			t.Errorf("%s: not described", m.Name)
		}
	}
}

// FuzzParse: whatever the text, the Go of steps keeps its place.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"%time x", "%%bash\nx", "x\n!y", "`\n%", "a?", "//go-async:time f(\n)", "%%time\n%%time\nx", "\"\\"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		steps, _ := magic.Parse("cell", source)
		for _, s := range steps {
			code := strings.TrimLeft(s.Source, "\n ")
			at := len(s.Source) - len(code)
			if s.Kind == magic.Go && strings.Count(s.Source[:at], "\n") > strings.Count(source, "\n") {
				t.Errorf("%q: step %q is beyond the cell", source, s.Source)
			}
		}
	})
}
