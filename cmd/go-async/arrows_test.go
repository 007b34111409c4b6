package main_test

import (
	"encoding/json"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// arrows says which packages of the module a package may import, tests aside; "name/..." means all below name. A
// package that is not listed may import nothing of ours but what is below itself.
var arrows = map[string][]string{
	"asyncrt/...":            {"asyncrt"},
	"kernel":                 {"kernel/wire"},
	"kernel/zmq":             {"kernel/wire"},
	"kernel/kerneltest/...":  {"kernel", "kernel/..."},
	"kernelspec/...":         {"kernelspec"},
	"eval/syntax":            {"eval/diag"},
	"eval/check":             {"eval/diag", "eval/syntax", "eval/check/stdexport"},
	"eval/check/stdexport":   {"eval/internal/exportdata", "eval/internal/stdpkg"},
	"eval/internal/rt":       {"asyncrt", "asyncrt/goroutine", "eval/internal/shown", "eval/internal/typemap"},
	"eval/internal/rt/...":   {"eval/internal/rt"},
	"eval/internal/outlet":   {"asyncrt", "eval/internal/shown"},
	"eval/internal/timeline": {"asyncrt", "eval/internal/shown"},
	"eval/lower":             {"eval/check", "eval/diag", "eval/syntax", "eval/internal/rt", "eval/internal/typemap", "eval/lower/stdsrc"},
	"eval/internal/run":      {"asyncrt", "eval/diag", "eval/internal/rt", "eval/internal/run/symbols"},
	"eval/internal/run/...":  {"asyncrt", "asyncrt/...", "eval/display", "eval/internal/stdhost"},
	"eval/internal/stdhost":  {"asyncrt"},
	"eval/internal/gen/...":  {"eval/internal/..."},
	"eval/display":           {"asyncrt", "eval/internal/outlet", "eval/internal/shown", "eval/internal/timeline"},
	"eval/magic":             {"eval/diag"},
	"eval/export":            {"asyncrt", "eval/check", "eval/check/stdexport", "eval/diag", "eval/lower", "eval/magic", "eval/syntax"},
	"eval/inspect":           {"eval/check", "eval/check/stdexport", "eval/diag", "eval/magic", "eval/syntax", "eval/internal/docs"},
	"eval":                   {"asyncrt", "eval/..."},
	"eval/jupyter":           {"eval", "eval/inspect", "eval/magic", "eval/syntax", "kernel"},
	"cmd/...":                {"..."},
	"notebooks/...":          {},
}

// never lists what even a wide rule does not allow, with the reason.
var never = map[string]map[string]string{
	"eval": {
		"kernel":       "a session knows nothing of Jupyter: eval/jupyter joins the two",
		"eval/jupyter": "eval/jupyter is above eval",
	},
}

type listed struct {
	ImportPath string
	Imports    []string
}

func listPackages(t *testing.T) []listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "goasync/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var list []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := dec.Decode(&p); err == io.EOF {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
}

func matches(pattern, path string) bool {
	if pattern == "..." {
		return true
	}
	if prefix, ok := strings.CutSuffix(pattern, "/..."); ok {
		return path == prefix || strings.HasPrefix(path, prefix+"/")
	}
	return pattern == path
}

// rule returns what a package may import: the entry of its name, or of the longest pattern that matches.
func rule(path string) []string {
	if allowed, ok := arrows[path]; ok {
		return allowed
	}
	best := ""
	for pattern := range arrows {
		if matches(pattern, path) && len(pattern) > len(best) {
			best = pattern
		}
	}
	return arrows[best]
}

// TestArrows checks that packages import in one direction, as docs/ARCHITECTURE.md draws it.
func TestArrows(t *testing.T) {
	for _, p := range listPackages(t) {
		path := strings.TrimPrefix(p.ImportPath, "goasync/")
		for _, imported := range p.Imports {
			to, ours := strings.CutPrefix(imported, "goasync/")
			if !ours || strings.HasPrefix(to, path+"/") {
				continue
			}
			if reason := never[path][to]; reason != "" {
				t.Errorf("%s imports %s: %s", path, to, reason)
			}
			allowed := rule(path)
			if !slices.ContainsFunc(allowed, func(pattern string) bool { return matches(pattern, to) }) {
				t.Errorf("%s imports %s, and may import of the module only %q", path, to, allowed)
			}
		}
	}
}

// TestOneImporter checks that each package from outside has one package of ours that imports it, tests aside: the
// one that would change with it.
func TestOneImporter(t *testing.T) {
	importers := map[string][]string{}
	for _, p := range listPackages(t) {
		for _, imported := range p.Imports {
			first, _, _ := strings.Cut(imported, "/")
			if strings.Contains(first, ".") {
				importers[imported] = append(importers[imported], p.ImportPath)
			}
		}
	}
	for imported, list := range importers {
		if len(list) > 1 {
			t.Errorf("%s is imported by %q: one package should stand between it and the others", imported, list)
		}
	}
}
