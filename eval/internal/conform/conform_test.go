package conform_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"goasync/eval/internal/conform"
)

// The test binary is its own worker.
func TestMain(m *testing.M) {
	if os.Getenv("CONFORM_WORKER") == "" {
		os.Exit(m.Run())
	}
	if err := conform.Serve(os.Stdin, os.NewFile(3, "responses"), play); err != nil {
		panic(err)
	}
}

// play does what the source says.
func play(name, source string) conform.Outcome {
	switch source {
	case "crash":
		panic("out of luck")
	case "exit":
		os.Exit(0)
	case "hang":
		<-time.After(time.Hour) // select {} would be found out as a deadlock
	case "refuse":
		return conform.Outcome{Err: errors.New("no")}
	case "fail":
		return conform.Outcome{Err: errors.New("oops"), Ran: true, Output: "some"}
	}
	return conform.Outcome{Output: source, Ran: true}
}

func pool() *conform.Pool {
	return &conform.Pool{
		Workers: 2,
		Limit:   2 * time.Second,
		Command: func() *exec.Cmd {
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), "CONFORM_WORKER=1")
			return cmd
		},
	}
}

func TestPool(t *testing.T) {
	rows := []struct {
		source, want string
		kind         conform.Kind
		err          string
	}{
		{"hello", "hello", conform.Pass, ""},
		{"hello", "other", conform.Silent, ""},
		{"crash", "", conform.Crashed, "panic: out of luck"},
		{"exit", "", conform.Crashed, "without a word"},
		{"hang", "", conform.Slow, "not done after 2s"},
		{"refuse", "", conform.Refused, "no"},
		{"fail", "some", conform.Failed, "oops"},
	}
	var programs []conform.Program
	for range 20 {
		programs = append(programs, conform.Program{Name: "x", Source: "x", Want: "x"})
	}
	for _, r := range rows {
		programs = append(programs, conform.Program{Name: r.source, Source: r.source, Want: r.want})
	}
	called := 0
	p := pool()
	p.Each = func(conform.Result) { called++ }
	results, err := p.Run(t.Context(), programs)
	if err != nil {
		t.Fatal(err)
	}
	if called != len(programs) {
		t.Errorf("Each was called %d times", called)
	}
	for i, r := range rows {
		got := results[20+i]
		if got.Kind != r.kind || !strings.Contains(got.Error, r.err) {
			t.Errorf("%s: %s %q, want %s %q", r.source, got.Kind, got.Error, r.kind, r.err)
		}
	}
}

func TestPoolWithoutWorker(t *testing.T) {
	p := conform.Pool{Command: func() *exec.Cmd { return exec.Command(filepath.Join(t.TempDir(), "nothing")) }}
	if _, err := p.Run(t.Context(), make([]conform.Program, 10)); err == nil {
		t.Error("no error")
	}
}

func TestJudge(t *testing.T) {
	known := map[string]conform.Miss{"bad": {conform.Refused, "because"}, "wrong": {conform.Silent, "because"}}
	for _, row := range []struct {
		result conform.Result
		want   string // in the error; empty for none
	}{
		{conform.Result{Program: "a", Kind: conform.Pass}, ""},
		{conform.Result{Program: "bad", Kind: conform.Crashed}, ""},
		{conform.Result{Program: "wrong", Kind: conform.Silent}, ""},
		{conform.Result{Program: "bad", Kind: conform.Pass}, "take it off"},
		{conform.Result{Program: "bad", Kind: conform.Silent, Output: "1\n"}, `line 1 is "1", want "2"`},
		{conform.Result{Program: "a", Kind: conform.Silent, Output: "2"}, `line 2 is "(end)", want ""`},
		{conform.Result{Program: "a", Kind: conform.Failed, Error: "oops"}, "a failed: oops"},
	} {
		err := conform.Judge(row.result, "2\n", known)
		if (err == nil) != (row.want == "") || err != nil && !strings.Contains(err.Error(), row.want) {
			t.Errorf("Judge(%v) = %v, want %q", row.result, err, row.want)
		}
	}
}

func TestFiles(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"list": "# programs\na.go\n\nsub/b.go\n", "a.go": "A", "a.out": "one\r\n", "sub/b.go": "B",
		"misses": "# known\na.go\trefused\tno unsafe\n", "bad": "a.go\n",
	} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	programs, err := conform.FromList(filepath.Join(dir, "list"), dir)
	if err != nil || len(programs) != 2 || programs[0] != (conform.Program{Name: "a.go", Source: "A", Want: "one\n"}) || programs[1].Want != "" {
		t.Errorf("FromList: %v, %v", programs, err)
	}
	if programs, err := conform.FromDir(dir); err != nil || len(programs) != 1 {
		t.Errorf("FromDir: %v, %v", programs, err)
	}
	misses, err := conform.Misses(filepath.Join(dir, "misses"))
	if err != nil || misses["a.go"] != (conform.Miss{Kind: conform.Refused, Reason: "no unsafe"}) {
		t.Errorf("Misses: %v, %v", misses, err)
	}
	if _, err := conform.Misses(filepath.Join(dir, "bad")); err == nil {
		t.Error("a miss without a reason is accepted")
	}
}
