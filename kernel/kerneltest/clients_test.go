package kerneltest_test

import (
	"context"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"goasync/kernel/kerneltest"
)

// TestRealClients runs Jupyter's own clients against the toy kernel.
func TestRealClients(t *testing.T) {
	command := buildToy(t)
	for _, client := range kerneltest.Clients {
		t.Run(client, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
			defer cancel()
			if output, err := kerneltest.RunClient(ctx, client, kerneltest.ToySubject(command)); err != nil {
				t.Errorf("%v\n%s", err, output)
			}
		})
	}
}

func buildToy(t *testing.T) string {
	t.Helper()
	command := filepath.Join(t.TempDir(), "toykernel")
	if output, err := exec.Command("go", "build", "-o", command, "./toykernel").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	return command
}
