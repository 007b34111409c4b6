package docs_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	asyncio "goasync/asyncrt"
	"goasync/eval"
	"goasync/eval/export"
)

// screen is an eval.Output that keeps what a reader of the notebook sees.
type screen struct {
	mu   sync.Mutex
	text strings.Builder
}

func (s *screen) Stream(_, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text.WriteString(text)
}

func (s *screen) Display(d eval.Display) {
	if d.Update {
		return // what is replaced was shown, and a page cannot move
	}
	s.line(plain(d.Data))
}

// line writes text on lines of its own.
func (s *screen) line(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if so := s.text.String(); so != "" && !strings.HasSuffix(so, "\n") {
		s.text.WriteString("\n")
	}
	s.text.WriteString(text + "\n")
}

func (s *screen) Clear(bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text.Reset()
}

func (s *screen) Input(string, bool) (string, error) { return "gopher", nil }

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

func plain(data map[string]any) string {
	for _, mime := range []string{"text/plain", "text/markdown", "text/html", "text/latex"} {
		if text, ok := data[mime].(string); ok {
			return text
		}
	}
	return fmt.Sprint(data)
}

var colours = regexp.MustCompile("\x1b\\[[0-9;]*m")

// cell is a cell that was executed; what it shows may still come.
type cell struct {
	block
	shown *screen
}

// notebook is the session of a page.
type notebook struct {
	t       *testing.T
	page    string
	session *eval.Session
	cells   []cell
}

func (n *notebook) restart() {
	n.end()
	session, err := eval.NewSession(eval.Options{Clock: asyncio.NewVirtualClock()})
	if err != nil {
		n.t.Fatal(err)
	}
	n.session = session
}

// end compares what the cells of the session have shown: a task may have
// written under the cell that made it while a later one ran.
func (n *notebook) end() {
	if n.session == nil {
		return
	}
	if err := n.session.Close(); err != nil {
		n.t.Error(err)
	}
	for _, c := range n.cells {
		compare(n.t, n.page, c.block, c.shown.String())
	}
	n.session, n.cells = nil, nil
}

func (n *notebook) execute(b block) {
	count := len(n.cells) + 1
	c := cell{b, &screen{}}
	n.cells = append(n.cells, c)
	result := n.session.Execute(context.Background(), eval.Cell{Source: strings.TrimSuffix(b.text, "\n"), Name: fmt.Sprintf("cell %d", count), Count: count}, c.shown)
	if result.Data != nil {
		c.shown.line(plain(result.Data))
	}
	text := ""
	if result.Err != nil {
		text = colours.ReplaceAllString(strings.Join(result.Err.Traceback, "\n"), "")
		c.shown.line(text)
	}
	if failed := result.Err != nil; failed != b.is("fails") {
		n.t.Errorf("%s:%d: fails: %t\n%s", n.page, b.line, failed, text)
	}
}

// The cells of each page do what the page says.
func TestCells(t *testing.T) {
	for _, page := range pages(t) {
		t.Run(page, func(t *testing.T) {
			t.Chdir(t.TempDir()) // cells may write files
			n := &notebook{t: t, page: page}
			defer n.end()
			for _, b := range cellsOf(t, page) {
				if n.session == nil || b.is("new") {
					n.restart()
				}
				n.execute(b)
			}
		})
	}
}

// home is where the tests started: pages are read from there.
var home, _ = os.Getwd()

// cellsOf lists the cells of a page that are run.
func cellsOf(t *testing.T, page string) (list []block) {
	raw, err := os.ReadFile(filepath.Join(home, root, page))
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range blocks(string(raw)) {
		if b.kind == "go" && b.run() && !b.is("program") && !b.is("export") {
			list = append(list, b)
		}
	}
	return list
}

// The Go programs of each page run.
func TestPrograms(t *testing.T) {
	for _, page := range pages(t) {
		for _, b := range blocks(read(t, page)) {
			if b.kind != "go" || !b.is("program") {
				continue
			}
			dir, err := os.MkdirTemp("testdata", "program")
			if err != nil {
				t.Fatal(err)
			}
			defer os.RemoveAll(dir)
			if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(b.text), 0o644); err != nil {
				t.Fatal(err)
			}
			out, err := exec.Command("go", "run", "./"+dir).CombinedOutput()
			if err != nil {
				t.Errorf("%s:%d: %v\n%s", page, b.line, err, out)
			}
			compare(t, page, b, string(out))
		}
	}
}

// What a page shows of an exported program is the export of the cell before it.
func TestExports(t *testing.T) {
	for _, page := range pages(t) {
		var before block
		for _, b := range blocks(read(t, page)) {
			if b.kind == "go" && b.is("export") {
				program, err := export.Program([]export.Cell{{Source: before.text}}, export.Options{})
				if err != nil {
					t.Errorf("%s:%d: %v", page, before.line, err)
				} else if !strings.Contains(string(program), strings.TrimSpace(b.text)) {
					t.Errorf("%s:%d: the export is\n%s", page, b.line, program)
				}
			}
			before = b
		}
	}
}
