//go:build unix

package nbformat_test

import (
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"goasync/cmd/go-async/internal/nbformat"
)

// A link goes on pointing to its file, and a pipe stays one: who writes to /dev/null as root must not replace it.
func TestWriteFileKeepsLinksAndPipes(t *testing.T) {
	nb, err := nbformat.ReadFile("testdata/minor4.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file, link, pipe := filepath.Join(dir, "file.ipynb"), filepath.Join(dir, "link.ipynb"), filepath.Join(dir, "pipe")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(file, link); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	got := make(chan int, 1)
	go func() {
		defer close(got)
		if r, err := os.Open(pipe); err == nil {
			defer r.Close()
			text, _ := io.ReadAll(r)
			got <- len(text)
		}
	}()
	for path, kind := range map[string]os.FileMode{link: os.ModeSymlink, pipe: os.ModeNamedPipe} {
		if err := nb.WriteFile(path); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Lstat(path); err != nil || info.Mode().Type() != kind {
			t.Errorf("%s has become %v (%v)", path, info.Mode(), err)
		}
	}
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if n := <-got; n == 0 || int64(n) != info.Size() {
		t.Errorf("%d bytes through the pipe, %d in the file", n, info.Size())
	}
}
