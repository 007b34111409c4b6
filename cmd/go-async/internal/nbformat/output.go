package nbformat

import (
	"maps"
	"reflect"
)

// Output is one output of a code cell, as the format has it, with texts in one
// piece.
type Output map[string]any

// NewStream is an output of text written to stdout or stderr.
func NewStream(name, text string) Output {
	return Output{"output_type": "stream", "name": name, "text": text}
}

// NewDisplay is a display_data output. Either map may be nil.
func NewDisplay(data, metadata map[string]any) Output {
	return Output{"output_type": "display_data", "data": orEmpty(data), "metadata": orEmpty(metadata)}
}

// NewResult is the output of a cell's last expression.
func NewResult(count int, data map[string]any) Output {
	return Output{"output_type": "execute_result", "execution_count": count, "data": orEmpty(data), "metadata": map[string]any{}}
}

// NewError is the output of a failure.
func NewError(name, value string, traceback []string) Output {
	lines := make([]any, len(traceback))
	for i, l := range traceback {
		lines[i] = l
	}
	return Output{"output_type": "error", "ename": name, "evalue": value, "traceback": lines}
}

func orEmpty(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return m
}

// Type is stream, display_data, execute_result or error.
func (o Output) Type() string { return o.str("output_type") }

// Stream is the name of a stream output, stdout or stderr.
func (o Output) Stream() string { return o.str("name") }

// Text is a stream's text, "" for other outputs.
func (o Output) Text() string { return o.str("text") }

// Data is the MIME bundle of a display or result, nil for other outputs.
func (o Output) Data() map[string]any {
	data, _ := o["data"].(map[string]any)
	return data
}

// Failure is an error output's name, value and traceback.
func (o Output) Failure() (name, value string, traceback []string) {
	list, _ := o["traceback"].([]any)
	for _, item := range list {
		s, _ := item.(string)
		traceback = append(traceback, s)
	}
	return o.str("ename"), o.str("evalue"), traceback
}

// SetData replaces what a display shows, as update_display_data does.
func (o Output) SetData(data, metadata map[string]any) {
	o["data"], o["metadata"] = orEmpty(data), orEmpty(metadata)
}

func (o Output) str(key string) string {
	s, _ := o[key].(string)
	return s
}

func (o Output) split() map[string]any {
	out := maps.Clone(map[string]any(o))
	switch o.Type() {
	case "stream":
		out["text"] = splitLines(o.Text())
	case "execute_result", "display_data":
		out["data"] = splitBundle(o["data"])
	}
	return out
}

// Clone is a copy whose own fields can be changed; what they hold is shared.
func (o Output) Clone() Output { return maps.Clone(o) }

// Same tells whether two values are one output, not only equal ones.
func (o Output) Same(p Output) bool {
	return reflect.ValueOf(o).Pointer() == reflect.ValueOf(p).Pointer()
}
