package check_test

import (
	"go/build"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// buildTag finds programs that are not for every build.
var buildTag = regexp.MustCompile(`(?m)^//go:build|^// \+build|"unsafe"|import "C"|"syscall"|"internal/|"runtime/cgo"`)

// TestGoPrograms checks the programs of Go's own test suite, each as a cell in
// a session of its own with main() in another. All of them compile.
func TestGoPrograms(t *testing.T) {
	root := filepath.Join(build.Default.GOROOT, "test")
	checked := 0
	for _, pattern := range []string{"*.go", "ken/*.go", "chan/*.go", "interface/*.go", "typeparam/*.go", "fixedbugs/*.go"} {
		files, _ := filepath.Glob(filepath.Join(root, pattern))
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			src := string(data)
			first, _, _ := strings.Cut(src, "\n")
			if strings.TrimSpace(first) != "// run" || buildTag.MatchString(src) {
				continue
			}
			checked++
			s := newSession()
			for _, cell := range []string{src, "main()"} {
				u, errs := s.cell(cell)
				if len(errs) > 0 {
					t.Errorf("%s: %v", strings.TrimPrefix(file, root), errs)
					break
				}
				if problem := untyped(u); problem != "" {
					t.Errorf("%s: %s", strings.TrimPrefix(file, root), problem)
				}
			}
		}
	}
	if checked < 500 {
		t.Errorf("only %d programs: is this a Go installation?", checked)
	}
}
