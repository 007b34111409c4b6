package eval

import (
	"goasync/eval/display"
	"goasync/eval/internal/outlet"
	"goasync/eval/internal/rt"
	"goasync/eval/internal/shown"

	"io"

	asyncio "goasync/asyncrt"
)

// An execution is the outlet of what its tasks display.

// Display implements outlet.Outlet.
func (x *execution) Display(data, metadata map[string]any, id string, update bool) {
	x.out.Display(Display{Data: data, Metadata: metadata, ID: id, Update: update})
}

// Clear implements outlet.Outlet.
func (x *execution) Clear(wait bool) { x.out.Clear(wait) }

// Bundle implements outlet.Outlet.
func (x *execution) Bundle(v any) (map[string]any, bool) { return x.session.env.Bundle(v) }

// Shown implements outlet.Outlet.
func (x *execution) Shown(v any, limits shown.Limits) shown.Value {
	return x.session.env.Shown(v, limits)
}

// Captured implements outlet.Outlet.
func (x *execution) Captured() outlet.Captured {
	x.session.mu.Lock()
	defer x.session.mu.Unlock()
	return x.session.captured
}

// Stdout is where the cell prints.
func (x *execution) Stdout() io.Writer { return &streamWriter{x.session, "stdout", x} }

// show makes the MIME bundle of the values of a last expression; nil when there is nothing to show. The loop calls it.
func (s *Session) show(values []rt.Result) map[string]any {
	if len(values) == 1 {
		if values[0].Value == nil {
			return nil
		}
		if _, none := values[0].Value.(asyncio.None); none {
			return nil
		}
		if d, ok := values[0].Value.(*display.Handle); ok {
			_ = d // what it stands for is on show already
			return nil
		}
		if text, ok := s.env.FunctionText(values[0]); ok {
			return map[string]any{"text/plain": text}
		}
		return display.BundleOf(values[0].Value)
	}
	text := ""
	for i, v := range values {
		if i > 0 {
			text += " "
		}
		text += s.env.Text(v)
	}
	return map[string]any{"text/plain": text}
}
