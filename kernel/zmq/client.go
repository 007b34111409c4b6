package zmq

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"

	"github.com/go-zeromq/zmq4"
	"github.com/go-zeromq/zmq4/security/null"

	"goasync/kernel/wire"
)

// Client is a front end's side of a connection, for tests, measurements and for finding out whether a kernel works.
// One goroutine at a time may receive; sending is safe for concurrent use.
type Client struct {
	codec   *wire.Codec
	session string
	links   map[wire.Channel]*link
	beat    *link

	mu       sync.Mutex
	received []Received
	failure  error
	reading  int // connections that have not ended
	wake     chan struct{}
}

// Received is a message of the kernel.
type Received struct {
	Channel wire.Channel
	Message *wire.Message
}

// link is one connection of a client.
type link struct {
	guard *guard
	conn  *zmq4.Conn
	mu    sync.Mutex // held while writing
}

// Exchange is all that a kernel said to a request.
type Exchange struct {
	Reply *wire.Message
	// IOPub is what was published for it, from busy to idle, in order.
	IOPub []*wire.Message
}

// Dial connects to all sockets of a kernel and subscribes to all it publishes. It returns when the kernel has
// greeted the subscriber, so that nothing said from then on is missed. session may be empty.
func Dial(ctx context.Context, connection Connection, session string) (*Client, error) {
	codec, err := wire.NewCodec(connection.SignatureScheme, []byte(connection.Key))
	if err != nil {
		return nil, err
	}
	if session == "" {
		session = wire.NewID()
	}
	c := &Client{codec: codec, session: session, links: map[wire.Channel]*link{}, wake: make(chan struct{}, 1)}
	if err := c.connect(ctx, connection); err != nil {
		c.Close()
		return nil, err
	}
	c.reading = len(c.links)
	for channel, l := range c.links {
		go c.read(channel, l)
	}
	for {
		m, err := c.Next(ctx)
		if err != nil {
			c.Close()
			return nil, fmt.Errorf("waiting for iopub_welcome: %w", err)
		}
		if m.Message.Header.MsgType == "iopub_welcome" {
			return c, nil
		}
	}
}

func (c *Client) connect(ctx context.Context, connection Connection) error {
	for channel, port := range map[wire.Channel]int{
		wire.Shell: connection.ShellPort, wire.Control: connection.ControlPort, wire.Stdin: connection.StdinPort,
	} {
		l, err := dialLink(ctx, connection, port, zmq4.Dealer, c.session)
		if err != nil {
			return fmt.Errorf("%s: %w", channel, err)
		}
		c.links[channel] = l
	}
	l, err := dialLink(ctx, connection, connection.IOPubPort, zmq4.Sub, "")
	if err != nil {
		return fmt.Errorf("iopub: %w", err)
	}
	c.links[wire.IOPub] = l
	if c.beat, err = dialLink(ctx, connection, connection.HBPort, zmq4.Req, ""); err != nil {
		return fmt.Errorf("heartbeat: %w", err)
	}
	return l.send([]byte{1})
}

func dialLink(ctx context.Context, connection Connection, port int, kind zmq4.SocketType, id string) (*link, error) {
	network, address, err := connection.address(port)
	if err != nil {
		return nil, err
	}
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	g := newGuard(conn, 1<<30)
	zconn, err := zmq4.Open(g, null.Security(), kind, zmq4.SocketIdentity(id), false, nil)
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	g.open = true
	return &link{guard: g, conn: zconn}, g.Flush()
}

func (l *link) send(frames ...[]byte) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.conn.SendMsg(zmq4.NewMsgFrom(frames...)); err != nil {
		return err
	}
	return l.guard.Flush()
}

// read collects what comes on a channel.
func (c *Client) read(channel wire.Channel, l *link) {
	for {
		frames, err := l.conn.RecvMsg()
		var m *wire.Message
		if err == nil {
			m, err = c.codec.Decode(frames.Frames)
		}
		c.mu.Lock()
		if err != nil {
			if errors.Is(err, net.ErrClosed) || errors.Is(err, zmq4.ErrClosedConn) {
				err = io.EOF
			}
			c.failure = errors.Join(c.failure, fmt.Errorf("%s: %w", channel, err))
			c.reading--
		} else {
			c.received = append(c.received, Received{channel, m})
		}
		c.mu.Unlock()
		select {
		case c.wake <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

// Next returns the next message, in the order in which the messages of its channel came. It fails when ctx is done,
// and, once there is nothing to return, when all connections have failed or were closed by the kernel (io.EOF).
func (c *Client) Next(ctx context.Context) (Received, error) {
	for {
		c.mu.Lock()
		if len(c.received) > 0 {
			m := c.received[0]
			c.received = c.received[1:]
			c.mu.Unlock()
			return m, nil
		}
		failure, ended := c.failure, c.reading == 0
		c.mu.Unlock()
		if ended {
			return Received{}, failure
		}
		select {
		case <-c.wake:
		case <-ctx.Done():
			return Received{}, context.Cause(ctx)
		}
	}
}

// Send sends a request of the given type and returns it. content is marshalled; nil becomes {}.
func (c *Client) Send(channel wire.Channel, msgType string, content any) (*wire.Message, error) {
	m, err := wire.New(msgType, c.session, nil, content)
	if err != nil {
		return nil, err
	}
	return m, c.SendMessage(channel, m)
}

// SendMessage sends a message that the caller has made.
func (c *Client) SendMessage(channel wire.Channel, m *wire.Message) error {
	return c.links[channel].send(c.codec.Encode(m)...)
}

// Do sends a request and returns when its reply and its idle status have come. What comes meanwhile and belongs to
// other requests is dropped.
func (c *Client) Do(ctx context.Context, channel wire.Channel, msgType string, content any) (*Exchange, error) {
	request, err := c.Send(channel, msgType, content)
	if err != nil {
		return nil, err
	}
	return c.Await(ctx, request)
}

// Await is the second half of Do.
func (c *Client) Await(ctx context.Context, request *wire.Message) (*Exchange, error) {
	exchange, idle := &Exchange{}, false
	for exchange.Reply == nil || !idle {
		m, err := c.Next(ctx)
		if err != nil {
			return exchange, err
		}
		if m.Message.Parent().MsgID != request.Header.MsgID {
			continue
		}
		if m.Channel != wire.IOPub {
			exchange.Reply = m.Message
			continue
		}
		exchange.IOPub = append(exchange.IOPub, m.Message)
		idle = idle || m.Message.Header.MsgType == "status" && strings.Contains(string(m.Message.Content), `"idle"`)
	}
	return exchange, nil
}

// Beat sends a heartbeat and waits for its echo. Calls must not overlap.
func (c *Client) Beat(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() { _ = c.beat.guard.Close() })
	defer stop()
	ping := [][]byte{{}, []byte(wire.NewID())}
	if err := c.beat.send(ping...); err != nil {
		return err
	}
	echo, err := c.beat.conn.RecvMsg()
	if err == nil && !slices.EqualFunc(echo.Frames, ping, bytes.Equal) {
		err = errors.New("the heartbeat is not an echo")
	}
	return err
}

// Close ends all connections.
func (c *Client) Close() {
	for _, l := range c.links {
		_ = l.guard.Close() // its reader reports
	}
	if c.beat != nil {
		_ = c.beat.guard.Close()
	}
}
