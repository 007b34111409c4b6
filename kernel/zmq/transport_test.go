package zmq_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-zeromq/zmq4"

	"goasync/kernel/wire"
	"goasync/kernel/zmq"
)

// streams joins the stream output of messages.
func streams(t *testing.T, messages []*wire.Message) string {
	t.Helper()
	var all strings.Builder
	for _, m := range messages {
		var content struct{ Text string }
		if m.Header.MsgType != "stream" {
			continue
		}
		if err := json.Unmarshal(m.Content, &content); err != nil {
			t.Fatal(err)
		}
		all.WriteString(content.Text)
	}
	return all.String()
}

func TestExecuteOverTCPAndIPC(t *testing.T) {
	ipc := zmq.NewConnection()
	ipc.Transport, ipc.IP = "ipc", t.TempDir()+"/kernel"
	ipc.ShellPort, ipc.IOPubPort, ipc.StdinPort, ipc.ControlPort, ipc.HBPort = 1, 2, 3, 4, 5
	unsigned := zmq.NewConnection()
	unsigned.Key = ""
	sha512 := zmq.NewConnection()
	sha512.SignatureScheme = "hmac-sha512"
	for name, connection := range map[string]zmq.Connection{
		"tcp": zmq.NewConnection(), "ipc": ipc, "unsigned": unsigned, "sha512": sha512,
	} {
		t.Run(name, func(t *testing.T) {
			client := dial(t, startKernel(t, connection, zmq.Options{}), "")
			exchange := do(t, client, wire.Shell, "execute_request", code("print hello\nvalue 42"))
			var types []string
			for _, m := range exchange.IOPub {
				types = append(types, m.Header.MsgType)
			}
			if got := fmt.Sprint(types); got != "[status execute_input stream execute_result status]" {
				t.Error(got)
			}
			if err := client.Beat(within(t)); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestIPCReplacesWhatADeadKernelLeft(t *testing.T) {
	connection := zmq.NewConnection()
	connection.Transport, connection.IP = "ipc", t.TempDir()+"/kernel"
	left, err := net.ListenUnix("unix", &net.UnixAddr{Name: connection.IP + "-1", Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	left.SetUnlinkOnClose(false)
	left.Close()
	connection.ShellPort, connection.IOPubPort, connection.StdinPort, connection.ControlPort, connection.HBPort = 1, 2, 3, 4, 5
	startKernel(t, connection, zmq.Options{})
	if _, err := zmq.Listen(connection, zmq.Options{}); err == nil {
		t.Error("a living kernel's sockets were taken")
	}
}

func TestEmptyKeyOnlyWhereOthersCannotCome(t *testing.T) {
	for ip, want := range map[string]bool{
		"127.0.0.1": true, "localhost": true, "127.1.2.3": true, "::1": true, "0.0.0.0": false, "*": false, "": false,
	} {
		connection := zmq.NewConnection()
		connection.IP, connection.Key = ip, ""
		transport, err := zmq.Listen(connection, zmq.Options{})
		if err == nil {
			transport.Close()
		} else if !strings.Contains(err.Error(), "empty key") {
			t.Skip(err) // no IPv6 here
		}
		if (err == nil) != want {
			t.Errorf("%q: %v", ip, err)
		}
	}
}

// number finds the text of display n.
func display(n int) string { return "display " + strconv.Itoa(n) + "\n" }

func TestBurstLosesNothingForAReader(t *testing.T) {
	connection := startKernel(t, zmq.NewConnection(), zmq.Options{QueueBytes: 1 << 20, Patience: time.Minute})
	client := dial(t, connection, "")
	var program strings.Builder
	const n = 100_000
	for i := range n {
		program.WriteString(display(i))
	}
	exchange := do(t, client, wire.Shell, "execute_request", code(program.String()))
	next := 0
	for _, m := range exchange.IOPub {
		if m.Header.MsgType != "display_data" {
			continue
		}
		if !bytes.Contains(m.Content, []byte(`"`+strconv.Itoa(next)+`"`)) {
			t.Fatalf("display %d is %s", next, m.Content)
		}
		next++
	}
	if next != n {
		t.Errorf("got %d of %d", next, n)
	}
}

// A subscriber that has stopped to read is waited for once, and not again; its queue is bounded.
func TestStalledSubscriberStallsNobody(t *testing.T) {
	log := &journal{}
	options := zmq.Options{QueueBytes: 1 << 20, Logger: log.logger(), Patience: 5 * time.Second}
	connection := startKernel(t, zmq.NewConnection(), options)
	stalled := subscriber(t, connection)
	client := dial(t, connection, "")
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	exchange := do(t, client, wire.Shell, "execute_request", code("lines 3000000"))
	if lines := strings.Count(streams(t, exchange.IOPub), "\n"); lines != 3_000_000 {
		t.Errorf("the reader got %d lines", lines)
	}
	exchange = nil
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 30<<20 {
		t.Errorf("memory has grown by %d MB", grown>>20)
	}
	ctx := lasting(t, 2*time.Minute) // which would be over if each of these cells waited
	for range 30 {
		if _, err := client.Do(ctx, wire.Shell, "execute_request", code("print quick")); err != nil {
			t.Fatal(err)
		}
	}
	if lines := log.take(); len(lines) != 2 {
		t.Errorf("logged %q", lines)
	}
	// Once it reads again, it gets what was queued, and then what comes.
	seen := make(chan error, 1)
	go func() {
		for {
			m, err := stalled.RecvMsg()
			if err != nil || bytes.Contains(m.Frames[len(m.Frames)-1], []byte("again")) {
				seen <- err
				return
			}
		}
	}()
	for ctx := within(t); ; {
		do(t, client, wire.Shell, "execute_request", code("print again"))
		select {
		case err := <-seen:
			if err != nil {
				t.Error(err)
			}
			return
		case <-ctx.Done():
			t.Fatal("the stalled subscriber is lost")
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// subscriber opens a connection that subscribes to everything and reads when the test says so.
func subscriber(t *testing.T, connection zmq.Connection) *zmq4.Conn {
	t.Helper()
	conn := peer(t, connection.IOPubPort, zmq4.Sub, "")
	if err := conn.SendMsg(zmq4.NewMsg([]byte{1})); err != nil {
		t.Fatal(err)
	}
	return conn
}

// Subscribers that have stopped to read are waited for together, not in turn.
func TestManyStalledSubscribers(t *testing.T) {
	connection := startKernel(t, zmq.NewConnection(), zmq.Options{QueueBytes: 1 << 20, Patience: 2 * time.Second})
	for range 100 {
		subscriber(t, connection)
	}
	client := dial(t, connection, "")
	ctx := lasting(t, 3*time.Minute) // which would be over if they were waited for in turn
	exchange, err := client.Do(ctx, wire.Shell, "execute_request", code("big 20"))
	if err != nil {
		t.Fatal(err)
	}
	if got := len(streams(t, exchange.IOPub)); got < 20_000_000 {
		t.Errorf("the reader got %d bytes", got)
	}
}

func TestShutdownLosesNothing(t *testing.T) {
	connection := startKernel(t, zmq.NewConnection(), zmq.Options{})
	client := dial(t, connection, "")
	const n = 20_000
	var program strings.Builder
	for i := range n {
		program.WriteString(display(i))
	}
	if _, err := client.Send(wire.Shell, "execute_request", code(program.String())); err != nil {
		t.Fatal(err)
	}
	for ctx := within(t); ; {
		m, err := client.Next(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if m.Message.Header.MsgType == "execute_reply" {
			break
		}
	}
	if _, err := client.Send(wire.Control, "shutdown_request", map[string]any{"restart": false}); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	var last string
	for ctx := within(t); ctx.Err() == nil; {
		m, err := client.Next(ctx)
		if err != nil {
			break // closed by the kernel
		}
		seen[m.Message.Header.MsgType+" on "+string(m.Channel)]++
		if m.Channel == wire.IOPub {
			last = string(m.Message.Content)
		}
	}
	for _, want := range []string{"shutdown_reply on control", "shutdown_reply on iopub"} {
		if seen[want] != 1 {
			t.Errorf("%d %s", seen[want], want)
		}
	}
	if last != `{"execution_state":"idle"}` {
		t.Errorf("iopub ends with %s", last)
	}
}

func TestReturningIdentityTakesOver(t *testing.T) {
	connection := startKernel(t, zmq.NewConnection(), zmq.Options{})
	first := dial(t, connection, "me")
	do(t, first, wire.Shell, "execute_request", code("print a"))
	request, err := first.Send(wire.Shell, "execute_request", code("sleep 300ms\nprint b"))
	if err != nil {
		t.Fatal(err)
	}
	second := dial(t, connection, "me") // while the cell runs
	exchange, err := second.Await(within(t), request)
	if err != nil || streams(t, exchange.IOPub) != "b\n" {
		t.Errorf("%+v, %v", exchange, err)
	}
}

// A client that connects several times in a row is served on its last connection, whichever handshake ends last.
func TestLastConnectionOfAnIdentityCounts(t *testing.T) {
	connection := startKernel(t, zmq.NewConnection(), zmq.Options{})
	for range 30 {
		var last *zmq.Client
		for range 5 {
			last = dial(t, connection, "me")
		}
		do(t, last, wire.Control, "kernel_info_request", nil)
		do(t, last, wire.Shell, "kernel_info_request", nil)
	}
}

func TestPingIsAnswered(t *testing.T) {
	connection := startKernel(t, zmq.NewConnection(), zmq.Options{})
	for name, row := range map[string]struct {
		port int
		kind zmq4.SocketType
	}{
		"shell": {connection.ShellPort, zmq4.Dealer}, "iopub": {connection.IOPubPort, zmq4.Sub},
		"heartbeat": {connection.HBPort, zmq4.Req},
	} {
		conn := peer(t, row.port, row.kind, "")
		if err := conn.SendCmd(zmq4.CmdPing, []byte("\x00\x0acontext")); err != nil {
			t.Fatal(name, err)
		}
		answer, err := conn.RecvCmd()
		if err != nil || answer.Name != zmq4.CmdPong || string(answer.Body) != "context" {
			t.Errorf("%s: %+v, %v", name, answer, err)
		}
	}
}

func TestSubscriptions(t *testing.T) {
	connection := startKernel(t, zmq.NewConnection(), zmq.Options{})
	client := dial(t, connection, "")
	conn := peer(t, connection.IOPubPort, zmq4.Sub, "")
	expect := func(want string) {
		t.Helper()
		m, err := conn.RecvMsg()
		if err != nil || !bytes.Contains(bytes.Join(m.Frames, nil), []byte(want)) {
			t.Fatalf("got %v, %v, want %s", m, err, want)
		}
	}
	subscribe := func(first byte, topic string) {
		t.Helper()
		if err := conn.SendMsg(zmq4.NewMsg(append([]byte{first}, topic...))); err != nil {
			t.Fatal(err)
		}
	}
	subscribe(1, "kernel.stream")
	expect(`{"subscription":"kernel.stream"}`)
	do(t, client, wire.Shell, "execute_request", code("print one"))
	expect("one")
	if err := conn.SendCmd(zmq4.CmdSubscribe, []byte("kernel.display")); err != nil { // as of ZMTP 3.1
		t.Fatal(err)
	}
	expect(`{"subscription":"kernel.display"}`)
	subscribe(0, "kernel.stream")
	subscribe(1, "kernel.nothing")
	expect(`{"subscription":"kernel.nothing"}`)
	do(t, client, wire.Shell, "execute_request", code("print two\ndisplay three"))
	expect("three")
}

func TestCloseLeavesNothingBehind(t *testing.T) {
	before := runtime.NumGoroutine()
	t.Run("kernel", func(t *testing.T) {
		connection := startKernel(t, zmq.NewConnection(), zmq.Options{})
		for range 10 {
			do(t, dial(t, connection, ""), wire.Shell, "kernel_info_request", nil)
		}
		conn, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(connection.ShellPort)))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
	})
	for ctx := within(t); runtime.NumGoroutine() > before; runtime.Gosched() {
		if ctx.Err() != nil {
			stacks := make([]byte, 1<<20)
			t.Fatalf("%d goroutines are left of %d:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
		}
	}
}

// status is the status of the reply to a request.
func status(t *testing.T, client *zmq.Client, request *wire.Message) string {
	t.Helper()
	exchange, err := client.Await(within(t), request)
	if err != nil {
		t.Fatal(err)
	}
	var reply struct{ Status string }
	if err := json.Unmarshal(exchange.Reply.Content, &reply); err != nil {
		t.Fatal(err)
	}
	return reply.Status
}

// A front end that runs all cells sends them in one go. The first fails long before the last is read; none of the
// others runs. A cell that is sent as soon as the failure is seen does run.
func TestStopOnErrorOverTheNetwork(t *testing.T) {
	connection := startKernel(t, zmq.NewConnection(), zmq.Options{})
	for round := range 10 {
		client := dial(t, connection, "")
		requests, gap := burst(t, client, 50)
		all := statuses(t, client, requests)
		if gap > 10*time.Millisecond {
			continue // this machine was too busy to send them in one go
		}
		if all["error"] != 1 || all["aborted"] != 49 {
			t.Fatalf("round %d: %v", round, all)
		}
		client.Close()
	}
	client := dial(t, connection, "")
	for range 30 {
		request, err := client.Send(wire.Shell, "execute_request", code("fail E why"))
		if err != nil {
			t.Fatal(err)
		}
		if got := status(t, client, request); got != "error" {
			t.Fatal(got)
		}
		if request, err = client.Send(wire.Shell, "execute_request", code("value 1")); err != nil {
			t.Fatal(err)
		}
		if got := status(t, client, request); got != "ok" {
			t.Fatal(got)
		}
	}
}

// burst sends n cells of which the first fails, and returns the longest time between two.
func burst(t *testing.T, client *zmq.Client, n int) (requests []*wire.Message, gap time.Duration) {
	t.Helper()
	last := time.Now()
	for i := range n {
		program := "value " + strconv.Itoa(i)
		if i == 0 {
			program = "fail E why"
		}
		request, err := client.Send(wire.Shell, "execute_request", code(program))
		if err != nil {
			t.Fatal(err)
		}
		requests = append(requests, request)
		gap = max(gap, time.Since(last))
		last = time.Now()
	}
	return requests, gap
}

// statuses counts the statuses of the replies to requests, which may come in any order.
func statuses(t *testing.T, client *zmq.Client, requests []*wire.Message) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for ctx, left := within(t), len(requests); left > 0; {
		m, err := client.Next(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if m.Message.Header.MsgType != "execute_reply" {
			continue
		}
		var reply struct{ Status string }
		if err := json.Unmarshal(m.Message.Content, &reply); err != nil {
			t.Fatal(err)
		}
		counts[reply.Status]++
		left--
	}
	return counts
}

// BenchmarkRoundTrip measures a trivial cell, from request to idle.
func BenchmarkRoundTrip(b *testing.B) {
	client := dial(b, startKernel(b, zmq.NewConnection(), zmq.Options{}), "")
	for b.Loop() {
		if _, err := client.Do(context.Background(), wire.Shell, "execute_request", code("value 1")); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLines measures 100 000 lines of output.
func BenchmarkLines(b *testing.B) {
	client := dial(b, startKernel(b, zmq.NewConnection(), zmq.Options{}), "")
	for b.Loop() {
		if _, err := client.Do(context.Background(), wire.Shell, "execute_request", code("lines 100000")); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkMegabytes measures 50 MB of output in long lines.
func BenchmarkMegabytes(b *testing.B) {
	client := dial(b, startKernel(b, zmq.NewConnection(), zmq.Options{}), "")
	for b.Loop() {
		if _, err := client.Do(context.Background(), wire.Shell, "execute_request", code("big 50")); err != nil {
			b.Fatal(err)
		}
	}
}
