package kerneltest_test

import (
	"context"
	"flag"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"goasync/kernel/kerneltest"
)

var speed = flag.Bool("speed", false, "compare with ipykernel, which needs a machine that is not busy")

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

// TestSpeed compares the protocol's part of the work with ipykernel: the toy language costs nothing.
func TestSpeed(t *testing.T) {
	if !*speed {
		t.Skip("only with -speed")
	}
	output, err := kerneltest.RunClient(t.Context(), "speed", kerneltest.ToySubject(buildToy(t)))
	if err != nil {
		t.Error(err)
	}
	t.Log("\n" + output)
}
