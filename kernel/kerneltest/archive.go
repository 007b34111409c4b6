package kerneltest

import (
	"fmt"
	"strings"
)

// Archive is a file in the txtar format: a comment, then files, each after a line "-- name --".
type Archive struct {
	Comment string
	Files   []File
}

// File is one file of an Archive.
type File struct{ Name, Data string }

// ParseArchive reads an archive.
func ParseArchive(text string) Archive {
	var a Archive
	target := &a.Comment
	for line := range strings.Lines(text) {
		name, found := strings.CutPrefix(strings.TrimSpace(line), "-- ")
		if name, marked := strings.CutSuffix(name, " --"); found && marked {
			a.Files = append(a.Files, File{Name: name})
			target = &a.Files[len(a.Files)-1].Data
			continue
		}
		*target += line
	}
	return a
}

// Get returns the data of a file, empty when there is none.
func (a Archive) Get(name string) string {
	for _, f := range a.Files {
		if f.Name == name {
			return f.Data
		}
	}
	return ""
}

// Format writes the archive.
func (a Archive) Format() string {
	var b strings.Builder
	b.WriteString(a.Comment)
	for _, f := range a.Files {
		fmt.Fprintf(&b, "-- %s --\n%s", f.Name, f.Data)
	}
	return b.String()
}
