//go:build frontends

package notebooks_test

import (
	"os"
	"path/filepath"
	"testing"
)

// JupyterLab's own client of kernels, in Node.
func TestLabServices(t *testing.T) {
	modules := filepath.Dir(labDir(t))
	script, err := os.ReadFile("lab/services.cjs")
	if err != nil {
		t.Fatal(err)
	}
	// Node looks for packages where the script is.
	file, err := os.CreateTemp(modules, "services-*.cjs")
	if err != nil {
		t.Fatal(err)
	}
	defer os.Remove(file.Name())
	if _, err := file.Write(script); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	base := serve(t, "ServerApp", t.TempDir(), "jupyter", "server")
	out, err := jupyter(t.Context(), t, "node", file.Name(), base, token).CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Error(err)
	}
}
