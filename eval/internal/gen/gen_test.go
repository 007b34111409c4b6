package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"goasync/eval/check/stdexport"
	"goasync/eval/internal/gen/genfiles"
	"goasync/eval/internal/gen/stdload"
)

// go generate makes every table.
func TestTablesHaveDirectives(t *testing.T) {
	root, err := genfiles.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	var sources strings.Builder
	err = filepath.WalkDir(filepath.Join(root, "eval"), func(file string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(file) != ".go" {
			return err
		}
		text, err := os.ReadFile(file)
		sources.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range tables {
		if !strings.Contains(sources.String(), "\n//go:generate go run goasync/eval/internal/gen "+name+"\n") {
			t.Errorf("no go:generate line makes %s", name)
		}
	}
}

// Generating changes nothing. The tables of std are made by one release of Go
// and compared on that release only: positions and comments may differ between
// patch releases, names and types do not.
func TestTablesAreCurrent(t *testing.T) {
	root, err := genfiles.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	var std stdload.Set
	for name, table := range tables {
		t.Run(name, func(t *testing.T) {
			ours := strings.HasPrefix(name, "asyncio")
			if !ours && runtime.Version() != stdexport.MadeBy() {
				t.Skipf("made by %s, this is %s: nothing to compare with", stdexport.MadeBy(), runtime.Version())
			}
			files, err := table(&std, root)
			if err != nil {
				t.Fatal(err)
			}
			stale, err := files.Stale(root)
			if err != nil {
				t.Fatal(err)
			}
			if len(stale) > 0 {
				command := "go run ./eval/internal/gen " + name
				if ours {
					command = "go generate -run asyncio ./eval/..."
				}
				t.Errorf("asyncrt or the Go release changed; run: %s\nstale: %s", command, strings.Join(stale, "\n       "))
			}
		})
	}
}
