package rt

import (
	"regexp"
	"runtime"
	"strings"
)

// What the interpreter's machinery panics with, in the words of Go's run-time system.

// reflectComplaint translates a complaint of package reflect.
func reflectComplaint(text string) (error, bool) {
	if !strings.HasPrefix(text, "reflect") {
		return nil, false
	}
	for _, c := range complaints {
		if strings.Contains(text, c.part) {
			return c.err, true
		}
	}
	if m := sliceToArray.FindStringSubmatch(text); m != nil {
		return runtimeError("cannot convert slice with length " + m[1] + " to array or pointer to array with length " + m[2]), true
	}
	return runtimeError(nameTypes(text)), true
}

var complaints = []struct {
	part string
	err  error
}{
	{"index out of range", runtimeError("index out of range")},
	{"slice index out of bounds", runtimeError("slice bounds out of range")},
	{"MakeSlice: negative len", runtimeError("makeslice: len out of range")},
	{"MakeSlice: negative cap", runtimeError("makeslice: cap out of range")},
	{"MakeSlice: len > cap", runtimeError("makeslice: cap out of range")},
	{"slice overflow", runtimeError("growslice: len out of range")},
	{"MakeChan: negative buffer size", plainError("makechan: size out of range")},
	{"zero Value", nilDereference},
	{"nil pointer", nilDereference},
	{"call of nil function", nilDereference},
	{"nil interface value", nilDereference},
	{"nil map", plainError("assignment to entry in nil map")},
}

var sliceToArray = regexp.MustCompile(`cannot convert slice with length (\d+) to (?:pointer to )?array with length (\d+)`)

// plainError is a run-time error without the words "runtime error".
type plainError string

func (e plainError) Error() string { return string(e) }

// RuntimeError marks a run-time error, as runtime.Error asks.
func (plainError) RuntimeError() {}

// runtimeComplaint translates a run-time error that names the representation of a type of a cell, or that comes from
// compiled code doing what the cell asked.
func runtimeComplaint(err error) (error, bool) {
	if _, ok := err.(runtime.Error); !ok {
		return nil, false
	}
	text := strings.TrimPrefix(err.Error(), "runtime error: ")
	switch {
	case strings.Contains(text, "allocation size out of range"):
		return runtimeError("makeslice: len out of range"), true
	case strings.HasPrefix(text, "hash of unhashable type"):
		text = strings.Replace(text, "type: ", "type ", 1)
		return runtimeError(nameTypes(text)), true
	}
	return nil, false
}

// nameTypes puts the names of types in the place of their representation.
func nameTypes(text string) string { return markedStruct.ReplaceAllString(text, "$1") }

// markedStruct is a struct type with the tag that shapeStruct gives it.
var markedStruct = regexp.MustCompile(`struct \{ \w+ [^"]*"` + typeTag + `:\\"([^" ]+) \d+\\".*\}`)
