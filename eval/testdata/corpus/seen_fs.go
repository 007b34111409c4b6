package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing/fstest"
	"text/template"
	"time"
)

type memFS struct {
	files map[string]string
	log   *[]string
}

func (m memFS) note(s string) { *m.log = append(*m.log, s) }

func (m memFS) Open(name string) (fs.File, error) {
	m.note("open " + name)
	if name == "." {
		return &dir{m: m}, nil
	}
	text, ok := m.files[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &file{Reader: strings.NewReader(text), info: info{name, int64(len(text)), false}}, nil
}

type file struct {
	*strings.Reader
	info info
}

func (f *file) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *file) Close() error               { return nil }

type dir struct {
	m    memFS
	done bool
}

func (d *dir) Stat() (fs.FileInfo, error) { return info{".", 0, true}, nil }
func (d *dir) Close() error               { return nil }
func (d *dir) Read([]byte) (int, error)   { return 0, errors.New("is a directory") }
func (d *dir) ReadDir(n int) ([]fs.DirEntry, error) {
	d.m.note("readdir of file")
	return d.m.entries(), nil
}

func (m memFS) entries() []fs.DirEntry {
	var out []fs.DirEntry
	for _, n := range []string{"a.txt", "b.txt", "c.md"} {
		out = append(out, fs.FileInfoToDirEntry(info{n, int64(len(m.files[n])), false}))
	}
	return out
}

type info struct {
	name string
	size int64
	dir  bool
}

func (i info) Name() string { return i.name }
func (i info) Size() int64  { return i.size }
func (i info) Mode() fs.FileMode {
	if i.dir {
		return fs.ModeDir | 0o755
	}
	return 0o644
}
func (i info) ModTime() time.Time { return time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC) }
func (i info) IsDir() bool        { return i.dir }
func (i info) Sys() any           { return i }

// With optional interfaces.
type richFS struct{ memFS }

func (r richFS) ReadDir(name string) ([]fs.DirEntry, error) {
	r.note("ReadDir " + name)
	return r.entries(), nil
}
func (r richFS) ReadFile(name string) ([]byte, error) {
	r.note("ReadFile " + name)
	return []byte("rich " + r.files[name]), nil
}
func (r richFS) Stat(name string) (fs.FileInfo, error) {
	r.note("Stat " + name)
	return info{name, -1, name == "."}, nil
}
func (r richFS) Glob(p string) ([]string, error) {
	r.note("Glob " + p)
	return []string{"globbed"}, nil
}
func (r richFS) Sub(d string) (fs.FS, error) { r.note("Sub " + d); return r, nil }

func show(log *[]string) { fmt.Println("  log:", *log); *log = nil }

func main() {
	var log []string
	m := memFS{map[string]string{"a.txt": "aaa", "b.txt": "{{.}} bb", "c.md": "c"}, &log}
	for _, f := range []fs.FS{m, richFS{m}} {
		b, err := fs.ReadFile(f, "a.txt")
		fmt.Println(string(b), err)
		show(&log)
		list, err := fs.ReadDir(f, ".")
		fmt.Println(len(list), err, list[0])
		show(&log)
		st, err := fs.Stat(f, "a.txt")
		fmt.Println(st.Name(), st.Size(), err)
		_, own := st.(info)
		_, sys := st.Sys().(info)
		fmt.Println(own, sys)
		show(&log)
		g, err := fs.Glob(f, "*.txt")
		fmt.Println(g, err)
		show(&log)
		sub, err := fs.Sub(f, "d")
		_, rich := sub.(richFS)
		fmt.Println(rich, err)
		show(&log)
		fs.WalkDir(f, ".", func(path string, d fs.DirEntry, err error) error {
			fmt.Println(path, d.IsDir(), err)
			if path == "b.txt" {
				return fs.SkipAll
			}
			return nil
		})
		show(&log)
		_, err = fs.ReadFile(m, "none")
		fmt.Println(errors.Is(err, fs.ErrNotExist), err)
		log = nil
		t, err := template.ParseFS(f, "*.md")
		fmt.Println(t != nil, err)
		show(&log)
		fmt.Println(fs.FormatFileInfo(info{"x", 3, false}))
	}
	fmt.Println(fstest.TestFS(m, "a.txt") != nil)
	var f fs.File = &file{Reader: strings.NewReader("q")}
	_, seek := f.(io.Seeker)
	_, rd := f.(fs.ReadDirFile)
	fmt.Println(seek, rd)
}
