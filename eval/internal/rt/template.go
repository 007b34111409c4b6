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
		return func(t *htmltemplate.Template, w io.Writer, data any) error { return t.Execute(w, opened(data)) }
	case name == "Execute":
		return func(t *template.Template, w io.Writer, data any) error { return t.Execute(w, opened(data)) }
	case name == "ExecuteTemplate" && html:
		return func(t *htmltemplate.Template, w io.Writer, name string, data any) error {
			return t.ExecuteTemplate(w, name, opened(data))
		}
	case name == "ExecuteTemplate":
		return func(t *template.Template, w io.Writer, name string, data any) error {
			return t.ExecuteTemplate(w, name, opened(data))
		}
	}
	return nil
}
