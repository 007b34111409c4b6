package zmq

import (
	"log/slog"
	"net"
	"time"

	"github.com/go-zeromq/zmq4"
)

// ReceiveFrom serves one connection as a ROUTER, like a socket does, and returns the bytes of the messages that came.
func ReceiveFrom(conn net.Conn, limit int) (bytes int, err error) {
	t := &Transport{options: Options{HandshakeTimeout: time.Minute}.withDefaults()}
	s := &socket{transport: t, kind: zmq4.Router, inbound: limit, log: slog.New(slog.DiscardHandler), peers: map[string]*peer{}}
	p, err := s.handshake(conn)
	if err != nil {
		return 0, err
	}
	go p.write()
	defer p.close()
	err = p.read(func(frames [][]byte) {
		for _, frame := range frames {
			bytes += len(frame)
		}
	})
	return bytes, err
}
