package rt

import (
	"errors"
	"io"
	"reflect"
	"regexp"
	"strings"

	htmltemplate "html/template"
	"text/template"
	"text/template/parse"
)

// Templates that are given values of cells. Package text/template asks reflection for fields and methods, which knows
// nothing of the cells' types. So a copy of the template is executed in which field and method references, and the
// builtins that look into their operands, are calls of functions of ours (templateTree); a value of a cell's type goes
// through it as an operand (templateValue).

// templatePatch returns the function for a method of templates that executes one or takes functions.
func (e *Env) templatePatch(recv reflect.Type, name string) any {
	if recv == reflect.TypeFor[*htmltemplate.Template]() {
		return map[string]any{
			"Execute": func(t *htmltemplate.Template, w io.Writer, data any) error { return e.executeHTML(t, w, data) },
			"ExecuteTemplate": func(t *htmltemplate.Template, w io.Writer, name string, data any) error {
				if inner := t.Lookup(name); inner != nil {
					t = inner
				} else {
					return t.ExecuteTemplate(w, name, data)
				}
				return e.executeHTML(t, w, data)
			},
			"Funcs": func(t *htmltemplate.Template, m htmltemplate.FuncMap) *htmltemplate.Template {
				return t.Funcs(e.templateFuncs(m))
			},
		}[name]
	}
	return map[string]any{
		"Execute": func(t *template.Template, w io.Writer, data any) error { return e.executeText(t, w, data) },
		"ExecuteTemplate": func(t *template.Template, w io.Writer, name string, data any) error {
			if inner := t.Lookup(name); inner != nil {
				t = inner
			} else {
				return t.ExecuteTemplate(w, name, data)
			}
			return e.executeText(t, w, data)
		},
		"Funcs": func(t *template.Template, m template.FuncMap) *template.Template { return t.Funcs(e.templateFuncs(m)) },
	}[name]
}

// executeText is the method Execute of text templates.
func (e *Env) executeText(t *template.Template, w io.Writer, data any) error {
	dot, special := e.templateData(data)
	if !special || t.Tree == nil {
		return t.Execute(w, data)
	}
	c, err := t.Clone()
	if err != nil {
		return err
	}
	c.Funcs(e.templateSupport())
	for _, part := range c.Templates() {
		if _, err := c.AddParseTree(part.Name(), rewrittenTree(part.Tree)); err != nil {
			return err
		}
	}
	return templateFailure(c.Execute(w, dot))
}

// executeHTML is the method Execute of HTML templates.
func (e *Env) executeHTML(t *htmltemplate.Template, w io.Writer, data any) error {
	dot, special := e.templateData(data)
	if !special || t.Tree == nil {
		return t.Execute(w, data)
	}
	c, err := t.Clone()
	if err != nil {
		return err
	}
	c.Funcs(e.templateSupport())
	for _, part := range c.Templates() {
		if part.Tree == nil {
			continue
		}
		if _, err := c.AddParseTree(part.Name(), rewrittenTree(part.Tree)); err != nil {
			return err
		}
	}
	return templateFailure(c.Execute(w, dot))
}

// templateData returns the data of a template as it goes through it; special says that the template must know of values
// of cells.
func (e *Env) templateData(data any) (dot any, special bool) {
	if v, ok := unbox(data); ok {
		return e.templateOperand(operand{reflect.ValueOf(v.v), v.t.T}), true
	}
	return data, data != nil && holdsBoxes(reflect.TypeOf(data))
}

// rewrittenTree returns a copy of a template's tree that calls the functions of ours.
func rewrittenTree(t *parse.Tree) *parse.Tree {
	c := t.Copy()
	rewriteList(c.Root)
	return c
}

// templateFailure gives an error the words it would have of the template that was written.
func templateFailure(err error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	for _, r := range templateWords {
		text = r.pattern.ReplaceAllString(text, r.with)
	}
	var inner template.ExecError
	if !errors.As(err, &inner) {
		return err
	}
	inner.Err = &templateError{text, inner.Err}
	return inner
}

var templateWords = []struct {
	pattern *regexp.Regexp
	with    string
}{
	{regexp.MustCompile(`error calling _\w+: `), ""},
	{regexp.MustCompile(` \| _(?:truth|plain|range|show)\b`), ""},
	{regexp.MustCompile(`\(?\b_field \. "([^"]*)"\)?`), ".$1"},
	{regexp.MustCompile(`\(?\b_field (\$\w*) "([^"]*)"\)?`), "$1.$2"},
	{regexp.MustCompile(`\b_field (\([^()]*\)) "([^"]*)"`), "$1.$2"},
	{regexp.MustCompile(`\b_(?:truth|plain|range) `), ""},
	{regexp.MustCompile(`\b_(index|printf|print|println)\b`), "$1"},
}

// templateError is an error of executing a template.
type templateError struct {
	text  string
	cause error
}

func (e *templateError) Error() string { return e.text }

// Unwrap returns what the function that was called returned.
func (e *templateError) Unwrap() error {
	for cause := e.cause; cause != nil; cause = errors.Unwrap(cause) {
		if c, ok := cause.(*templateCallError); ok {
			return c.err
		}
	}
	return e.cause
}

// templateCallError is the error that a method or function of a cell returned.
type templateCallError struct {
	name string
	err  error
}

func (e *templateCallError) Error() string {
	return "error calling " + e.name + ": " + strings.TrimPrefix(e.err.Error(), "\x00")
}

// Unwrap returns the error.
func (e *templateCallError) Unwrap() error { return e.err }

// templatePatches are the functions of the packages that print what they are given.
func (e *Env) templatePatches() map[string]any {
	return map[string]any{
		"HTMLEscaper":     func(a ...any) string { return template.HTMLEscaper(e.Spaced(a)...) },
		"JSEscaper":       func(a ...any) string { return template.JSEscaper(e.Spaced(a)...) },
		"URLQueryEscaper": func(a ...any) string { return template.URLQueryEscaper(e.Spaced(a)...) },
		"IsTrue":          func(x any) (truth, ok bool) { return template.IsTrue(templatePlain(x)) },
	}
}
