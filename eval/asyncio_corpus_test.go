package eval_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	asyncio "goasync/asyncrt"
	"goasync/eval"
)

// The corpus of asyncrt holds Python programs with what CPython printed. testdata/asyncio has the same programs as
// cells, a file for each topic: `-- name --`, then the program's cells with `---` between them. They must print the same.
const (
	cellCorpus   = "testdata/asyncio"
	pythonCorpus = "../asyncrt/testdata/corpus"
)

var (
	programHead = regexp.MustCompile(`(?m)^-- (\w+) --\n`)
	taskName    = regexp.MustCompile(`Task-(\d+)`)
)

// programsOf returns the sections of a file by name. Of a section of the Python corpus the part behind `-- out --`
// is what CPython printed.
func programsOf(t *testing.T, file string) map[string]string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	programs := map[string]string{}
	heads := programHead.FindAllStringSubmatch(string(data), -1)
	last := ""
	for i, body := range programHead.Split(string(data), -1)[1:] {
		name := heads[i][1]
		if name == "out" {
			programs[last] = body
			continue
		}
		if _, twice := programs[name]; twice {
			t.Errorf("%s: program %s twice", file, name)
		}
		programs[name], last = body, name
	}
	return programs
}

// knownDifferences are the programs that print something else as cells, by "topic/name", with the reason. The list can only
// shrink: an entry whose program prints what CPython prints fails the test.
func knownDifferences(t *testing.T) map[string]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(cellCorpus, "differences.txt"))
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]string{}
	for line := range strings.Lines(string(data)) {
		name, reason, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if strings.HasPrefix(line, "#") || name == "" {
			continue
		}
		if !ok || reason == "" {
			t.Errorf("a difference without a reason: %s", line)
		}
		known[name] = reason
	}
	return known
}

// TestAsyncioCorpus runs the programs of the Python corpus as cells.
func TestAsyncioCorpus(t *testing.T) {
	files, err := filepath.Glob(pythonCorpus + "/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no corpus", err)
	}
	prelude, err := os.ReadFile(filepath.Join(cellCorpus, "prelude.txt"))
	if err != nil {
		t.Fatal(err)
	}
	known := knownDifferences(t)
	stale := maps.Clone(known)
	for _, file := range files {
		topic := strings.TrimSuffix(filepath.Base(file), ".txt")
		want := programsOf(t, file)
		cells := programsOf(t, filepath.Join(cellCorpus, topic+".txt"))
		for name := range cells {
			delete(stale, topic+"/"+name)
		}
		for name := range want {
			if _, ok := cells[name]; !ok {
				t.Errorf("no cells for the Python program %s/%s", topic, name)
			}
		}
		t.Run(topic, func(t *testing.T) {
			for _, name := range slices.Sorted(maps.Keys(cells)) {
				reason, isKnown := known[topic+"/"+name]
				t.Run(name, func(t *testing.T) {
					transcript, ok := want[name]
					if !ok {
						t.Fatal("no such Python program")
					}
					got := runProgram(t, string(prelude), cells[name])
					compareProgram(t, got, transcript, isKnown, reason)
				})
			}
		})
	}
	for name := range stale {
		t.Errorf("known difference of a program that is not there: %s", name)
	}
}

// renumbered counts the names of tasks from 1, as in a new process.
func renumbered(text string) string {
	first := 0
	for _, m := range taskName.FindAllStringSubmatch(text, -1) {
		if n, _ := strconv.Atoi(m[1]); first == 0 || n < first {
			first = n
		}
	}
	return taskName.ReplaceAllStringFunc(text, func(name string) string {
		n, _ := strconv.Atoi(strings.TrimPrefix(name, "Task-"))
		return fmt.Sprintf("Task-%d", n-first+1)
	})
}

func compareProgram(t *testing.T, got, want string, isKnown bool, reason string) {
	t.Helper()
	got = renumbered(got)
	switch {
	case isKnown && got == want:
		t.Errorf("prints what CPython prints: strike it off the known differences (%s)", reason)
	case !isKnown && got != want:
		t.Errorf("cells printed\n%s\nCPython printed\n%s", got, want)
	}
}

// runProgram runs the cells of a program in a session of its own, on a virtual clock.
func runProgram(t *testing.T, prelude, program string) string {
	s, err := eval.NewSession(eval.Options{Clock: asyncio.NewVirtualClock()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	out := &notes{}
	if shown := execute(s, eval.Cell{Source: prelude, Count: 1}, out); shown != "" {
		t.Fatalf("the prelude: %s", shown)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	stop := context.AfterFunc(ctx, s.Interrupt)
	defer stop()
	var printed strings.Builder
	for i, cell := range strings.Split(program, "\n---\n") {
		printed.WriteString(execute(s, eval.Cell{Source: cell, Count: i + 2}, out))
	}
	return printed.String()
}
