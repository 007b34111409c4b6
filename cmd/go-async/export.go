package main

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"goasync/cmd/go-async/internal/cli"
	"goasync/cmd/go-async/internal/nbformat"
	"goasync/eval/export"
)

// writeProgram writes a notebook as a Go module.
func writeProgram(nb *nbformat.Notebook, o cli.ExportOptions) error {
	var cells []export.Cell
	for _, c := range nb.Cells() {
		switch c.Type() {
		case "code":
			if !c.HasTag("skip-execution") {
				cells = append(cells, export.Cell{Source: c.Source(), MayFail: c.HasTag("raises-exception")})
			}
		case "markdown":
			cells = append(cells, export.Cell{Source: c.Source(), Markdown: true})
		}
	}
	program, err := export.Program(cells, export.Options{VirtualClock: o.Clock == cli.VirtualClock})
	if err != nil {
		return err
	}
	module, err := moduleSource(o.Module)
	if err != nil {
		return err
	}
	return export.Write(o.Dir, program, module)
}

// moduleSource finds the source of this module: as given, else where this program was built.
func moduleSource(given string) (string, error) {
	candidates := []string{given}
	if given == "" {
		_, file, _, _ := runtime.Caller(0)
		candidates = []string{filepath.Join(filepath.Dir(file), "..", ".."), "."}
	}
	for _, dir := range candidates {
		text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil && strings.HasPrefix(string(text), "module goasync\n") {
			return filepath.Abs(dir)
		}
	}
	return "", errors.New("the source of module goasync is not where this program was built: name its directory with --module")
}
