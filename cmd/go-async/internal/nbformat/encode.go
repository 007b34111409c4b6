package nbformat

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// encoder writes JSON as Python's json.dumps(indent=1, sort_keys=True,
// ensure_ascii=False) does. encoding/json cannot: it escapes U+2028 and U+2029.
type encoder struct{ buf bytes.Buffer }

func (e *encoder) value(v any, depth int) error {
	switch v := v.(type) {
	case nil:
		e.buf.WriteString("null")
	case bool:
		e.buf.WriteString(strconv.FormatBool(v))
	case int:
		e.buf.WriteString(strconv.Itoa(v))
	case json.Number:
		e.buf.WriteString(v.String())
	case string:
		e.text(v)
	case []any:
		return e.list(v, depth)
	case map[string]any:
		return e.object(v, depth)
	default:
		return e.other(v, depth)
	}
	return nil
}

// other takes any value that JSON can hold through its JSON form.
func (e *encoder) other(v any, depth int) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("output of type %T: %w", v, err)
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var plain any
	if err := dec.Decode(&plain); err != nil {
		return fmt.Errorf("output of type %T: %w", v, err)
	}
	return e.value(plain, depth)
}

func (e *encoder) list(list []any, depth int) error {
	if len(list) == 0 {
		e.buf.WriteString("[]")
		return nil
	}
	for i, item := range list {
		e.item('[', i, depth)
		if err := e.value(item, depth+1); err != nil {
			return err
		}
	}
	e.newline(depth)
	e.buf.WriteByte(']')
	return nil
}

func (e *encoder) object(m map[string]any, depth int) error {
	if len(m) == 0 {
		e.buf.WriteString("{}")
		return nil
	}
	for i, key := range slices.Sorted(maps.Keys(m)) {
		e.item('{', i, depth)
		e.text(key)
		e.buf.WriteString(": ")
		if err := e.value(m[key], depth+1); err != nil {
			return err
		}
	}
	e.newline(depth)
	e.buf.WriteByte('}')
	return nil
}

// item opens the i-th item of a list or object.
func (e *encoder) item(open byte, i, depth int) {
	if i == 0 {
		e.buf.WriteByte(open)
	} else {
		e.buf.WriteByte(',')
	}
	e.newline(depth + 1)
}

func (e *encoder) newline(depth int) {
	e.buf.WriteByte('\n')
	for range depth {
		e.buf.WriteByte(' ')
	}
}

var escapes = map[rune]string{'"': `\"`, '\\': `\\`, '\n': `\n`, '\r': `\r`, '\t': `\t`, '\f': `\f`, '\b': `\b`}

func (e *encoder) text(s string) {
	e.buf.WriteByte('"')
	for _, r := range s {
		switch esc, ok := escapes[r]; {
		case ok:
			e.buf.WriteString(esc)
		case r < ' ':
			fmt.Fprintf(&e.buf, `\u%04x`, r)
		default:
			e.buf.WriteRune(r)
		}
	}
	e.buf.WriteByte('"')
}
