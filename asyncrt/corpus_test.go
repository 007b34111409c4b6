package asyncio_test

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The corpus holds small programs in Python and in Go. Each topic's file in testdata/corpus has,
// for each program, a section with its Python source and one with what CPython printed. The Go
// programs are the tables below; they must print the same, byte for byte.
//
//	go test ./asyncrt -run Corpus -update -python python3.13
//
// records the transcripts again. Where CPython versions differ 3.13 decides.
var (
	update = flag.Bool("update", false, "record the transcripts of the corpus with CPython")
	python = flag.String("python", "python3", "the CPython (3.13) to record with")
)

// programs are the Go sides, by topic and name.
var programs = map[string]map[string]func(){}

// corpusEntry is one program of a topic's file.
type corpusEntry struct{ name, source, transcript string }

const (
	corpusDir     = "testdata/corpus"
	transcriptTag = "-- out --"
)

// parseCorpus reads the sections of a topic's file.
func parseCorpus(text string) []corpusEntry {
	var entries []corpusEntry
	inTranscript := false
	for line := range strings.Lines(text) {
		name, isHead := strings.CutPrefix(strings.TrimSuffix(line, " --\n"), "-- ")
		switch {
		case isHead && strings.TrimSpace(line) == transcriptTag:
			inTranscript = true
		case isHead && strings.HasSuffix(line, " --\n"):
			entries = append(entries, corpusEntry{name: name})
			inTranscript = false
		case len(entries) == 0:
		case inTranscript:
			entries[len(entries)-1].transcript += line
		default:
			entries[len(entries)-1].source += line
		}
	}
	return entries
}

func formatCorpus(entries []corpusEntry) string {
	var b strings.Builder
	for _, e := range entries {
		fmt.Fprintf(&b, "-- %s --\n%s%s\n%s", e.name, e.source, transcriptTag, e.transcript)
	}
	return b.String()
}

func TestCorpus(t *testing.T) {
	files, err := filepath.Glob(corpusDir + "/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no corpus", err)
	}
	seen := map[string]bool{}
	for _, file := range files {
		topic := strings.TrimSuffix(filepath.Base(file), ".txt")
		seen[topic] = true
		t.Run(topic, func(t *testing.T) { testTopic(t, file, programs[topic]) })
	}
	for topic := range maps.Keys(programs) {
		if !seen[topic] {
			t.Errorf("no Python side of topic %s", topic)
		}
	}
}

func testTopic(t *testing.T, file string, table map[string]func()) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	entries := parseCorpus(string(text))
	if *update {
		for i := range entries {
			entries[i].transcript = record(t, entries[i].source)
		}
		if err := os.WriteFile(file, []byte(formatCorpus(entries)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	names := slices.Collect(maps.Keys(table))
	for _, e := range entries {
		t.Run(e.name, func(t *testing.T) {
			f := table[e.name]
			if f == nil {
				t.Fatal("no Go side")
			}
			if got := transcript(t, f); got != e.transcript {
				t.Errorf("Go printed\n%s\nCPython printed\n%s", got, e.transcript)
			}
		})
		names = slices.DeleteFunc(names, func(n string) bool { return n == e.name })
	}
	if len(names) > 0 {
		t.Errorf("no Python side of %q", names)
	}
}

// record runs a program with CPython.
func record(t *testing.T, source string) string {
	prelude, err := os.ReadFile(corpusDir + "/prelude.py")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(*python, "-")
	cmd.Stdin = strings.NewReader(string(prelude) + source)
	var errors bytes.Buffer
	cmd.Stderr = &errors
	text, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s\n%s", err, source, errors.String())
	}
	if errors.Len() > 0 {
		t.Logf("%s\n%s", source, errors.String())
	}
	return string(text)
}
