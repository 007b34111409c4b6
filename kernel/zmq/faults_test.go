package zmq_test

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-zeromq/zmq4"
	"github.com/go-zeromq/zmq4/security/null"

	"goasync/kernel/wire"
	"goasync/kernel/zmq"
)

// rig is what a fault is made with: a kernel, and a connection to one of its sockets.
type rig struct {
	*testing.T
	connection zmq.Connection
	log        *journal
	conn       net.Conn
	key        string
}

// newRig starts a kernel and connects to a socket of it, shell if empty.
func newRig(t *testing.T, options zmq.Options, socket string) *rig {
	t.Helper()
	r := &rig{T: t, log: &journal{}}
	options.Logger = r.log.logger()
	r.connection = startKernel(t, zmq.NewConnection(), options)
	r.key = r.connection.Key
	port := map[string]int{
		"": r.connection.ShellPort, "iopub": r.connection.IOPubPort, "heartbeat": r.connection.HBPort,
	}[socket]
	var err error
	if r.conn, err = net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port))); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.conn.Close() })
	return r
}

// logged waits for the next line of the log, and checks it.
func (r *rig) logged(want string) {
	r.Helper()
	for ctx := within(r.T); ctx.Err() == nil; time.Sleep(time.Millisecond) {
		lines := r.log.take()
		if len(lines) == 0 {
			continue
		}
		if len(lines) != 1 || !strings.Contains(lines[0], want) {
			r.Errorf("logged %q, want one line with %q", lines, want)
		}
		return
	}
	r.Errorf("nothing is logged, want %q", want)
}

func (r *rig) write(parts ...string) {
	if _, err := io.WriteString(r.conn, strings.Join(parts, "")); err != nil {
		r.Log(err) // the kernel may be faster in closing
	}
}

// greeting is the first 64 bytes of a peer.
func greeting(version, mechanism string) string {
	g := "\xff\x00\x00\x00\x00\x00\x00\x00\x01\x7f" + version + mechanism
	return g + strings.Repeat("\x00", 64-len(g))
}

func command(name, body string) string {
	data := string(rune(len(name))) + name + body
	return "\x04" + string([]byte{byte(len(data))}) + data
}

// property is an entry of the READY command.
func property(name, value string) string {
	length := binary.BigEndian.AppendUint32(nil, uint32(len(value)))
	return string(rune(len(name))) + name + string(length) + value
}

var null30 = greeting("\x03\x00", "NULL")

func ready(kind string) string { return command("READY", property("Socket-Type", kind)) }

// long is the header of a long frame.
func long(flags byte, length uint64) string {
	return string(binary.BigEndian.AppendUint64([]byte{flags | 2}, length))
}

// join makes the rig a sound peer of shell.
func (r *rig) join() {
	r.write(null30, ready("DEALER"))
	var head [64 + 2]byte
	if _, err := io.ReadFull(r.conn, head[:]); err != nil {
		r.Fatal(err)
	}
	if _, err := io.CopyN(io.Discard, r.conn, int64(head[65])); err != nil {
		r.Fatal(err)
	}
}

// send sends the frames of a message.
func (r *rig) send(frames ...[]byte) {
	var data []byte
	for i, frame := range frames {
		flags := byte(1)
		if i == len(frames)-1 {
			flags = 0
		}
		data = append(data, long(flags, uint64(len(frame)))...)
		data = append(data, frame...)
	}
	if _, err := r.conn.Write(data); err != nil {
		r.Error(err)
	}
}

// message returns the frames of a request with its content, signed with key.
func (r *rig) message(key, msgType, content string) [][]byte {
	codec, err := wire.NewCodec("hmac-sha256", []byte(key))
	if err != nil {
		r.Fatal(err)
	}
	m, err := wire.NewRaw(msgType, "s", nil, json.RawMessage(content))
	if err != nil {
		r.Fatal(err)
	}
	return codec.Encode(m)
}

// fault is something that a peer can do wrong.
type fault struct {
	name   string
	socket string // shell if empty
	log    string
	make   func(r *rig)
}

var faults = []fault{
	{"silent peer", "", "i/o timeout", func(r *rig) {}},
	{"silent after greeting", "", "i/o timeout", func(r *rig) { r.write(null30) }},
	{"port scan", "", "no ZMTP handshake", func(r *rig) { r.conn.Close() }},
	{"TLS hello", "", "not a ZMTP greeting", func(r *rig) { r.write("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03") }},
	{"HTTP", "iopub", "not a ZMTP greeting", func(r *rig) { r.write("GET / HTTP/1.1\r\n\r\n") }},
	{"wrong footer", "", "no ZMTP handshake", func(r *rig) { r.write(strings.ReplaceAll(null30, "\x7f", "\x7e")) }},
	{"ZMTP 2", "", "no ZMTP handshake", func(r *rig) { r.write(greeting("\x02\x00", "NULL")) }},
	{"CURVE", "", "no ZMTP handshake", func(r *rig) { r.write(greeting("\x03\x00", "CURVE")) }},
	{"no READY", "", "no READY", func(r *rig) { r.write(null30, "\x00\x05hello") }},
	{"ERROR for READY", "", "no ZMTP handshake", func(r *rig) { r.write(null30, command("ERROR", "\x00")) }},
	{"wrong socket type", "", "no ZMTP handshake", func(r *rig) { r.write(null30, ready("SUB")) }},
	{"unknown socket type", "", "no ZMTP handshake", func(r *rig) { r.write(null30, ready("TELEX")) }},
	{"no socket type", "", "no ZMTP handshake", func(r *rig) { r.write(null30, command("READY", "")) }},
	{"property beyond READY", "", "no ZMTP handshake", func(r *rig) { r.write(null30, command("READY", "\xffx")) }},
	{"property without length", "", "no ZMTP handshake", func(r *rig) { r.write(null30, command("READY", "\x01x")) }},
	{"endless READY", "", "message too long", func(r *rig) { r.write(null30, long(4, 1<<62)) }},
	{"forged length", "", "message too long", func(r *rig) { r.join(); r.write(long(0, 1<<63-1)) }},
	{"negative length", "", "message too long", func(r *rig) { r.join(); r.write(long(1, 1<<64-1)) }},
	{"1 GB announced", "", "message too long", func(r *rig) { r.join(); r.write(long(0, 1<<30)) }},
	{"1 GB subscription", "iopub", "message too long", func(r *rig) {
		r.write(null30, ready("SUB"), long(0, 1<<30))
	}},
	{"1 GB heartbeat", "heartbeat", "message too long", func(r *rig) {
		r.write(null30, ready("REQ"), long(0, 1<<30))
	}},
	{"endless message", "", "message too long", func(r *rig) {
		r.join()
		for range 100_000 {
			if _, err := r.conn.Write([]byte(strings.Repeat("\x01\x00", 1000))); err != nil {
				return
			}
		}
	}},
	{"reserved flags", "", "invalid frame flags", func(r *rig) { r.join(); r.write("\x80\x01a") }},
	{"command in parts", "", "invalid frame flags", func(r *rig) { r.join(); r.write("\x05\x01a") }},
	{"empty command", "", "malformed command", func(r *rig) { r.join(); r.write("\x04\x00") }},
	{"command beyond its end", "", "malformed command", func(r *rig) { r.join(); r.write("\x04\x02\x09a") }},
	{"half a frame, then gone", "", "connection dropped", func(r *rig) { r.join(); r.write("\x00\x09abc"); r.conn.Close() }},
	{"half-closed in a frame", "", "connection dropped", func(r *rig) {
		r.join()
		r.write(long(0, 70_000), "abc")
		r.conn.(*net.TCPConn).CloseWrite()
	}},
	{"no delimiter", "", "delimiter", func(r *rig) { r.join(); r.send([]byte("hello")) }},
	{"no frames", "", "frames are missing", func(r *rig) { r.join(); r.send([]byte("<IDS|MSG>")) }},
	{"bad signature", "", "signature", func(r *rig) {
		r.join()
		r.send(r.message("guess", "kernel_info_request", "{}")...)
	}},
	{"no signature", "", "signature", func(r *rig) { r.join(); r.send(r.message("", "kernel_info_request", "{}")...) }},
	{"replayed", "", "received before", func(r *rig) {
		r.join()
		message := r.message(r.key, "kernel_info_request", "{}")
		r.send(message...)
		r.send(message...)
	}},
	{"invalid JSON", "", "not a JSON object", func(r *rig) {
		r.join()
		r.send(r.message(r.key, "kernel_info_request", `{"a":`)...)
	}},
	{"deep JSON", "", "not a JSON object", func(r *rig) {
		r.join()
		r.send(r.message(r.key, "kernel_info_request", strings.Repeat(`{"a":`, 1<<20)+"1"+strings.Repeat("}", 1<<20))...)
	}},
	{"unknown type", "", "unknown message type", func(r *rig) {
		r.join()
		r.send(r.message(r.key, "coffee_request", "{}")...)
	}},
	{"not a subscription", "iopub", "something else than a subscription", func(r *rig) {
		r.write(null30, ready("SUB"), "\x00\x05hello")
	}},
}

// Each fault is made on a connection of its own, is logged in one line, and does not keep the next client waiting: a
// silent peer may take an hour.
func TestFaults(t *testing.T) {
	for _, fault := range faults {
		t.Run(fault.name, func(t *testing.T) {
			t.Parallel()
			if fault.log == "i/o timeout" {
				r := newRig(t, zmq.Options{HandshakeTimeout: 50 * time.Millisecond}, fault.socket)
				fault.make(r)
				r.logged(fault.log)
			}
			r := newRig(t, zmq.Options{HandshakeTimeout: time.Hour, MaxMessage: 16 << 20}, fault.socket)
			fault.make(r)
			answers(t, r.connection)
			if fault.log != "i/o timeout" {
				r.logged(fault.log)
			}
			answers(t, r.connection)
			if lines := r.log.take(); len(lines) > 0 {
				t.Errorf("logged %q as well", lines)
			}
		})
	}
}

// answers checks that a new client is answered, on all channels.
func answers(t *testing.T, connection zmq.Connection) {
	t.Helper()
	client := dial(t, connection, "")
	defer client.Close()
	do(t, client, wire.Shell, "kernel_info_request", nil)
	do(t, client, wire.Control, "kernel_info_request", nil)
	if err := client.Beat(within(t)); err != nil {
		t.Fatal(err)
	}
}

// What clients that have signed nothing announce, all together, is bounded; others are served meanwhile.
func TestStrangersShareTheirAllowance(t *testing.T) {
	r := newRig(t, zmq.Options{MaxMessage: 1 << 20}, "")
	conns := []net.Conn{r.conn}
	for range 4 {
		conn, err := net.Dial("tcp", r.conn.RemoteAddr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		conns = append(conns, conn)
	}
	for _, conn := range conns {
		r.conn = conn
		r.join()
		r.write(long(0, 900_000), "x")
	}
	var dropped []string
	for ctx := within(t); len(dropped) < len(conns)-1 && ctx.Err() == nil; time.Sleep(time.Millisecond) {
		dropped = append(dropped, r.log.take()...)
	}
	if text := strings.Join(dropped, "\n"); strings.Count(text, "too much is on its way") != len(conns)-1 {
		t.Errorf("logged %s", text)
	}
	// One of them waits for the rest of its message. Short messages do not count, nor do those of clients that are known.
	client := dial(t, r.connection, "")
	do(t, client, wire.Shell, "kernel_info_request", nil)
	do(t, client, wire.Shell, "execute_request", code("print "+strings.Repeat("x", 900_000)))
	for _, conn := range conns {
		conn.Close()
	}
	r.logged("connection dropped") // of the one that waited
	fresh := dial(t, r.connection, "")
	do(t, fresh, wire.Shell, "execute_request", code("print "+strings.Repeat("x", 900_000)))
}

// A thousand silent connections do not keep a client out.
func TestManySilentPeers(t *testing.T) {
	connection := startKernel(t, zmq.NewConnection(), zmq.Options{HandshakeTimeout: time.Hour})
	for range 1000 {
		conn, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(connection.ShellPort)))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
	}
	answers(t, connection)
}

// peer opens a connection as a socket of any kind and identity.
func peer(t *testing.T, port int, kind zmq4.SocketType, identity string) *zmq4.Conn {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(context.Background(), "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	z, err := zmq4.Open(conn, null.Security(), kind, zmq4.SocketIdentity(identity), false, nil)
	if err != nil {
		t.Fatal(err)
	}
	return z
}
