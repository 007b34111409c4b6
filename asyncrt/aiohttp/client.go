// Package aiohttp is what programs use of Python's aiohttp, over net/http: a client session and a
// small server. Nothing in it blocks the loop; requests run on goroutines of their own, handlers of
// the server as tasks on the loop.
//
//	async with s := aiohttp.NewClientSession() {
//		async with resp := s.Get("http://example.org/") { text := await resp.Text() }
//	}
package aiohttp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"

	asyncio "goasync/asyncrt"
)

// options collects the options of sessions and requests.
type options struct {
	headers   http.Header
	params    url.Values
	body      []byte
	bodyType  string
	reader    io.Reader
	multipart *FormData
	form      url.Values
	json      any
	hasJSON   bool
	timeout   time.Duration
	base      string
	limit     int
	perHost   int
	user      *url.Userinfo
	cookies   map[string]string
	redirects bool
	raise     bool
	transport http.RoundTripper
}

// Option is an option of NewClientSession, of a request, or of both: a request's come on top of
// its session's.
type Option func(*options)

// WithHeaders sets headers.
func WithHeaders(headers map[string]string) Option {
	return func(o *options) {
		for k, v := range headers {
			o.headers.Set(k, v)
		}
	}
}

// WithParams adds parameters to the URL's query.
func WithParams(params map[string]string) Option {
	return func(o *options) {
		for k, v := range params {
			o.params.Set(k, v)
		}
	}
}

// WithData sets the body: a string or []byte as it is, what an io.Reader gives, url.Values or map[string]string as a form,
// a *FormData as one with files.
func WithData(data any) Option {
	return func(o *options) {
		switch d := data.(type) {
		case []byte:
			o.body, o.bodyType = d, "application/octet-stream"
		case *FormData:
			o.multipart = d
		case io.Reader:
			o.reader = d
		case url.Values:
			o.form = d
		case map[string]string:
			o.form = url.Values{}
			for k, v := range d {
				o.form.Set(k, v)
			}
		default:
			o.body, o.bodyType = []byte(fmt.Sprint(data)), "text/plain; charset=utf-8"
		}
	}
}

// WithJSON sets the body to the JSON of v.
func WithJSON(v any) Option { return func(o *options) { o.json, o.hasJSON = v, true } }

// WithTimeout limits a request to d, from its beginning to the end of its body; it is 5 minutes by
// default, and 0 is no limit (ClientTimeout(total=)). A request that takes longer fails with
// asyncio.ErrTimeout.
func WithTimeout(d time.Duration) Option { return func(o *options) { o.timeout = d } }

// WithBaseURL is for a session: the URL that those of requests are relative to.
func WithBaseURL(base string) Option { return func(o *options) { o.base = base } }

// WithLimit is for a session: how many connections there may be at once, 100 by default, 0 any
// number (TCPConnector(limit=)).
func WithLimit(n int) Option { return func(o *options) { o.limit = n } }

// WithLimitPerHost is WithLimit for each host, without limit by default.
func WithLimitPerHost(n int) Option { return func(o *options) { o.perHost = n } }

// WithAuth sends a user and password (BasicAuth).
func WithAuth(user, password string) Option {
	return func(o *options) { o.user = url.UserPassword(user, password) }
}

// WithCookies sends cookies.
func WithCookies(cookies map[string]string) Option {
	return func(o *options) { maps.Copy(o.cookies, cookies) }
}

// WithRedirects says whether redirections are followed; they are by default (allow_redirects=).
func WithRedirects(follow bool) Option { return func(o *options) { o.redirects = follow } }

// WithRaiseForStatus makes requests fail whose status is 400 or more.
func WithRaiseForStatus() Option { return func(o *options) { o.raise = true } }

// WithTransport is for a session: what makes the requests, instead of a transport of its own.
func WithTransport(t http.RoundTripper) Option { return func(o *options) { o.transport = t } }

func (o *options) clone() *options {
	c := *o
	c.headers = o.headers.Clone()
	c.params = maps.Clone(o.params)
	c.cookies = maps.Clone(o.cookies)
	return &c
}

// ClientSession is aiohttp.ClientSession: connections and defaults that requests share. It is a
// context manager that closes it.
type ClientSession struct {
	defaults options
	client   *http.Client
	slots    *asyncio.Semaphore // nil without a limit
	closed   bool
}

// defaultTimeout and defaultLimit are aiohttp's.
const (
	defaultTimeout = 5 * time.Minute
	defaultLimit   = 100
)

// NewClientSession makes a session.
func NewClientSession(opts ...Option) *ClientSession {
	s := &ClientSession{defaults: options{
		headers: http.Header{}, params: url.Values{}, cookies: map[string]string{},
		timeout: defaultTimeout, limit: defaultLimit, redirects: true,
	}}
	for _, o := range opts {
		o(&s.defaults)
	}
	transport := s.defaults.transport
	if transport == nil {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.MaxConnsPerHost, t.MaxIdleConnsPerHost = s.defaults.perHost, defaultLimit
		transport = t
	}
	jar, _ := cookiejar.New(nil)
	s.client = &http.Client{Transport: transport, Jar: jar}
	if s.defaults.limit > 0 {
		s.slots = asyncio.NewSemaphore(s.defaults.limit)
	}
	return s
}

// AEnter gives the session.
func (s *ClientSession) AEnter() *asyncio.Coroutine[*ClientSession] {
	return asyncio.NewCoroutineValue("__aenter__", func() *ClientSession { return s })
}

// AExit closes it.
func (s *ClientSession) AExit(error) *asyncio.Coroutine[bool] {
	return asyncio.NewCoroutine("__aexit__", func() (bool, error) {
		return false, asyncio.AwaitErr(s.Close())
	})
}

// Close gives a coroutine that closes the session's idle connections.
func (s *ClientSession) Close() *asyncio.Coroutine[asyncio.None] {
	return asyncio.NewCoroutineVoid("close", func() {
		s.closed = true
		s.client.CloseIdleConnections()
	})
}

// Closed reports whether Close was called.
func (s *ClientSession) Closed() bool { return s.closed }

// Get prepares a GET request; the request is made when the result is awaited, or entered.
func (s *ClientSession) Get(url string, opts ...Option) *Requesting {
	return s.Request(http.MethodGet, url, opts...)
}

// Post is Get for POST.
func (s *ClientSession) Post(url string, opts ...Option) *Requesting {
	return s.Request(http.MethodPost, url, opts...)
}

// Put is Get for PUT.
func (s *ClientSession) Put(url string, opts ...Option) *Requesting {
	return s.Request(http.MethodPut, url, opts...)
}

// Patch is Get for PATCH.
func (s *ClientSession) Patch(url string, opts ...Option) *Requesting {
	return s.Request(http.MethodPatch, url, opts...)
}

// Delete is Get for DELETE.
func (s *ClientSession) Delete(url string, opts ...Option) *Requesting {
	return s.Request(http.MethodDelete, url, opts...)
}

// Head is Get for HEAD; it does not follow redirections.
func (s *ClientSession) Head(url string, opts ...Option) *Requesting {
	return s.Request(http.MethodHead, url, append([]Option{WithRedirects(false)}, opts...)...)
}

// Options is Get for OPTIONS.
func (s *ClientSession) Options(url string, opts ...Option) *Requesting {
	return s.Request(http.MethodOptions, url, opts...)
}

// Request is Get for any method.
func (s *ClientSession) Request(method, url string, opts ...Option) *Requesting {
	o := s.defaults.clone()
	for _, option := range opts {
		option(o)
	}
	return &Requesting{session: s, method: method, url: url, o: o}
}

// Requesting is a request that is prepared: awaited it gives the response, under `async with` it
// gives it and closes it at the end.
type Requesting struct {
	session     *ClientSession
	method, url string
	o           *options
	response    *ClientResponse
}

// Await gives a coroutine that makes the request and gives the response once its headers are there.
func (r *Requesting) Await() *asyncio.Coroutine[*ClientResponse] {
	return asyncio.NewCoroutine("_request", r.send)
}

// AEnter makes the request.
func (r *Requesting) AEnter() *asyncio.Coroutine[*ClientResponse] {
	return asyncio.NewCoroutine("__aenter__", func() (resp *ClientResponse, err error) {
		r.response, err = r.send()
		return r.response, err
	})
}

// AExit closes the response.
func (r *Requesting) AExit(error) *asyncio.Coroutine[bool] {
	return asyncio.NewCoroutineValue("__aexit__", func() bool {
		r.response.Close()
		return false
	})
}

func (r *Requesting) send() (*ClientResponse, error) {
	s := r.session
	if s.closed {
		return nil, &asyncio.RuntimeError{Message: "Session is closed"}
	}
	if s.slots != nil {
		if err := asyncio.AwaitErr(s.slots.Acquire()); err != nil {
			return nil, err
		}
	}
	resp, err := r.exchange()
	if err != nil && s.slots != nil {
		_ = s.slots.Release()
	}
	if err == nil && r.o.raise {
		if err := resp.RaiseForStatus(); err != nil {
			resp.Close()
			return nil, err
		}
	}
	return resp, err
}

// exchange makes the request, on a goroutine of its own.
func (r *Requesting) exchange() (*ClientResponse, error) {
	ctx, cancel := context.WithCancel(context.Background())
	if r.o.timeout > 0 {
		ctx, cancel = context.WithTimeout(context.Background(), r.o.timeout)
	}
	req, err := r.build(ctx)
	if err != nil {
		cancel()
		return nil, err
	}
	client := *r.session.client
	if !r.o.redirects {
		client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	}
	resp, err := asyncio.Await(asyncio.FromContextFunc(func(given context.Context) (*http.Response, error) {
		stop := context.AfterFunc(given, func() {
			if asyncioCancelled(given) {
				cancel()
			}
		})
		defer stop()
		return client.Do(req)
	}))
	if err != nil {
		cancel()
		return nil, clientError(err, req.URL)
	}
	return newResponse(r, resp, cancel), nil
}

func asyncioCancelled(ctx context.Context) bool {
	return errors.Is(context.Cause(ctx), asyncio.ErrCancelled)
}

func (r *Requesting) build(ctx context.Context) (*http.Request, error) {
	target, err := r.target()
	if err != nil {
		return nil, err
	}
	body, contentType, err := r.o.payload()
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, r.method, target, body)
	if err != nil {
		if c, ok := body.(io.Closer); ok {
			_ = c.Close()
		}
		return nil, err
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	maps.Copy(req.Header, r.o.headers)
	if host := r.o.headers.Get("Host"); host != "" {
		req.Host = host
	}
	if r.o.user != nil {
		password, _ := r.o.user.Password()
		req.SetBasicAuth(r.o.user.Username(), password)
	}
	for name, value := range r.o.cookies {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	return req, nil
}

// target is the whole URL.
func (r *Requesting) target() (string, error) {
	u, err := parseURL(r.url)
	if err != nil {
		return "", err
	}
	if r.o.base != "" {
		base, err := parseURL(r.o.base)
		if err != nil {
			return "", err
		}
		u = base.ResolveReference(u)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return "", &InvalidURLError{r.url, errors.New("no URL of HTTP")}
	}
	if len(r.o.params) > 0 {
		query := u.Query()
		maps.Copy(query, r.o.params)
		u.RawQuery = query.Encode()
	}
	return u.String(), nil
}

func parseURL(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if inner := (*url.Error)(nil); errors.As(err, &inner) {
		return nil, &InvalidURLError{text, inner.Err}
	}
	return u, err
}

// payload is the body and its type.
func (o *options) payload() (io.Reader, string, error) {
	switch {
	case o.hasJSON:
		data, err := json.Marshal(o.json)
		return bytes.NewReader(data), "application/json", err
	case o.form != nil:
		return strings.NewReader(o.form.Encode()), "application/x-www-form-urlencoded", nil
	case o.multipart != nil:
		return o.multipart.encode()
	case o.reader != nil:
		return o.reader, "application/octet-stream", nil
	case o.body != nil:
		return bytes.NewReader(o.body), o.bodyType, nil
	}
	return nil, "", nil
}
