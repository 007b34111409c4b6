package jupyter_test

import (
	"strings"
	"testing"

	asyncio "goasync/asyncrt"
	"goasync/eval"
	"goasync/eval/jupyter"
	"goasync/kernel"
)

const declared = `// Greet says hello.
async func Greet(name string) string { return "hello " + name }
type Point struct{ X, Y int }
p := Point{1, 2}
日本 := "x"`

func newLanguage(t *testing.T) kernel.Language {
	t.Helper()
	s, err := eval.NewSession(eval.Options{Clock: asyncio.NewVirtualClock()})
	if err != nil {
		t.Fatal(err)
	}
	l := jupyter.New(s, "test")
	t.Cleanup(func() { l.Shutdown(false) })
	if r := l.Execute(t.Context(), kernel.ExecuteRequest{Code: declared, ExecutionCount: 3}, nil); r.Error != nil {
		t.Fatal(r.Error)
	}
	return l
}

// Positions count code points, and every match has a type.
func TestComplete(t *testing.T) {
	l := newLanguage(t).(kernel.Completer)
	reply := l.Complete(t.Context(), "日本; Gre", 7)
	if len(reply.Matches) != 1 || reply.Matches[0] != "Greet" || reply.Start != 4 || reply.End != 7 {
		t.Errorf("got %+v", reply)
	}
	if want := (kernel.CompletionType{Text: "Greet", Kind: "function", Signature: "(name string) *asyncio.Coroutine[string]"}); len(reply.Types) != 1 || reply.Types[0] != want {
		t.Errorf("got %+v", reply.Types)
	}
}

func TestInspect(t *testing.T) {
	l := newLanguage(t)
	for detail, source := range []bool{false, true} {
		b, ok := l.(kernel.Inspector).Inspect(t.Context(), "await Greet(", 12, detail)
		for mime, text := range b.Data {
			for _, part := range []string{"async func Greet(name string) string", "Greet says hello.", "cell 3 line 2"} {
				if !strings.Contains(text.(string), part) {
					t.Errorf("%s lacks %q:\n%s", mime, part, text)
				}
			}
			if strings.Contains(text.(string), "return") != source {
				t.Errorf("detail %d, %s:\n%s", detail, mime, text)
			}
		}
		if !ok || len(b.Data) != 2 {
			t.Errorf("got %v", b)
		}
	}
	if b, ok := l.(kernel.Inspector).Inspect(t.Context(), "nobody", 3, 0); ok {
		t.Errorf("got %v", b)
	}
}

// A cell may ask as IPython's do: the answer is a page.
func TestHelp(t *testing.T) {
	l := newLanguage(t)
	for code, want := range map[string]string{"Greet?": "Greet says hello.", "?fmt.Println": "Println formats", "Greet??": "return"} {
		r := l.Execute(t.Context(), kernel.ExecuteRequest{Code: code, ExecutionCount: 4}, nil)
		if r.Error != nil || len(r.Payload) != 1 {
			t.Fatalf("%s: got %+v", code, r)
		}
		text := r.Payload[0]["data"].(map[string]any)["text/plain"].(string)
		if r.Payload[0]["source"] != "page" || !strings.Contains(text, want) {
			t.Errorf("%s: got %s", code, text)
		}
	}
	if r := l.Execute(t.Context(), kernel.ExecuteRequest{Code: "nobody?", ExecutionCount: 5}, nil); r.Error == nil {
		t.Errorf("got %+v", r)
	}
}

func TestVariables(t *testing.T) {
	l := newLanguage(t).(kernel.VariablesInspector)
	list := l.Variables(t.Context())
	if len(list) != 2 || list[0].Name != "p" || list[0].Type != "Point" || list[0].Value != "Point{X: 1, Y: 2}" {
		t.Fatalf("got %+v", list)
	}
	if children := list[0].Children(); len(children) != 2 || children[1].Name != "Y" || children[1].Value != "2" {
		t.Errorf("got %+v", children)
	}
	b, ok := l.Variable(t.Context(), "p")
	if text := "p Point = Point{X: 1, Y: 2}\n    X int = 1\n    Y int = 2"; !ok || b.Data["text/plain"] != text {
		t.Errorf("got %v", b)
	}
	if _, ok := l.Variable(t.Context(), "q"); ok {
		t.Error("there is no q")
	}
}

func TestEvaluate(t *testing.T) {
	l := newLanguage(t).(kernel.Evaluator)
	if b, err := l.Evaluate(t.Context(), "p.X + 1"); err != nil || b.Data["text/plain"] != "2" {
		t.Errorf("got %v %v", b, err)
	}
	if _, err := l.Evaluate(t.Context(), "q"); err == nil || err.Name != "CompileError" {
		t.Errorf("got %v", err)
	}
}
