package nbformat

import (
	"maps"
	"slices"
	"strings"
)

// Cell is one cell of a notebook.
type Cell struct {
	fields  map[string]any
	outputs []Output // joined; a code cell's only
}

func newCell(fields map[string]any) *Cell {
	c := &Cell{fields: fields}
	fields["source"] = join(fields["source"])
	if att, ok := fields["attachments"].(map[string]any); ok {
		for _, bundle := range att {
			joinBundle(bundle)
		}
	}
	list, _ := fields["outputs"].([]any)
	for _, item := range list {
		if o, ok := item.(map[string]any); ok {
			joinBundle(o["data"])
			if o["text"] != nil {
				o["text"] = join(o["text"])
			}
			c.outputs = append(c.outputs, o)
		}
	}
	return c
}

// Type is code, markdown or raw.
func (c *Cell) Type() string { return c.str("cell_type") }

// ID is the cell's id, "" before format 4.5.
func (c *Cell) ID() string { return c.str("id") }

// Source is the cell's text.
func (c *Cell) Source() string { return c.str("source") }

// SetSource replaces the cell's text.
func (c *Cell) SetSource(s string) { c.fields["source"] = s }

// Metadata is the cell's metadata, never nil. Changes are written.
func (c *Cell) Metadata() map[string]any { return object(c.fields, "metadata") }

// HasTag tells whether the cell carries a tag.
func (c *Cell) HasTag(tag string) bool {
	tags, _ := c.Metadata()["tags"].([]any)
	return slices.Contains(tags, any(tag))
}

// Outputs are a code cell's outputs. The slice is the cell's own.
func (c *Cell) Outputs() []Output { return c.outputs }

// Executed begins a new execution: no outputs, and the count given (0: none).
func (c *Cell) Executed(count int) {
	c.outputs = nil
	c.fields["execution_count"] = nil
	if count > 0 {
		c.fields["execution_count"] = count
	}
}

// Count is the execution count that the cell has, 0 where it was not executed.
func (c *Cell) Count() int {
	if n, ok := c.fields["execution_count"].(int); ok {
		return n
	}
	return int(integer(c.fields["execution_count"]))
}

// ClearOutputs drops the outputs.
func (c *Cell) ClearOutputs() { c.outputs = nil }

// Append adds an output, joining stream texts that follow each other.
func (c *Cell) Append(o Output) {
	if n := len(c.outputs); n > 0 && o.Type() == "stream" {
		last := c.outputs[n-1]
		if last.Type() == "stream" && last["name"] == o["name"] {
			last["text"] = last.Text() + o.Text()
			return
		}
	}
	c.outputs = append(c.outputs, o)
}

func (c *Cell) str(key string) string {
	s, _ := c.fields[key].(string)
	return s
}

// split is the cell as it is stored: texts as lists of lines.
func (c *Cell) split() map[string]any {
	fields := maps.Clone(c.fields)
	fields["source"] = splitLines(c.Source())
	if att, ok := fields["attachments"].(map[string]any); ok {
		fields["attachments"] = mapValues(att, splitBundle)
	}
	if c.Type() == "code" {
		list := make([]any, len(c.outputs))
		for i, o := range c.outputs {
			list[i] = o.split()
		}
		fields["outputs"] = list
	}
	return fields
}

// join undoes splitLines; what is neither text nor a list of texts stays.
func join(v any) any {
	list, ok := v.([]any)
	if !ok {
		return v
	}
	var b strings.Builder
	for _, item := range list {
		s, ok := item.(string)
		if !ok {
			return v
		}
		b.WriteString(s)
	}
	return b.String()
}

func joinBundle(v any) {
	bundle, _ := v.(map[string]any)
	for mime, content := range bundle {
		if !isJSON(mime) {
			bundle[mime] = join(content)
		}
	}
}

func splitBundle(v any) any {
	bundle, ok := v.(map[string]any)
	if !ok {
		return v
	}
	out := maps.Clone(bundle)
	for mime, content := range out {
		if s, ok := content.(string); ok && isSplit(mime) {
			out[mime] = splitLines(s)
		}
	}
	return out
}

func isJSON(mime string) bool {
	return mime == "application/json" || strings.HasPrefix(mime, "application/") && strings.HasSuffix(mime, "+json")
}

// isSplit tells which MIME types nbformat stores by the line.
func isSplit(mime string) bool {
	return strings.HasPrefix(mime, "text/") || mime == "application/javascript" || mime == "image/svg+xml"
}

func mapValues(m map[string]any, f func(any) any) map[string]any {
	out := make(map[string]any, len(m))
	for k, v := range m {
		out[k] = f(v)
	}
	return out
}

// splitLines is Python's str.splitlines(True), which knows more line ends than
// the newline.
func splitLines(s string) []any {
	lines := []any{}
	start := 0
	for i, r := range s {
		if i < start || !isLineEnd(r) {
			continue
		}
		end := i + len(string(r))
		if r == '\r' && strings.HasPrefix(s[end:], "\n") {
			end++
		}
		lines = append(lines, s[start:end])
		start = end
	}
	if start < len(s) {
		lines = append(lines, s[start:])
	}
	return lines
}

func isLineEnd(r rune) bool {
	switch r {
	case '\n', '\v', '\f', '\r', 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029:
		return true
	}
	return false
}
