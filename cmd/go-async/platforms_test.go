//go:build frontends

package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// platforms are where the program is to run.
var platforms = []struct{ system, processor string }{
	{"linux", "amd64"}, {"linux", "arm64"},
	{"darwin", "amd64"}, {"darwin", "arm64"},
	{"windows", "amd64"}, {"windows", "arm64"},
}

// The program builds for all of them. The standard library is compiled for each, which takes a minute or two the first
// time; the build cache keeps it.
func TestBuildsForAllPlatforms(t *testing.T) {
	for _, p := range platforms {
		t.Run(p.system+"-"+p.processor, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), "go", "build", "-o", filepath.Join(t.TempDir(), "go-async"), ".")
			cmd.Env = append(os.Environ(), "GOOS="+p.system, "GOARCH="+p.processor, "CGO_ENABLED=0")
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
