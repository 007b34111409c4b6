package export_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"goasync/eval/export"
)

var programHead = regexp.MustCompile(`(?m)^-- (\w+) --\n`)

// Every program of the corpus of asyncio becomes one that the checker accepts as plain Go.
func TestAsyncioCorpus(t *testing.T) {
	dir := "../testdata/asyncio"
	prelude, err := os.ReadFile(filepath.Join(dir, "prelude.txt"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		heads := programHead.FindAllStringSubmatch(string(data), -1)
		for i, body := range programHead.Split(string(data), -1)[1:] {
			count++
			t.Run(strings.TrimSuffix(filepath.Base(file), ".txt")+"/"+heads[i][1], func(t *testing.T) {
				list := cells(append([]string{string(prelude)}, strings.Split(body, "\n---\n")...)...)
				if _, err := export.Program(list, export.Options{}); err != nil {
					t.Error(err)
				}
			})
		}
	}
	if count == 0 {
		t.Error("no programs")
	}
}
