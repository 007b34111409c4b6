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

// debugger is what there is of a debugger: it can be started, as JupyterLab does it before it shows variables, takes
// no breakpoint, and never stops anything.
type debugger struct {
	mu      sync.Mutex
	started bool
	seq     int // of what was sent
	// parents are the variables that have children, by their variablesReference less one. The numbers hold until the
	// next listing of all variables.
	parents []func() []Variable
}

// debugCommands are the requests that succeed. Each returns the body of the response, or why there is none.
var debugCommands = map[string]func(k *Kernel, language VariablesInspector, arguments json.RawMessage) (body any, failure string){
	"debugInfo": func(k *Kernel, _ VariablesInspector, _ json.RawMessage) (any, string) {
		return k.debugger.info(), ""
	},
	"initialize":              (*Kernel).startDebugger,
	"attach":                  succeed,
	"configurationDone":       succeed,
	"setExceptionBreakpoints": succeed,
	"setBreakpoints": func(*Kernel, VariablesInspector, json.RawMessage) (any, string) {
		return map[string]any{"breakpoints": []any{}}, ""
	},
	"dumpCell": func(*Kernel, VariablesInspector, json.RawMessage) (any, string) {
		return map[string]any{"sourcePath": ""}, ""
	},
	"threads": func(*Kernel, VariablesInspector, json.RawMessage) (any, string) {
		return map[string]any{"threads": []any{}}, ""
	},
	"modules": func(*Kernel, VariablesInspector, json.RawMessage) (any, string) {
		return map[string]any{"modules": []any{}, "totalModules": 0}, ""
	},
	"inspectVariables": func(k *Kernel, language VariablesInspector, _ json.RawMessage) (any, string) {
		return map[string]any{"variables": k.debugger.list(language.Variables(k.run))}, ""
	},
	"variables": func(k *Kernel, _ VariablesInspector, arguments json.RawMessage) (any, string) {
		return map[string]any{"variables": k.debugger.children(arguments)}, ""
	},
	"richInspectVariables": (*Kernel).richVariable,
	"disconnect": func(k *Kernel, _ VariablesInspector, _ json.RawMessage) (any, string) {
		k.debugger.start(false)
		return map[string]any{}, ""
	},
}

func succeed(*Kernel, VariablesInspector, json.RawMessage) (body any, failure string) {
	return map[string]any{}, ""
}

// debug answers debug_request.
func (k *Kernel) debug(r *request) {
	var content debugRequest
	if !r.decode(&content) {
		return
	}
	language, has := k.language.(VariablesInspector)
	command := debugCommands[content.Command]
	var body any = map[string]any{}
	failure := ""
	switch {
	case !has:
		failure = "this kernel has no debugger"
	case command == nil:
		failure = "this kernel shows variables, but does not debug: " + content.Command
	default:
		body, failure = command(k, language, content.Arguments)
	}
	reply := map[string]any{
		"type": "response", "seq": k.debugger.next(), "request_seq": content.Seq, "command": content.Command,
		"success": failure == "", "body": body,
	}
	if failure != "" {
		reply["message"], reply["body"] = failure, map[string]any{}
	}
	r.reply(reply)
	if content.Command == "initialize" && failure == "" {
		event := map[string]any{"type": "event", "event": "initialized", "seq": k.debugger.next(), "body": map[string]any{}}
		k.logError("debug_event", k.iopub.publish("debug_event", r.Message, event))
	}
}

func (d *debugger) next() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.seq++
	return d.seq
}

func (d *debugger) start(on bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.started = on
}

// info describes the debugger's state.
func (d *debugger) info() map[string]any {
	d.mu.Lock()
	defer d.mu.Unlock()
	return map[string]any{
		"isStarted": d.started, "hashMethod": "Murmur2", "hashSeed": 0, "tmpFilePrefix": "cell-", "tmpFileSuffix": "",
		"breakpoints": []any{}, "stoppedThreads": []any{}, "richRendering": true, "exceptionPaths": []any{},
		"copyToGlobals": false,
	}
}

// startDebugger answers with capabilities of which there are none.
func (k *Kernel) startDebugger(VariablesInspector, json.RawMessage) (body any, failure string) {
	k.debugger.start(true)
	return map[string]any{"exceptionBreakpointFilters": []any{}, "supportsModulesRequest": false}, ""
}

func (k *Kernel) richVariable(language VariablesInspector, arguments json.RawMessage) (body any, failure string) {
	var named struct {
		Name string `json:"variableName"`
	}
	if err := json.Unmarshal(arguments, &named); err != nil {
		return nil, "malformed arguments: " + err.Error()
	}
	bundle, ok := language.Variable(k.run, named.Name)
	if !ok {
		return nil, "no variable " + named.Name
	}
	return bundleContent(bundle), ""
}

// list forgets the numbers given before and lists variables.
func (d *debugger) list(variables []Variable) []map[string]any {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.parents = nil
	return d.rows(variables)
}

// children lists what is in the variable that the arguments of a variables request refer to.
func (d *debugger) children(arguments json.RawMessage) []map[string]any {
	var referring struct {
		Reference int `json:"variablesReference"`
	}
	_ = json.Unmarshal(arguments, &referring) // what does not parse refers to nothing
	d.mu.Lock()
	defer d.mu.Unlock()
	if referring.Reference < 1 || referring.Reference > len(d.parents) {
		return []map[string]any{}
	}
	return d.rows(d.parents[referring.Reference-1]())
}

func (d *debugger) rows(variables []Variable) []map[string]any {
	rows := make([]map[string]any, len(variables))
	for i, v := range variables {
		reference := 0
		if v.Children != nil {
			d.parents = append(d.parents, v.Children)
			reference = len(d.parents)
		}
		rows[i] = map[string]any{
			"name": v.Name, "type": v.Type, "value": v.Value, "evaluateName": v.Name, "variablesReference": reference,
		}
	}
	return rows
}
