package eval_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	asyncio "goasync/asyncrt"
	"goasync/eval"
)

// recorder writes down what a cell shows.
type recorder struct {
	mu  sync.Mutex
	out strings.Builder
	ids map[string]int
}

func (r *recorder) printf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	fmt.Fprintf(&r.out, format, args...)
}

func (r *recorder) Stream(name, text string) {
	if name == "stderr" {
		text = "stderr: " + text
	}
	r.printf("%s", text)
}

func (r *recorder) Display(d eval.Display) {
	word := "display"
	if d.Update {
		word = "update"
	}
	r.mu.Lock()
	if r.ids == nil {
		r.ids = map[string]int{}
	}
	if _, ok := r.ids[d.ID]; !ok {
		r.ids[d.ID] = len(r.ids) + 1
	}
	n := r.ids[d.ID]
	r.mu.Unlock()
	r.printf("[%s %d]\n%s", word, n, bundle(d.Data))
}

func (r *recorder) Clear(wait bool) { r.printf("[clear %v]\n", wait) }

func (r *recorder) Input(string, bool) (string, error) { return "", fmt.Errorf("no input") }

// bundle writes a MIME bundle; of long data the beginning.
func bundle(data map[string]any) string {
	var b strings.Builder
	for _, mime := range slices.Sorted(maps.Keys(data)) {
		text := fmt.Sprint(data[mime])
		if runes := []rune(text); mime != "text/plain" && len(runes) > 300 {
			text = string(runes[:300]) + "…"
		}
		fmt.Fprintf(&b, "  %s: %s\n", mime, strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n    "))
	}
	return b.String()
}

// variable masks what differs from run to run.
var variable = regexp.MustCompile(`0x[0-9a-f]+|\x1b\[[0-9;]*m|(?m:^(CPU|Wall|fastest|[0-9.]+ .s ±).*$)|/\S*/TestShown\S*`)

// measured are times in the lines that tell some.
var measured = regexp.MustCompile(`[0-9.]+ (ns|µs|ms)|\b0 s`)

// run executes a cell, and returns what it shows.
func run(t *testing.T, s *eval.Session, count int, source string) string {
	t.Helper()
	var r recorder
	result := s.Execute(context.Background(), eval.Cell{Source: source, Count: count}, &r)
	if f := result.Err; f != nil {
		r.printf("[error] %s: %s\n", f.Name, f.Value)
	}
	if result.Data != nil {
		r.printf("[result]\n%s", bundle(result.Data))
	}
	if n := result.Next; n != nil {
		r.printf("[next cell, replace %v]\n%s\n", n.Replace, n.Source)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return variable.ReplaceAllStringFunc(r.out.String(), func(s string) string {
		switch {
		case s[0] == '\x1b':
			return ""
		case s[0] == '/':
			return "…/" + filepath.Base(s)
		case strings.HasPrefix(s, "0x"):
			return "0x…"
		}
		return measured.ReplaceAllString(s, "…")
	})
}

// TestShown runs the cells of testdata/shown/*.txt on a virtual clock and compares what they show. A file holds cells
// between lines of dashes, each followed by a line with an arrow and what it shows.
func TestShown(t *testing.T) {
	dir, err := filepath.Abs("testdata/shown")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatal("no tests", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) { testShown(t, file) })
	}
}

const cellLine, outputLine = "--- cell\n", "--- shows\n"

func testShown(t *testing.T, file string) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	s, err := eval.NewSession(eval.Options{Clock: asyncio.NewVirtualClock()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	head, rest, _ := strings.Cut(string(text), cellLine)
	got := head
	for i, part := range strings.Split(rest, cellLine) {
		source, want, _ := strings.Cut(part, outputLine)
		shows := run(t, s, i+1, strings.TrimSuffix(source, "\n"))
		got += cellLine + source + outputLine + shows
		if want != shows && !*update {
			t.Errorf("cell %d\n%s\nshows\n%s\nwant\n%s", i+1, source, shows, want)
		}
	}
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
