package docs_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"goasync/eval/magic"
)

var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ +(.*)$`)
	code    = regexp.MustCompile("`([^`\n]+)`")
	option  = regexp.MustCompile(`(?:^|[\s\[(|])(--[a-z][a-z-]*|-[a-zA-Z])\b`)
)

// Links inside the tree lead to files that exist, and to headings of theirs.
func TestLinks(t *testing.T) {
	for _, page := range pages(t) {
		for _, m := range link.FindAllStringSubmatch(code.ReplaceAllString(withoutFences(read(t, page)), ""), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			path, anchor, _ := strings.Cut(m[1], "#")
			target := page
			if path != "" {
				target = filepath.Join(filepath.Dir(page), path)
			}
			if _, err := os.Stat(filepath.Join(root, target)); err != nil {
				t.Errorf("%s: a link to %s, which is not there", page, m[1])
				continue
			}
			if anchor != "" && !slices.Contains(anchors(read(t, target)), anchor) {
				t.Errorf("%s: a link to %s, and %s has no such heading", page, m[1], target)
			}
		}
	}
}

// anchors are the names that a page's headings have as targets of links.
func anchors(text string) (list []string) {
	drop := regexp.MustCompile(`[^\p{L}\p{N} _-]`)
	for _, m := range heading.FindAllStringSubmatch(withoutFences(text), -1) {
		list = append(list, strings.ReplaceAll(drop.ReplaceAllString(strings.ToLower(m[1]), ""), " ", "-"))
	}
	return list
}

// Every page of docs can be reached from the README.
func TestPagesAreLinked(t *testing.T) {
	readme := read(t, "README.md")
	for _, page := range pages(t) {
		if page != "README.md" && !strings.Contains(readme, "]("+page+")") {
			t.Errorf("README.md has no link to %s", page)
		}
	}
}

// help is what each command says of itself, by its name; "" is go-async alone.
func help(t *testing.T) map[string]string {
	t.Helper()
	self, err := program()
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, name := range []string{"", "kernel", "install", "uninstall", "run", "export", "doctor", "version", "completion bash"} {
		out, err := exec.Command(self, append(strings.Fields(name), "--help")...).CombinedOutput()
		if err != nil {
			t.Fatalf("go-async %s --help: %v\n%s", name, err, out)
		}
		texts[name] = string(out)
	}
	script, err := os.ReadFile(filepath.Join(root, "install.sh"))
	if err != nil {
		t.Fatal(err)
	}
	texts["install.sh"] = string(script)
	return texts
}

// Every command and flag of go-async that a page names exists.
func TestFlags(t *testing.T) {
	texts := help(t)
	all := ""
	for _, text := range texts {
		all += text
	}
	for _, page := range pages(t) {
		text := read(t, page)
		for _, command := range commands(text) {
			if err := checkCommand(command, texts); err != nil {
				t.Errorf("%s: %s: %v", page, command, err)
			}
		}
		for _, m := range code.FindAllStringSubmatch(withoutFences(text), -1) {
			if strings.HasPrefix(m[1], "--") && !hasFlag(all, strings.FieldsFunc(m[1], func(r rune) bool { return r == ' ' || r == '=' })[0]) {
				t.Errorf("%s: no command has the flag %s", page, m[1])
			}
		}
	}
}

// commands lists the commands of a page that begin with go-async or install.sh,
// in blocks and in the text.
func commands(text string) (list []string) {
	start := regexp.MustCompile(`(?:^|&& |; |\| |sudo )(?:[\w~./-]*/)?((?:go-async|install\.sh)(?: [^#;&|>]*|$))`)
	var lines []string
	for _, b := range blocks(text) {
		if b.kind == "sh" {
			lines = append(lines, strings.Split(strings.ReplaceAll(b.text, "\\\n", " "), "\n")...)
		}
	}
	for _, m := range code.FindAllStringSubmatch(withoutFences(text), -1) {
		lines = append(lines, m[1])
	}
	for _, line := range lines {
		for _, m := range start.FindAllStringSubmatch(line, -1) {
			list = append(list, strings.TrimSpace(m[1]))
		}
	}
	return list
}

func checkCommand(command string, texts map[string]string) error {
	words := strings.Fields(command)
	name := words[0]
	if name == "go-async" && len(words) == 1 {
		return nil
	}
	if name == "go-async" {
		if name = words[1]; name == "completion" {
			name = "completion bash"
		}
		if strings.HasPrefix(name, "-") {
			name = ""
		}
	}
	text, ok := texts[name]
	if !ok {
		return errors.New("there is no such command")
	}
	for _, m := range option.FindAllStringSubmatch(command, -1) {
		if !hasFlag(text, m[1]) {
			return errors.New("it has no flag " + m[1])
		}
	}
	return nil
}

func hasFlag(help, name string) bool {
	return regexp.MustCompile(`(^|[\s,|(])` + regexp.QuoteMeta(name) + `\b`).MatchString(help)
}

// Files and packages of the tree that a page names exist.
func TestPaths(t *testing.T) {
	tops, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range tops {
		if entry.IsDir() && entry.Name() != ".git" {
			names = append(names, regexp.QuoteMeta(entry.Name()))
		}
	}
	path := regexp.MustCompile(`(?:^|[\s"=(]|\./|goasync/)((?:` + strings.Join(names, "|") + `)/[\w./*\[\]-]*)`)
	for _, page := range pages(t) {
		text := read(t, page)
		var pieces []string
		for _, m := range code.FindAllStringSubmatch(withoutFences(text), -1) {
			pieces = append(pieces, m[1])
		}
		for _, b := range blocks(text) {
			if b.kind == "sh" {
				pieces = append(pieces, b.text)
			}
		}
		for _, piece := range pieces {
			for _, m := range path.FindAllStringSubmatch(piece, -1) {
				if strings.Contains(m[1], "NAME") {
					continue // stands for any
				}
				name := strings.TrimSuffix(strings.TrimSuffix(strings.TrimRight(m[1], "."), "/..."), "/")
				if found, err := filepath.Glob(filepath.Join(root, name)); err != nil || found == nil {
					t.Errorf("%s: %s is not there", page, m[1])
				}
			}
		}
	}
}

var update = flag.Bool("update", false, "write the table of magics anew")

// The page of magics has them all, in their own words. With -update its table
// is written anew.
func TestMagics(t *testing.T) {
	const page, head = "docs/MAGICS.md", "| magic | what it does |\n|---|---|\n"
	var table strings.Builder
	for _, m := range magic.All {
		fmt.Fprintf(&table, "| `%s` | %s |\n", strings.ReplaceAll(m.Usage, "|", "\\|"), m.Doc)
	}
	before, rest, ok := strings.Cut(read(t, page), head)
	old, after, _ := strings.Cut(rest, "\n\n")
	if !ok {
		t.Fatalf("%s has no table", page)
	}
	if old+"\n" == table.String() {
		return
	}
	if !*update {
		t.Fatalf("%s: go test ./docs -run Magics -update writes the table anew:\n%s", page, &table)
	}
	if err := os.WriteFile(filepath.Join(root, page), []byte(before+head+table.String()+"\n"+after), 0o644); err != nil {
		t.Fatal(err)
	}
}
