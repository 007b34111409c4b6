package kernel_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"goasync/kernel"
)

// lines shows entries as session:line input.
func lines(entries []kernel.HistoryEntry) string {
	var all []string
	for _, e := range entries {
		all = append(all, fmt.Sprintf("%d:%d %s", e.Session, e.Line, e.Input))
	}
	return strings.Join(all, "|")
}

func session(t *testing.T, dir string, inputs ...string) *kernel.History {
	t.Helper()
	h := kernel.OpenHistory(dir)
	for i, input := range inputs {
		h.Add(i+1, input, "out of "+input)
	}
	if err := h.Sync(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	return h
}

func TestHistoryIsKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "history")
	session(t, dir, "a", "b")
	session(t, dir) // runs nothing, and takes no number
	running := session(t, dir, "c")
	h := session(t, dir, "d", "e")
	for _, row := range []struct {
		name, want string
		got        []kernel.HistoryEntry
	}{
		{"tail", "1:2 b|2:1 c|3:1 d|3:2 e", h.Tail(4)},
		{"tail of more than all", "1:1 a|1:2 b|2:1 c|3:1 d|3:2 e", h.Tail(100)},
		{"tail of none", "", h.Tail(-1)},
		{"this session", "0:1 d|0:2 e", h.Range(0, 1, 0)},
		{"this session by its number", "3:2 e", h.Range(3, 2, 0)},
		{"the session before", "2:1 c", h.Range(-1, 1, 0)},
		{"the first", "1:1 a", h.Range(1, 1, 2)},
		{"from the end", "0:1 d", h.Range(0, -2, -1)},
		{"no such session", "", h.Range(9, 1, 0)},
		{"search all", "1:1 a|1:2 b|2:1 c|3:1 d|3:2 e", h.Search("*", 0, false)},
	} {
		if got := lines(row.got); got != row.want {
			t.Errorf("%s: got %s, want %s", row.name, got, row.want)
		}
	}
	if got := lines(running.Tail(2)); got != "1:2 b|2:1 c" {
		t.Errorf("a session sees %s", got)
	}
}

func TestHistorySearch(t *testing.T) {
	h := kernel.NewHistory()
	for i, input := range []string{"import fmt", "x := 1", "fmt.Println(x)", "x := 1", "é"} {
		h.Add(i+1, input, "")
	}
	for _, row := range []struct {
		pattern string
		n       int
		unique  bool
		want    string
	}{
		{"*fmt*", 0, false, "1:1 import fmt|1:3 fmt.Println(x)"},
		{"x*", 0, false, "1:2 x := 1|1:4 x := 1"},
		{"x*", 0, true, "1:4 x := 1"},
		{"x*", 1, false, "1:4 x := 1"},
		{"?", 0, false, "1:5 é"},
		{"", 0, false, ""},
		{"fmt", 0, false, ""},
		{"*(*)", 0, false, "1:3 fmt.Println(x)"},
	} {
		if got := lines(h.Search(row.pattern, row.n, row.unique)); got != row.want {
			t.Errorf("%q: got %s, want %s", row.pattern, got, row.want)
		}
	}
}

func TestHistoryIsBounded(t *testing.T) {
	dir := t.TempDir()
	h := session(t, dir)
	long := strings.Repeat("ä", 1<<20)
	for i := range 25_000 {
		input := "x"
		if i%5000 == 0 {
			input = long
		}
		h.Add(i+1, input, "")
		if i%5000 == 0 {
			if err := h.Sync(); err != nil {
				t.Fatal(err)
			}
		}
	}
	entries := h.Tail(1 << 30)
	if n := len(entries); n > 10_000 || n < 9_000 {
		t.Errorf("%d entries", n)
	}
	for _, e := range entries {
		if len(e.Input) > 256<<10 || strings.ContainsRune(e.Input, '�') {
			t.Errorf("an input of %d bytes", len(e.Input))
		}
	}
	for i := 2; i < 700; i++ {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("session-%06d.jsonl", i)), []byte("{}\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	session(t, dir, "a")
	if files, err := os.ReadDir(dir); err != nil || len(files) > 501 {
		t.Errorf("%d files are left, %v", len(files), err)
	}
}

func TestHistorySurvivesDamage(t *testing.T) {
	dir := t.TempDir()
	damaged := `{"l":1,"i":"a"}` + "\n" + `{"l":2,"i":` + "\n" + `nonsense` + "\n" + `{"l":4,"i":"d"}` + "\n" + `{"l":5,`
	if err := os.WriteFile(filepath.Join(dir, "session-000001.jsonl"), []byte(damaged), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "something else"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := lines(session(t, dir, "b").Tail(10)); got != "1:1 a|1:4 d|2:1 b" {
		t.Errorf("got %s", got)
	}
}

func TestHistoryWithoutPlace(t *testing.T) {
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	h := kernel.OpenHistory(name)
	h.Add(1, "a", "")
	if err := h.Sync(); err == nil {
		t.Error("no error")
	}
	h.Add(2, "b", "")
	if err := h.Sync(); err != nil {
		t.Error("the error is said twice:", err)
	}
	if got := lines(h.Tail(5)); got != "1:1 a|1:2 b" {
		t.Errorf("this session's are lost: %s", got)
	}
	if err := h.Close(); err != nil {
		t.Error(err)
	}
}
