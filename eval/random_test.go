package eval_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"goasync/eval/internal/conform"
	"goasync/eval/internal/progen"
)

var (
	randomSeed   = flag.Uint64("random.seed", 1, "the seed of the first random program")
	randomCount  = flag.Uint64("random.count", 1, "how many random programs are compared with the compiler, at least")
	randomFor    = flag.Duration("random.for", 0, "how long random programs are compared, at least")
	randomShrink = flag.Duration("random.shrink", 2*time.Minute, "how long a program that differs is made small")
	randomN      = flag.Int("random.n", 50, "how many programs are compiled at once")
	randomKeep   = flag.String("random.keep", "", "write the programs that differ to this directory")
)

// TestRandom compares random programs in a session with the compiler. One that differs is made small and shown, with
// its seed. For hours of it:
//
//	go test ./eval -run '^TestRandom$' -timeout 0 -random.for 3h -random.seed 100000 -random.keep /tmp/differ
func TestRandom(t *testing.T) {
	start := time.Now()
	for seed := *randomSeed; ; seed += uint64(*randomN) {
		compareRandom(t, seed, *randomN)
		next := seed + uint64(*randomN)
		if next-*randomSeed >= *randomCount && time.Since(start) >= *randomFor || t.Context().Err() != nil {
			t.Logf("seeds %d to %d", *randomSeed, next-1)
			return
		}
	}
}

func compareRandom(t *testing.T, seed uint64, n int) {
	t.Helper()
	var programs []progen.Program
	for i := range n {
		if p := progen.Generate(seed + uint64(i)); progen.Check(p) == nil {
			programs = append(programs, p)
		}
	}
	for i, diff := range differences(t, programs, "") {
		if diff == "" {
			continue
		}
		t.Errorf("seed %d: %s", programs[i].Seed, diff)
		if *randomShrink > 0 {
			programs[i] = shrunk(t, programs[i], diff)
			t.Log(programs[i].Source)
		}
		if *randomKeep != "" {
			os.WriteFile(filepath.Join(*randomKeep, fmt.Sprint(programs[i].Seed)+".go"), []byte(progen.Batch(programs[i:i+1])), 0o644)
		}
	}
}

// shrunk makes a program that differs small, as far as the time allows.
func shrunk(t *testing.T, p progen.Program, diff string) progen.Program {
	t.Helper()
	end := time.Now().Add(*randomShrink)
	return progen.Shrink(p, func(list []progen.Program) []bool {
		if time.Now().After(end) {
			return make([]bool, len(list))
		}
		return differ(t, list, diff)
	})
}

// digits are what may change in a message when a program gets smaller.
var digits = regexp.MustCompile(`[0-9]+`)

// differ says which programs differ as another one does.
func differ(t *testing.T, programs []progen.Program, like string) []bool {
	var yes []bool
	for _, diff := range differences(t, programs, like) {
		yes = append(yes, diff != "" && kindOf(diff) == kindOf(like))
	}
	return yes
}

// kindOf returns what is kept of a difference while a program gets smaller.
func kindOf(diff string) string {
	if strings.HasPrefix(diff, "line ") {
		return "line"
	}
	return digits.ReplaceAllString(diff, "")
}

// differences says for each program how a session and the compiler differ.
func differences(t *testing.T, programs []progen.Program, like string) []string {
	t.Helper()
	var want map[string]string
	if like == "" || kindOf(like) == "line" {
		output, err := compiled(t, progen.Batch(programs))
		if err != nil && like == "" {
			t.Fatalf("%v\n%s", err, output)
		}
		want = progen.Split(output)
		if err != nil { // a smaller program may end the process; it and those after it are not compared
			delete(want, lastOf(programs, want))
		}
	}
	var list []conform.Program
	for _, p := range programs {
		list = append(list, conform.Program{Name: p.Prefix, Source: progen.Batch([]progen.Program{p})})
	}
	results, err := pool(t.TempDir()).Run(t.Context(), list)
	if err != nil {
		t.Fatal(err)
	}
	diffs := make([]string, len(programs))
	for i, r := range results {
		got := progen.Split(r.Output)[r.Program]
		w, ok := want[r.Program]
		switch {
		case r.Error != "":
			diffs[i] = string(r.Kind) + ": " + r.Error
		case ok && got != w:
			diffs[i] = conform.Difference(got, w)
		}
	}
	return diffs
}

// lastOf returns the prefix of the last program that has an output.
func lastOf(programs []progen.Program, outputs map[string]string) (prefix string) {
	for _, p := range programs {
		if _, ok := outputs[p.Prefix]; ok {
			prefix = p.Prefix
		}
	}
	return prefix
}

// compiled returns what a program prints when the compiler makes it, and how it ended.
func compiled(t *testing.T, source string) (string, error) {
	t.Helper()
	dir := t.TempDir()
	file, bin := filepath.Join(dir, "main.go"), filepath.Join(dir, "main")
	if err := os.WriteFile(file, []byte(source), 0o644); err != nil {
		t.Fatal(err)
	}
	build := exec.CommandContext(t.Context(), "go", "build", "-o", bin, file)
	build.Dir = dir
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out, err := exec.CommandContext(t.Context(), bin).CombinedOutput()
	return string(out), err
}
