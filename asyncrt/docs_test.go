package asyncio_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// exported gives the exported names of the packages' top levels, and of their methods and fields.
func exported(t *testing.T) map[string]bool {
	var files []string
	for _, dir := range []string{".", "aiohttp", "aiofiles"} {
		found, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	names := map[string]bool{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && id.IsExported() {
				names[id.Name] = true
			}
			return true
		})
	}
	return names
}

// Every name that the page gives exists.
func TestDocNamesExist(t *testing.T) {
	page, err := os.ReadFile("../docs/ASYNCIO.md")
	if err != nil {
		t.Fatal(err)
	}
	names := exported(t)
	for _, of := range pythonNames(t) {
		for _, name := range of {
			names[name] = true
		}
	}
	ours, _, _ := strings.Cut(string(page), "\n## Cases of CPython's tests")
	for _, pattern := range []string{`asyncio\.([A-Z]\w*)`, "`([A-Z]\\w*)`", `Loop\.([A-Z]\w*)`} {
		for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(ours, -1) {
			if !names[m[1]] && !otherNames[m[1]] {
				t.Errorf("there is no %s", m[1])
			}
		}
	}
}

// pythonNames gives the public names of Python's asyncio, by what they are in.
func pythonNames(t *testing.T) map[string][]string {
	list, err := os.ReadFile("testdata/python_names.txt")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for line := range strings.Lines(string(list)) {
		owner, names, ok := strings.Cut(line, ":")
		if ok && !strings.HasPrefix(line, "#") {
			all[owner] = strings.Fields(names)
		}
	}
	if len(all) < 20 || len(all["asyncio"]) < 90 {
		t.Fatalf("only %d kinds and %d names", len(all), len(all["asyncio"]))
	}
	return all
}

// Every public name of Python's asyncio is on the page.
func TestPythonNamesDocumented(t *testing.T) {
	page, err := os.ReadFile("../docs/ASYNCIO.md")
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]bool{}
	for _, w := range regexp.MustCompile(`\w+`).FindAllString(string(page), -1) {
		words[w] = true
	}
	for owner, names := range pythonNames(t) {
		for _, name := range names {
			if !words[name] {
				t.Errorf("%s of %s is missing", name, owner)
			}
		}
	}
}

// otherNames are names of Python's that the page mentions and that are not asyncio's.
var otherNames = map[string]bool{
	"KeyboardInterrupt": true, "ProcessPoolExecutor": true, "Token": true, "ClientError": true, "InvalidURL": true, "HTTPNotFound": true,
}
