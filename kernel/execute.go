package kernel

import (
	"encoding/json"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"time"
)

// executeContent is the content of execute_request. Pointers are fields whose default is not false.
type executeContent struct {
	Code            string            `json:"code"`
	Silent          bool              `json:"silent"`
	StoreHistory    *bool             `json:"store_history"`
	UserExpressions map[string]string `json:"user_expressions"`
	AllowStdin      *bool             `json:"allow_stdin"`
	StopOnError     *bool             `json:"stop_on_error"`
}

func orTrue(flag *bool) bool { return flag == nil || *flag }

// serveExecute runs one execute_request in its shell.
func (k *Kernel) serveExecute(s *shell, r *request) {
	k.log.Debug("request", "type", r.Header.MsgType, "id", r.Header.MsgID)
	k.status("busy", r.Message)
	k.mu.Lock()
	k.running = append(k.running, r)
	k.mu.Unlock()
	var stopped []*request
	k.guarded(r, func() { stopped = k.execute(s, r) })
	k.iopub.end(r.Message)
	k.mu.Lock()
	k.running = slices.DeleteFunc(k.running, func(other *request) bool { return other == r })
	k.mu.Unlock()
	k.idle(r)
	k.abort(stopped)
	k.logError("history", k.history.Sync())
}

// execute does the work between busy and idle and returns the queued requests that a failure aborts.
func (k *Kernel) execute(s *shell, r *request) (stopped []*request) {
	var content executeContent
	if !r.decode(&content) {
		return nil
	}
	started := time.Now().UTC()
	store := !content.Silent && orTrue(content.StoreHistory)
	count, replied := k.count(store)
	if !content.Silent {
		input := map[string]any{"code": content.Code, "execution_count": count}
		k.logError("execute_input", k.iopub.publish("execute_input", r.Message, input))
	}
	out := &output{kernel: k, request: r.Message, silent: content.Silent, stdin: orTrue(content.AllowStdin)}
	k.notify(out)
	reply := k.runCell(ExecuteRequest{
		Code: content.Code, Silent: content.Silent, StoreHistory: store, AllowStdin: out.stdin,
		ExecutionCount: count, MessageID: r.Header.MsgID, CellID: cellID(r.Metadata), Subshell: s.id,
		Metadata: r.Metadata,
	}, out)
	if reply.Status == Failed && orTrue(content.StopOnError) && !content.Silent {
		stopped = s.stop(k.run)
	}
	k.publishOutcome(out, count, reply)
	if store {
		k.history.Add(count, content.Code, resultText(reply))
	}
	answer := k.executeReply(reply, replied, content.UserExpressions)
	metadata := map[string]any{"started": started.Format(time.RFC3339Nano), "status": reply.Status}
	k.iopub.end(r.Message)
	r.replyWith(metadata, answer)
	return stopped
}

// notify shows the notice, once, where it can be seen.
func (k *Kernel) notify(out *output) {
	if out.silent {
		return
	}
	k.mu.Lock()
	notice := k.notice
	k.notice = ""
	k.mu.Unlock()
	out.Stream(Stderr, notice)
}

// count returns the execution count of the next cell. Only when the cell is stored does the counter move on: the
// reply to another one has the counter as it was, as the protocol says, while its execute_input and execute_result
// have the number that the next stored cell will get, as ipykernel's have.
func (k *Kernel) count(store bool) (shown, replied int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	shown = k.executed + 1
	if store {
		k.executed = shown
	}
	return shown, k.executed
}

// runCell calls the language, and gives its reply a status in any case. The goroutine of its own is for what a cell can
// do to the one it runs on: a panic, or runtime.Goexit.
func (k *Kernel) runCell(request ExecuteRequest, out *output) ExecuteReply {
	replies := make(chan ExecuteReply, 1)
	go func() {
		reply := internalError("the goroutine of the cell has exited")
		defer func() { replies <- reply }()
		defer func() {
			if cause := recover(); cause != nil {
				k.log.Error("panic in Language.Execute", "cause", cause, "stack", string(debug.Stack()))
				reply = internalError(fmt.Sprint(cause))
			}
		}()
		reply = k.language.Execute(k.run, request, out)
	}()
	reply := <-replies
	switch {
	case reply.Error != nil:
		reply.Status = Failed
	case reply.Status == Failed:
		reply.Error = &Error{Name: "Error", Value: "the cell failed"}
	case reply.Status == "":
		reply.Status = OK
	}
	return reply
}

func internalError(value string) ExecuteReply {
	return ExecuteReply{Error: &Error{Name: "InternalError", Value: value}}
}

// publishOutcome shows the result or the error of a cell.
func (k *Kernel) publishOutcome(out *output, count int, reply ExecuteReply) {
	switch {
	case reply.Status == Failed:
		out.Error(*reply.Error)
	case reply.Status == OK && reply.Result != nil:
		content := bundleContent(*reply.Result)
		content["execution_count"] = count
		out.publish("execute_result", content)
	}
}

// executeReply makes the content of execute_reply.
func (k *Kernel) executeReply(reply ExecuteReply, count int, expressions map[string]string) map[string]any {
	if reply.Status == Aborted {
		return map[string]any{"status": Aborted}
	}
	content := map[string]any{
		"status": reply.Status, "execution_count": count,
		"user_expressions": map[string]any{}, "payload": []map[string]any{},
	}
	if reply.Payload != nil {
		content["payload"] = reply.Payload
	}
	if reply.Status == Failed {
		maps.Copy(content, reply.Error.content())
		return content
	}
	content["user_expressions"] = k.evaluate(expressions)
	return content
}

// evaluate makes the user_expressions of a reply: each is a bundle or an error of its own.
func (k *Kernel) evaluate(expressions map[string]string) map[string]any {
	values := map[string]any{}
	for name, expression := range expressions {
		bundle, failure := MIMEBundle{}, &Error{Name: "NotSupported", Value: "this kernel has no user expressions"}
		if evaluator, ok := k.language.(Evaluator); ok {
			bundle, failure = evaluator.Evaluate(k.run, expression)
		}
		value := bundleContent(bundle)
		value["status"] = OK
		if failure != nil {
			value = failure.content()
			value["status"] = Failed
		}
		values[name] = value
	}
	return values
}

// cellID finds the id that front ends put into the metadata of an execute_request.
func cellID(metadata json.RawMessage) string {
	var cell struct {
		ID string `json:"cellId"`
	}
	if json.Unmarshal(metadata, &cell) != nil {
		return ""
	}
	return cell.ID
}

// resultText is what the history keeps of a result.
func resultText(reply ExecuteReply) string {
	if reply.Result == nil {
		return ""
	}
	text, _ := reply.Result.Data["text/plain"].(string)
	return text
}
