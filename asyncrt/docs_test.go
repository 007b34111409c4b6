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

// exported gives the exported names of the package's top level, and of its methods and fields.
func exported(t *testing.T) map[string]bool {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
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
	for _, pattern := range []string{`asyncio\.([A-Z]\w*)`, "`([A-Z]\\w*)`", `Loop\.([A-Z]\w*)`} {
		for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(page), -1) {
			if !names[m[1]] && !pythonNames[m[1]] {
				t.Errorf("there is no %s", m[1])
			}
		}
	}
}

// pythonNames are names of Python's that the page mentions.
var pythonNames = map[string]bool{
	"KeyboardInterrupt": true, "ProcessPoolExecutor": true, "TimeoutError": true, "InvalidStateError": true, "QueueEmpty": true, "QueueFull": true,
	"QueueShutDown": true, "BrokenBarrierError": true, "SendfileNotAvailableError": true, "LifoQueue": true, "PriorityQueue": true, "Token": true,
}
