//go:build frontends

package bench_test

import (
	"encoding/json"
	"os/exec"
	"testing"
)

// A class in a JupyterHub: each student sees the whole lesson, and a kernel
// takes less memory than ipykernel's.
func TestClassroom(t *testing.T) {
	program, env := installed(t)
	cmd := exec.CommandContext(t.Context(), "/usr/bin/python3", "classroom.py", "--json", "--users", "4", "--program", program)
	cmd.Env = env
	raw, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("classroom.py: %v\n%s", err, raw)
	}
	var answer map[string]struct{ Memory struct{ Most float64 } }
	if err := json.Unmarshal(raw, &answer); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	ours, pythons := answer["go-async"].Memory.Most, answer["python3"].Memory.Most
	t.Logf("%.0f MB a student, ipykernel %.0f MB", ours, pythons)
	if ours <= 0 || ours > pythons {
		t.Errorf("%.0f MB a student, ipykernel %.0f MB", ours, pythons)
	}
}
