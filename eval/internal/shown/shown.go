// Package shown describes values for readers: a tree of what is to be seen of a value, and its forms as text, as table
// and as plain data. Of compiles the tree of a compiled value by reflection; the run-time support makes that of values of
// cells, whose types only the checker knows.
//
// Trees are bounded in breadth and depth, so that showing a value takes no longer than reading it.
package shown

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Kind says what a value is made of.
type Kind int

// The kinds of values.
const (
	Leaf   Kind = iota // Text
	List               // Items without names
	Map                // Items with keys
	Struct             // Items with names
)

// A Value is what is to be seen of a value.
type Value struct {
	Kind    Kind
	Type    string // the name of a struct's type, "" when it has none; of a list of bytes
	Text    string // of a leaf
	Raw     any    // the string, number, bool or nil itself, bytes in base64; nil when it is something else
	Pointer bool   // the value is behind a pointer
	Items   []Item
	More    int // how many items were left out, or Unsaid
}

// Unsaid says that items were left out, and not how many.
const Unsaid = -1

// An Item is an element of a list, an entry of a map, a field of a struct.
type Item struct {
	Key   *Value // of a map
	Name  string // of a struct's field
	Tag   string // of a struct's field, for encoding/json
	Value Value
}

// Limits bound a tree.
type Limits struct {
	Items  int // of one list, map or struct
	Depth  int
	String int  // bytes of a string
	Inner  int  // bytes of a string in something else
	Total  int  // values in all
	Hidden bool // show what compiled packages hide of their structs
}

// Reading are the limits for people.
var Reading = Limits{Items: 100, Depth: 8, String: 10_000, Inner: 1000, Total: 5000}

// Everything are the limits for machines.
var Everything = Limits{Items: 10_000_000, Depth: 100, String: 1 << 30, Inner: 1 << 30, Total: 1 << 40, Hidden: true}

// Nil is the value nil.
func Nil() Value { return Value{Text: "nil"} }

// Cycle stands for a value that is part of itself.
func Cycle(v Value) Value {
	open, end := v.brackets()
	return Value{Text: open + "…" + end}
}

// quoted is a string, quoted; what is beyond the limit is left out.
func quoted(s string, limit int) Value {
	v := Value{Raw: s}
	if len(s) <= limit {
		v.Text = strconv.Quote(s)
		return v
	}
	end := limit
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	v.Text = strconv.Quote(s[:end]) + "… " + strconv.Itoa(len(s)-end) + " more bytes"
	return v
}

// width is how long a line may be before a value is broken into several.
const width = 79

// String gives the text of a value: on one line where it fits, else an item a line, numbers as many as fit.
func (v Value) String() string {
	var w writer
	w.value(v, 0, 0)
	return w.out.String()
}

// OneLine reports whether the text of a value takes one line.
func (v Value) OneLine() bool { return Width(v.line()) <= width }

type writer struct{ out strings.Builder }

// value writes v behind indent columns, with more columns following on its last line.
func (w *writer) value(v Value, indent, more int) {
	if line := v.line(); v.Kind == Leaf || len(v.Items) == 0 || Width(line)+indent+more <= width {
		w.out.WriteString(line)
		return
	}
	open, end := v.brackets()
	w.out.WriteString(open)
	if v.Kind == Struct {
		w.fields(v, indent+2)
		w.out.WriteString("\n" + strings.Repeat(" ", indent) + end)
		return
	}
	inner := indent + Width(open)
	if v.short() {
		w.fill(v, inner)
	} else {
		w.lines(v, inner, more)
	}
	w.out.WriteString(end)
}

// fields writes the fields of a struct, a line each.
func (w *writer) fields(v Value, indent int) {
	for _, it := range v.Items {
		w.out.WriteString("\n" + strings.Repeat(" ", indent) + it.Name + ": ")
		at := indent
		if it.Value.Kind != Struct {
			at += len(it.Name) + 2
		}
		w.value(it.Value, at, 1)
		w.out.WriteByte(',')
	}
	if v.More != 0 {
		w.out.WriteString("\n" + strings.Repeat(" ", indent) + v.rest())
	}
}

// lines writes the items of a list or map, a line each.
func (w *writer) lines(v Value, indent, more int) {
	for i, it := range v.Items {
		if i > 0 {
			w.out.WriteString(",\n" + strings.Repeat(" ", indent))
		}
		at := indent
		if it.Key != nil {
			key := it.Key.line() + ": "
			w.out.WriteString(key)
			at += Width(key)
		}
		w.value(it.Value, at, more+1)
	}
	if v.More != 0 {
		w.out.WriteString(",\n" + strings.Repeat(" ", indent) + v.rest())
	}
}

// fill writes numbers, as many as a line takes.
func (w *writer) fill(v Value, indent int) {
	column := indent
	for i, it := range v.Items {
		n := Width(it.Value.Text) + 1
		switch {
		case i == 0:
		case column+n+1 > width:
			w.out.WriteString(",\n" + strings.Repeat(" ", indent))
			column = indent
		default:
			w.out.WriteString(", ")
			column++
		}
		w.out.WriteString(it.Value.Text)
		column += n
	}
	if v.More != 0 {
		w.out.WriteString(", " + v.rest())
	}
}

// short reports whether v is a list of numbers and their like.
func (v Value) short() bool {
	if v.Kind != List {
		return false
	}
	for _, it := range v.Items {
		if _, text := it.Value.Raw.(string); it.Value.Kind != Leaf || text || len(it.Value.Text) > 24 {
			return false
		}
	}
	return true
}

func (v Value) rest() string {
	if v.More == Unsaid {
		return "…"
	}
	return "… " + strconv.Itoa(v.More) + " more"
}

func (v Value) brackets() (open, end string) {
	switch v.Kind {
	case List:
		if open, end = "[", "]"; v.Type != "" {
			open, end = v.Type+"{", "}"
		}
	case Map:
		open, end = "{", "}"
	case Struct:
		open, end = v.Type+"{", "}"
	}
	if v.Pointer {
		open = "&" + open
	}
	return open, end
}

// line is the text of a value on one line.
func (v Value) line() string {
	if v.Kind == Leaf {
		if v.Pointer {
			return "&" + v.Text
		}
		return v.Text
	}
	var b strings.Builder
	open, end := v.brackets()
	b.WriteString(open)
	for i, it := range v.Items {
		if i > 0 {
			b.WriteString(", ")
		}
		switch {
		case it.Key != nil:
			b.WriteString(it.Key.line() + ": ")
		case v.Kind == Struct:
			b.WriteString(it.Name + ": ")
		}
		b.WriteString(it.Value.line())
	}
	if v.More != 0 && len(v.Items) > 0 {
		b.WriteString(", ")
	}
	if v.More != 0 {
		b.WriteString(v.rest())
	}
	return b.String() + end
}
