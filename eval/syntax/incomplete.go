package syntax

import (
	"go/token"
	"strings"
)

// Incomplete says whether a text can be executed as a cell, in the words of the
// protocol's is_complete_reply: "complete", "incomplete" or "invalid"; for an
// incomplete one also the indentation of its next line.
func Incomplete(src string) (status, indent string) {
	_, errs := Parse(token.NewFileSet(), "", src)
	switch {
	case len(errs) == 0:
		return "complete", ""
	case errs[0].Incomplete:
		return "incomplete", strings.Repeat("\t", len(scan(src).open))
	}
	return "invalid", ""
}
