package cli_test

import (
	"testing"

	"goasync/cmd/go-async/internal/cli"
)

func TestSize(t *testing.T) {
	tests := []struct {
		text  string
		bytes uint64 // 0: refused
		shown string
	}{
		{"512MB", 512 << 20, "512MB"}, {"2GB", 2 << 30, "2GB"}, {"2g", 2 << 30, "2GB"}, {"1.5 GB", 3 << 29, "1536MB"},
		{"1000", 1000, "1000B"}, {"64kb", 64 << 10, "64KB"}, {"7b", 7, "7B"},
		{"", 0, ""}, {"MB", 0, ""}, {"-1GB", 0, ""}, {"0", 0, ""}, {"1XB", 0, ""}, {"99999999TB", 0, ""},
	}
	for _, test := range tests {
		var s cli.Size
		err := s.Set(test.text)
		if (err != nil) != (test.bytes == 0) || uint64(s) != test.bytes || s.String() != test.shown {
			t.Errorf("%q: got %d %q, %v", test.text, s, s.String(), err)
		}
	}
}
