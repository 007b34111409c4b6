package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// root is the top of the source tree.
const root = ".."

// pages lists the pages that these tests are about, by path from root.
func pages(t testing.TB) []string {
	t.Helper()
	list := []string{"README.md", "notebooks/README.md"}
	found, err := filepath.Glob("*.md")
	if err != nil || len(found) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	for _, name := range found {
		list = append(list, "docs/"+name)
	}
	return list
}

func read(t testing.TB, page string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(root, page))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// block is a fenced block of a page.
type block struct {
	kind   string   // the first word of its info string
	words  []string // the others, up to a colon
	reason string   // behind the colon
	text   string
	line   int // of its first fence, from 1
	output *block
}

func (b block) is(word string) bool { return slices.Contains(b.words, word) }

// run tells whether the block is to be carried out.
func (b block) run() bool { return !b.is("not") }

var fence = regexp.MustCompile("^( *)(```+)(.*)$")

// blocks reads the fenced blocks of a page. An output block is joined to the
// block that it stands behind.
func blocks(text string) (list []block) {
	lines := strings.Split(text, "\n")
	last := -1 // the line on which the latest block ended
	for i := 0; i < len(lines); i++ {
		m := fence.FindStringSubmatch(lines[i])
		if m == nil {
			continue
		}
		b := newBlock(m[3])
		b.line = i + 1
		var body []string
		for i++; i < len(lines) && strings.TrimSpace(lines[i]) != m[2]; i++ {
			body = append(body, strings.TrimPrefix(lines[i], m[1]))
		}
		b.text = strings.Join(body, "\n") + "\n"
		behind := len(list) > 0 && strings.TrimSpace(strings.Join(lines[last+1:b.line-1], "")) == ""
		if b.kind == "output" && behind && list[len(list)-1].output == nil {
			list[len(list)-1].output = &b
		} else {
			list = append(list, b)
		}
		last = i
	}
	return list
}

func newBlock(info string) block {
	words, reason, _ := strings.Cut(info, ":")
	b := block{reason: strings.TrimSpace(reason)}
	if fields := strings.Fields(words); len(fields) > 0 {
		b.kind, b.words = fields[0], fields[1:]
	}
	return b
}

// kinds are the info strings that mean something, see doc.go.
var kinds = map[string][]string{
	"go":     {"", "new", "fails", "program", "export", "not run"},
	"python": {"", "fails", "not run"},
	"sh":     {"", "fails", "not run"},
	"output": nil, // only behind another block
	"json":   {""}, "yaml": {""}, "dockerfile": {""}, "ini": {""}, "py-config": {""}, "toml": {""}, "text": {""},
}

// Every block says what it is, and what is not run says why.
func TestBlocksSayWhatTheyAre(t *testing.T) {
	indented := regexp.MustCompile(`(?m)^(?:[^\s*\-0-9|].*|)\n\n {4}\S`)
	for _, page := range pages(t) {
		text := read(t, page)
		for _, b := range blocks(text) {
			if !slices.Contains(kinds[b.kind], strings.Join(b.words, " ")) {
				t.Errorf("%s:%d: a block that is %q %q", page, b.line, b.kind, b.words)
			}
			if b.is("not") != (b.reason != "") {
				t.Errorf("%s:%d: what is not run, and nothing else, says why behind a colon", page, b.line)
			}
			if b.output != nil && !slices.Contains([]string{"", "like", "part"}, strings.Join(b.output.words, " ")) {
				t.Errorf("%s:%d: output that is %q", page, b.output.line, b.output.words)
			}
		}
		for _, at := range indented.FindAllStringIndex(withoutFences(text), -1) {
			t.Errorf("%s: an indented block: %q", page, withoutFences(text)[at[0]:at[1]])
		}
	}
}

// withoutFences is a page without its fenced blocks.
func withoutFences(text string) string {
	var keep []string
	inside := ""
	for _, line := range strings.Split(text, "\n") {
		m := fence.FindStringSubmatch(line)
		switch {
		case inside == "" && m != nil:
			inside = m[2]
		case inside != "" && strings.TrimSpace(line) == inside:
			inside = ""
		case inside == "":
			keep = append(keep, line)
		}
	}
	return strings.Join(keep, "\n")
}

// number is a number, with the unit of a duration.
var number = regexp.MustCompile(`\d+(\.\d+)?( ?(ns|µs|ms|s|min)\b)?`)

// compare holds what a block showed against the output block behind it.
func compare(t *testing.T, page string, b block, got string) {
	t.Helper()
	if b.output == nil {
		return
	}
	want := strings.TrimRight(b.output.text, "\n")
	got = strings.TrimRight(got, "\n")
	switch {
	case b.output.is("like"):
		if number.ReplaceAllString(got, "N") == number.ReplaceAllString(want, "N") {
			return
		}
	case b.output.is("part"):
		if inOrder(got, want) {
			return
		}
	case got == want:
		return
	}
	t.Errorf("%s:%d: shows\n%s\nand the page says\n%s", page, b.line, got, want)
}

// inOrder tells whether the lines of part stand in text, in their order.
func inOrder(text, part string) bool {
	rest := strings.Split(text, "\n")
	for _, line := range strings.Split(part, "\n") {
		i := slices.Index(rest, line)
		if i < 0 {
			return false
		}
		rest = rest[i+1:]
	}
	return true
}
