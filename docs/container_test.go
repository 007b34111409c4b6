//go:build frontends

package docs_test

import (
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// stage is one of a Dockerfile: its instructions behind FROM.
type stage struct{ steps []step }

type step struct{ word, rest string }

// dockerfile reads the stages of a Dockerfile.
func dockerfile(t *testing.T, name string) (stages []stage) {
	t.Helper()
	text := strings.ReplaceAll(read(t, name), "\\\n", " ")
	for line := range strings.Lines(text) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch {
		case word == "" || strings.HasPrefix(word, "#"):
		case word == "FROM":
			stages = append(stages, stage{})
		default:
			last := &stages[len(stages)-1]
			last.steps = append(last.steps, step{word, rest})
		}
	}
	return stages
}

// The first stage of the Dockerfile is carried out in an empty directory, with
// what it copies and nothing else. The program that comes out needs no
// libraries, and does what the second stage asks of it.
func TestDockerfile(t *testing.T) {
	stages := dockerfile(t, "docs/container/Dockerfile")
	if len(stages) != 2 {
		t.Fatalf("%d stages", len(stages))
	}
	src, top := t.TempDir(), t.TempDir()
	for _, s := range stages[0].steps {
		switch s.word {
		case "COPY":
			copyTracked(t, src, strings.Fields(s.rest))
		case "RUN":
			shell(t, src, strings.ReplaceAll(s.rest, "/usr/local/bin", top), "VERSION=test")
		}
	}
	program := filepath.Join(top, "go-async")
	binary, err := elf.Open(program)
	if err != nil {
		t.Fatal(err)
	}
	defer binary.Close()
	if libraries, err := binary.ImportedLibraries(); err != nil || len(libraries) > 0 {
		t.Errorf("the program needs %q, %v", libraries, err)
	}
	for _, s := range stages[1].steps {
		if s.word == "RUN" {
			shell(t, src, s.rest, "PATH="+top+":/usr/bin:/bin", "CONDA_DIR="+filepath.Join(top, "conda"), "HOME="+src)
		}
	}
	raw, err := os.ReadFile(filepath.Join(top, "conda/share/jupyter/kernels/go-async/kernel.json"))
	if err != nil || !strings.Contains(string(raw), program) {
		t.Errorf("%v, %s", err, raw)
	}
}

// copyTracked copies what a COPY names, as far as git knows it: what else lies
// in the tree would not be in a fresh checkout.
func copyTracked(t *testing.T, dir string, words []string) {
	t.Helper()
	sources := words[:len(words)-1]
	out, err := exec.Command("git", append([]string{"-C", root, "ls-files", "-z", "--"}, sources...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		raw, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, raw, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func shell(t *testing.T, dir, command string, env ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", "-ec", command)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", command, err, out)
	}
}

// The Dockerfile for Binder has what Binder asks for: a tag that is not latest,
// and the notebooks for the user without rights.
func TestBinderDockerfile(t *testing.T) {
	text := read(t, "docs/container/binder/Dockerfile")
	if !regexp.MustCompile(`(?m)^FROM \S+:\d\S*$`).MatchString(text) || !strings.Contains(text, "COPY --chown=${NB_UID}:${NB_GID} . ${HOME}/") {
		t.Error(text)
	}
}
