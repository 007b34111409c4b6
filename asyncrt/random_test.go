package asyncio_test

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The transcripts of testdata/random are recorded with
//
//	go test ./asyncrt -run Random -update -python python3.13
//
// and other programs are compared with CPython at once by
//
//	go test ./asyncrt -run RandomAgainst -seeds 10000-20000 -python python3.13
var seedRange = flag.String("seeds", "", "the seeds of random programs to run with CPython and compare, from-to")

const (
	randomDir        = "testdata/random"
	recordedPrograms = 150
)

// cpython runs random programs.
type cpython struct {
	in  *json.Encoder
	out *bufio.Reader
}

func startCPython(t *testing.T) *cpython {
	prelude, err := os.ReadFile(corpusDir + "/prelude.py")
	if err != nil {
		t.Fatal(err)
	}
	script, err := os.ReadFile(filepath.Join(randomDir, "run.py"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(*python, "-W", "ignore", "-c", string(prelude)+string(script))
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
	})
	return &cpython{json.NewEncoder(in), bufio.NewReader(out)}
}

func (c *cpython) run(t *testing.T, p []block) (log []string) {
	if err := c.in.Encode(p); err != nil {
		t.Fatal(err)
	}
	line, err := c.out.ReadBytes('\n')
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(line, &log); err != nil {
		t.Fatal(err)
	}
	return log
}

func TestRandom(t *testing.T) {
	file := filepath.Join(randomDir, "transcripts.json")
	if *update {
		recordRandom(t, file)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var want [][]string
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	for seed, log := range want {
		p := randomProgram(uint64(seed))
		if got := runRandom(p); !slices.Equal(got, log) {
			code, _ := json.Marshal(p)
			t.Errorf("seed %d: %s\n%s", seed, code, difference(got, log))
		}
	}
}

func recordRandom(t *testing.T, file string) {
	c := startCPython(t)
	var lines []string
	for seed := range uint64(recordedPrograms) {
		line, err := json.Marshal(c.run(t, randomProgram(seed)))
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(line))
	}
	text := "[\n" + strings.Join(lines, ",\n") + "\n]\n"
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// difference shows two logs from where they part.
func difference(got, want []string) string {
	i := 0
	for i < len(got) && i < len(want) && got[i] == want[i] {
		i++
	}
	return fmt.Sprintf("alike: %q\nGo logged\n\t%s\nCPython logged\n\t%s", got[max(0, i-3):i], strings.Join(got[i:min(i+5, len(got))], "\n\t"), strings.Join(want[i:min(i+5, len(want))], "\n\t"))
}

// TestRandomAgainstCPython compares programs which nobody has recorded, and shows the smallest that differs.
func TestRandomAgainstCPython(t *testing.T) {
	if *seedRange == "" {
		t.Skip("no -seeds given")
	}
	var from, to uint64
	if _, err := fmt.Sscanf(*seedRange, "%d-%d", &from, &to); err != nil {
		t.Fatal(err)
	}
	c := startCPython(t)
	failures := 0
	for seed := from; seed < to && failures < 10; seed++ {
		p := randomProgram(seed)
		if slices.Equal(runRandom(p), c.run(t, p)) {
			continue
		}
		failures++
		p = shrink(p, func(p []block) bool { return !slices.Equal(runRandom(p), c.run(t, p)) })
		code, _ := json.Marshal(p)
		t.Errorf("seed %d: %s\n%s", seed, code, difference(runRandom(p), c.run(t, p)))
	}
}

// shrink gives a smallest program for which differs still holds.
func shrink(p []block, differs func([]block) bool) []block {
	for {
		i := slices.IndexFunc(smaller(p), differs)
		if i < 0 {
			return p
		}
		p = smaller(p)[i]
	}
}
