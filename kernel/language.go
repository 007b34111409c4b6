package kernel

import (
	"context"
	"encoding/json"
)

// Language runs cells. The kernel calls Execute from one goroutine per shell or subshell, never twice at once for
// the same one; all other methods at any time, from any goroutine. What else a language can do it declares by
// implementing [Completer], [Inspector], [CompletenessChecker], [Evaluator] or [VariablesInspector].
type Language interface {
	// Info describes the language; it becomes the kernel_info_reply.
	Info() LanguageInfo
	// Execute runs a cell and returns when it is done. ctx ends when the kernel does. What the cell shows goes to
	// out, which stays usable, with this request as parent, for as long as something the cell started lives.
	Execute(ctx context.Context, request ExecuteRequest, out Output) ExecuteReply
	// Interrupt makes the running Executes return soon, with an error, and returns at once (interrupt_request).
	Interrupt()
	// Shutdown releases what the language holds, child processes above all. It is called once, when the kernel ends;
	// restart says that the front end will start another.
	Shutdown(restart bool)
}

// Completer is a Language that completes code (complete_request).
type Completer interface {
	// Complete proposes replacements for code[Start:End] of its reply. cursor counts code points, as do the reply's.
	Complete(ctx context.Context, code string, cursor int) CompleteReply
}

// Inspector is a Language that documents what is at a place in code (inspect_request).
type Inspector interface {
	// Inspect describes what stands at cursor, a number of code points. detail is 0 for a tooltip or 1 for more, such
	// as the source. ok is false when there is nothing to say.
	Inspect(ctx context.Context, code string, cursor, detail int) (bundle MIMEBundle, ok bool)
}

// CompletenessChecker is a Language that knows whether code can be run as it stands (is_complete_request).
type CompletenessChecker interface {
	// IsComplete returns the status and, for Incomplete, the indent of the next line.
	IsComplete(ctx context.Context, code string) (status Completeness, indent string)
}

// Evaluator is a Language that evaluates the user_expressions of an execute_request.
type Evaluator interface {
	// Evaluate returns the value of an expression as a bundle, or the reason why it has none.
	Evaluate(ctx context.Context, expression string) (MIMEBundle, *Error)
}

// VariablesInspector is a Language whose variables can be listed: the subset of the debugger's messages on which
// the variable panel of JupyterLab stands (inspectVariables, richInspectVariables).
type VariablesInspector interface {
	// Variables lists the session's variables.
	Variables(ctx context.Context) []Variable
	// Variable shows one variable richly. ok is false when there is none of that name.
	Variable(ctx context.Context, name string) (bundle MIMEBundle, ok bool)
}

// LanguageInfo is what kernel_info_reply says of the implementation and its language.
type LanguageInfo struct {
	Implementation        string
	ImplementationVersion string
	Banner                string
	// Name, Version, MIMEType and FileExtension are those of the language. The extension has its dot.
	Name          string
	Version       string
	MIMEType      string
	FileExtension string
	// PygmentsLexer and NBConvertExporter are optional. CodeMirrorMode is a string or an object; nil means Name.
	PygmentsLexer     string
	CodeMirrorMode    any
	NBConvertExporter string
	HelpLinks         []HelpLink
}

// HelpLink is an entry of a front end's help menu.
type HelpLink struct {
	Text string `json:"text"`
	URL  string `json:"url"`
}

// ExecuteRequest is a cell to run.
type ExecuteRequest struct {
	Code string
	// Silent asks for no output and no result; the kernel drops what is shown all the same.
	Silent bool
	// StoreHistory says that the cell counts.
	StoreHistory bool
	// AllowStdin says whether Output.Input can succeed.
	AllowStdin bool
	// ExecutionCount is the number that the front end shows for the cell.
	ExecutionCount int
	// MessageID identifies the request, CellID the cell in its notebook (may be ""), Subshell the subshell that it
	// runs in ("" for the main shell).
	MessageID string
	CellID    string
	Subshell  string
	// Metadata is the metadata of the message, a JSON object.
	Metadata json.RawMessage
}

// Status is the outcome of a request.
type Status string

// The outcomes that the protocol knows.
const (
	OK      Status = "ok"
	Failed  Status = "error"
	Aborted Status = "aborted"
)

// ExecuteReply is the outcome of a cell. The kernel publishes Result as execute_result and Error as error.
type ExecuteReply struct {
	// Status is taken as OK when empty and as Failed when Error is set.
	Status Status
	// Result is the value of the cell, nil when there is nothing to show.
	Result *MIMEBundle
	// Error says why the cell failed.
	Error *Error
	// Payload is the deprecated payload list (set_next_input and the like), usually nil.
	Payload []map[string]any
}

// Error is a failure as a front end shows it. Traceback lines may hold ANSI colours; when empty, front ends that
// show only the traceback get "Name: Value".
type Error struct {
	Name      string
	Value     string
	Traceback []string
}

// MIMEBundle is a value in several forms, by MIME type. Texts are strings, JSON types any JSON value, binary types
// []byte (sent as base64).
type MIMEBundle struct {
	Data     map[string]any
	Metadata map[string]any
}

// CompleteReply holds completions. The range and all positions count code points.
type CompleteReply struct {
	Matches    []string
	Start, End int
	// Types tells more about the matches, in their order (_jupyter_types_experimental); may be nil.
	Types []CompletionType
	// Metadata is further metadata; may be nil.
	Metadata map[string]any
}

// CompletionType describes one match: its kind ("function", "keyword", …) and the signature of a function.
type CompletionType struct {
	Text      string
	Kind      string
	Signature string
}

// Completeness is the status of an is_complete_reply.
type Completeness string

// The answers to is_complete_request.
const (
	Complete   Completeness = "complete"
	Incomplete Completeness = "incomplete"
	Invalid    Completeness = "invalid"
	Unknown    Completeness = "unknown"
)

// Variable is a row of the variable panel. Value is a short form on one line. JupyterLab's tree shows Value where Type is
// empty or one of int, float, bool and str, and Type elsewhere; its table shows both.
type Variable struct {
	Name  string
	Type  string
	Value string
	// Children lists fields or elements, when the user opens the row. nil means that there are none.
	Children func() []Variable
}
