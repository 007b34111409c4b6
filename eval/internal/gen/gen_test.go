package main

import (
	"runtime"
	"strings"
	"testing"

	"goasync/eval/check/stdexport"
	"goasync/eval/internal/gen/genfiles"
	"goasync/eval/internal/gen/stdload"
)

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
