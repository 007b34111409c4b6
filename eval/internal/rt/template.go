package rt

import (
	"io"
	"reflect"

	htmltemplate "html/template"
	"text/template"
)

// templatePatch returns the function for a method of templates that executes one: the data is opened.
func (e *Env) templatePatch(recv reflect.Type, name string) any {
	html := recv == reflect.TypeFor[*htmltemplate.Template]()
	switch {
	case name == "Execute" && html:
		return func(t *htmltemplate.Template, w io.Writer, data any) error { return t.Execute(w, openedDeep(data)) }
	case name == "Execute":
		return func(t *template.Template, w io.Writer, data any) error { return t.Execute(w, openedDeep(data)) }
	case name == "ExecuteTemplate" && html:
		return func(t *htmltemplate.Template, w io.Writer, name string, data any) error {
			return t.ExecuteTemplate(w, name, openedDeep(data))
		}
	case name == "ExecuteTemplate":
		return func(t *template.Template, w io.Writer, name string, data any) error {
			return t.ExecuteTemplate(w, name, openedDeep(data))
		}
	}
	return nil
}

// openedDeep is opened for data that may contain values of cells.
func openedDeep(x any) any {
	switch x := x.(type) {
	case map[string]any:
		out := make(map[string]any, len(x))
		for k, v := range x {
			out[k] = openedDeep(v)
		}
		return out
	case []any:
		out := make([]any, len(x))
		for i, v := range x {
			out[i] = openedDeep(v)
		}
		return out
	}
	return opened(x)
}
