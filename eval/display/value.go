package display

import (
	"errors"
	"fmt"
	"html"
	"image"
	"io"
	"strings"

	asyncio "goasync/asyncrt"
	"goasync/eval/internal/outlet"
	"goasync/eval/internal/shown"
	"goasync/eval/internal/timeline"
)

// BundleOf gives the forms in which v is shown as the result of a cell; nil when it is on show there already, as a
// progress bar that the cell has made. It is called by the loop, or by whoever owns v.
func BundleOf(v any) Bundle {
	o := outlet.Current()
	if b, ok := v.(*Bar); ok && o != nil && b.handle != nil && b.handle.outlet == o {
		return nil
	}
	return bundleOf(o, v)
}

func bundleOf(o outlet.Outlet, v any) Bundle {
	if d, ok := v.(Displayer); ok {
		return d.MIMEBundle()
	}
	if o != nil {
		if data, ok := o.Bundle(v); ok {
			return data
		}
	}
	switch x := v.(type) {
	case image.Image:
		return PNG(x).MIMEBundle()
	case asyncio.AnyTask:
		return Bundle{"text/plain": fmt.Sprint(x), "text/html": taskHTML(x)}
	case error:
		return Bundle{"text/plain": x.Error(), "text/html": errorHTML(x)}
	}
	tree := treeOf(o, v)
	b := Bundle{"text/plain": tree.String()}
	if t, ok := tree.Table(); ok {
		b["text/html"] = t.HTML()
		if text, narrow := t.Text(); narrow && !tree.OneLine() {
			b["text/plain"] = text
		}
	}
	return b
}

func treeOf(o outlet.Outlet, v any) shown.Value {
	if o != nil {
		return o.Shown(v, shown.Reading)
	}
	return shown.Of(v, shown.Reading)
}

// errorHTML shows an error with what it wraps.
func errorHTML(err error) string {
	var b strings.Builder
	b.WriteString(`<div style="border-left: 3px solid #c62828; padding-left: 0.6em">`)
	writeError(&b, err, 0)
	b.WriteString("</div>")
	return b.String()
}

// maxCauses bounds how deep and how wide the causes of an error are shown.
const maxCauses = 10

func writeError(b *strings.Builder, err error, depth int) {
	fmt.Fprintf(b, `<b style="color: #c62828">%s</b>: <span style="white-space: pre-wrap">%s</span>`,
		html.EscapeString(asyncio.ErrorName(err)), html.EscapeString(err.Error()))
	causes := causesOf(err)
	if len(causes) == 0 || depth > maxCauses {
		return
	}
	b.WriteString("<ul>")
	for i, cause := range causes {
		if i == maxCauses {
			fmt.Fprintf(b, "<li>… %d more</li>", len(causes)-i)
			break
		}
		b.WriteString("<li>")
		writeError(b, cause, depth+1)
		b.WriteString("</li>")
	}
	b.WriteString("</ul>")
}

func causesOf(err error) []error {
	if list, ok := err.(interface{ Unwrap() []error }); ok {
		return list.Unwrap()
	}
	if cause := errors.Unwrap(err); cause != nil {
		return []error{cause}
	}
	return nil
}

// taskHTML shows the state of a task and what it waits for.
func taskHTML(t asyncio.AnyTask) string {
	rows := [][2]string{{"task", t.GetName()}, {"coroutine", t.GetCoro().Name()}, {"state", taskState(t)}}
	if on := timeline.Awaited(t); on != "" {
		rows = append(rows, [2]string{"awaits", on})
	}
	var b strings.Builder
	b.WriteString("<table>")
	for _, r := range rows {
		fmt.Fprintf(&b, `<tr><th style="text-align: left">%s</th><td style="text-align: left">%s</td></tr>`, r[0], html.EscapeString(r[1]))
	}
	b.WriteString("</table>")
	return b.String()
}

func taskState(t asyncio.AnyTask) string {
	switch {
	case t.Cancelled():
		return "cancelled"
	case t.Done():
		if exc := asyncio.Failure(t); exc != nil {
			return "failed: " + asyncio.ErrorName(exc) + ": " + exc.Error()
		}
		return "finished"
	case t.Cancelling() > 0:
		return "being cancelled"
	}
	return "pending"
}

// stdoutOf is where a cell prints.
func stdoutOf(o outlet.Outlet) io.Writer {
	if w, ok := o.(interface{ Stdout() io.Writer }); ok {
		return w.Stdout()
	}
	return stdout
}
