package docs_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// scratch is a directory that lives as long as the tests.
var scratch string

func TestMain(m *testing.M) { os.Exit(withScratch(m)) }

func withScratch(m *testing.M) int {
	var err error
	if scratch, err = os.MkdirTemp("", "go-async-docs"); err != nil {
		panic(err)
	}
	defer os.RemoveAll(scratch)
	return m.Run()
}

// program is the go-async of this tree, in a directory of its own.
var program = sync.OnceValues(func() (string, error) {
	path := filepath.Join(scratch, "bin", "go-async")
	cmd := exec.Command("go", "build", "-ldflags", "-X main.version=v1.0.0", "-o", path, "goasync/cmd/go-async")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building go-async: %w\n%s", err, out)
	}
	return path, nil
})

// sandbox makes a directory that looks like the top of the source tree, as far
// as the pages use it, and the environment of commands there: with a home of
// their own, and the go-async of this tree first on PATH.
func sandbox(t *testing.T) (dir string, env []string) {
	t.Helper()
	self, err := program()
	if err != nil {
		t.Fatal(err)
	}
	dir, homeDir := t.TempDir(), t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "notebooks"), os.DirFS(filepath.Join(root, "notebooks"))); err != nil {
		t.Fatal(err)
	}
	for _, entry := range os.Environ() {
		if !strings.HasPrefix(entry, "JUPYTER") && !strings.HasPrefix(entry, "XDG_") {
			env = append(env, entry)
		}
	}
	return dir, append(env, "HOME="+homeDir, "PATH="+filepath.Dir(self)+string(os.PathListSeparator)+os.Getenv("PATH"))
}

// The commands of each page work as they stand. The blocks of a page run in one
// directory, one after the other.
func TestCommands(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("commands of Unix shells")
	}
	for _, page := range pages(t) {
		t.Run(page, func(t *testing.T) {
			var dir string
			var env []string
			for _, b := range blocks(read(t, page)) {
				if b.kind != "sh" || !b.run() {
					continue
				}
				if dir == "" {
					dir, env = sandbox(t)
				}
				ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
				defer cancel()
				cmd := exec.CommandContext(ctx, "bash", "-e", "-c", b.text)
				cmd.Dir, cmd.Env = dir, env
				out, err := cmd.CombinedOutput()
				if failed := err != nil; failed != b.is("fails") {
					t.Errorf("%s:%d: %v\n%s", page, b.line, err, out)
				}
				compare(t, page, b, colours.ReplaceAllString(string(out), ""))
			}
		})
	}
}
