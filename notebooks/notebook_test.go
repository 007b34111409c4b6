package notebooks_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// notebook is what these tests read of a notebook file.
type notebook struct {
	Cells []cell `json:"cells"`
}

type cell struct {
	Type     string   `json:"cell_type"`
	ID       string   `json:"id"`
	Source   lines    `json:"source"`
	Outputs  []output `json:"outputs"`
	Metadata struct {
		Tags      []string          `json:"tags"`
		Execution map[string]string `json:"execution"`
	} `json:"metadata"`
}

type output struct {
	Type      string           `json:"output_type"`
	Name      string           `json:"name"`
	Text      lines            `json:"text"`
	Value     string           `json:"evalue"`
	Traceback []string         `json:"traceback"`
	Data      map[string]lines `json:"data"`
}

// lines is a text that may be stored by the line.
type lines string

func (l *lines) UnmarshalJSON(raw []byte) error {
	var list []string
	if json.Unmarshal(raw, &list) == nil {
		*l = lines(strings.Join(list, ""))
		return nil
	}
	if json.Unmarshal(raw, (*string)(l)) != nil {
		*l = lines(raw) // JSON data, which no text is compared with
	}
	return nil
}

func readNotebook(t testing.TB, path string) notebook {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var nb notebook
	if err := json.Unmarshal(raw, &nb); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return nb
}

// code lists the code cells.
func (nb notebook) code() []cell {
	return slices.DeleteFunc(slices.Clone(nb.Cells), func(c cell) bool { return c.Type != "code" })
}

// ported lists the code cells that stand for one of the source each.
func (nb notebook) ported() []cell {
	return slices.DeleteFunc(nb.code(), func(c cell) bool {
		return slices.Contains(c.Metadata.Tags, "setup") || slices.Contains(c.Metadata.Tags, "extra")
	})
}

// notebookFiles lists the notebooks, without their extension.
func notebookFiles(t testing.TB) []string {
	t.Helper()
	paths, err := filepath.Glob("*.ipynb")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no notebooks: %v", err)
	}
	for i, p := range paths {
		paths[i] = strings.TrimSuffix(p, ".ipynb")
	}
	return paths
}

// show writes a cell's outputs in a form that can be compared: what it printed,
// then the rest, marked, with standard error last: how that mixes with standard
// output is a matter of buffers.
func show(outputs []output) string {
	var b, stderr strings.Builder
	for _, o := range outputs {
		switch {
		case o.Name == "stderr":
			stderr.WriteString(string(o.Text))
		case o.Type == "stream":
			b.WriteString(string(o.Text))
		case o.Type == "error":
			b.WriteString(mark("error", o.Value))
		default:
			b.WriteString(mark("result", string(o.Data["text/plain"])))
		}
	}
	if stderr.Len() > 0 {
		b.WriteString(mark("stderr", stderr.String()))
	}
	return mask(b.String())
}

func mark(kind, text string) string {
	return fmt.Sprintf("[%s] %s\n", kind, strings.TrimSuffix(text, "\n"))
}

// masks take out what differs from run to run, and the words that Python's
// warnings have around asyncio's.
var masks = []struct {
	pattern *regexp.Regexp
	to      string
}{
	{regexp.MustCompile(`\b\d\d:\d\d:\d\d\b`), "HH:MM:SS"},
	{regexp.MustCompile(`0x[0-9a-f]+`), "0xADDRESS"},
	{regexp.MustCompile(`\b(taken: |in )\d+(\.\d+)?(e-\d+)?( seconds)?\b`), "${1}SECONDS"},
	{regexp.MustCompile(`(?m)^\[stderr\] .*RuntimeWarning: (coroutine '\w+' was never awaited)\n.*\n.*tracemalloc.*$`), "[stderr] $1"},
	{regexp.MustCompile(`(?m)^\[stderr\] cell \d+:\d+:\d+: `), "[stderr] "},
	{regexp.MustCompile(`\x1b\[[0-9;]*m`), ""},
}

func mask(text string) string {
	if strings.Contains(text, "timeline of cell ") {
		text = maskTimelines(text)
	}
	for _, m := range masks {
		text = m.pattern.ReplaceAllString(text, m.to)
	}
	return text
}

// maskTimelines takes the times out of timelines: of a bar it remains what the task did, but not when and how often, as
// a busy machine has gaps where another has none.
func maskTimelines(text string) string {
	var out []string
	bars := false
	for line := range strings.SplitSeq(text, "\n") {
		switch {
		case ruler.MatchString(line):
			bars = true
			continue
		case strings.HasPrefix(line, "█ runs"):
			line, bars = strings.ReplaceAll(line, "  - ready, and another runs", ""), false
		case bars:
			line = maskBar(line)
		}
		out = append(out, duration.ReplaceAllString(strings.ReplaceAll(line, " of virtual time", ""), "TIME"))
	}
	return strings.Join(out, "\n")
}

// maskBar writes each sign of a row's bar once, and what stands behind the bar.
func maskBar(line string) string {
	const signs = "█·~!"
	at := strings.IndexAny(line, signs)
	if at < 0 {
		return line
	}
	name, bar := strings.TrimRight(line[:at], " -"), line[at:]
	for _, sign := range signs {
		if strings.ContainsRune(bar, sign) {
			name += " " + string(sign)
		}
	}
	return name + " " + behind.FindString(bar)
}

var (
	ruler    = regexp.MustCompile(`^ +0 s {2,}\d`)
	behind   = regexp.MustCompile(`[a-z]{2,}.*$`)
	duration = regexp.MustCompile(`\b\d+(\.\d+)? (s|ms|µs|ns)\b`)
)

func TestMask(t *testing.T) {
	for _, row := range []struct{ in, want string }{
		{"started at 09:08:07", "started at HH:MM:SS"},
		{"taken: 5.00123", "taken: SECONDS"},
		{"taken: 1.2e-05", "taken: SECONDS"},
		{"taken: 5", "taken: SECONDS"},
		{"[12 1.5]", "[12 1.5]"},
		{"[stderr] cell 7:7:2: coroutine 'nested' was never awaited", "[stderr] coroutine 'nested' was never awaited"},
		{"executed in 1.01 seconds.", "executed in SECONDS."},
		{"factorial(2) = 2", "factorial(2) = 2"},
		{"<coroutine object main at 0x7f39f864d780>", "<coroutine object main at 0xADDRESS>"},
		{"[stderr] /tmp/x.py:6: RuntimeWarning: coroutine 'nested' was never awaited\n  nested()\nRuntimeWarning: Enable tracemalloc to see\n",
			"[stderr] coroutine 'nested' was never awaited\n"},
		{"[result] timeline of cell 3: 2 tasks, 1.01 s\n        0 s      1 s\ncell 3  █-··· █\n└ a     █~~~x  cancelled\n█ runs  · waits  - ready, and another runs\na waited for Sleep 990 ms",
			"[result] timeline of cell 3: 2 tasks, TIME\ncell 3 █ · \n└ a █ ~ cancelled\n█ runs  · waits\na waited for Sleep TIME"},
	} {
		if got := mask(row.in); got != row.want {
			t.Errorf("mask(%q) = %q, want %q", row.in, got, row.want)
		}
	}
}
