package export_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"goasync/eval/export"
	"goasync/eval/internal/conform"
)

const root = "../.."

// moduleName is the directory, and so the module, of the programs.
const moduleName = "programs"

// A program is a notebook, or cells, with what it must print.
type program struct {
	name  string
	cells []export.Cell
	want  string
	both  bool // want is of both output streams
	// isNotebook: the program is vetted, and runs in real time, since its threads sleep.
	isNotebook bool
}

// notebooks reads the notebooks of this module with their stored outputs.
func notebooks(t *testing.T) []program {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "notebooks", "*.ipynb"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	var list []program
	for _, f := range files {
		p := program{name: strings.TrimSuffix(filepath.Base(f), ".ipynb"), isNotebook: true}
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		p.read(t, data)
		list = append(list, p)
	}
	return list
}

func (p *program) read(t *testing.T, data []byte) {
	t.Helper()
	var nb struct {
		Cells []struct {
			Type     string `json:"cell_type"`
			Source   multiline
			ID       string
			Metadata struct{ Tags []string }
			Outputs  []struct {
				Type string `json:"output_type"`
				Name string
				Text multiline
				Data map[string]json.RawMessage
			}
		}
	}
	if err := json.Unmarshal(data, &nb); err != nil {
		t.Fatal(err)
	}
	for _, c := range nb.Cells {
		tags := strings.Join(c.Metadata.Tags, " ")
		p.cells = append(p.cells, export.Cell{Source: string(c.Source), Markdown: c.Type == "markdown", MayFail: strings.Contains(tags, "raises-exception")})
		for _, o := range c.Outputs {
			var text multiline
			switch {
			case magical(string(c.Source), o.Type):
			case o.Type == "stream" && o.Name == "stdout":
				text = o.Text
			case o.Data["text/plain"] != nil:
				if err := json.Unmarshal(o.Data["text/plain"], &text); err != nil {
					t.Fatal(err)
				}
				text = multiline(strings.TrimSuffix(string(text), "\n") + "\n")
			}
			p.want += string(text)
		}
		p.want += replaced[p.name+" "+c.ID]
	}
}

// magical reports whether an output is a magic's, which a program has not: a timeline, or what another one says.
func magical(source, output string) bool {
	if strings.HasPrefix(source, "%%timeline") {
		return output == "display_data"
	}
	return strings.HasPrefix(source, "%") || strings.Contains(source, "last.Update")
}

// updates is the cell that replaces what it has shown; a program, which cannot, shows all of it.
const updates = "go-10"

var replaced = map[string]string{
	"08_seeing " + updates: "\"nothing yet\"\n\"Mercury\"\n\"Venus\"\n\"Earth\"\n\"Mars\"\n\"Jupiter\"\n\"Saturn\"\n\"Uranus\"\n\"Neptune\"\n" +
		"planets 100% [██████████████████████████████] 8/8\n",
}

// A multiline is a text that a notebook may hold as a list of lines.
type multiline string

func (m *multiline) UnmarshalJSON(data []byte) error {
	var lines []string
	if json.Unmarshal(data, &lines) == nil {
		*m = multiline(strings.Join(lines, ""))
		return nil
	}
	return json.Unmarshal(data, (*string)(m))
}

// corpus reads the programs of the corpus, each as a cell that declares and one that calls main.
func corpus(t *testing.T) []program {
	t.Helper()
	rows, err := conform.FromDir("../testdata/corpus")
	if err != nil {
		t.Fatal(err)
	}
	var list []program
	for _, r := range rows {
		list = append(list, program{
			name: "corpus_" + strings.TrimSuffix(r.Name, ".go"), cells: []export.Cell{{Source: r.Source}, {Source: "main()"}}, want: r.Want, both: true,
		})
	}
	return list
}

// rows are what sessions do and programs do not.
var rows = []program{
	{name: "redefined_function", cells: cells("func f() int { return 1 }\nfunc g() int { return f() }", "g()", "func f() int { return 2 }", "g()"), want: "1\n2\n"},
	{name: "redefined_with_other_type", cells: cells("func f() int { return 1 }", "f()", "func f() string { return `two` }", "f()"), want: "1\n\"two\"\n"},
	{name: "redeclared_variable", cells: cells("x := 1", "x", "x := `a`\nx", "y := x + `b`\ny"), want: "1\n\"a\"\n\"ab\"\n"},
	{name: "redeclared_type", cells: cells("type T struct { A int }\nfunc (t T) Get() int { return t.A }\nold := T{1}", "type T struct { B string }\nfunc (t T) Get() string { return t.B }", "T{`x`}.Get()", "old.Get()"), want: "\"x\"\n1\n"},
	{name: "async", cells: cells("async func f(n int) (int, error) { await asyncio.Sleep(time.Second); if n > 1 { return 0, errors.New(`big`) }; return n, nil }", "v, err := await f(2)\nfmt.Println(v, err)", "await f(1)", "r := await asyncio.Gather(f(0), f(1))\nr"), want: "0 big\n1\n[0, 1]\n"},
	{name: "async_with_and_for", cells: cells("async func gen(n int) *asyncio.AsyncGenerator[int] { for i := range n { yield i } }", "sum := 0\nasync with tg := asyncio.NewTaskGroup() {\n\tasync for v := range gen(4) {\n\t\ttg.CreateTask(async func() { sum += v }())\n\t}\n}\nsum"), want: "6\n"},
	{name: "background_task", cells: cells("t := asyncio.CreateTask(async func() int { await asyncio.Sleep(time.Second); fmt.Println(`done`); return 5 }())", "fmt.Println(`next`)", "await t"), want: "next\ndone\n5\n"},
	{name: "failing_cell", cells: []export.Cell{{Source: "x := 1"}, {Source: "panic(`no`)", MayFail: true}, {Source: "x"}}, want: "1\n"},
	{name: "stops_at_failure", cells: cells("fmt.Println(1)", "panic(`no`)", "fmt.Println(2)"), want: "1\n"},
	{name: "unused", cells: cells("func f() {\n\ta := 1\n\tfor i, v := range []int{1} {\n\t}\n\tswitch x := any(a).(type) {\n\tcase int:\n\t}\n\tif b := 2; true {\n\t\tc := 3\n\t}\n}", "import \"os\"\nf()\nfmt.Println(`ok`)"), want: "ok\n"},
	{name: "names", cells: cells("len := func(s string) int { return 7 }\nlen(``)", "time := 3\nfmt.Println(time)", "func later(time string) { fmt.Println(time) }\nlater(`x`)", "func init() { fmt.Println(`init`) }", "type show struct{}\nfmt.Printf(\"%T\\n\", show{})"), want: "7\n3\nx\ninit\nmain.show\n"},
	{name: "hidden_result", cells: cells("1 + 1;", "x := 3; x;", "nil2 := error(nil)\nnil2"), want: ""},
	{name: "packages", cells: cells("import r \"math/rand/v2\"\nimport . \"strings\"\nfmt.Println(r.IntN(1), ToUpper(`a`))", "rand := 1\nrand"), want: "0 A\n1\n"},
	{name: "magics", cells: cells("%pwd\nx := 1\n!ls\nx", "%%bash\nls", "%%time\ny := x + 1\ny", "%time z := 3", "z", "%timeit x++"), want: "1\n2\n3\n"},
	{name: "clock", cells: cells("%clock real\nclock := 1", "//go-async:clock virtual\n%%timeline", "%clock virtual", "begin := asyncio.GetRunningLoop().Time()\nawait asyncio.Sleep(30*time.Hour)\nfmt.Println(asyncio.GetRunningLoop().Time()-begin >= 30*time.Hour, clock)"), want: "true 1\n"},
	{name: "broken_cell", cells: cells("x := 1", "y := x +", "x"), want: "1\n"},
	{name: "nested_run", cells: cells("async func main() int { await asyncio.Sleep(time.Hour); return 4 }\nv, err := asyncio.Run(main())\nfmt.Println(v, err)"), want: "4 <nil>\n"},
	{name: "methods_in_another_cell", cells: cells("type T int", "func (t T) Double() T { return 2 * t }\nT(4).Double()"), want: "8\n"},
	{name: "generics", cells: cells("type Pair[A, B any] struct { First A; Second B }\nfunc MakePair[A, B any](a A, b B) Pair[A, B] { return Pair[A, B]{a, b} }", "p := MakePair(1, `x`)\np.Second"), want: "\"x\"\n"},
}

func cells(sources ...string) []export.Cell {
	var list []export.Cell
	for _, s := range sources {
		list = append(list, export.Cell{Source: s})
	}
	return list
}

// TestPrograms writes every program into one module, vets the notebooks, builds all with the compiler, and compares
// what the programs print.
func TestPrograms(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles many programs")
	}
	dir := filepath.Join(t.TempDir(), moduleName)
	module, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	list := append(append(notebooks(t), corpus(t)...), rows...)
	var targets, parts []string
	for _, p := range list {
		source, err := export.Program(p.cells, export.Options{VirtualClock: !p.isNotebook})
		if err != nil {
			t.Errorf("%s: %v\n%s", p.name, err, source)
			continue
		}
		if err := export.Write(dir, source, module); err != nil { // go.mod is the same each time
			t.Fatal(err)
		}
		if p.isNotebook {
			targets = append(targets, "./"+p.name)
		} else {
			source = asPart(p.name, source)
			parts = append(parts, p.name)
		}
		put(t, filepath.Join(dir, p.name, "main.go"), source)
	}
	if err := os.Remove(filepath.Join(dir, "main.go")); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(dir, "parts", "main.go"), union(parts))
	goTool(t, dir, append([]string{"vet"}, targets...)...)
	goTool(t, dir, append([]string{"build", "-ldflags=-s -w", "-o", "bin" + string(filepath.Separator), "./parts"}, targets...)...)
	for _, p := range list {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			if p.isNotebook {
				p.run(t, filepath.Join(dir, "bin", p.name))
			} else {
				p.run(t, filepath.Join(dir, "bin", "parts"), p.name)
			}
		})
	}
}

func put(t *testing.T, file string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// asPart makes a package of a program that many share one executable with: linking is what takes time.
func asPart(name string, source []byte) []byte {
	source = bytes.Replace(source, []byte("\npackage main\n"), []byte("\npackage "+name+"\n"), 1)
	return bytes.Replace(source, []byte("\nfunc main() {"), []byte("\nfunc Main() {"), 1)
}

// union is the program that runs the part which its argument names.
func union(parts []string) []byte {
	var b bytes.Buffer
	b.WriteString("package main\n\nimport (\n\t\"os\"\n")
	for _, p := range parts {
		fmt.Fprintf(&b, "\t%q\n", moduleName+"/"+p)
	}
	b.WriteString(")\n\nfunc main() {\n\tswitch os.Args[1] {\n")
	for _, p := range parts {
		fmt.Fprintf(&b, "\tcase %q:\n\t\t%s.Main()\n", p, p)
	}
	b.WriteString("\t}\n}\n")
	return b.Bytes()
}

func goTool(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// times are what differs from run to run.
var times = regexp.MustCompile(`\d+\.\d+(e-\d+)?(s|ms|µs)?|0x[0-9a-f]+|\d\d:\d\d:\d\d`)

func (p program) run(t *testing.T, command string, args ...string) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, command, args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if p.both {
		cmd.Stderr = &out
	}
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	if ctx.Err() != nil {
		t.Fatalf("it does not end\n%s", errs.String())
	}
	printed := strings.NewReplacer(moduleName+"/"+p.name+".", "main.", p.name+".", "main.").Replace(out.String()) // types of a part
	got, want := times.ReplaceAllString(printed, "#"), times.ReplaceAllString(p.want, "#")
	if got != want {
		t.Errorf("got\n%s\nwant\n%s\nand on standard error\n%s", got, want, errs.String())
	}
}

// A program in real time differs in the clock of its loop only.
func TestClock(t *testing.T) {
	for _, virtual := range []bool{false, true} {
		source, err := export.Program(cells("1"), export.Options{VirtualClock: virtual})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(string(source), "NewVirtualClock"); got != virtual {
			t.Error(fmt.Sprintf("virtual %t:\n", virtual) + string(source))
		}
	}
}
