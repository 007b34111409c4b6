package kernel_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"

	"goasync/kernel"
	"goasync/kernel/kerneltest"
	"goasync/kernel/wire"
)

// echo is a language in which a cell is its own value.
type echo struct{ kerneltest.Toy }

func (*echo) Execute(_ context.Context, request kernel.ExecuteRequest, out kernel.Output) kernel.ExecuteReply {
	out.Stream(kernel.Stdout, request.Code)
	return kernel.ExecuteReply{Result: &kernel.MIMEBundle{Data: map[string]any{"text/plain": request.Code}}}
}

// requests are all types that clients send.
var requests = []string{
	"kernel_info_request", "execute_request", "complete_request", "inspect_request", "is_complete_request",
	"history_request", "comm_info_request", "comm_open", "comm_msg", "comm_close", "interrupt_request",
	"usage_request", "debug_request", "create_subshell_request", "delete_subshell_request", "list_subshell_request",
	"shutdown_request", "input_reply", "nonsense",
}

// Whatever a request holds, it gets one reply, between busy and idle, and each message of the kernel is sound JSON.
func FuzzRequest(f *testing.F) {
	for i, content := range []string{
		`{}`, `{"code":"äöü","cursor_pos":2,"detail_level":1}`, `{"code":"x","user_expressions":{"a":"b"}}`,
		`{"comm_id":"1","target_name":"echo","data":{"a":[null]}}`, `{"hist_access_type":"search","pattern":"*?*","n":-1}`,
		`{"hist_access_type":"range","session":-5,"start":-3,"stop":-9}`, `{"command":"inspectVariables","seq":1e3}`,
		`{"subshell_id":""}`, `{"code":null,"silent":null,"user_expressions":null}`, `{"cursor_pos":-9223372036854775808}`,
	} {
		f.Add(uint8(i), content, `{"cellId":1}`, "")
		f.Add(uint8(i+9), content, `{}`, "sub")
	}
	f.Fuzz(func(t *testing.T, kind uint8, content, metadata, subshell string) {
		if !json.Valid([]byte(content)) || !strings.HasPrefix(content, "{") || !json.Valid([]byte(metadata)) {
			return
		}
		synctest.Test(t, func(t *testing.T) {
			memory := runKernel(t, &echo{})
			msgType := requests[int(kind)%len(requests)]
			header := wire.Header{MsgID: "1", MsgType: msgType, SubshellID: subshell}
			raw, _ := wire.Marshal(header)
			m := &wire.Message{Header: header, RawHeader: raw, Content: []byte(content), Metadata: []byte(metadata)}
			m.Identities = [][]byte{[]byte("client")}
			memory.Deliver(wire.Shell, m)
			synctest.Wait()
			check(t, msgType, memory.Take())
		})
	})
}

func check(t *testing.T, msgType string, sent []kerneltest.Sent) {
	t.Helper()
	counts := map[string]int{}
	for _, s := range sent {
		for _, part := range []json.RawMessage{s.Message.Content, s.Message.RawHeader} {
			if !json.Valid(part) {
				t.Errorf("%s: invalid %s", s.Message.Header.MsgType, part)
			}
		}
		if s.Message.Parent().MsgID == "1" {
			counts[string(s.Channel)+" "+strings.TrimSuffix(s.Message.Header.MsgType, "_reply")]++
		}
	}
	if name, found := strings.CutSuffix(msgType, "_request"); found && counts["shell "+name] != 1 {
		t.Errorf("%s: %v", msgType, counts)
	}
	if states := counts["iopub status"]; states != 2 && msgType != "nonsense" && msgType != "input_reply" {
		t.Errorf("%s: %d states", msgType, states)
	}
}
