package jupyter

import (
	"context"
	"regexp"
	"strings"
	"unicode/utf8"

	"goasync/kernel"
)

// help is a cell that asks about a name, as IPython has it: name? and ?name, with two marks for the source too.
var help = regexp.MustCompile(`^\s*(\?{1,2})?\s*([\pL_][\pL\pN_.]*)\s*(\?{1,2})?\s*$`)

// helpRequest returns the name that a cell asks about and how much of it; ok is false for cells that are Go.
func helpRequest(code string) (name string, detail int, ok bool) {
	m := help.FindStringSubmatch(code)
	if m == nil || (m[1] == "") == (m[3] == "") {
		return "", 0, false
	}
	return m[2], len(m[1]+m[3]) - 1, true
}

// page answers a question about a name with the page that a front end shows beside the notebook.
func (l *language) page(name string, detail int) kernel.ExecuteReply {
	at := utf8.RuneCountInString(name)
	bundle, ok := l.Inspect(context.Background(), name, at, detail)
	if !ok {
		return kernel.ExecuteReply{Status: kernel.Failed, Error: &kernel.Error{
			Name: "NotFound", Value: "nothing is known of " + name, Traceback: []string{"nothing is known of " + strings.TrimSpace(name)},
		}}
	}
	return kernel.ExecuteReply{Status: kernel.OK, Payload: []map[string]any{{"source": "page", "data": bundle.Data, "start": 0}}}
}
