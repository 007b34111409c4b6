// Package kernelspec installs, finds and removes the entry by which Jupyter
// knows a kernel: a directory with a kernel.json and three logos, in one of the
// places that Jupyter searches.
//
// It follows jupyter_core.paths (where) and jupyter_client's "Kernel specs"
// paragraph (what), on Linux, macOS and Windows. It does not run Jupyter, needs
// no Python, and touches nothing but its own directory: a directory of the same
// name that belongs to another kernel is refused, and what a user has added to
// ours (environment, metadata, files) stays.
//
// To start: find a directory with [Env.UserDir] or [PrefixDir], then call
// [Install].
package kernelspec

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// The defaults of [Spec].
const (
	DefaultName        = "go-async"
	DefaultDisplayName = "Go (async)"
)

//go:generate go run ./internal/drawlogo logo
//go:embed logo
var logos embed.FS

// ErrNotOurs reports a directory of the wanted name that another kernel owns.
var ErrNotOurs = errors.New("belongs to another kernel")

// ErrNotInstalled reports that there is nothing to remove.
var ErrNotInstalled = errors.New("not installed")

// Spec is what one entry says. The zero values of Name and DisplayName stand
// for the defaults; an empty DisplayName keeps the one already installed.
type Spec struct {
	Name        string // directory name, lower case letters, digits, '-', '.', '_'
	DisplayName string // what front ends show
	Binary      string // absolute path of the program that argv starts with
}

// Installed tells where an entry lies and whether Install had to write.
type Installed struct {
	Dir     string
	Changed bool
}

var validName = regexp.MustCompile(`^[a-z0-9._-]+$`)

// Install writes the entry into the directory kernels (which it makes) and
// returns its place. Installing again is a no-op. It fails with [ErrNotOurs]
// where another kernel has the name, and with the system's error where the
// directory cannot be written.
func Install(kernels string, s Spec) (Installed, error) {
	name, err := s.name()
	if err != nil {
		return Installed{}, err
	}
	if !filepath.IsAbs(s.Binary) {
		return Installed{}, fmt.Errorf("kernel binary %q: want an absolute path", s.Binary)
	}
	done := Installed{Dir: filepath.Join(kernels, name)}
	old, err := readJSON(done.Dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) && !s.damaged(done.Dir, err) {
		return done, err
	}
	if old != nil && !ours(old) {
		return done, fmt.Errorf("%s: %w", done.Dir, ErrNotOurs)
	}
	if err := makeDirs(done.Dir); err != nil {
		return done, err
	}
	files, err := s.files(old)
	if err != nil {
		return done, err
	}
	for _, f := range slices.Sorted(maps.Keys(files)) {
		changed, err := writeFile(filepath.Join(done.Dir, f), files[f])
		if err != nil {
			return done, err
		}
		done.Changed = done.Changed || changed
	}
	return done, nil
}

// Uninstall removes the entry called name (empty: the default) from the
// directory kernels and returns where it was. Files that Install did not write
// stay, and so does the directory then. It fails with [ErrNotInstalled] or
// [ErrNotOurs].
func Uninstall(kernels, name string) (string, error) {
	s := Spec{Name: name}
	name, err := s.name()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(kernels, name)
	old, err := readJSON(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return dir, fmt.Errorf("%s: %w", dir, ErrNotInstalled)
	}
	damaged := err != nil && s.damaged(dir, err)
	if err != nil && !damaged {
		return dir, err
	}
	if !damaged && !ours(old) {
		return dir, fmt.Errorf("%s: %w", dir, ErrNotOurs)
	}
	files, err := s.files(nil)
	if err != nil {
		return dir, err
	}
	for f := range files {
		if err := os.Remove(filepath.Join(dir, f)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return dir, err
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		return dir, err
	}
	return dir, os.Remove(dir)
}

func (s Spec) name() (string, error) {
	name := strings.ToLower(s.Name)
	if name == "" {
		name = DefaultName
	}
	if !validName.MatchString(name) {
		return "", fmt.Errorf("kernel name %q: only letters, digits, '-', '.' and '_' are allowed", s.Name)
	}
	return name, nil
}

// files maps each file name of an entry to its content; old is the kernel.json
// found, or nil.
func (s Spec) files(old map[string]any) (map[string][]byte, error) {
	files := map[string][]byte{}
	entries, err := logos.ReadDir("logo")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if files[e.Name()], err = logos.ReadFile("logo/" + e.Name()); err != nil {
			return nil, err
		}
	}
	files["kernel.json"], err = encode(s.merge(old))
	return files, err
}

// merge lays the entry over what is installed: our keys win, the user's stay.
func (s Spec) merge(old map[string]any) map[string]any {
	// debugger: JupyterLab asks only such kernels for what its variable panel shows.
	spec := map[string]any{"env": map[string]any{}, "metadata": map[string]any{"debugger": true}}
	maps.Copy(spec, old)
	argv := []any{s.Binary, "kernel", "-f", "{connection_file}"}
	if was, _ := old["argv"].([]any); len(was) > len(argv) {
		argv = append(argv, was[len(argv):]...) // flags that the user added
	}
	spec["argv"] = argv
	spec["language"] = "go"
	spec["interrupt_mode"] = "message"
	switch {
	case s.DisplayName != "":
		spec["display_name"] = s.DisplayName
	case spec["display_name"] == nil:
		spec["display_name"] = DefaultDisplayName
	}
	return spec
}

// ours tells whether a kernel.json is one that Install wrote, whatever the
// program's path.
func ours(spec map[string]any) bool {
	argv, _ := spec["argv"].([]any)
	return len(argv) >= 4 && argv[1] == "kernel" && argv[2] == "-f" &&
		argv[3] == "{connection_file}" && spec["language"] == "go"
}

// damaged tells whether dir is an entry of ours whose kernel.json does not
// parse (a full disk, an editor): nothing but files that Install writes, our
// logo among them. There is nothing of the user's to keep then.
func (s Spec) damaged(dir string, err error) bool {
	if !errors.Is(err, errNotJSON) {
		return false
	}
	files, err := s.files(nil)
	if err != nil {
		return false
	}
	logo := false
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		content, known := files[e.Name()]
		if !known {
			return false
		}
		if e.Name() != "kernel.json" {
			there, err := os.ReadFile(filepath.Join(dir, e.Name()))
			logo = logo || err == nil && bytes.Equal(there, content)
		}
	}
	return err == nil && logo
}

// errNotJSON is why readJSON could read a file, and make nothing of it.
var errNotJSON = errors.New("not JSON")

func readJSON(dir string) (map[string]any, error) {
	path := filepath.Join(dir, "kernel.json")
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var spec map[string]any
	if err := dec.Decode(&spec); err != nil {
		return nil, fmt.Errorf("%s is %w: %w", path, errNotJSON, err)
	}
	return spec, nil
}

func encode(spec map[string]any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	err := enc.Encode(spec)
	return buf.Bytes(), err
}

// writeFile puts content at path in one step, so that a front end never reads
// half a file, and reports whether anything had to change.
func writeFile(path string, content []byte) (changed bool, err error) {
	if was, err := os.ReadFile(path); err == nil && bytes.Equal(was, content) {
		return false, nil
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".go-async-*")
	if err != nil {
		return false, err
	}
	defer os.Remove(tmp.Name()) // fails harmlessly after the rename
	_, err = tmp.Write(content)
	err = errors.Join(err, tmp.Chmod(0o644), tmp.Close())
	if err != nil {
		return false, err
	}
	return true, os.Rename(tmp.Name(), path)
}
