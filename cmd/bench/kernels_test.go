//go:build frontends

package bench_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// installed builds the program, and installs its kernel for a user who has no
// other Jupyter data.
func installed(t *testing.T) (program string, env []string) {
	t.Helper()
	dir := t.TempDir()
	program = filepath.Join(dir, "go-async")
	env = append(os.Environ(), "JUPYTER_DATA_DIR="+dir, "PYDEVD_DISABLE_FILE_VALIDATION=1")
	for _, args := range [][]string{
		{"go", "build", "-o", program, "goasync/cmd/go-async"},
		{program, "install", "--user"},
	} {
		cmd := exec.CommandContext(t.Context(), args[0], args[1:]...)
		cmd.Env = env
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%q: %v\n%s", args, err, out)
		}
	}
	return program, env
}

// The first result comes in at most half of ipykernel's time, and a trivial
// cell's round trip takes at most ipykernel's, in the same run.
func TestKernelsAgainstIpykernel(t *testing.T) {
	_, env := installed(t)
	cmd := exec.CommandContext(t.Context(), "/usr/bin/python3", "kernels.py", "--json", "--rounds", "3")
	cmd.Env = env
	raw, err := cmd.Output()
	if err != nil {
		t.Fatalf("kernels.py: %v", err)
	}
	var rows map[string]struct{ Start, Trip float64 }
	if err := json.Unmarshal(raw, &rows); err != nil {
		t.Fatal(err)
	}
	ours, pythons := rows["go-async"], rows["python3"]
	t.Logf("start %.3f s against %.3f s, round trip %.5f s against %.5f s", ours.Start, pythons.Start, ours.Trip, pythons.Trip)
	if ours.Start <= 0 || ours.Start > pythons.Start/2 {
		t.Errorf("start to first result: %.3f s, ipykernel %.3f s", ours.Start, pythons.Start)
	}
	if ours.Trip <= 0 || ours.Trip > pythons.Trip {
		t.Errorf("round trip: %.5f s, ipykernel %.5f s", ours.Trip, pythons.Trip)
	}
}
