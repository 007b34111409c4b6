package kernel

import (
	"encoding/json"
	"sync"
)

// debugRequest is the content of debug_request: a request of the Debug Adapter Protocol.
type debugRequest struct {
	Seq       int             `json:"seq"`
	Command   string          `json:"command"`
	Arguments json.RawMessage `json:"arguments"`
}

// variableTable numbers the variables that have children, for the requests that open them. The numbers hold until
// the next listing of all variables.
type variableTable struct {
	mu      sync.Mutex
	replies int // so far; their seq
	parents []func() []Variable
}

// debug answers debug_request. Of the debugger there is what a variable panel needs before debugging starts.
func (k *Kernel) debug(r *request) {
	var content debugRequest
	if !r.decode(&content) {
		return
	}
	inspector, _ := k.language.(VariablesInspector)
	var body any
	message := ""
	switch {
	case inspector == nil:
		message = "this kernel has no debugger"
	case content.Command == "debugInfo":
		body = debugInfo()
	case content.Command == "inspectVariables":
		body = map[string]any{"variables": k.variables.list(inspector.Variables(k.run))}
	case content.Command == "variables":
		body = map[string]any{"variables": k.variables.children(content.Arguments)}
	case content.Command == "richInspectVariables":
		body, message = k.richVariable(inspector, content.Arguments)
	default:
		message = "this kernel shows variables, but does not debug: " + content.Command
	}
	reply := map[string]any{
		"type": "response", "seq": k.variables.seq(), "request_seq": content.Seq, "command": content.Command, "success": message == "",
	}
	if message != "" {
		reply["message"], body = message, map[string]any{}
	}
	reply["body"] = body
	r.reply(reply)
}

// debugInfo describes a debugger that is not started and has no breakpoints.
func debugInfo() map[string]any {
	return map[string]any{
		"isStarted": false, "hashMethod": "Murmur2", "hashSeed": 0, "tmpFilePrefix": "", "tmpFileSuffix": "",
		"breakpoints": []any{}, "stoppedThreads": []any{}, "richRendering": true, "exceptionPaths": []any{},
		"copyToGlobals": false,
	}
}

func (k *Kernel) richVariable(inspector VariablesInspector, arguments json.RawMessage) (body any, message string) {
	var named struct {
		Name string `json:"variableName"`
	}
	if err := json.Unmarshal(arguments, &named); err != nil {
		return nil, "malformed arguments: " + err.Error()
	}
	bundle, ok := inspector.Variable(k.run, named.Name)
	if !ok {
		return nil, "no variable " + named.Name
	}
	return bundleContent(bundle), ""
}

func (t *variableTable) seq() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.replies++
	return t.replies
}

// list forgets the numbers given before and lists variables.
func (t *variableTable) list(variables []Variable) []map[string]any {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.parents = nil
	return t.rows(variables)
}

// children lists what is in the variable that the arguments of a variables request refer to.
func (t *variableTable) children(arguments json.RawMessage) []map[string]any {
	var referring struct {
		Reference int `json:"variablesReference"`
	}
	_ = json.Unmarshal(arguments, &referring) // what does not parse refers to nothing
	t.mu.Lock()
	defer t.mu.Unlock()
	if referring.Reference < 1 || referring.Reference > len(t.parents) {
		return []map[string]any{}
	}
	return t.rows(t.parents[referring.Reference-1]())
}

func (t *variableTable) rows(variables []Variable) []map[string]any {
	rows := make([]map[string]any, len(variables))
	for i, v := range variables {
		reference := 0
		if v.Children != nil {
			t.parents = append(t.parents, v.Children)
			reference = len(t.parents)
		}
		rows[i] = map[string]any{
			"name": v.Name, "type": v.Type, "value": v.Value, "evaluateName": v.Name, "variablesReference": reference,
		}
	}
	return rows
}
