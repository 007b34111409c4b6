package inspect_test

import (
	"fmt"
	"go/token"
	"slices"
	"strings"
	"testing"

	"goasync/eval/check"
	"goasync/eval/inspect"
	"goasync/eval/syntax"
)

// session is what the questions are asked in.
var session = []string{
	`import ("fmt"; str "strings")
// Counter counts visits
// of pages.
type Counter struct {
	Pages map[string]int // by path
	total int
	Inner
}

type Inner struct{ Deep, Dark string }

// Visit notes a visit.
func (c *Counter) Visit(path string, times ...int) error { return nil }
`,
	`// fetch gets a page.
// It is slow.
async func fetch(url string, retries int) (string, error) {
	return url, nil
}

counter := &Counter{} // the only one
const Limit = 7
async func pages(n int) *asyncio.AsyncGenerator[string] { yield "x" }
tasks := []*asyncio.Task[string]{}
_, _ = fmt.Sprint(1), str.ToUpper("")
type Tree[T any] struct{ Value T; Left, Right *Tree[T] }
func Map[T, U any](list []T, f func(T) U) []U { return nil }
`,
}

func newInspector(t testing.TB) *inspect.Inspector {
	fset := token.NewFileSet()
	w := check.NewWorld(fset)
	for n, src := range session {
		cell, errs := syntax.Parse(fset, fmt.Sprintf("cell %d", n+1), src)
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		u, errs := w.Check(cell)
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		w.Commit(u)
	}
	source := func(name string) string {
		for n, src := range session {
			if name == fmt.Sprintf("cell %d", n+1) {
				return src
			}
		}
		return ""
	}
	return &inspect.Inspector{World: w, FileSet: fset, Source: source}
}

// cut takes the mark of the cursor out of a text, and counts the code points before it.
func cut(t testing.TB, text string) (code string, cursor int) {
	t.Helper()
	before, after, ok := strings.Cut(text, "¦")
	if !ok {
		t.Fatalf("no cursor in %q", text)
	}
	return before + after, len([]rune(before))
}

var completions = []struct {
	name, code string
	want       string // a completion with its kind, and signature where one is given; "-x" for none of that name
	from       string // the text that is replaced
}{
	{"session variable", "cou¦", "counter variable *Counter", "cou"},
	{"session function", "x := fet¦", "fetch function (url string, retries int) *asyncio.Coroutine[string]", "fet"},
	{"session type", "var c Cou¦", "Counter type struct", "Cou"},
	{"session constant", "Lim¦", "Limit constant untyped int", "Lim"},
	{"import of the session", "st¦", "str package strings", "st"},
	{"package without import", "tim¦", "time package time", "tim"},
	{"package by its own name", "rand¦", "rand package math/rand", "rand"},
	{"name of a package", "fmt.Pri¦", "Println function (a ...any) (n int, err error)", "Pri"},
	{"name of a package, other case", "fmt.println¦", "Println function", "println"},
	{"name of a package not imported", "time.Sec¦", "Second constant time.Duration", "Sec"},
	{"package without a word", "time.¦", "Duration type int64", ""},
	{"next line goes on", "fmt.¦\nfmt.Println(1)", "Print function", ""},
	{"asyncio", "asyncio.Create¦", "CreateTask function (c *asyncio.Coroutine[T], options ...asyncio.TaskOption) *asyncio.Task[T]", "Create"},
	{"no forms of desugaring", "asyncio.¦", "-MustAwait", ""},
	{"field", "counter.P¦", "Pages field map[string]int", "P"},
	{"unexported field of the session", "counter.to¦", "total field int", "to"},
	{"promoted field", "counter.¦", "Deep field string", ""},
	{"method", "counter.V¦", "Visit method (path string, times ...int) error", "V"},
	{"method of a result", `fetch("", 1).¦`, "Await method () *asyncio.Coroutine[string]", ""},
	{"method of an awaited result", `(await asyncio.CreateTask(fetch("", 1))).¦`, "-Await", ""},
	{"method of asyncio that is a function", "async with tg := asyncio.NewTaskGroup() { tg.Crea¦ }", "CreateTask method (c *asyncio.Coroutine[T], options ...asyncio.TaskOption) *asyncio.Task[T]", "Crea"},
	{"element", "tasks[0].Can¦", "Cancel method", "Can"},
	{"generic field", "t := &Tree[int]{}\nt.Left.Val¦", "Value field int", "Val"},
	{"of a conversion", "time.Duration(5).Sec¦", "Seconds method () float64", "Sec"},
	{"local", "func f() {\n\tlocal := 1\n\tloc¦\n}", "local variable int", "loc"},
	{"local not yet", "func f() {\n\tloc¦\n\tlocal := 1\n}", "-local", "loc"},
	{"parameter", "async func f(param string) { para¦ }", "param variable string", "para"},
	{"field of a parameter", "async func f(c Counter) { c.Pag¦", "Pages field map[string]int", "Pag"},
	{"local, all open", "func f(list []string) {\n\tfor _, item := range list {\n\t\tif it¦", "item variable string", "it"},
	{"method of a local, all open", "func f(t time.Time) {\n\tfor {\n\t\tfmt.Println(t.Uni¦", "Unix method () int64", "Uni"},
	{"in a head", "t := time.Now()\nif t.Is¦", "IsZero method () bool", "Is"},
	{"in a literal function", "f := func(n int) { n¦ }", "n variable int", "n"},
	{"loop variable of async for", "async for page := range pages(3) { pag¦ }", "page variable string", "pag"},
	{"variable of async with", "async with lock := asyncio.NewLock() { loc¦", "lock variable asyncio.None", "loc"},
	{"variable of the cell", "first := 1.5\nfir¦", "first variable float64", "fir"},
	{"declared further down", "later¦\nfunc laterOn(n int) {}", "laterOn function (n int)", "later"},
	{"redeclared with another type", "counter := \"text\"\ncounter.¦", "-Pages", ""},
	{"field of a literal", "c := Counter{Pa¦}", "Pages field map[string]int", "Pa"},
	{"field of a literal, open", "c := &Counter{Pages: nil, to¦", "total field int", "to"},
	{"field of a literal elsewhere", "list := []Counter{{¦}}", "Pages field", ""},
	{"field of a literal of std", "c := http.Client{Ti¦}", "Timeout field time.Duration", "Ti"},
	{"field that is set", "c := Counter{Pages: nil, ¦}", "-Pages", ""},
	{"value in a literal", "n := 3\nc := Inner{Deep: fm¦}", "fmt package fmt", "fm"},
	{"word", "fo¦", "for keyword", "fo"},
	{"word of the dialect", "awa¦", "await keyword await x", "awa"},
	{"words of the dialect", "asy¦", "async with keyword async with v := manager { … }", "asy"},
	{"predeclared function", "le¦", "len function", "le"},
	{"predeclared type", "var x strin¦", "string type string", "strin"},
	{"constant of Go", "x := tru¦", "true constant untyped bool", "tru"},
	{"import path", "import \"net/ht¦", "net/http package", "net/ht"},
	{"import path in a group", "import (\n\t\"fmt\"\n\t\"enc¦\"\n)", "encoding/json package", "enc"},
	{"nothing in a comment", "// cou¦", "-counter", ""},
	{"nothing in a string", `x := "cou¦"`, "-counter", ""},
	{"nothing behind a number", "x := 1.¦", "-counter", ""},
	{"nothing for a name being declared", "func cou¦() {}", "-counter", ""},
	{"code points", "x := \"日本語\"; coun¦", "counter variable", "coun"},
	{"in the middle of a word", "cou¦nter", "counter variable", "cou"},
	{"broken elsewhere", "x := = 3\nfmt.Prin¦", "Println function", "Prin"},
	{"broken further down", "fmt.Prin¦\nfunc (", "Println function", "Prin"},
	{"wrong types elsewhere", "var s string = 3\ncounter.V¦", "Visit method", "V"},
	{"argument", "fmt.Println(counter.V¦)", "Visit method", "V"},
	{"result of a generic function", "Map([]int{1}, func(n int) time.Time { return time.Now() })[0].Un¦", "Unix method", "Un"},
	{"in a select", "ch := make(chan time.Time)\nselect {\ncase v := <-ch:\n\tv.Un¦\n}", "Unix method", "Un"},
	{"in a type switch", "func f(x any) {\n\tswitch v := x.(type) {\n\tcase time.Time:\n\t\tv.Un¦\n\t}\n}", "Unix method", "Un"},
	{"cell with magic-looking text", "%%time\ncou¦", "counter variable", "cou"},
	{"magic", "%who¦", "%whos keyword %whos [KIND|TYPE]", "%who"},
	{"cell magic", "%%ti¦", "%%time keyword", "%%ti"},
	{"cell magic further down", "x := 1\n%%ti¦", "-%%time", ""},
	{"remainder", "y := 7 %cou¦", "counter variable", "cou"},
	{"chain", "str.NewReplacer().Repl¦", "Replace method (s string) string", "Repl"},
	{"call over lines", "fmt.Println(\n\t\"a\",\n\tcounter.¦\n)", "Visit method", ""},
}

func TestComplete(t *testing.T) {
	i := newInspector(t)
	for _, test := range completions {
		t.Run(test.name, func(t *testing.T) {
			code, cursor := cut(t, test.code)
			got := i.Complete(code, cursor)
			name, none := strings.CutPrefix(test.want, "-")
			var lines []string
			found := false
			for _, c := range got.List {
				line := strings.TrimSpace(c.Text + " " + c.Kind + " " + c.Signature)
				lines = append(lines, line)
				found = found || none && c.Text == name || !none && (line == name || strings.HasPrefix(line, name+" "))
			}
			if found == none {
				t.Errorf("got %q, want %s", lines, test.want)
			}
			if from := string([]rune(code)[got.Start:got.End]); from != test.from && !none {
				t.Errorf("replaces %q, want %q", from, test.from)
			}
		})
	}
}

// Whatever the cursor is put behind, nothing panics, and the session stays as it is.
func TestCompleteEverywhere(t *testing.T) {
	i := newInspector(t)
	names := i.World.Names()
	for _, src := range append(slices.Clone(session), "async with x := y { for { if a.b(", "func f[T any](x T) { switch v := any(x).(type) {", "a.b.\"c", "type T struct { a int; b. }", "}}}}", "((((", "x := <-", "go func() {") {
		for at := range []rune(src) {
			i.Complete(src, at)
			i.Complete(string([]rune(src)[:at]), at)
			i.Describe(src, at)
			i.SignatureHelp(src, at)
			i.Definition(src, at)
		}
	}
	if !slices.Equal(names, i.World.Names()) {
		t.Errorf("the session has %q, and had %q", i.World.Names(), names)
	}
}

var descriptions = []struct {
	name, code       string
	head, doc, place string // the first beginning, the second contained
	source           string // contained
}{
	{"async function", "fe¦tch", "async func fetch(url string, retries int) (string, error)", "fetch gets a page.\nIt is slow.", "cell 2 line 3", "return url, nil"},
	{"inside its call", `await fetch("x", ¦`, "async func fetch(", "It is slow", "cell 2 line 3", ""},
	{"variable", "coun¦ter", "var counter *Counter", "the only one", "cell 2 line 7", "counter := &Counter{}"},
	{"type", "var c Counter¦", "type Counter struct {\n\tPages map[string]int", "counts visits\nof pages", "cell 1 line 4", "total int"},
	{"method", "counter.Visit¦", "func (*Counter) Visit(path string, times ...int) error", "Visit notes", "cell 1 line 13", "func (c *Counter) Visit"},
	{"field", "counter.Pages¦", "field Counter.Pages map[string]int", "by path", "cell 1 line 5", ""},
	{"constant", "Limit¦", "const Limit untyped int = 7", "", "cell 2 line 8", "Limit = 7"},
	{"function of std", "fmt.Println¦", "func Println(a ...any) (n int, err error)", "Println formats", "", ""},
	{"method of std", "time.Now().Unix¦()", "func (time.Time) Unix() int64", "Unix returns", "", ""},
	{"field of std", "http.Client{Timeout¦: 1}", "field Client.Timeout time.Duration", "Timeout specifies", "", ""},
	{"package of std", "fmt¦.Println", `package fmt // import "fmt"`, "formatted I/O", "", ""},
	{"package not imported", "tim¦e.Now()", `package time // import "time"`, "measuring and displaying time", "", ""},
	{"predeclared", "len¦(x)", "func len(v Type) int", "length of v", "", ""},
	{"asyncio", "asyncio.Sleep¦", "func Sleep(d time.Duration) *asyncio.Coroutine[asyncio.None]", "", "", ""},
	{"generic", "Map¦", "func Map[T, U any](list []T, f func(T) U) []U", "", "cell 2 line 13", ""},
	{"word", "awa¦it x", "await x", "Waits for", "", ""},
	{"local", "func f() { local := 1; _ = lo¦cal }", "var local int", "", "this cell line 1", ""},
	{"name being declared", "// does it\nfunc newOne¦(n int) {}", "func newOne(n int)", "does it", "this cell line 2", ""},
	{"method as a function", "tg := asyncio.NewTaskGroup()\ntg.CreateTask¦(fetch(\"\", 1))", "func CreateTask", "", "", ""},
}

func TestDescribe(t *testing.T) {
	i := newInspector(t)
	for _, test := range descriptions {
		t.Run(test.name, func(t *testing.T) {
			code, cursor := cut(t, test.code)
			d, ok := i.Describe(code, cursor)
			place := ""
			if d.Place.Line > 0 {
				place = d.Place.String()
			}
			if !ok || !strings.HasPrefix(d.Head, test.head) || !strings.Contains(d.Doc, test.doc) || place != test.place || !strings.Contains(d.Source, test.source) {
				t.Errorf("got %t %+v", ok, d)
			}
		})
	}
	for _, nothing := range []string{"¦", "nobody¦", "1¦23", `"text¦"`, "(¦)"} {
		code, cursor := cut(t, nothing)
		if d, ok := i.Describe(code, cursor); ok {
			t.Errorf("%s: got %+v", nothing, d)
		}
	}
}

func TestSignatureHelp(t *testing.T) {
	i := newInspector(t)
	for _, test := range []struct {
		code, name string
		params     []string
		active     int
	}{
		{"fetch(¦", "fetch", []string{"url string", "retries int"}, 0},
		{`fetch(str.Join(nil, ","), ¦)`, "fetch", []string{"url string", "retries int"}, 1},
		{`fetch(str.Join(nil, ¦), 3)`, "Join", []string{"elems []string", "sep string"}, 1},
		{"fetch(1, 2, ¦", "fetch", []string{"url string", "retries int"}, -1},
		{"counter.Visit(a, b, c, ¦)", "Visit", []string{"path string", "times []int"}, 1},
		{"Map[int, string](nil, ¦)", "Map", []string{"list []T", "f func(T) U"}, 1},
		{"async with tg := asyncio.NewTaskGroup() { tg.CreateTask(¦", "CreateTask", []string{"c *asyncio.Coroutine[T]", "options []asyncio.TaskOption"}, 0},
	} {
		code, cursor := cut(t, test.code)
		got, ok := i.SignatureHelp(code, cursor)
		if !ok || got.Name != test.name || !slices.Equal(got.Params, test.params) || got.Active != test.active {
			t.Errorf("%s: got %t %+v", test.code, ok, got)
		}
	}
	code, cursor := cut(t, "x := (¦")
	if got, ok := i.SignatureHelp(code, cursor); ok {
		t.Errorf("got %+v", got)
	}
}

func TestDefinition(t *testing.T) {
	i := newInspector(t)
	for _, test := range []struct{ code, want string }{
		{"fetch¦(1)", "cell 2 line 3"},
		{"counter.Pages¦", "cell 1 line 5"},
		{"func f(n int) {\n\treturn n¦ }", "this cell line 1"},
		{"fmt.Println¦", ""},
	} {
		code, cursor := cut(t, test.code)
		got, ok := i.Definition(code, cursor)
		if ok != (test.want != "") || ok && got.String() != test.want {
			t.Errorf("%s: got %t %v", test.code, ok, got)
		}
	}
}

func BenchmarkComplete(b *testing.B) {
	i := newInspector(b)
	code := strings.Repeat("fmt.Println(counter, await fetch(`x`, 1))\n", 20) + "counter.V"
	for b.Loop() {
		i.Complete(code, len(code))
	}
}
