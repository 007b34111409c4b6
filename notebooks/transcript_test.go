package notebooks_test

import (
	"encoding/json"
	"flag"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "record the transcripts and the notebooks' outputs anew")

// recorded is one cell of a Python counterpart, as ipykernel ran it.
type recorded struct {
	Seconds float64 `json:"seconds"`
	Shown   string  `json:"shown"` // masked
}

func transcriptPath(name string) string {
	return filepath.Join("testdata", "python", name+".json")
}

// readTranscript returns the cells of a port's Python counterpart; there are
// none for a notebook that is not a port.
func readTranscript(t testing.TB, name string) []recorded {
	t.Helper()
	raw, err := os.ReadFile(transcriptPath(name))
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	var cells []recorded
	if err := json.Unmarshal(raw, &cells); err != nil {
		t.Fatal(err)
	}
	return cells
}

// Each Python counterpart has a transcript of as many cells as the port. With
// -update, ipykernel makes them.
func TestTranscripts(t *testing.T) {
	sources, err := filepath.Glob("testdata/python/*.py")
	if err != nil || len(sources) != 5 {
		t.Fatalf("want 5 counterparts, have %v, %v", sources, err)
	}
	for _, source := range sources {
		name := filepath.Base(source[:len(source)-len(".py")])
		t.Run(name, func(t *testing.T) {
			if *update {
				record(t, source, name)
			}
			if cells, ported := readTranscript(t, name), readNotebook(t, name+".ipynb").ported(); len(cells) != len(ported) {
				t.Errorf("%d cells in Python, %d in Go", len(cells), len(ported))
			}
		})
	}
}

func record(t *testing.T, source, name string) {
	t.Helper()
	cmd := exec.Command("/usr/bin/python3", "testdata/record.py", source)
	cmd.Env = append(os.Environ(), "PYDEVD_DISABLE_FILE_VALIDATION=1")
	raw, err := cmd.Output()
	if err != nil {
		t.Fatalf("record.py: %v", err)
	}
	var cells []struct {
		Seconds float64  `json:"seconds"`
		Outputs []output `json:"outputs"`
	}
	if err := json.Unmarshal(raw, &cells); err != nil {
		t.Fatal(err)
	}
	transcript := make([]recorded, len(cells))
	for i, c := range cells {
		transcript[i] = recorded{math.Round(c.Seconds*10) / 10, show(c.Outputs)}
	}
	raw, err = json.MarshalIndent(transcript, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(transcriptPath(name), append(raw, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

// README.md maps each cell of a source, in order, to its port.
func TestReadmeMapsEveryCell(t *testing.T) {
	raw, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	sections := strings.Split(string(raw), "\n## ")
	row := regexp.MustCompile(`(?m)^\| (\d+) \| [^|]+ \| (\d+) \|`)
	for _, section := range sections[1:] {
		name, _, _ := strings.Cut(section, "\n")
		nb := readNotebook(t, name+".ipynb")
		code, ported := nb.code(), nb.ported()
		rows := row.FindAllStringSubmatch(section, -1)
		if len(rows) != len(ported) {
			t.Errorf("%s: %d rows, %d ported cells", name, len(rows), len(ported))
			continue
		}
		for i, r := range rows {
			at, err := strconv.Atoi(r[2])
			if err != nil || r[1] != strconv.Itoa(i+1) || at > len(code) || code[at-1].ID != ported[i].ID {
				t.Errorf("%s: the row of cell %s says %s", name, r[1], r[0])
			}
		}
	}
	if len(sections) != 6 {
		t.Errorf("%d sections, want one for each of 5 ports", len(sections)-1)
	}
}
