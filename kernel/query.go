package kernel

import (
	"maps"
	"unicode/utf8"

	"goasync/kernel/wire"
)

// kernelInfo answers kernel_info_request.
func (k *Kernel) kernelInfo(r *request) {
	info := k.language.Info()
	mode := info.CodeMirrorMode
	if mode == nil {
		mode = info.Name
	}
	language := map[string]any{
		"name": info.Name, "version": info.Version, "mimetype": info.MIMEType,
		"file_extension": info.FileExtension, "codemirror_mode": mode,
	}
	if info.PygmentsLexer != "" {
		language["pygments_lexer"] = info.PygmentsLexer
	}
	if info.NBConvertExporter != "" {
		language["nbconvert_exporter"] = info.NBConvertExporter
	}
	features := []string{"kernel subshells"}
	_, debugger := k.language.(VariablesInspector)
	if debugger {
		features = append(features, "debugger")
	}
	links := info.HelpLinks
	if links == nil {
		links = []HelpLink{}
	}
	r.reply(map[string]any{
		"status": OK, "protocol_version": wire.Version, "implementation": info.Implementation,
		"implementation_version": info.ImplementationVersion, "language_info": language,
		"banner": info.Banner, "debugger": debugger, "help_links": links, "supported_features": features,
	})
}

// cursorContent is the content of the requests that are about a place in code.
type cursorContent struct {
	Code        string `json:"code"`
	CursorPos   *int   `json:"cursor_pos"`
	DetailLevel int    `json:"detail_level"`
}

// cursor returns the position in code points, inside the code; the end when the client sent none.
func (c cursorContent) cursor() int {
	length := utf8.RuneCountInString(c.Code)
	if c.CursorPos == nil {
		return length
	}
	return min(max(*c.CursorPos, 0), length)
}

// complete answers complete_request.
func (k *Kernel) complete(r *request) {
	var content cursorContent
	if !r.decode(&content) {
		return
	}
	cursor := content.cursor()
	reply := CompleteReply{Start: cursor, End: cursor}
	if completer, ok := k.language.(Completer); ok {
		reply = completer.Complete(k.run, content.Code, cursor)
	}
	matches := reply.Matches
	if matches == nil {
		matches = []string{}
	}
	metadata := map[string]any{}
	maps.Copy(metadata, reply.Metadata)
	if len(reply.Types) > 0 {
		metadata["_jupyter_types_experimental"] = completionTypes(reply)
	}
	r.reply(map[string]any{
		"status": OK, "matches": matches, "cursor_start": reply.Start, "cursor_end": reply.End, "metadata": metadata,
	})
}

func completionTypes(reply CompleteReply) []map[string]any {
	types := make([]map[string]any, len(reply.Types))
	for i, t := range reply.Types {
		types[i] = map[string]any{
			"start": reply.Start, "end": reply.End, "text": t.Text, "type": t.Kind, "signature": t.Signature,
		}
	}
	return types
}

// inspect answers inspect_request.
func (k *Kernel) inspect(r *request) {
	var content cursorContent
	if !r.decode(&content) {
		return
	}
	var bundle MIMEBundle
	found := false
	if inspector, ok := k.language.(Inspector); ok {
		bundle, found = inspector.Inspect(k.run, content.Code, content.cursor(), content.DetailLevel)
	}
	reply := bundleContent(bundle)
	reply["status"], reply["found"] = OK, found
	r.reply(reply)
}

// isComplete answers is_complete_request.
func (k *Kernel) isComplete(r *request) {
	var content struct {
		Code string `json:"code"`
	}
	if !r.decode(&content) {
		return
	}
	status, indent := Unknown, ""
	if checker, ok := k.language.(CompletenessChecker); ok {
		status, indent = checker.IsComplete(k.run, content.Code)
	}
	reply := map[string]any{"status": status}
	if status == Incomplete {
		reply["indent"] = indent
	}
	r.reply(reply)
}
