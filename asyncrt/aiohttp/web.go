package aiohttp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"

	asyncio "goasync/asyncrt"
)

// Handler answers a request of a server: an async function, run as a task on the loop. When the client
// goes away it is cancelled; when it fails the answer is 500, or what an *HTTPError says.
type Handler = func(r *Request) *asyncio.Coroutine[*Response]

// Application is aiohttp.web.Application: handlers for routes. Patterns are those of
// http.ServeMux, "/items/{id}" among them.
type Application struct {
	mux *http.ServeMux
	// loop is where the handlers run, once the application is served.
	loop *asyncio.Loop
}

// NewApplication makes an application without routes.
func NewApplication() *Application { return &Application{mux: http.NewServeMux()} }

// Get adds a handler for GET (and HEAD) requests of a path.
func (a *Application) Get(path string, h Handler) { a.Route(http.MethodGet, path, h) }

// Post adds a handler for POST requests of a path.
func (a *Application) Post(path string, h Handler) { a.Route(http.MethodPost, path, h) }

// Put adds a handler for PUT requests of a path.
func (a *Application) Put(path string, h Handler) { a.Route(http.MethodPut, path, h) }

// Patch adds a handler for PATCH requests of a path.
func (a *Application) Patch(path string, h Handler) { a.Route(http.MethodPatch, path, h) }

// Delete adds a handler for DELETE requests of a path.
func (a *Application) Delete(path string, h Handler) { a.Route(http.MethodDelete, path, h) }

// Route adds a handler for requests of a path with a method, any method when that is "*".
func (a *Application) Route(method, path string, h Handler) {
	pattern := method + " " + path
	if method == "*" {
		pattern = path
	}
	a.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { a.serve(h, w, r) })
}

// serve runs a handler on the loop; it is called on a goroutine of net/http.
func (a *Application) serve(h Handler, w http.ResponseWriter, r *http.Request) {
	request := newRequest(r)
	streaming := false
	task := asyncio.NewCoroutine("handler", func() (*Response, error) {
		resp, err := asyncio.Await(h(request))
		if err == nil && resp != nil && resp.stream != nil {
			streaming = true
			writeHead(w, resp)
			err = asyncio.AwaitErr(resp.stream(&ResponseWriter{w}))
		}
		return resp, err
	})
	resp, err := asyncio.RunCoroutineThreadsafe(task, a.loop).ResultContext(r.Context())
	var status *HTTPError
	switch {
	case err != nil && r.Context().Err() != nil:
		return // the client has gone
	case err != nil && streaming:
		a.report("Error handling request", err)
		panic(http.ErrAbortHandler) // the client is to know that something is missing
	case errors.As(err, &status):
		resp = status.response()
	case err != nil:
		a.report("Error handling request", err)
		resp = trouble()
	case streaming:
		return // it was sent
	case resp == nil:
		a.report("Error handling request", &asyncio.RuntimeError{Message: "Missing return statement on request handler"})
		resp = trouble()
	}
	writeHead(w, resp)
	_, _ = w.Write(resp.Body)
}

// trouble is the answer to a request whose handler failed.
func trouble() *Response {
	return NewResponse("500 Internal Server Error\n\nServer got itself in trouble", http.StatusInternalServerError)
}

// report tells the loop's exception handler of a failure.
func (a *Application) report(message string, err error) {
	_, _ = a.loop.CallSoonThreadsafe(func() {
		a.loop.CallExceptionHandler(asyncio.ExceptionContext{Message: message, Exception: err})
	})
}

// ServeHTTP answers what no route is for as aiohttp does.
func (a *Application) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if _, pattern := a.mux.Handler(r); pattern != "" {
		a.mux.ServeHTTP(w, r)
		return
	}
	probe := &statusProbe{ResponseWriter: w}
	a.mux.ServeHTTP(probe, r)
	resp := (&HTTPError{Status: probe.status}).response()
	writeHead(w, resp)
	_, _ = w.Write(resp.Body)
}

// statusProbe keeps the headers that are set, and the status, and drops the rest.
type statusProbe struct {
	http.ResponseWriter
	status int
}

func (p *statusProbe) WriteHeader(status int)         { p.status = status }
func (p *statusProbe) Write(data []byte) (int, error) { return len(data), nil }

func writeHead(w http.ResponseWriter, resp *Response) {
	for k, v := range resp.Headers {
		w.Header().Set(k, v)
	}
	if resp.Status == 0 {
		resp.Status = http.StatusOK
	}
	w.WriteHeader(resp.Status)
}

// HTTPError makes a handler's failure an answer with a status: web.HTTPNotFound is &HTTPError{Status: 404}, web.HTTPFound(where)
// has the status 302 and a header Location.
type HTTPError struct {
	Status int
	// Message is the body; without it that is the status and its text.
	Message string
	Headers map[string]string
}

// Error gives the message.
func (e *HTTPError) Error() string {
	if e.Message == "" {
		return fmt.Sprintf("%d: %s", e.Status, http.StatusText(e.Status))
	}
	return e.Message
}

func (e *HTTPError) response() *Response {
	r := NewResponse(e.Error(), e.Status)
	for k, v := range e.Headers {
		r.Headers[k] = v
	}
	return r
}

// Request is aiohttp.web.Request.
type Request struct {
	Method  string
	Path    string
	URL     *url.URL
	Query   url.Values
	Headers http.Header
	Remote  string

	r *http.Request
}

func newRequest(r *http.Request) *Request {
	return &Request{Method: r.Method, Path: r.URL.Path, URL: r.URL, Query: r.URL.Query(),
		Headers: r.Header, Remote: r.RemoteAddr, r: r}
}

// MatchInfo gives what stood for a name in the route's path.
func (r *Request) MatchInfo(name string) string { return r.r.PathValue(name) }

// Read gives a coroutine of the request's body.
func (r *Request) Read() *asyncio.Coroutine[[]byte] {
	return asyncio.NewCoroutine("read", func() ([]byte, error) {
		return outside(func() ([]byte, error) { return io.ReadAll(r.r.Body) })
	})
}

// Text gives a coroutine of the request's body as a string.
func (r *Request) Text() *asyncio.Coroutine[string] {
	return asyncio.NewCoroutine("text", func() (string, error) {
		data, err := asyncio.Await(r.Read())
		return string(data), err
	})
}

// JSON gives a coroutine that decodes the request's body into what v points to.
func (r *Request) JSON(v any) *asyncio.Coroutine[asyncio.None] {
	return asyncio.NewCoroutineErr("json", func() error {
		data, err := asyncio.Await(r.Read())
		if err != nil {
			return err
		}
		return json.Unmarshal(data, v)
	})
}

// Form gives a coroutine of the values of a form in the request's body.
func (r *Request) Form() *asyncio.Coroutine[url.Values] {
	return asyncio.NewCoroutine("post", func() (url.Values, error) {
		return outside(func() (url.Values, error) {
			err := r.r.ParseMultipartForm(formMemory)
			if errors.Is(err, http.ErrNotMultipart) {
				err = nil
			}
			return r.r.PostForm, err
		})
	})
}

// formMemory is how much of a form with files is kept in memory, in bytes; the rest is in temporary files.
const formMemory = 32 << 20

// FileField is a file in a form.
type FileField struct {
	Name        string
	ContentType string
	Data        []byte
}

// File gives a coroutine of a file in the form of the request's body; it fails with http.ErrMissingFile when there is none.
func (r *Request) File(name string) *asyncio.Coroutine[*FileField] {
	return asyncio.NewCoroutine("post", func() (*FileField, error) {
		return outside(func() (*FileField, error) {
			f, header, err := r.r.FormFile(name)
			if err != nil {
				return nil, err
			}
			defer func() { _ = f.Close() }()
			data, err := io.ReadAll(f)
			return &FileField{header.Filename, header.Header.Get("Content-Type"), data}, err
		})
	})
}

// Response is aiohttp.web.Response. Its zero value is an empty answer with status 200.
type Response struct {
	Status  int
	Headers map[string]string
	Body    []byte

	stream func(w *ResponseWriter) *asyncio.Coroutine[asyncio.None]
}

// NewResponse makes a response of text, with a status if it is not 200.
func NewResponse(text string, status ...int) *Response {
	return newBody("text/plain; charset=utf-8", []byte(text), status)
}

// JSONResponse makes a response of the JSON of v. It panics when v has none.
func JSONResponse(v any, status ...int) *Response {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return newBody("application/json; charset=utf-8", data, status)
}

func newBody(contentType string, body []byte, status []int) *Response {
	r := &Response{Status: http.StatusOK, Body: body, Headers: map[string]string{"Content-Type": contentType}}
	if len(status) > 0 {
		r.Status = status[0]
	}
	return r
}

// StreamResponse makes a response whose body an async function writes piece by piece.
func StreamResponse(body func(w *ResponseWriter) *asyncio.Coroutine[asyncio.None]) *Response {
	return &Response{Status: http.StatusOK, Headers: map[string]string{}, stream: body}
}

// ResponseWriter writes the body of a StreamResponse.
type ResponseWriter struct{ w http.ResponseWriter }

// Write gives a coroutine that sends a piece of the body.
func (w *ResponseWriter) Write(data []byte) *asyncio.Coroutine[asyncio.None] {
	return asyncio.NewCoroutineErr("write", func() error {
		_, err := outside(func() (int, error) {
			n, err := w.w.Write(data)
			if f, ok := w.w.(http.Flusher); ok {
				f.Flush()
			}
			return n, err
		})
		return err
	})
}

// Site is an application that is served (web.TCPSite). It is a context manager that stops it.
type Site struct {
	server   *http.Server
	listener net.Listener
}

// StartSite gives a coroutine that begins to serve an application on the running loop. Port 0 is
// any free port, see Port.
func StartSite(app *Application, host string, port int) *asyncio.Coroutine[*Site] {
	return asyncio.NewCoroutine("start", func() (*Site, error) {
		l, err := asyncio.GetRunningLoop()
		if err != nil {
			return nil, err
		}
		app.loop = l
		var lc net.ListenConfig
		listener, err := lc.Listen(context.Background(), "tcp", net.JoinHostPort(host, strconv.Itoa(port)))
		if err != nil {
			return nil, err
		}
		s := &Site{&http.Server{Handler: app}, listener}
		go func() { _ = s.server.Serve(listener) }()
		return s, nil
	})
}

// Port gives the port.
func (s *Site) Port() int { return s.listener.Addr().(*net.TCPAddr).Port }

// URL gives the address of a path on the site.
func (s *Site) URL(path string) string { return "http://" + s.listener.Addr().String() + path }

// Stop gives a coroutine that ends listening, waits for the requests under way, and closes all
// connections.
func (s *Site) Stop() *asyncio.Coroutine[asyncio.None] {
	return asyncio.FromContextFunc(func(ctx context.Context) (none asyncio.None, err error) {
		err = s.server.Shutdown(ctx)
		if err != nil {
			_ = s.server.Close()
		}
		return none, err
	})
}

// AEnter gives the site.
func (s *Site) AEnter() *asyncio.Coroutine[*Site] {
	return asyncio.NewCoroutineValue("__aenter__", func() *Site { return s })
}

// AExit stops it.
func (s *Site) AExit(error) *asyncio.Coroutine[bool] {
	return asyncio.NewCoroutine("__aexit__", func() (bool, error) {
		return false, asyncio.AwaitErr(s.Stop())
	})
}
