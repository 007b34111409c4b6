// Package jupyter makes a kernel's language of a session: the only package that sees both sides.
//
//	k := kernel.New(kernel.Options{Language: jupyter.New(session, version), …})
package jupyter

import (
	"context"
	"fmt"
	"runtime"
	"strings"

	"goasync/eval"
	"goasync/eval/magic"
	"goasync/eval/syntax"
	"goasync/kernel"
)

// language is a session as a kernel.Language. It is safe for concurrent use, as the session is.
type language struct {
	session *eval.Session
	version string
}

// New returns the language of a session. The version is that of the program.
func New(s *eval.Session, version string) kernel.Language { return &language{s, version} }

// Info describes Go with the words of the dialect.
func (l *language) Info() kernel.LanguageInfo {
	return kernel.LanguageInfo{
		Implementation:        "go-async",
		ImplementationVersion: l.version,
		Banner:                fmt.Sprintf("go-async %s (%s): Go with async func and await", l.version, runtime.Version()),
		Name:                  "go",
		Version:               strings.TrimPrefix(runtime.Version(), "go"),
		MIMEType:              "text/x-go",
		FileExtension:         ".go",
		PygmentsLexer:         "go",
		CodeMirrorMode:        "go",
		HelpLinks: []kernel.HelpLink{
			{Text: "Go documentation", URL: "https://go.dev/doc/"},
			{Text: "asyncio documentation", URL: "https://docs.python.org/3/library/asyncio.html"},
		},
	}
}

// Execute runs a cell, or shows what a cell like fmt.Println? asks for.
func (l *language) Execute(ctx context.Context, request kernel.ExecuteRequest, out kernel.Output) kernel.ExecuteReply {
	if name, detail, ok := helpRequest(request.Code); ok {
		return l.page(name, detail)
	}
	cell := eval.Cell{Source: request.Code, Count: request.ExecutionCount}
	result := l.session.Execute(ctx, cell, output{out, ctx})
	if f := result.Err; f != nil {
		return kernel.ExecuteReply{Status: kernel.Failed, Error: &kernel.Error{Name: f.Name, Value: f.Value, Traceback: f.Traceback}}
	}
	reply := kernel.ExecuteReply{Status: kernel.OK}
	if n := result.Next; n != nil {
		reply.Payload = []map[string]any{{"source": "set_next_input", "text": n.Source, "replace": n.Replace}}
	}
	if result.Data != nil {
		reply.Result = &kernel.MIMEBundle{Data: result.Data}
	}
	return reply
}

// Interrupt stops the cells that run.
func (l *language) Interrupt() { l.session.Interrupt() }

// Shutdown ends the session.
func (l *language) Shutdown(bool) { l.session.Close() }

// IsComplete tells whether a cell could be run as it is, for consoles.
func (l *language) IsComplete(_ context.Context, code string) (kernel.Completeness, string) {
	if incomplete, ok := magic.Incomplete(code); incomplete {
		return kernel.Incomplete, ""
	} else if ok {
		return kernel.Complete, ""
	}
	status, indent := syntax.Incomplete(code)
	return kernel.Completeness(status), indent
}

// output is a kernel.Output as an eval.Output.
type output struct {
	kernel.Output
	ctx context.Context
}

// Display shows or replaces a value.
func (o output) Display(d eval.Display) {
	data := kernel.DisplayData{MIMEBundle: kernel.MIMEBundle{Data: d.Data, Metadata: d.Metadata}, DisplayID: d.ID}
	if d.Update {
		o.Output.UpdateDisplay(data)
		return
	}
	o.Output.Display(data)
}

// Clear clears the cell's output.
func (o output) Clear(wait bool) { o.Output.ClearOutput(wait) }

// Input asks the user for a line.
func (o output) Input(prompt string, password bool) (string, error) {
	return o.Output.Input(o.ctx, prompt, password)
}
