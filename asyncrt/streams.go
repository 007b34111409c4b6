package asyncio

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strconv"
)

var errConnectionLost = errors.New("Connection lost")

// Connection is what OpenConnection gives: both sides of a stream.
type Connection struct {
	Reader *StreamReader
	Writer *StreamWriter
}

// streamOptions collects the options of connections and servers.
type streamOptions struct {
	limit int
	later bool
	tls   *tls.Config
}

// StreamOption is an option of OpenConnection and StartServer.
type StreamOption func(*streamOptions)

// WithLimit sets the reader's limit in bytes (limit=).
func WithLimit(n int) StreamOption { return func(o *streamOptions) { o.limit = n } }

// WithoutServing is for a server: it accepts connections from StartServing or ServeForever on only (start_serving=False).
func WithoutServing() StreamOption { return func(o *streamOptions) { o.later = true } }

// WithTLS encrypts the connections (ssl=).
func WithTLS(c *tls.Config) StreamOption { return func(o *streamOptions) { o.tls = c } }

func newStreamOptions(options []StreamOption) streamOptions {
	o := streamOptions{limit: streamLimit}
	for _, option := range options {
		option(&o)
	}
	return o
}

// OpenConnection gives a coroutine that connects to a TCP server (asyncio.open_connection).
func OpenConnection(host string, port int, options ...StreamOption) *Coroutine[*Connection] {
	return openConnection("open_connection", "tcp", net.JoinHostPort(host, strconv.Itoa(port)), host, options)
}

// OpenUnixConnection is OpenConnection for a Unix socket (asyncio.open_unix_connection).
func OpenUnixConnection(path string, options ...StreamOption) *Coroutine[*Connection] {
	return openConnection("open_unix_connection", "unix", path, "", options)
}

func openConnection(name, network, address, host string, options []StreamOption) *Coroutine[*Connection] {
	return NewCoroutine(name, func() (*Connection, error) {
		o := newStreamOptions(options)
		l := mustRunningLoop()
		raw, err := awaitAny(FromContextFunc(func(ctx context.Context) (net.Conn, error) {
			return dial(ctx, network, address, host, o.tls)
		}))
		if err != nil {
			return nil, err
		}
		c := newConnection(l, valueAs[net.Conn](raw), o)
		c.start()
		return c, nil
	})
}

// dial connects; a cancelled ctx ends it.
func dial(ctx context.Context, network, address, host string, config *tls.Config) (net.Conn, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, network, address)
	if err != nil || config == nil {
		return conn, err
	}
	if config.ServerName == "" && !config.InsecureSkipVerify {
		config = config.Clone()
		config.ServerName = host
	}
	secure := tls.Client(conn, config)
	if err := secure.HandshakeContext(ctx); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return secure, nil
}

func newConnection(l *Loop, conn net.Conn, o streamOptions) *Connection {
	r := NewStreamReader(o.limit)
	w := newStreamWriter(l, conn, r)
	r.loop = l
	return &Connection{r, w}
}

// start begins to read.
func (c *Connection) start() {
	w := c.Writer
	if w.sock != nil {
		w.sock.read(c.Reader, w.sourceEnded)
	} else {
		startPump(w.loop, c.Reader, w.conn, w.sourceEnded)
	}
}

// Server is asyncio.Server: what StartServer gives. It is a context manager that closes it.
type Server struct {
	loop      *Loop
	listeners []net.Listener
	handler   func(*StreamReader, *StreamWriter) *Coroutine[None]
	options   streamOptions
	clients   map[*StreamWriter]struct{}
	serving   bool
	closed    bool
	idle      []*future // of WaitClosed
	forever   *future
}

// StartServer gives a coroutine that listens on TCP and runs handler as a task for each connection
// (asyncio.start_server). Port 0 is any free port, see Port; host "" is all interfaces.
func StartServer(handler func(*StreamReader, *StreamWriter) *Coroutine[None], host string, port int, options ...StreamOption) *Coroutine[*Server] {
	return startServer("start_server", "tcp", net.JoinHostPort(host, strconv.Itoa(port)), handler, options)
}

// StartUnixServer is StartServer for a Unix socket (asyncio.start_unix_server).
func StartUnixServer(handler func(*StreamReader, *StreamWriter) *Coroutine[None], path string, options ...StreamOption) *Coroutine[*Server] {
	return startServer("start_unix_server", "unix", path, handler, options)
}

func startServer(name, network, address string, handler func(*StreamReader, *StreamWriter) *Coroutine[None], options []StreamOption) *Coroutine[*Server] {
	return NewCoroutine(name, func() (*Server, error) {
		l := mustRunningLoop()
		var lc net.ListenConfig
		listener, err := lc.Listen(context.Background(), network, address)
		if err != nil {
			return nil, err
		}
		s := &Server{loop: l, listeners: []net.Listener{listener}, handler: handler,
			options: newStreamOptions(options), clients: map[*StreamWriter]struct{}{}}
		if !s.options.later {
			s.startServing()
		}
		return s, nil
	})
}

// StartServing gives a coroutine that begins to accept connections, unless that was done before.
func (s *Server) StartServing() *Coroutine[None] {
	return NewCoroutineErr("start_serving", func() error {
		if s.closed {
			return runtimeErrorf("server %v is closed", s)
		}
		s.startServing()
		return nil
	})
}

func (s *Server) startServing() {
	if s.serving {
		return
	}
	s.serving = true
	for _, l := range s.listeners {
		go s.accept(l, CopyContext())
	}
}

// accept hands new connections to the loop, on a goroutine of its own.
func (s *Server) accept(listener net.Listener, ctx *Context) {
	for {
		conn, err := listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			s.loop.reportFromOutside(ExceptionContext{Message: "socket.accept() failed", Exception: err})
			if ne := net.Error(nil); errors.As(err, &ne) && ne.Timeout() {
				continue
			}
			return
		}
		if s.options.tls != nil {
			conn = tls.Server(conn, s.options.tls)
		}
		if s.loop.post(readyItem{r: &Handle{loop: s.loop, ctx: ctx, fn: func() { s.serve(conn) }}}) != nil {
			_ = conn.Close()
			return
		}
	}
}

// serve runs the handler for a connection.
func (s *Server) serve(conn net.Conn) {
	if s.closed {
		_ = conn.Close()
		return
	}
	c := newConnection(s.loop, conn, s.options)
	w := c.Writer
	s.clients[w] = struct{}{}
	w.onLost = func() {
		delete(s.clients, w)
		s.wakeIdle()
	}
	c.start()
	begun := false
	defer func() {
		if !begun {
			w.Close()
		}
	}()
	t := createTask(s.loop, s.handler(c.Reader, w), nil)
	begun = true
	t.whenDone(callFunc(func() { s.handled(t, w) }))
}

// handled reports a handler's failure, and closes its connection then.
func (s *Server) handled(t *Task[None], w *StreamWriter) {
	if t.Cancelled() {
		w.Close()
		return
	}
	if err := t.failure(); err != nil {
		s.loop.CallExceptionHandler(ExceptionContext{
			Message: "Unhandled exception in client_connected_cb", Exception: err, Task: t,
		})
		w.Close()
	}
}

// Addrs gives the addresses the server listens on (Server.sockets).
func (s *Server) Addrs() []net.Addr {
	var all []net.Addr
	for _, l := range s.listeners {
		all = append(all, l.Addr())
	}
	return all
}

// Port gives the TCP port the server listens on, 0 for a Unix socket.
func (s *Server) Port() int {
	for _, l := range s.listeners {
		if a, ok := l.Addr().(*net.TCPAddr); ok {
			return a.Port
		}
	}
	return 0
}

// IsServing reports whether the server accepts connections.
func (s *Server) IsServing() bool { return s.serving }

// GetLoop gives the server's loop.
func (s *Server) GetLoop() *Loop { return s.loop }

// Close ends listening; connections that exist go on.
func (s *Server) Close() {
	s.loop.mustBeUsable()
	if s.closed {
		return
	}
	s.closed, s.serving = true, false
	for _, l := range s.listeners {
		_ = l.Close()
	}
	if s.forever != nil && !s.forever.Done() {
		s.forever.cancelNow(nil)
	}
	s.wakeIdle()
}

// CloseClients closes the connections that exist.
func (s *Server) CloseClients() {
	for w := range s.clients {
		w.Close()
	}
}

// AbortClients closes the connections that exist at once, unsent data or not.
func (s *Server) AbortClients() {
	for w := range s.clients {
		w.Abort()
	}
}

func (s *Server) wakeIdle() {
	if !s.closed || len(s.clients) > 0 {
		return
	}
	for _, f := range s.idle {
		if !f.Done() {
			f.resolve(nil)
		}
	}
	s.idle = nil
}

// WaitClosed gives a coroutine that waits until the server is closed and all connections are.
func (s *Server) WaitClosed() *Coroutine[None] {
	return NewCoroutineErr("wait_closed", func() error {
		if s.closed && len(s.clients) == 0 {
			return nil
		}
		f := &future{loop: s.loop}
		s.idle = append(s.idle, f)
		_, err := awaitFuture(f, f)
		return err
	})
}

// ServeForever gives a coroutine that runs until it is cancelled, and closes the server then.
func (s *Server) ServeForever() *Coroutine[None] {
	return NewCoroutineErr("serve_forever", func() error {
		switch {
		case s.forever != nil:
			return runtimeErrorf("server %v is already being awaited on serve_forever()", s)
		case s.closed:
			return runtimeErrorf("server %v is closed", s)
		}
		s.startServing()
		s.forever = &future{loop: s.loop}
		_, err := awaitFuture(s.forever, s.forever)
		s.forever = nil
		s.Close()
		return err
	})
}

// AEnter gives the server.
func (s *Server) AEnter() *Coroutine[*Server] {
	return NewCoroutineValue("__aenter__", func() *Server { return s })
}

// AExit closes the server and waits until it is.
func (s *Server) AExit(error) *Coroutine[bool] {
	return NewCoroutine("__aexit__", func() (bool, error) {
		s.Close()
		return false, AwaitErr(s.WaitClosed())
	})
}

// String shows the addresses.
func (s *Server) String() string { return fmt.Sprintf("<Server sockets=%v>", s.Addrs()) }
