package zmq_test

import (
	"io"
	"net"
	"testing"

	"goasync/kernel/zmq"
)

// Whatever a peer sends, the connection ends with it, without a panic, and no more is received than was sent.
func FuzzConnection(f *testing.F) {
	sound := null30 + ready("DEALER")
	for _, seed := range []string{
		"", null30, sound, sound + "\x00\x05hello", sound + "\x01\x01a\x00\x01b", sound + long(0, 3) + "abc",
		sound + long(0, 1<<40), sound + "\x04\x07\x04PING\x00\x01" + "\x00\x01x", sound + long(4, 7) + "\x04PING\x00\x01",
		null30 + command("READY", property("Socket-Type", "REQ")+property("Identity", "me")), sound + "\x08\x00", sound + "\x01\x00",
		null30 + command("READY", "\xff\xff\xff\xff\xff"), greeting("\x03\x01", "NULL"),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		ours, theirs := net.Pipe()
		go io.Copy(io.Discard, theirs)
		go func() {
			_, _ = theirs.Write(input) // fails when the other side has had enough
			theirs.Close()
		}()
		received, _ := zmq.ReceiveFrom(ours, 1<<16)
		ours.Close()
		if received > len(input) {
			t.Errorf("%d bytes received of %d", received, len(input))
		}
	})
}
