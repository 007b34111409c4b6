package stdexport

import (
	"archive/zip"
	_ "embed" // the tables
	"fmt"
	"io"
	"strings"
	"sync"
)

//go:embed data/std.zip
var stdData string

//go:embed data/asyncio.zip
var ourData string

//go:embed data/host.zip
var hostData string

// archives are where a package is looked for, in this order. Each is opened at
// its first use.
var archives = []func() (*zip.Reader, error){
	sync.OnceValues(func() (*zip.Reader, error) { return open(ourData) }),
	sync.OnceValues(func() (*zip.Reader, error) { return open(hostData) }),
	sync.OnceValues(func() (*zip.Reader, error) { return open(platformData) }),
	sync.OnceValues(func() (*zip.Reader, error) { return open(stdData) }),
}

// open reads the index of an archive; no archive is an empty one.
func open(data string) (*zip.Reader, error) {
	if data == "" {
		return &zip.Reader{}, nil
	}
	return zip.NewReader(strings.NewReader(data), int64(len(data)))
}

// read returns the export data of a package, nil when there is none.
func read(path string) ([]byte, error) {
	for _, archive := range archives {
		r, err := archive()
		if err != nil {
			return nil, fmt.Errorf("embedded packages: %w", err)
		}
		for _, f := range r.File {
			if f.Name == path {
				return inflate(f)
			}
		}
	}
	return nil, nil
}

func inflate(f *zip.File) ([]byte, error) {
	rc, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("embedded package %s: %w", f.Name, err)
	}
	data := make([]byte, f.UncompressedSize64)
	if _, err := io.ReadFull(rc, data); err != nil {
		return nil, fmt.Errorf("embedded package %s: %w", f.Name, err)
	}
	return data, rc.Close()
}
