package kernelspec

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// Found is one kernel entry of this kind that a front end would see.
type Found struct {
	Name     string
	Dir      string
	Display  string
	Binary   string // argv[0]
	Shadowed bool   // an earlier directory has the same name: front ends do not see this one
	Err      error  // why it cannot work: the binary is missing, kernel.json is broken
}

// Find lists the go-async entries in the directories given (see
// [Env.SearchDirs]), in their order. Directories that cannot be read are
// passed over, as Jupyter passes over them.
func Find(dirs []string) []Found {
	var found []Found
	seen := map[string]bool{}
	for _, dir := range dirs {
		entries, err := os.ReadDir(dir)
		if err != nil {
			continue
		}
		for _, e := range entries {
			f, ok := inspect(filepath.Join(dir, e.Name()), strings.ToLower(e.Name()))
			if !ok {
				continue
			}
			f.Shadowed = seen[f.Name]
			seen[f.Name] = true
			found = append(found, f)
		}
	}
	return found
}

// inspect reads one kernel directory; ok is false where it is another kernel's.
func inspect(dir, name string) (f Found, ok bool) {
	f = Found{Name: name, Dir: dir}
	spec, err := readJSON(dir)
	if err != nil {
		f.Err = err
		return f, name == DefaultName
	}
	if !ours(spec) {
		return f, false
	}
	f.Display, _ = spec["display_name"].(string)
	argv, _ := spec["argv"].([]any)
	f.Binary, _ = argv[0].(string)
	if _, err := exec.LookPath(f.Binary); err != nil {
		f.Err = fmt.Errorf("kernel.json names a program that cannot be run: %w", err)
	}
	return f, true
}

// FindSysPrefix returns the sys.prefix that --sys-prefix means: that of the
// active virtual or conda environment, else that of the python3 on PATH. It
// fails where there is none of these.
func FindSysPrefix(ctx context.Context, e Env) (string, error) {
	for _, name := range []string{"VIRTUAL_ENV", "CONDA_PREFIX"} {
		if dir := e.Getenv(name); dir != "" {
			return dir, nil
		}
	}
	names := []string{"python3", "python"}
	if e.GOOS == "windows" {
		names = slices.Insert(names, 0, "py")
	}
	for _, python := range names {
		out, err := exec.CommandContext(ctx, python, "-c", "import sys; print(sys.prefix)").Output()
		if prefix := strings.TrimSpace(string(out)); err == nil && prefix != "" {
			return prefix, nil
		}
	}
	return "", errors.New("no active Python environment and no python3 on PATH: use --prefix DIR")
}
