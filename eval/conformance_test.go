package eval_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"goasync/eval/internal/conform"
)

var (
	workerCommand = flag.String("worker", "", "run programs with this command (see conform.Serve) instead of a session")
	update        = flag.Bool("update", false, "write what the programs of testdata/corpus print with the Go compiler")
	draft         = flag.String("draft", "", "append the misses of this run to a file, as a draft of the list")
	limit         = flag.Duration("limit", 20*time.Second, "the time for one program")
	only          = flag.String("only", "", "run only the programs whose name contains this, and show what becomes of each")
)

// isWorker is set in the environment of a process that is a worker.
const isWorker = "GOASYNC_CONFORM_WORKER"

// knownMisses lists the programs that do not pass, with reasons. It can only
// shrink: a program on it that passes fails the test.
const knownMisses = "testdata/conformance/misses.txt"

// TestConformance runs programs of the Go installation's own test suite, each
// in a fresh session. At least 92 % of them must pass.
func TestConformance(t *testing.T) {
	dir := goTests(t)
	programs, err := conform.FromList("testdata/conformance/tests.txt", dir)
	if err != nil {
		t.Fatal(err)
	}
	if testing.Short() {
		programs = everyTenth(programs)
	}
	passed := compare(t, dir, programs)
	if *only == "" && passed*100 < len(programs)*92 {
		t.Errorf("%d of %d programs pass, want 92 %%", passed, len(programs))
	}
}

// TestCorpus runs the programs of testdata/corpus, each in a fresh session.
func TestCorpus(t *testing.T) {
	programs, err := conform.FromDir("testdata/corpus")
	if err != nil {
		t.Fatal(err)
	}
	for i := range programs {
		programs[i].Name = "corpus/" + programs[i].Name
	}
	compare(t, "testdata/corpus", programs)
}

// TestCorpusIsConfirmed runs the programs of testdata/corpus with the Go
// compiler: what it prints is what must be.
func TestCorpusIsConfirmed(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles every program")
	}
	programs, err := conform.FromDir("testdata/corpus")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range programs {
		t.Run(p.Name, func(t *testing.T) {
			file := filepath.Join("testdata", "corpus", p.Name)
			out, err := exec.CommandContext(t.Context(), "go", "run", file).CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if *update {
				if err := os.WriteFile(strings.TrimSuffix(file, ".go")+".txt", out, 0o644); err != nil {
					t.Fatal(err)
				}
			} else if string(out) != p.Want {
				t.Errorf("the compiler's program prints\n%s\nthe file says\n%s", out, p.Want)
			}
		})
	}
}

// goTests returns the directory of the Go installation's tests.
func goTests(t *testing.T) string {
	t.Helper()
	root, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatalf("go env GOROOT: %v", err)
	}
	dir := filepath.Join(strings.TrimSpace(string(root)), "test")
	if _, err := os.Stat(filepath.Join(dir, "235.go")); err != nil {
		t.Fatalf("the Go installation has no tests; install Go from its release archive: %v", err)
	}
	return dir
}

// compare runs programs and holds the results against the list of misses. It
// returns how many pass.
func compare(t *testing.T, dir string, programs []conform.Program) (passed int) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("workers answer on file descriptor 3, which Windows does not pass on")
	}
	known, err := conform.Misses(knownMisses)
	if err != nil {
		t.Fatal(err)
	}
	programs = slices.DeleteFunc(programs, func(p conform.Program) bool { return !strings.Contains(p.Name, *only) })
	results, err := pool(dir).Run(t.Context(), programs)
	if err != nil {
		t.Fatal(err)
	}
	secondChance(t, dir, programs, results, known)
	kinds := map[conform.Kind]int{}
	var misses strings.Builder
	for i, r := range results {
		kinds[r.Kind]++
		if err := conform.Judge(r, programs[i].Want, known); err != nil {
			t.Error(err)
		}
		if *only != "" {
			t.Logf("%s %s %s\n%s", r.Program, r.Kind, r.Error, r.Output)
		}
		if r.Kind != conform.Pass {
			fmt.Fprintf(&misses, "%s\t%s\t%s\n", r.Program, r.Kind, reason(r, programs[i].Want, known))
		}
	}
	for _, k := range slices.Sorted(maps.Keys(kinds)) {
		t.Logf("%-8s %d", k, kinds[k])
	}
	if *draft != "" {
		appendTo(t, *draft, misses.String())
	}
	return kinds[conform.Pass]
}

// patience is how many times the usual limit a program gets that is not known to be slow, alone.
const patience = 6

// secondChance runs programs that took too long and are not known to once more, one at a time and with more time: on a
// slow or busy machine the limit says little.
func secondChance(t *testing.T, dir string, programs []conform.Program, results []conform.Result, known map[string]conform.Miss) {
	t.Helper()
	p := pool(dir)
	p.Workers, p.Limit = 1, patience*p.Limit
	for i, r := range results {
		if _, listed := known[r.Program]; listed || r.Kind != conform.Slow {
			continue
		}
		again, err := p.Run(t.Context(), programs[i:i+1])
		if err != nil {
			t.Fatal(err)
		}
		results[i] = again[0]
	}
}

func appendTo(t *testing.T, file, text string) {
	t.Helper()
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(text); err != nil {
		t.Fatal(err)
	}
}

func everyTenth(programs []conform.Program) (some []conform.Program) {
	for i := 0; i < len(programs); i += 10 {
		some = append(some, programs[i])
	}
	return some
}

// reason returns the listed reason of a miss, or a draft of one.
func reason(r conform.Result, want string, known map[string]conform.Miss) string {
	if miss, ok := known[r.Program]; ok {
		return miss.Reason
	}
	line, _, _ := strings.Cut(r.Error, "\n")
	if r.Kind == conform.Silent {
		line = conform.Difference(r.Output, want)
	}
	return "TODO " + line
}

// pool returns a pool whose workers are this test binary, in a directory.
func pool(dir string) *conform.Pool {
	return &conform.Pool{
		Limit: *limit,
		Command: func() *exec.Cmd {
			cmd := exec.Command(self())
			if *workerCommand != "" {
				args := strings.Fields(*workerCommand)
				cmd = exec.Command(args[0], args[1:]...)
			}
			cmd.Env = append(os.Environ(), isWorker+"=1")
			cmd.Dir = dir
			return cmd
		},
	}
}

func TestMain(m *testing.M) {
	if os.Getenv(isWorker) == "" {
		os.Exit(m.Run())
	}
	if err := conform.Serve(os.Stdin, os.NewFile(3, "responses"), evaluate); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// self returns the test binary by a path that holds in any directory.
func self() string {
	file, err := os.Executable()
	if err != nil {
		panic(err)
	}
	return file
}
