//go:build frontends

package docs_test

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
)

// The Python cells of each page show what the page says: what stands behind
// them, or else behind the Go cell that is their twin. They run in one process
// a page, as in a notebook.
func TestPython(t *testing.T) {
	for _, page := range pages(t) {
		t.Run(page, func(t *testing.T) {
			cells := pythonCells(t, page)
			if cells == nil {
				return
			}
			sources := make([]string, len(cells))
			for i, b := range cells {
				sources[i] = b.text
			}
			request, err := json.Marshal(sources)
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), "/usr/bin/python3", "testdata/cells.py")
			cmd.Stdin = strings.NewReader(string(request))
			raw, err := cmd.Output()
			var shown []struct {
				Text   string
				Failed bool
			}
			if err != nil || json.Unmarshal(raw, &shown) != nil || len(shown) != len(cells) {
				t.Fatalf("cells.py: %v\n%s", err, raw)
			}
			for i, b := range cells {
				if shown[i].Failed != b.is("fails") {
					t.Errorf("%s:%d: fails: %t\n%s", page, b.line, shown[i].Failed, shown[i].Text)
					continue
				}
				compare(t, page, b, shown[i].Text)
			}
		})
	}
}

// pythonCells lists the Python blocks of a page, each with the output that it
// shares with the Go block behind it.
func pythonCells(t *testing.T, page string) (list []block) {
	all := blocks(read(t, page))
	for i, b := range all {
		if b.kind != "python" || !b.run() {
			continue
		}
		if b.output == nil {
			if i+1 == len(all) || all[i+1].kind != "go" || all[i+1].output == nil {
				t.Errorf("%s:%d: nothing says what this shows", page, b.line)
				continue
			}
			b.output = all[i+1].output
		}
		list = append(list, b)
	}
	return list
}
