// Package stdpkg says which packages of the standard library a cell may
// import, and why the others are refused.
//
// The list of what exists is not here: generators take it from the Go
// installation and write it next to the tables they make (see
// eval/check/stdexport). This package only holds the decisions, so that the
// checker's export data, the interpreter's symbols and the docs agree.
package stdpkg

import "strings"

// refusals gives the reason for each refused package of the standard library.
var refusals = map[string]string{
	"C":            "cells have no C compiler",
	"plugin":       "a plugin is loaded into the kernel's own process and needs the Go toolchain",
	"runtime/cgo":  "cells have no C compiler",
	"runtime/race": "the race detector is a mode of the compiler",
	"syscall":      "system calls would bypass the session; use os, os/exec, os/signal or net",
	"unsafe":       "it could corrupt the memory of the kernel that runs the cell",
}

// Refused returns why cells cannot import the package, and whether that is so.
// It knows packages by their import path alone: a path that it does not
// refuse need not exist.
func Refused(path string) (reason string, refused bool) {
	reason, known := refusals[path]
	switch {
	case known:
		return reason, true
	case hasElement(path, "internal"):
		return "internal packages belong to the standard library", true
	case hasElement(path, "vendor"):
		return "vendored packages belong to the standard library", true
	case path == "cmd" || strings.HasPrefix(path, "cmd/"):
		return "it is a part of the Go toolchain", true
	}
	return "", false
}

// hasElement reports whether elem is one of the path's elements.
func hasElement(path, elem string) bool {
	return strings.Contains("/"+path+"/", "/"+elem+"/")
}
