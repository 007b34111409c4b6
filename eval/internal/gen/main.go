// Command gen makes the tables that the evaluator embeds. It is run by go
// generate, from any directory of the module:
//
//	go generate ./eval/...                 everything
//	go generate -run asyncio ./eval/...    only what depends on asyncrt
//
// Its arguments are the names of tables; tests compare what it makes with what
// is committed.
package main

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"

	"goasync/eval/internal/gen/exportgen"
	"goasync/eval/internal/gen/genfiles"
)

// tables make files for the module with the given root directory.
var tables = map[string]func(root string) (genfiles.Files, error){
	"stdexport":      exportgen.Std,
	"asyncio-export": exportgen.Ours,
}

func main() {
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: gen TABLE...\ntables:", slices.Sorted(maps.Keys(tables)))
	}
	flag.Parse()
	if err := run(flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(names []string) error {
	root, err := genfiles.Root(".")
	if err != nil {
		return err
	}
	for _, name := range names {
		table, ok := tables[name]
		if !ok {
			return fmt.Errorf("no table %q, want one of %v", name, slices.Sorted(maps.Keys(tables)))
		}
		files, err := table(root)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := files.Write(root); err != nil {
			return err
		}
	}
	return nil
}
