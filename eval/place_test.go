package eval_test

import (
	"strings"
	"testing"

	"goasync/eval"
)

// TestPlaces looks at what tells where it is called: it names the cell and its line.
func TestPlaces(t *testing.T) {
	const short = "log.SetFlags(log.Lshortfile)\n"
	tests := []struct{ name, cell, want string }{
		{"a statement", short + "log.Println(1)", "stderr: cell 1:2: 1"},
		{"a function", short + "func f() {\n\tlog.Print(\"in f\")\n}\nf()", "cell 1:3: in f"},
		{"a method", short + "type T struct{}\nfunc (T) M() { log.Printf(\"%d\", 7) }\nT{}.M()", "cell 1:3: 7"},
		{"a closure", short + "func() {\n\tlog.Println(1)\n}()", "cell 1:3: 1"},
		{"a goroutine", short + "var wg sync.WaitGroup\nwg.Add(1)\ngo func() {\n\tdefer wg.Done()\n\tlog.Println(1)\n}()\nwg.Wait()", "cell 1:6: 1"},
		{"an async function", short + "async func f() {\n\tawait asyncio.Sleep(0)\n\tlog.Println(1)\n}\nawait f()", "cell 1:4: 1"},
		{"a deferred call", short + "\ndefer log.Println(1)", "cell 1:3: 1"},
		{"arguments that log", short + "func f() int { log.Println(\"f\"); return 1 }\nlog.Println(\n\tf())", "cell 1:2: f\nstderr: cell 1:3: 1"},
		{"a logger with prefix", "l := log.New(os.Stdout, \"p: \", log.Llongfile)\nl.Printf(\"%d\", 1)", "p: cell 1:2: 1"},
		{"a prefix before the message", "l := log.New(os.Stdout, \"p: \", log.Llongfile|log.Lmsgprefix)\nl.Output(1, \"out\")", "cell 1:2: p: out"},
		{"a function value", short + "f := log.Println\nf(1)", "???:0: 1"},
		{"log.Panicf", short + "func() {\n\tdefer func() { fmt.Println(recover()) }()\n\tlog.Panicf(\"%d\", 1)\n}()", "cell 1:4: 1\n1"},
		{"slog as text", "slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{AddSource: true})).With(\"a\", 1).WithGroup(\"g\").Info(\"m\", \"b\", 2)", "level=INFO source=\"cell 1:1\" msg=m a=1 g.b=2"},
		{"slog as JSON", "l := slog.New(slog.NewJSONHandler(os.Stdout, &slog.HandlerOptions{AddSource: true}))\nl.LogAttrs(context.Background(), slog.LevelInfo, \"m\", slog.Int(\"n\", 1))", "\"source\":{\"file\":\"cell 1\",\"line\":2},\"msg\":\"m\",\"n\":1}"},
		{"slog with attributes replaced", "slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{AddSource: true, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr { if a.Key != \"source\" { return slog.Attr{} }; return a }})).Info(\"m\")", "source=\"cell 1:1\"\n"},
		{"runtime.Caller", "func f() {\n\t_, file, line, ok := runtime.Caller(0)\n\tfmt.Println(file, line, ok)\n}\nf()", "cell 1 2 true"},
		{"a caller's caller", "_, file, line, ok := runtime.Caller(1)\nfmt.Printf(\"%q %d %t\", file, line, ok)", "\"\" 0 false"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, err := eval.NewSession(eval.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			out := &notes{}
			defer execute(s, eval.Cell{Source: "log.SetFlags(log.LstdFlags)", Count: 2}, &notes{})
			if got := execute(s, eval.Cell{Source: test.cell, Count: 1}, out); !strings.Contains(got, test.want) {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}
