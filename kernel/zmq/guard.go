package zmq

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"sync/atomic"
)

// What a peer can send that is not ZMTP; the connection is closed.
var (
	errGreeting = errors.New("not a ZMTP greeting")
	errFlags    = errors.New("invalid frame flags")
	errTooLong  = errors.New("message too long")
	errCommand  = errors.New("malformed command")
	errReady    = errors.New("no READY command after the greeting")
	errCrowded  = errors.New("too much is on its way from clients that have not signed anything yet")
)

const (
	greetingLength = 64
	flagMore       = 1
	flagLong       = 2
	flagCommand    = 4

	// maxHandshake bounds commands; no peer has that much to say in one.
	maxHandshake = 64 << 10
	// trusted is the length up to which memory is set aside for a frame before its bytes have come.
	trusted = 64 << 10
	// frameCost is counted for each frame on top of its length, so that empty frames are bounded too.
	frameCost = 64
)

// guard is the connection beneath zmq4's: it follows the frames that come in, so that zmq4, which believes every
// length and hands commands out as messages, sees only sound handshakes and bounded messages. Reads belong to one
// goroutine and writes to one; what is written waits for Flush, but for the handshake, where reading flushes.
type guard struct {
	net.Conn
	in  *bufio.Reader
	out *bufio.Writer
	// limit bounds the length of a message, all frames together.
	limit int
	// command takes the commands that come after the handshake. It is called by Read.
	command func(name string, body []byte)
	// written counts the bytes that the system took.
	written atomic.Int64
	// strangers bounds the messages that are on their way from clients that have shown nothing; it may be nil.
	strangers *allowance
	// known is set when a message was found to be signed. It belongs to the reader, as does held, what it has of strangers.
	known bool
	held  int64

	greeted int    // bytes of the greeting that were read
	ready   bool   // the handshake's command was read
	open    bool   // the handshake is over; set between reads
	message int    // length of the message so far
	head    []byte // to be delivered
	body    int    // bytes of a body that are still to be read and delivered
}

func newGuard(conn net.Conn, limit int) *guard {
	g := &guard{Conn: conn, limit: limit, in: bufio.NewReaderSize(conn, 16<<10)}
	g.out = bufio.NewWriterSize(meter{g}, 64<<10)
	return g
}

// meter writes to a guard's connection in pieces, so that it is seen how far a long message has come.
type meter struct{ guard *guard }

func (m meter) Write(p []byte) (n int, err error) {
	for n < len(p) && err == nil {
		var some int
		some, err = m.guard.Conn.Write(p[n:min(n+256<<10, len(p))])
		n += some
		m.guard.written.Add(int64(some))
	}
	return n, err
}

func (g *guard) Write(p []byte) (int, error) { return g.out.Write(p) }

// Flush sends what was written.
func (g *guard) Flush() error { return g.out.Flush() }

// Read implements io.Reader for zmq4.
func (g *guard) Read(p []byte) (int, error) {
	if !g.open {
		if err := g.Flush(); err != nil {
			return 0, err
		}
	}
	if g.greeted < greetingLength {
		return g.greeting(p)
	}
	for len(g.head) == 0 && g.body == 0 {
		if err := g.frame(); err != nil {
			return 0, err
		}
	}
	if len(g.head) > 0 {
		n := copy(p, g.head)
		g.head = g.head[n:]
		return n, nil
	}
	n, err := g.in.Read(p[:min(len(p), g.body)])
	g.body -= n
	return n, noEOF(err)
}

// greeting passes the greeting on, and fails at its first byte when a peer speaks something else.
func (g *guard) greeting(p []byte) (int, error) {
	first := g.greeted == 0
	n, err := g.in.Read(p[:min(len(p), greetingLength-g.greeted)])
	g.greeted += n
	if first && n > 0 && p[0] != 0xFF {
		return n, errGreeting
	}
	return n, err
}

// frame reads the next frame's header, and the whole frame when it is a command or long.
func (g *guard) frame() error {
	if g.message == 0 {
		g.release() // what came before has been handed on
	}
	flags, err := g.in.ReadByte()
	if err != nil {
		if g.message > 0 {
			err = noEOF(err)
		}
		return err
	}
	if flags&^(flagMore|flagLong|flagCommand) != 0 || flags&flagCommand != 0 && flags&flagMore != 0 {
		return fmt.Errorf("%w: %#x", errFlags, flags)
	}
	header, length, err := g.length(flags)
	if err != nil {
		return err
	}
	isCommand := flags&flagCommand != 0
	switch {
	case !g.ready && !isCommand:
		return errReady
	case isCommand && length > maxHandshake:
		return fmt.Errorf("%w: a command of %d bytes", errTooLong, length)
	case length > uint64(g.limit) || int(length)+frameCost > g.limit-g.message:
		return fmt.Errorf("%w: %d bytes announced, %d allowed", errTooLong, length, g.limit)
	}
	size := int(length)
	if isCommand && g.ready {
		return g.intercept(size)
	}
	g.ready = true
	g.message += size + frameCost
	if err := g.reserve(); err != nil {
		return err
	}
	if flags&flagMore == 0 {
		g.message = 0
	}
	g.head, g.body = header, size
	if size > trusted {
		return g.gather()
	}
	return nil
}

// length reads the length of a frame and returns its header as well.
func (g *guard) length(flags byte) (header []byte, length uint64, err error) {
	size := 1
	if flags&flagLong != 0 {
		size = 8
	}
	header = make([]byte, 1+size)
	header[0] = flags
	if _, err := io.ReadFull(g.in, header[1:]); err != nil {
		return nil, 0, noEOF(err)
	}
	if size == 1 {
		return header, uint64(header[1]), nil
	}
	return header, binary.BigEndian.Uint64(header[1:]), nil
}

// gather reads a long body before zmq4 sees its length: memory grows with the bytes that come.
func (g *guard) gather() error {
	var body bytes.Buffer
	body.Write(g.head)
	if _, err := io.CopyN(&body, g.in, int64(g.body)); err != nil {
		return noEOF(err)
	}
	g.head, g.body = body.Bytes(), 0
	return nil
}

// allowance is a number of bytes that several connections share.
type allowance struct{ left atomic.Int64 }

func newAllowance(bytes int) *allowance {
	a := &allowance{}
	a.left.Store(int64(bytes))
	return a
}

// reserve takes what the message is longer than trusted from what strangers may send at once. So a thousand of them
// cannot fill the memory, nor can they keep out a client, whose first message is short.
func (g *guard) reserve() error {
	more := int64(g.message-trusted) - g.held
	if g.known || g.strangers == nil || more <= 0 {
		return nil
	}
	if g.strangers.left.Add(-more) < 0 {
		g.strangers.left.Add(more)
		return errCrowded
	}
	g.held += more
	return nil
}

// release gives back what reserve took.
func (g *guard) release() {
	if g.held > 0 {
		g.strangers.left.Add(g.held)
		g.held = 0
	}
}

// intercept reads a command and hands it out.
func (g *guard) intercept(size int) error {
	body := make([]byte, size)
	if _, err := io.ReadFull(g.in, body); err != nil {
		return noEOF(err)
	}
	if size == 0 || size < 1+int(body[0]) {
		return errCommand
	}
	name := int(body[0]) + 1
	if g.command != nil {
		g.command(string(body[1:name]), body[name:])
	}
	return nil
}

// noEOF makes the end of a connection inside a frame an error of its own.
func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
