package main

import (
	"bufio"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
)

// What Go's run-time system cannot go on from (maps written by two goroutines at once, for one) ends the kernel, and
// the front end starts another with the same connection file. Beside that file the last words of the one are kept for
// the other, who shows them to the user.

// crashFile names the file of the last words.
func crashFile(connectionFile string) string { return connectionFile + ".crash" }

// keepCrashes has the last words of this process kept. forget removes the file again, at an end that is none of that
// kind.
func keepCrashes(connectionFile string) (forget func(), err error) {
	name := crashFile(connectionFile)
	forgetOthers(filepath.Dir(connectionFile))
	file, err := os.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return func() {}, err
	}
	err = debug.SetCrashOutput(file, debug.CrashOptions{})
	return func() { _ = os.Remove(name) }, errors.Join(err, file.Close()) // the run-time system has its own descriptor
}

// forgetOthers removes the files of kernels that were killed, once their front ends have removed the connection files.
func forgetOthers(dir string) {
	names, _ := filepath.Glob(filepath.Join(dir, "*"+crashFile(""))) // the pattern is sound
	for _, name := range names {
		if _, err := os.Stat(strings.TrimSuffix(name, crashFile(""))); errors.Is(err, fs.ErrNotExist) {
			_ = os.Remove(name) // another kernel may have done it
		}
	}
}

// lastCrash returns why the kernel before this one ended; empty when there was none or it ended well.
func lastCrash(connectionFile string) (string, error) {
	file, err := os.Open(crashFile(connectionFile))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if cause := crashCause(lines.Text()); cause != "" {
			return cause, nil
		}
	}
	return "", nil // it was killed, or ended before it had begun
}

// fatal tells what a function of Go's means that is the last to be called. The run-time system writes its own words
// for these to standard error alone.
var fatal = map[string]string{
	"internal/runtime/maps.fatal": "concurrent map access: goroutines use a map while one of them writes to it",
	"sync.fatal":                  "a lock of package sync was given back by somebody who did not hold it",
}

// crashCause returns the cause that a line of a crash's output tells, empty if it tells none.
func crashCause(line string) string {
	for _, kind := range []string{"fatal error: ", "panic: ", "unexpected fault address", "runtime: out of memory", "SIG"} {
		if strings.HasPrefix(line, kind) {
			return line
		}
	}
	function, _, isCall := strings.Cut(line, "(")
	switch {
	case !isCall || strings.HasPrefix(line, "\t"):
		return ""
	case fatal[function] != "":
		return "fatal error: " + fatal[function]
	}
	return "fatal error in " + function
}
