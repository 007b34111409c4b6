package eval_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	asyncio "goasync/asyncrt"
	"goasync/eval"
)

// A quiet output keeps what was written.
type quiet struct {
	mu   sync.Mutex
	text strings.Builder
}

func (q *quiet) Stream(name, text string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.text.WriteString(text)
}
func (q *quiet) Display(eval.Display) {}
func (q *quiet) Clear(bool)           {}
func (q *quiet) Input(string, bool) (string, error) {
	return "", nil
}

func inspected(t *testing.T, cells ...string) *eval.Session {
	t.Helper()
	s, err := eval.NewSession(eval.Options{Clock: asyncio.NewVirtualClock()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	for n, src := range cells {
		if r := s.Execute(t.Context(), eval.Cell{Source: src, Count: n + 1}, &quiet{}); r.Err != nil {
			t.Fatal(r.Err.Traceback)
		}
	}
	return s
}

// What the variables panel shows.
func TestVariables(t *testing.T) {
	s := inspected(t, `
type Point struct { X, Y int }
func (p Point) String() string { called = true; return "own text" }
type Node struct { Name string; Next *Node }
type Celsius float64
called := false
n := 41
n++
text := "a \"quoted\" text"
list := []int{1, 2, 3}
points := map[string]Point{"b": {3, 4}, "a": {1, 2}}
p := &Point{5, 6}
var none *Point
var any1 any = Point{7, 8}
var any2 any = 3.5
var err error = fmt.Errorf("wrong")
ring := &Node{Name: "ring"}
ring.Next = ring
temperature := Celsius(36.6)
wait := 1500*time.Millisecond
f := func(n int) string { return "" }
long := make([]int, 1000)
bytes := []byte("hi")
grid := [2][2]bool{{true}}
var noErr error
var nothing any
some := []any{nil, 1, noErr}
byName := map[string]any{"a": nil}
type Holder struct { E error; A any; F func() }
holder := Holder{}
handle := &display.Comm{}
var noFunc func()
`)
	want := map[string][2]string{
		"called": {"bool", "false"}, "n": {"int", "42"}, "text": {"string", `"a \"quoted\" text"`},
		"list": {"[]int", "[1, 2, 3]"}, "points": {"map[string]Point", `{"a": Point{X: 1, Y: 2}, "b": Point{X: 3, Y: 4}}`},
		"p": {"*Point", "&Point{X: 5, Y: 6}"}, "none": {"*Point", "nil"}, "any1": {"any", "Point{X: 7, Y: 8}"}, "any2": {"any", "3.5"},
		"err": {"error", "wrong"}, "ring": {"*Node", ""}, "temperature": {"Celsius", "36.6"}, "wait": {"time.Duration", "1.5s"},
		"f": {"func(n int) string", "func(n int) string"}, "long": {"[]int", "[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, … 990 more]"},
		"noErr": {"error", "nil"}, "nothing": {"any", "nil"}, "some": {"[]any", "[nil, 1, nil]"}, "byName": {"map[string]any", `{"a": nil}`},
		"holder": {"Holder", "Holder{E: nil, A: nil, F: nil}"}, "handle": {"*display.Comm", ""}, "noFunc": {"func()", "nil"},
		"bytes": {"[]byte", "[104, 105]"}, "grid": {"[2][2]bool", "[[true, false], [false, false]]"},
	}
	got := s.Variables()
	if len(got) != len(want) {
		t.Errorf("%d variables, want %d", len(got), len(want))
	}
	for _, v := range got {
		w := want[v.Name]
		if v.Type != w[0] || w[1] != "" && v.Value != w[1] {
			t.Errorf("%s: %s = %s, want %s = %s", v.Name, v.Type, v.Value, w[0], w[1])
		}
	}
	if got := children(s, "points"); !slices.Equal(got, []string{`"a" Point Point{X: 1, Y: 2}`, `"b" Point Point{X: 3, Y: 4}`}) {
		t.Errorf("got %q", got)
	}
	if got := children(s, "p"); !slices.Equal(got, []string{"X int 5", "Y int 6"}) {
		t.Errorf("got %q", got)
	}
	if got := children(s, "long"); len(got) != 100 || got[99] != "99 int 0" {
		t.Errorf("got %q", got)
	}
	if got := children(s, "n"); got != nil {
		t.Errorf("got %q", got)
	}
}

func children(s *eval.Session, name string) []string {
	for _, v := range s.Variables() {
		if v.Name == name && v.Children != nil {
			var list []string
			for _, c := range v.Children() {
				list = append(list, c.Name+" "+c.Type+" "+c.Value)
			}
			return list
		}
	}
	return nil
}

// While a cell computes, questions are answered at once; of variables only the types are known.
func TestInspectWhileBusy(t *testing.T) {
	s := inspected(t, "n := 1\nlist := []string{`a`}")
	out := &quiet{}
	done := make(chan eval.Result)
	started := make(chan struct{})
	go func() {
		done <- s.Execute(t.Context(), eval.Cell{Source: "for { n++ }", Count: 2}, out)
	}()
	go func() {
		for len(s.Variables()) == 0 || s.Variables()[0].Value != "(a cell is running)" {
		}
		close(started)
	}()
	<-started
	if got := s.Complete("lis", 3); len(got.List) == 0 || got.List[0].Text != "list" {
		t.Errorf("got %v", got)
	}
	if d, ok := s.Describe("list", 2); !ok || d.Head != "var list []string" || d.Place.String() != "cell 1 line 2" {
		t.Errorf("got %v", d)
	}
	s.Interrupt()
	if r := <-done; r.Err == nil || r.Err.Name != "KeyboardInterrupt" {
		t.Errorf("got %v", r.Err)
	}
	if v := s.Variables(); v[0].Value != `["a"]` {
		t.Errorf("got %v", v)
	}
}

// A cell that awaits keeps nothing from being read.
func TestVariablesWhileAwaiting(t *testing.T) {
	s, err := eval.NewSession(eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	done := make(chan eval.Result)
	go func() {
		done <- s.Execute(t.Context(), eval.Cell{Source: "n := 7\nawait asyncio.NewEvent().Wait()", Count: 1}, &quiet{})
	}()
	for len(s.Variables()) == 0 || s.Variables()[0].Value != "7" {
	}
	s.Interrupt()
	<-done
}

func TestEvaluate(t *testing.T) {
	s := inspected(t, "x := 20\nasync func twice(n int) int { return 2*n }\nfunc fails() { panic(`no`) }")
	for _, test := range []struct{ expression, want, failure string }{
		{"x + 1", "21", ""},
		{"await twice(x)", "40", ""},
		{`[]string{"a"}`, `["a"]`, ""},
		{"nobody", "", "CompileError"},
		{"y := 3", "", "CompileError"},
		{"fails()", "", "panic"},
		{"", "", "CompileError"},
	} {
		r := s.Evaluate(t.Context(), test.expression)
		failure := ""
		if r.Err != nil {
			failure = r.Err.Name
		}
		if text, _ := r.Data["text/plain"].(string); text != test.want || failure != test.failure {
			t.Errorf("%s: got %v %v", test.expression, r.Data, r.Err)
		}
	}
	if len(s.Variables()) != 1 {
		t.Errorf("the session has %v", s.Variables())
	}
}
