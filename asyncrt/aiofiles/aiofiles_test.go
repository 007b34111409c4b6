package aiofiles_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	asyncio "goasync/asyncrt"
	"goasync/asyncrt/aiofiles"
)

func aw[T any](x asyncio.Awaitable[T]) T { return asyncio.MustAwait(x) }

// run runs f on a loop with the path of a file that does not exist.
func run(t *testing.T, f func(path string)) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	_, err := asyncio.Run(asyncio.NewCoroutineVoid("main", func() { f(path) }), asyncio.WithoutInterrupts())
	if err != nil {
		t.Fatal(err)
	}
}

// with opens a file for the time of f.
func with(path, mode string, f func(file *aiofiles.File)) {
	err := asyncio.With(aiofiles.Open(path, mode), func(file *aiofiles.File) error {
		f(file)
		return nil
	})
	if err != nil {
		panic(err)
	}
}

func TestModes(t *testing.T) {
	rows := []struct {
		mode, before, write, after string
		fails                      bool
	}{
		{mode: "w", before: "old", write: "new", after: "new"},
		{mode: "a", before: "old", write: "new", after: "oldnew"},
		{mode: "x", write: "new", after: "new"},
		{mode: "x", before: "old", after: "old", fails: true},
		{mode: "r", fails: true},
		{mode: "r", before: "old", write: "", after: "old"},
		{mode: "r+", before: "old!", write: "new", after: "new!"},
		{mode: "w+b", before: "old", write: "new", after: "new"},
		{mode: "q", before: "old", after: "old", fails: true},
	}
	for _, row := range rows {
		t.Run(row.mode+" "+row.before, func(t *testing.T) {
			run(t, func(path string) {
				if row.before != "" {
					if err := os.WriteFile(path, []byte(row.before), 0o600); err != nil {
						t.Fatal(err)
					}
				}
				f, err := asyncio.Await(aiofiles.Open(path, row.mode))
				if (err != nil) != row.fails {
					t.Fatal(err)
				}
				if err == nil {
					if row.write != "" {
						aw(f.Write(row.write))
					}
					aw(f.Close())
					aw(f.Close())
				}
				if after, _ := os.ReadFile(path); string(after) != row.after {
					t.Errorf("%q", after)
				}
			})
		})
	}
}

func TestReading(t *testing.T) {
	run(t, func(path string) {
		with(path, "w", func(f *aiofiles.File) { aw(f.WriteLines([]string{"one\n", "two\n", "three"})) })
		with(path, "r", func(f *aiofiles.File) {
			parts := []string{aw(f.ReadLine()), aw(f.Read(2)), aw(f.Read()), aw(f.Read()), aw(f.ReadLine())}
			if got := strings.Join(parts, "|"); got != "one\n|tw|o\nthree||" {
				t.Errorf("%q", got)
			}
			aw(f.Seek(4))
			if got := aw(f.ReadLines()); strings.Join(got, "|") != "two\n|three" {
				t.Errorf("%q", got)
			}
			aw(f.Seek(-5, io.SeekEnd))
			if got := string(aw(f.ReadBytes())); got != "three" {
				t.Errorf("%q", got)
			}
		})
		var lines []string
		with(path, "r", func(f *aiofiles.File) {
			for line := range asyncio.Each(f) {
				lines = append(lines, line)
			}
		})
		if strings.Join(lines, "|") != "one\n|two\n|three" {
			t.Errorf("%q", lines)
		}
	})
}

func TestReadThenWrite(t *testing.T) {
	run(t, func(path string) {
		with(path, "w+", func(f *aiofiles.File) {
			aw(f.Write("abcdef"))
			aw(f.Seek(0))
			aw(f.Read(2))
			aw(f.Write("XY"))
			if at := aw(f.Tell()); at != 4 {
				t.Error(at)
			}
			aw(f.Truncate())
			aw(f.Seek(0))
			if got := aw(f.Read()); got != "abXY" {
				t.Errorf("%q", got)
			}
		})
	})
}

// What a file was not opened for, and what is closed, fails at once, in Python's words.
func TestMisuse(t *testing.T) {
	rows := []struct {
		mode, name string
		do         func(f *aiofiles.File) error
		want       string
	}{
		{"w", "read", func(f *aiofiles.File) error { return asyncio.AwaitErr(f.Read()) }, "not readable"},
		{"a", "read lines", func(f *aiofiles.File) error { return asyncio.AwaitErr(f.ReadLines()) }, "not readable"},
		{"r", "write", func(f *aiofiles.File) error { return asyncio.AwaitErr(f.Write("x")) }, "not writable"},
		{"rb", "write bytes", func(f *aiofiles.File) error { return asyncio.AwaitErr(f.WriteBytes([]byte("x"))) }, "not writable"},
		{"r", "truncate", func(f *aiofiles.File) error { return asyncio.AwaitErr(f.Truncate(1)) }, "truncate"},
		{"r+", "closed read", func(f *aiofiles.File) error { aw(f.Close()); return asyncio.AwaitErr(f.Read()) }, "I/O operation on closed file."},
		{"r+", "closed write", func(f *aiofiles.File) error { aw(f.Close()); return asyncio.AwaitErr(f.Write("x")) }, "I/O operation on closed file."},
		{"r+", "closed flush", func(f *aiofiles.File) error { aw(f.Close()); return asyncio.AwaitErr(f.Flush()) }, "I/O operation on closed file."},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			run(t, func(path string) {
				if err := os.WriteFile(path, []byte("text"), 0o600); err != nil {
					t.Fatal(err)
				}
				f := aw(aiofiles.Open(path, row.mode))
				if err := row.do(f); err == nil || err.Error() != row.want {
					t.Error(err)
				}
				aw(f.Close())
				if !f.Closed() || f.Mode() != row.mode {
					t.Error(f.Closed(), f.Mode())
				}
			})
		})
	}
}

// Text is counted in characters, bytes are counted in bytes.
func TestCharacters(t *testing.T) {
	run(t, func(path string) {
		with(path, "w", func(f *aiofiles.File) {
			if n := aw(f.Write("añb\xffc")); n != 5 {
				t.Error(n)
			}
		})
		for mode, want := range map[string]string{"r": "añ|b\xff|c|", "rb": "a\xc3|\xb1b|\xffc|"} {
			with(path, mode, func(f *aiofiles.File) {
				parts := []string{aw(f.Read(2)), aw(f.Read(2)), aw(f.Read(2)), aw(f.Read(2))}
				if got := strings.Join(parts, "|"); got != want {
					t.Errorf("%s: %q", mode, got)
				}
			})
		}
	})
}
