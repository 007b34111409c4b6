package kernel_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestProtocolTable checks that docs/PROTOCOL.md names tests that exist, and all transcripts.
func TestProtocolTable(t *testing.T) {
	data, err := os.ReadFile("../docs/PROTOCOL.md")
	if err != nil {
		t.Fatal(err)
	}
	table := string(data)
	sources := testSources(t)
	for _, name := range regexp.MustCompile(`\b(Test|Fuzz)[A-Z]\w+`).FindAllString(table, -1) {
		if !strings.Contains(sources, "func "+name+"(") {
			t.Errorf("no test %s", name)
		}
	}
	mentioned := map[string]bool{}
	for _, name := range regexp.MustCompile(`\*([a-z_]+)\*`).FindAllStringSubmatch(table, -1) {
		mentioned[name[1]] = true
	}
	transcripts, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range transcripts {
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		if !mentioned[name] {
			t.Errorf("transcript %s is not in the table", name)
		}
		delete(mentioned, name)
	}
	for name := range mentioned {
		t.Errorf("no transcript %s", name)
	}
}

// testSources is the text of the tests that the table may name.
func testSources(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, pattern := range []string{"*_test.go", "*/*_test.go", "../eval/jupyter/*_test.go", "../cmd/*/*_test.go", "../notebooks/*_test.go"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(data)
		}
	}
	return all.String()
}
