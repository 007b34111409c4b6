package eval_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	asyncio "goasync/asyncrt"
	"goasync/eval"
)

// notes is an eval.Output that writes down what cells show.
type notes struct {
	mu    sync.Mutex
	text  strings.Builder
	lines []string // answers to input
}

func (t *notes) add(format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	fmt.Fprintf(&t.text, format, args...)
}

func (t *notes) Stream(name, text string) {
	if name == "stderr" {
		text = "stderr: " + text
	}
	t.add("%s", text)
}

func (t *notes) Display(d eval.Display) { t.add("display %v\n", d.Data) }
func (t *notes) Clear(wait bool)        { t.add("clear %t\n", wait) }

func (t *notes) Input(prompt string, _ bool) (string, error) {
	if len(t.lines) == 0 {
		return "", fmt.Errorf("no more input")
	}
	line := t.lines[0]
	t.lines = t.lines[1:]
	t.add("[input %q] %s\n", prompt, line)
	return line, nil
}

// take returns what was written since the last time, with addresses masked.
func (t *notes) take() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	text := t.text.String()
	t.text.Reset()
	return address.ReplaceAllString(text, "0x…")
}

var (
	address  = regexp.MustCompile(`0x[0-9a-f]{6,}`)
	colours  = regexp.MustCompile("\x1b\\[[0-9;]*m")
	sections = regexp.MustCompile(`(?m)^--- (cell|output)\n`)
)

// execute runs a cell and returns what it showed: output, result, error with its traceback.
func execute(s *eval.Session, cell eval.Cell, out *notes) string {
	result := s.Execute(context.Background(), cell, out)
	text := out.take()
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	if result.Data != nil {
		text += fmt.Sprintf("=> %s\n", address.ReplaceAllString(fmt.Sprint(result.Data["text/plain"]), "0x…"))
	}
	if f := result.Err; f != nil {
		text += fmt.Sprintf("! %s\n%s\n", f.Name, colours.ReplaceAllString(strings.Join(f.Traceback, "\n"), ""))
	}
	return text
}

// TestSession runs the cells of each file in testdata/session, in a session with a virtual clock, and compares what
// they show.
func TestSession(t *testing.T) {
	files, err := filepath.Glob("testdata/session/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no files", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) { runSession(t, file) })
	}
}

func runSession(t *testing.T, file string) {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s, err := eval.NewSession(eval.Options{Clock: asyncio.NewVirtualClock()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var got strings.Builder
	out := &notes{lines: []string{"Ada", "36", "last", "yes"}}
	for i, cell := range cellsOf(string(data)) {
		fmt.Fprintf(&got, "--- cell\n%s--- output\n%s", cell, execute(s, eval.Cell{Source: cell, Count: i + 1}, out))
	}
	if *update {
		if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got.String() != string(data) {
		t.Errorf("%s: got\n%s", file, firstDifference(got.String(), string(data)))
	}
}

// cellsOf returns the cells of a file.
func cellsOf(text string) []string {
	var cells []string
	kinds := sections.FindAllStringSubmatch(text, -1)
	for i, part := range sections.Split(text, -1)[1:] {
		if kinds[i][1] == "cell" {
			cells = append(cells, part)
		}
	}
	return cells
}

// firstDifference shows the lines around the first that differs.
func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range g {
		if i >= len(w) || g[i] != w[i] {
			from := max(0, i-8)
			return fmt.Sprintf("%s\n--- instead of\n%s", strings.Join(g[from:min(len(g), i+8)], "\n"), strings.Join(w[from:min(len(w), i+8)], "\n"))
		}
	}
	return "less than wanted"
}
