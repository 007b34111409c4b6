// Package nbformat reads and writes notebook files, major version 4.
//
// It keeps what it does not know: a notebook is held as the JSON tree it was
// read as, with typed access to the parts that running a notebook needs, and
// is written as Python's nbformat writes it (indent of one space, sorted keys,
// long texts split into lines, a newline at the end), so that a notebook that
// was read and written differs from what Jupyter would have written in
// nothing. It does not validate beyond what it reads, and does not convert
// other major versions.
//
// To start: [ReadFile], then [Notebook.Cells].
package nbformat

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Notebook is one notebook. It is not safe for concurrent use.
type Notebook struct {
	cells  []*Cell
	fields map[string]any // all but the cells
}

// ReadFile reads the notebook at path. Errors name the file and, for JSON that
// does not parse, the offset.
func ReadFile(path string) (*Notebook, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	nb, err := Read(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return nb, nil
}

// Read reads a notebook.
func Read(r io.Reader) (*Notebook, error) {
	dec := json.NewDecoder(r)
	dec.UseNumber()
	var root map[string]any
	if err := dec.Decode(&root); err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			return nil, fmt.Errorf("not a notebook: offset %d: %w", syntax.Offset, err)
		}
		return nil, fmt.Errorf("not a notebook: %w", err)
	}
	if major := integer(root["nbformat"]); major != 4 {
		return nil, fmt.Errorf("nbformat %v: only version 4 is read (jupyter nbconvert --to notebook converts)", root["nbformat"])
	}
	list, ok := root["cells"].([]any)
	if !ok {
		return nil, errors.New("not a notebook: no list of cells")
	}
	nb := &Notebook{fields: root}
	delete(root, "cells")
	for i, item := range list {
		fields, ok := item.(map[string]any)
		if !ok || fields["cell_type"] == nil {
			return nil, fmt.Errorf("not a notebook: cell %d has no cell_type", i+1)
		}
		nb.cells = append(nb.cells, newCell(fields))
	}
	nb.stripTransient()
	nb.assignIDs()
	return nb, nil
}

// stripTransient drops what nbformat drops on reading and writing.
func (nb *Notebook) stripTransient() {
	for _, key := range []string{"orig_nbformat", "orig_nbformat_minor", "signature"} {
		delete(nb.Metadata(), key)
	}
	for _, c := range nb.cells {
		delete(c.Metadata(), "trusted")
	}
}

// assignIDs gives each cell an id of its own from format 4.5 on.
func (nb *Notebook) assignIDs() {
	if integer(nb.fields["nbformat_minor"]) < 5 {
		return
	}
	seen := map[string]bool{}
	for _, c := range nb.cells {
		if id := c.ID(); id == "" || seen[id] {
			c.fields["id"] = newID()
		}
		seen[c.ID()] = true
	}
}

func newID() string {
	var b [4]byte
	rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// Cells are the notebook's cells in order.
func (nb *Notebook) Cells() []*Cell { return nb.cells }

// Insert puts a new code cell before position i.
func (nb *Notebook) Insert(i int, source string, tags ...string) *Cell {
	c := newCell(map[string]any{
		"cell_type": "code", "execution_count": nil, "metadata": map[string]any{},
		"outputs": []any{}, "source": source,
	})
	if len(tags) > 0 {
		list := make([]any, len(tags))
		for i, tag := range tags {
			list[i] = tag
		}
		c.Metadata()["tags"] = list
	}
	nb.cells = append(nb.cells[:i], append([]*Cell{c}, nb.cells[i:]...)...)
	nb.assignIDs()
	return c
}

// Metadata is the notebook's metadata, never nil. Changes are written.
func (nb *Notebook) Metadata() map[string]any { return object(nb.fields, "metadata") }

// KernelName is the name of the kernelspec the notebook asks for, "" where it
// asks for none.
func (nb *Notebook) KernelName() string {
	spec, _ := nb.Metadata()["kernelspec"].(map[string]any)
	name, _ := spec["name"].(string)
	return name
}

// Language is the language the notebook says its cells are in, "" where it
// says nothing.
func (nb *Notebook) Language() string {
	for _, key := range []string{"language_info", "kernelspec"} {
		info, _ := nb.Metadata()[key].(map[string]any)
		for _, field := range []string{"language", "name"} {
			if name, ok := info[field].(string); ok && (key == "language_info" || field == "language") {
				return name
			}
		}
	}
	return ""
}

// Write writes the notebook as nbformat does.
func (nb *Notebook) Write(w io.Writer) error {
	nb.stripTransient()
	root := make(map[string]any, len(nb.fields)+1)
	for k, v := range nb.fields {
		root[k] = v
	}
	cells := make([]any, len(nb.cells))
	for i, c := range nb.cells {
		cells[i] = c.split()
	}
	root["cells"] = cells
	var e encoder
	if err := e.value(root, 0); err != nil {
		return err
	}
	e.buf.WriteByte('\n')
	_, err := w.Write(e.buf.Bytes())
	return err
}

// WriteFile writes the notebook to path in one step: a reader sees the old
// file or the new one, and a failure leaves the old one. A link is followed, and
// what is not a file (a pipe, /dev/null) is written to and not replaced.
func (nb *Notebook) WriteFile(path string) error {
	mode := os.FileMode(0o644)
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	if info, err := os.Stat(path); err == nil {
		if mode = info.Mode().Perm(); !info.Mode().IsRegular() {
			return nb.writeTo(path)
		}
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".ipynb-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) // fails harmlessly after the rename
	if err := errors.Join(nb.Write(tmp), tmp.Chmod(mode), tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}

// writeTo writes the notebook to what is at path.
func (nb *Notebook) writeTo(path string) error {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(nb.Write(file), file.Close())
}

func integer(v any) int64 {
	n, _ := v.(json.Number)
	i, _ := n.Int64()
	return i
}

// object returns the object under key, making it where it is missing.
func object(fields map[string]any, key string) map[string]any {
	o, ok := fields[key].(map[string]any)
	if !ok {
		o = map[string]any{}
		fields[key] = o
	}
	return o
}
