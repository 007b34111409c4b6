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

	"goasync/eval/internal/gen/docgen"
	"goasync/eval/internal/gen/exportgen"
	"goasync/eval/internal/gen/genfiles"
	"goasync/eval/internal/gen/methodgen"
	"goasync/eval/internal/gen/srcgen"
	"goasync/eval/internal/gen/stdload"
	"goasync/eval/internal/gen/symgen"
)

// tables make files from the standard library, or from the module with the
// given root directory.
var tables = map[string]generator{
	"stdexport":       fromStd(exportgen.Std),
	"symbols":         fromStd(symgen.Std),
	"natives":         fromStd(methodgen.Std),
	"host-export":     fromModule(exportgen.Host),
	"stdsrc":          fromModule(srcgen.Std),
	"docs":            fromStd(docgen.Std),
	"asyncio-symbols": fromModule(symgen.Ours),
	"asyncio-docs":    fromModule(docgen.Ours),
	"asyncio-export":  fromModule(exportgen.Ours),
}

type generator = func(*stdload.Set, string) (genfiles.Files, error)

func fromStd(f func(*stdload.Set) (genfiles.Files, error)) generator {
	return func(std *stdload.Set, _ string) (genfiles.Files, error) { return f(std) }
}

func fromModule(f func(string) (genfiles.Files, error)) generator {
	return func(_ *stdload.Set, root string) (genfiles.Files, error) { return f(root) }
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
	var std stdload.Set
	for _, name := range names {
		table, ok := tables[name]
		if !ok {
			return fmt.Errorf("no table %q, want one of %v", name, slices.Sorted(maps.Keys(tables)))
		}
		files, err := table(&std, root)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := files.Write(root); err != nil {
			return err
		}
	}
	return nil
}
