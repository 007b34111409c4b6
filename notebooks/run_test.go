package notebooks_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"
)

// scratch is a directory that lives as long as the tests.
var scratch string

func TestMain(m *testing.M) { os.Exit(withScratch(m)) }

func withScratch(m *testing.M) int {
	var err error
	if scratch, err = os.MkdirTemp("", "go-async-test"); err != nil {
		panic(err)
	}
	defer os.RemoveAll(scratch)
	return m.Run()
}

var build = sync.OnceValues(func() (string, error) {
	path := filepath.Join(scratch, "go-async")
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	if out, err := exec.Command("go", "build", "-o", path, "goasync/cmd/go-async").CombinedOutput(); err != nil {
		return "", fmt.Errorf("building go-async: %w\n%s", err, out)
	}
	return path, nil
})

// program is the go-async of this tree.
func program(t testing.TB) string {
	t.Helper()
	path, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// goPrints are the ported cells whose text is not Python's letter by letter,
// because the two languages print a value differently.
var goPrints = map[string]map[int]string{
	// A list of texts: %q shows the same quotes and escapes, without commas.
	"02_asyncio_concepts": {5: `["12:00 start\n12:01 error 7\n" "error 7\n"]` + "\n"},
	// Booleans.
	"04_building_blocks": {4: "true\ntrue\n"},
}

// compareWithPython compares the ported cells of an executed notebook with
// what the Python counterpart printed.
func compareWithPython(t *testing.T, name string, executed notebook) {
	t.Helper()
	transcript := readTranscript(t, name)
	if transcript == nil {
		return // not a port
	}
	cells := executed.ported()
	if len(cells) != len(transcript) {
		t.Fatalf("%d cells, want %d", len(cells), len(transcript))
	}
	for i, c := range cells {
		want := transcript[i].Shown
		if text, ok := goPrints[name][i]; ok {
			want = text
		}
		if got := show(c.Outputs); got != want {
			t.Errorf("cell %s (%d of the source) shows\n%s\nand in Python\n%s", c.ID, i+1, got, want)
		}
	}
}

// compareWithStored compares all code cells of an executed notebook with the
// outputs in the repository.
func compareWithStored(t *testing.T, name string, executed notebook) {
	t.Helper()
	stored, cells := readNotebook(t, name+".ipynb").code(), executed.code()
	if len(cells) != len(stored) {
		t.Fatalf("%d code cells, want %d", len(cells), len(stored))
	}
	for i, c := range cells {
		if got, want := show(c.Outputs), show(stored[i].Outputs); got != want {
			t.Errorf("cell %s shows\n%s\nand its stored output is\n%s", c.ID, got, want)
		}
	}
}

// run executes a notebook and returns it with its outputs, and the processor
// time that took: unlike the time on the wall it is the program's own.
func run(t *testing.T, name string, args ...string) (notebook, time.Duration) {
	t.Helper()
	out := filepath.Join(t.TempDir(), name+".ipynb")
	cmd := exec.Command(program(t), append([]string{"run", name + ".ipynb", "-o", out, "--timeout", "1m"}, args...)...)
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go-async run: %v\n%s", err, text)
	}
	return readNotebook(t, out), cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
}

// On the virtual clock, every notebook shows what Python shows and what is
// stored, and takes less than a second of a processor.
func TestRunOnTheVirtualClock(t *testing.T) {
	for _, name := range notebookFiles(t) {
		t.Run(name, func(t *testing.T) {
			executed, took := run(t, name, "--clock", "virtual")
			if took > time.Second {
				t.Errorf("took %v", took)
			}
			compareWithPython(t, name, executed)
			compareWithStored(t, name, executed)
		})
	}
}

// With -update, the stored outputs become those of a run in real time.
func TestStoredOutputs(t *testing.T) {
	for _, name := range notebookFiles(t) {
		t.Run(name, func(t *testing.T) {
			if *update {
				if out, err := exec.Command(program(t), "run", "--inplace", name+".ipynb").CombinedOutput(); err != nil {
					t.Fatalf("go-async run: %v\n%s", err, out)
				}
			}
			for _, c := range readNotebook(t, name+".ipynb").code() {
				if c.Metadata.Execution != nil {
					t.Errorf("cell %s has times of execution: store what go-async run writes", c.ID)
				}
			}
			compareWithPython(t, name, readNotebook(t, name+".ipynb"))
		})
	}
}
