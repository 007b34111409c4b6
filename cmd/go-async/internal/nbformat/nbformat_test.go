package nbformat_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"goasync/cmd/go-async/internal/nbformat"
)

func read(t *testing.T, text string) *nbformat.Notebook {
	t.Helper()
	nb, err := nbformat.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return nb
}

func write(t *testing.T, nb *nbformat.Notebook) string {
	t.Helper()
	var b bytes.Buffer
	if err := nb.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The files of testdata were written by Python's nbformat (make.py there).
func TestWritesWhatNbformatWrites(t *testing.T) {
	files, err := filepath.Glob("testdata/*.ipynb")
	if err != nil || len(files) < 2 {
		t.Fatalf("testdata: %v, %v", files, err)
	}
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			nb, err := nbformat.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got := write(t, nb); got != string(want) {
				t.Errorf("got %s\nwant %s", got, want)
			}
		})
	}
}

func TestReadJoinsLines(t *testing.T) {
	nb, err := nbformat.ReadFile("testdata/rich.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	cell := nb.Cells()[3]
	if !strings.HasSuffix(cell.Source(), "end\r\nemoji \U0001f40d") || !cell.HasTag("parameters") || cell.ID() != "three" {
		t.Errorf("cell = %q, %q", cell.ID(), cell.Source())
	}
	outputs := cell.Outputs()
	if outputs[0].Text() != "a\nb" || outputs[2].Data()["text/html"] != "<b>a & b</b>\n<i>c</i>\n" {
		t.Errorf("outputs = %v", outputs)
	}
	if name, value, tb := outputs[4].Failure(); name != "E" || value != "v\nw" || !slices.Equal(tb, []string{"\x1b[31mE\x1b[0m", "v\nw"}) {
		t.Errorf("failure = %q %q %q", name, value, tb)
	}
	if nb.KernelName() != "go-async" || nb.Language() != "go" {
		t.Errorf("kernel %q, language %q", nb.KernelName(), nb.Language())
	}
}

func TestAppendJoinsStreams(t *testing.T) {
	nb := read(t, `{"nbformat":4,"nbformat_minor":4,"metadata":{},"cells":[{"cell_type":"code","source":"x"}]}`)
	c := nb.Cells()[0]
	c.Executed(7)
	for _, o := range []nbformat.Output{
		nbformat.NewStream("stdout", "a"), nbformat.NewStream("stdout", "b\n"), nbformat.NewStream("stderr", "!"),
		nbformat.NewStream("stdout", "c"), nbformat.NewResult(7, map[string]any{"text/plain": "1"}),
		nbformat.NewError("E", "v", nil), nbformat.NewDisplay(map[string]any{"application/json": []int{1}}, nil),
	} {
		c.Append(o)
	}
	want := `{
 "cells": [
  {
   "cell_type": "code",
   "execution_count": 7,
   "metadata": {},
   "outputs": [
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "ab\n"
     ]
    },
    {
     "name": "stderr",
     "output_type": "stream",
     "text": [
      "!"
     ]
    },
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "c"
     ]
    },
    {
     "data": {
      "text/plain": [
       "1"
      ]
     },
     "execution_count": 7,
     "metadata": {},
     "output_type": "execute_result"
    },
    {
     "ename": "E",
     "evalue": "v",
     "output_type": "error",
     "traceback": []
    },
    {
     "data": {
      "application/json": [
       1
      ]
     },
     "metadata": {},
     "output_type": "display_data"
    }
   ],
   "source": [
    "x"
   ]
  }
 ],
 "metadata": {},
 "nbformat": 4,
 "nbformat_minor": 4
}
`
	if got := write(t, nb); got != want {
		t.Errorf("got %s", got)
	}
}

func TestIDs(t *testing.T) {
	nb := read(t, `{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[
		{"cell_type":"code","source":"a"},{"cell_type":"code","source":"b","id":"b"},{"cell_type":"code","source":"c","id":"b"}]}`)
	nb.Insert(1, "n = 2", "injected-parameters")
	seen := map[string]bool{}
	for _, c := range nb.Cells() {
		if c.ID() == "" || seen[c.ID()] {
			t.Errorf("id %q of %q", c.ID(), c.Source())
		}
		seen[c.ID()] = true
	}
	if c := nb.Cells()[1]; c.Source() != "n = 2" || !c.HasTag("injected-parameters") {
		t.Errorf("inserted %q", c.Source())
	}
	old := read(t, `{"nbformat":4,"nbformat_minor":4,"metadata":{},"cells":[{"cell_type":"code","source":"a"}]}`)
	if old.Insert(0, "x"); old.Cells()[0].ID() != "" {
		t.Error("an id in a notebook of format 4.4")
	}
}

func TestReadRefuses(t *testing.T) {
	for _, row := range []struct{ name, text, says string }{
		{"no JSON", "hello", "offset 1"},
		{"half a file", `{"cells": [`, "not a notebook"},
		{"nbformat 3", `{"nbformat":3,"worksheets":[]}`, "nbformat 3"},
		{"no cells", `{"nbformat":4}`, "no list of cells"},
		{"a cell without type", `{"nbformat":4,"cells":[{}]}`, "cell 1"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if _, err := nbformat.Read(strings.NewReader(row.text)); err == nil || !strings.Contains(err.Error(), row.says) {
				t.Errorf("Read: %v", err)
			}
		})
	}
}

func TestWriteFileKeepsTheOldFileOnFailure(t *testing.T) {
	path := filepath.Join(t.TempDir(), "n.ipynb")
	nb := read(t, `{"nbformat":4,"nbformat_minor":4,"metadata":{},"cells":[{"cell_type":"code","source":"a"}]}`)
	if err := nb.WriteFile(path); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(path)
	nb.Cells()[0].Append(nbformat.NewDisplay(map[string]any{"application/json": func() {}}, nil))
	if err := nb.WriteFile(path); err == nil {
		t.Error("wrote a func")
	}
	after, _ := os.ReadFile(path)
	if !bytes.Equal(before, after) {
		t.Error("the old file is gone")
	}
	left, _ := os.ReadDir(filepath.Dir(path))
	if len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
}
