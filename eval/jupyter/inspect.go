package jupyter

import (
	"context"
	"strings"

	"goasync/eval"
	"goasync/eval/inspect"
	"goasync/kernel"
)

// A language answers everything that a front end may ask.
var (
	_ kernel.Completer           = (*language)(nil)
	_ kernel.Inspector           = (*language)(nil)
	_ kernel.CompletenessChecker = (*language)(nil)
	_ kernel.Evaluator           = (*language)(nil)
	_ kernel.VariablesInspector  = (*language)(nil)
)

// Complete proposes names, with their kinds and signatures.
func (l *language) Complete(_ context.Context, code string, cursor int) kernel.CompleteReply {
	c := l.session.Complete(code, cursor)
	reply := kernel.CompleteReply{Start: c.Start, End: c.End}
	for _, m := range c.List {
		reply.Matches = append(reply.Matches, m.Text)
		reply.Types = append(reply.Types, kernel.CompletionType{Text: m.Text, Kind: m.Kind, Signature: m.Signature})
	}
	return reply
}

// Inspect documents the name at the cursor, or the function being called: as plain text and as Markdown. Detail 1 adds
// the source of what a cell declares.
func (l *language) Inspect(_ context.Context, code string, cursor, detail int) (kernel.MIMEBundle, bool) {
	d, ok := l.session.Describe(code, cursor)
	if !ok {
		return kernel.MIMEBundle{}, false
	}
	return kernel.MIMEBundle{Data: map[string]any{
		"text/plain": plain(d, detail), "text/markdown": markdown(d, detail),
	}}, true
}

func plain(d inspect.Description, detail int) string {
	parts := []string{d.Head}
	if d.Doc != "" {
		parts = append(parts, d.Doc)
	}
	if d.Place.Line > 0 {
		parts = append(parts, "Declared in "+d.Place.String()+".")
	}
	if detail > 0 && d.Source != "" {
		parts = append(parts, d.Source)
	}
	return strings.Join(parts, "\n\n")
}

// markdown is plain with the code fenced. Comments are text with indented code, which Markdown reads as they are meant.
func markdown(d inspect.Description, detail int) string {
	parts := []string{fence(d.Head)}
	if d.Doc != "" {
		parts = append(parts, d.Doc)
	}
	if d.Place.Line > 0 {
		parts = append(parts, "*Declared in "+d.Place.String()+".*")
	}
	if detail > 0 && d.Source != "" {
		parts = append(parts, fence(d.Source))
	}
	return strings.Join(parts, "\n\n")
}

// fence puts Go code between fences that are longer than any in it.
func fence(code string) string {
	mark := "```"
	for strings.Contains(code, mark) {
		mark += "`"
	}
	return mark + "go\n" + code + "\n" + mark
}

// Evaluate returns the value of one of an execute_request's user_expressions.
func (l *language) Evaluate(ctx context.Context, expression string) (kernel.MIMEBundle, *kernel.Error) {
	r := l.session.Evaluate(ctx, expression)
	if f := r.Err; f != nil {
		return kernel.MIMEBundle{}, &kernel.Error{Name: f.Name, Value: f.Value, Traceback: f.Traceback}
	}
	if r.Data == nil {
		r.Data = map[string]any{"text/plain": "nil"}
	}
	return kernel.MIMEBundle{Data: r.Data}, nil
}

// Variables lists the variables of the session.
func (l *language) Variables(context.Context) []kernel.Variable {
	return variables(l.session.Variables())
}

func variables(list []eval.Variable) []kernel.Variable {
	var out []kernel.Variable
	for _, v := range list {
		k := kernel.Variable{Name: v.Name, Type: v.Type, Value: v.Value}
		if v.Children != nil {
			k.Children = func() []kernel.Variable { return variables(v.Children()) }
		}
		out = append(out, k)
	}
	return out
}

// Variable shows one variable: what its line has no room for.
func (l *language) Variable(_ context.Context, name string) (kernel.MIMEBundle, bool) {
	for _, v := range l.session.Variables() {
		if v.Name == name {
			return kernel.MIMEBundle{Data: map[string]any{"text/plain": whole(v)}}, true
		}
	}
	return kernel.MIMEBundle{}, false
}

// whole writes a variable with its children, a line each.
func whole(v eval.Variable) string {
	var b strings.Builder
	b.WriteString(v.Name + " " + v.Type + " = " + v.Value)
	if v.Children != nil {
		for _, c := range v.Children() {
			b.WriteString("\n    " + c.Name + " " + c.Type + " = " + c.Value)
		}
	}
	return b.String()
}
