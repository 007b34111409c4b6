package jupyter_test

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"goasync/eval"
	"goasync/eval/jupyter"
	"goasync/kernel"
	"goasync/kernel/kerneltest"
	"goasync/kernel/wire"
)

// frontEnd is a client of a kernel with a session, without a network.
type frontEnd struct {
	*testing.T
	memory *kerneltest.Memory
	said   []kerneltest.Sent
}

func newFrontEnd(t *testing.T) *frontEnd {
	t.Helper()
	session, err := eval.NewSession(eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	f := &frontEnd{T: t, memory: kerneltest.NewMemory()}
	k := kernel.New(kernel.Options{Language: jupyter.New(session, "test"), Transport: f.memory})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- k.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return f
}

// send sends a message on shell.
func (f *frontEnd) send(msgType string, content any, buffers ...string) *wire.Message {
	f.Helper()
	m, err := wire.New(msgType, "front end", nil, content)
	if err != nil {
		f.Fatal(err)
	}
	m.Identities = [][]byte{[]byte("front end")}
	for _, b := range buffers {
		m.Buffers = append(m.Buffers, []byte(b))
	}
	f.memory.Deliver(wire.Shell, m)
	return m
}

// until waits for a message with the words in it, and returns its content.
func (f *frontEnd) until(msgType string, words ...string) map[string]any {
	f.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); runtime.Gosched() {
		f.said = append(f.said, f.memory.Take()...)
		for i, s := range f.said {
			if s.Message.Header.MsgType != msgType || !holds(s.Message, words) {
				continue
			}
			f.said = f.said[i+1:]
			var content map[string]any
			if err := json.Unmarshal(s.Message.Content, &content); err != nil {
				f.Fatal(err)
			}
			return content
		}
	}
	f.Fatalf("no %s with %q, but %s", msgType, words, texts(f.said))
	return nil
}

func holds(m *wire.Message, words []string) bool {
	text := text(m)
	for _, word := range words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

func text(m *wire.Message) string {
	return fmt.Sprintf("%s %s %s %s parent=%s", m.Header.MsgType, m.Content, m.Metadata, m.Buffers, m.Parent().MsgID)
}

func texts(said []kerneltest.Sent) string {
	var b strings.Builder
	for _, s := range said {
		b.WriteString(text(s.Message) + "\n")
	}
	return b.String()
}

// run runs a cell that must not fail, and returns its request.
func (f *frontEnd) run(code string) *wire.Message {
	f.Helper()
	m := f.send("execute_request", map[string]any{"code": code})
	if reply := f.until("execute_reply", m.Header.MsgID); reply["status"] != "ok" {
		f.Fatalf("%s: %v", code, reply)
	}
	return m
}

// A cell opens a comm; what the front end sends is handled on the loop, as part of that cell.
func TestCellOpensComm(t *testing.T) {
	f := newFrontEnd(t)
	cell := f.send("execute_request", map[string]any{"code": `
c, err := display.OpenComm("slider", display.CommMessage{
	Data: map[string]any{"value": 1}, Metadata: map[string]any{"version": "2.1.0"}, Buffers: [][]byte{[]byte("pic")},
})
if err != nil { panic(err) }
c.OnMessage(func(m display.CommMessage) {
	value := m.Data.(map[string]any)["value"].(float64)
	fmt.Println("moved to", value, string(m.Buffers[0]))
	asyncio.CreateTask(async func() {
		await asyncio.Sleep(time.Millisecond)
		c.Send(display.CommMessage{Data: map[string]any{"double": 2 * value}, Buffers: m.Buffers})
	}())
})
c.OnClose(func(display.CommMessage) { fmt.Println("gone", c.Send(display.CommMessage{})) })`})
	opened := f.until("comm_open", `"target_name":"slider"`, `"value":1`, `"version":"2.1.0"`, "pic", cell.Header.MsgID)
	f.until("execute_reply", `"ok"`)
	id := opened["comm_id"]
	f.send("comm_msg", map[string]any{"comm_id": id, "data": map[string]any{"value": 21}}, "bytes")
	f.until("stream", "moved to 21 bytes", cell.Header.MsgID)
	f.until("comm_msg", `"double":42`, "bytes")
	f.send("comm_close", map[string]any{"comm_id": id, "data": map[string]any{}})
	f.until("stream", "gone comm is closed", cell.Header.MsgID)
}

// The front end opens a comm to a target that a cell has registered, while another cell runs.
func TestFrontEndOpensComm(t *testing.T) {
	f := newFrontEnd(t)
	cell := f.run(`
display.RegisterComm("echo", func(c *display.Comm, first display.CommMessage) {
	fmt.Println("opened", first.Data)
	c.OnMessage(func(m display.CommMessage) {
		if m.Data == nil { panic(errors.New("nothing to echo")) }
		c.Send(m)
	})
})`)
	awaiting := f.send("execute_request", map[string]any{"code": `await asyncio.NewEvent().Wait()`})
	f.until("execute_input")
	f.send("comm_open", map[string]any{"comm_id": "one", "target_name": "echo", "data": map[string]any{"a": 1}})
	f.send("comm_msg", map[string]any{"comm_id": "one", "data": []int{1, 2}}, "x", "y")
	f.until("stream", "opened map[a:1]", cell.Header.MsgID)
	f.until("comm_msg", `"comm_id":"one"`, "[1,2]", "[x y]")
	f.send("comm_msg", map[string]any{"comm_id": "one", "data": nil})
	f.until("stream", "nothing to echo", cell.Header.MsgID)
	f.send("comm_msg", map[string]any{"comm_id": "one", "data": 3})
	f.until("comm_msg", "3")
	f.Log(texts(f.said))
	f.send("interrupt_request", nil)
	f.until("execute_reply", "error", awaiting.Header.MsgID)
}

// Where there is no front end, a comm cannot be opened.
func TestNoComms(t *testing.T) {
	session, err := eval.NewSession(eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	result := session.Execute(t.Context(), eval.Cell{Source: `
_, err := display.OpenComm("x", display.CommMessage{})
fmt.Sprint(errors.Is(err, display.ErrNoComms), display.RegisterComm("x", nil) == err)`}, nil)
	if result.Err != nil || result.Data["text/plain"] != `"true true"` {
		t.Errorf("got %+v", result)
	}
}
