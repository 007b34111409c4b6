package aiohttp

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	asyncio "goasync/asyncrt"
)

// ClientResponse is aiohttp.ClientResponse. Its body is read when it is asked for, as a whole (Text,
// Bytes, JSON), once; or piecewise (Content).
type ClientResponse struct {
	// Status is the status code, Reason its text.
	Status int
	Reason string
	// Headers are the response's headers.
	Headers http.Header
	// Method and URL are those of the last request, after redirections.
	Method string
	URL    *url.URL
	// Content is the body as a stream.
	Content *Content

	cookies []*http.Cookie
	body    []byte
	read    bool
	closed  bool
	release func()
}

func newResponse(r *Requesting, resp *http.Response, cancel func()) *ClientResponse {
	slots := r.session.slots
	c := &ClientResponse{
		Status: resp.StatusCode, Reason: http.StatusText(resp.StatusCode), Headers: resp.Header,
		Method: resp.Request.Method, URL: resp.Request.URL, cookies: resp.Cookies(),
		Content: &Content{r: bufio.NewReader(resp.Body)},
	}
	c.release = func() {
		_ = resp.Body.Close()
		cancel()
		if slots != nil {
			_ = slots.Release()
		}
	}
	return c
}

// Close ends the response: what was not read of the body is lost. Closing it again does nothing.
func (c *ClientResponse) Close() {
	if !c.closed {
		c.closed = true
		c.release()
	}
}

// Release is Close.
func (c *ClientResponse) Release() { c.Close() }

// Closed reports whether the response is closed.
func (c *ClientResponse) Closed() bool { return c.closed }

// OK reports whether the status is below 400.
func (c *ClientResponse) OK() bool { return c.Status < 400 }

// Cookies gives the cookies that the response sets.
func (c *ClientResponse) Cookies() map[string]string {
	all := map[string]string{}
	for _, k := range c.cookies {
		all[k.Name] = k.Value
	}
	return all
}

// ContentType gives the type without its parameters.
func (c *ClientResponse) ContentType() string {
	t, _, _ := strings.Cut(c.Headers.Get("Content-Type"), ";")
	return strings.TrimSpace(t)
}

// RaiseForStatus fails with a *ClientResponseError when the status is 400 or more.
func (c *ClientResponse) RaiseForStatus() error {
	if c.OK() {
		return nil
	}
	return c.failure(c.Reason)
}

func (c *ClientResponse) failure(message string) *ClientResponseError {
	return &ClientResponseError{c.Status, message, c.URL, c.Headers}
}

// all reads the whole body, once, and keeps it.
func (c *ClientResponse) all() ([]byte, error) {
	if c.read {
		return c.body, nil
	}
	if c.closed {
		return nil, &asyncio.RuntimeError{Message: "Connection closed"}
	}
	data, err := c.Content.readAll()
	if err != nil {
		return nil, err
	}
	c.body, c.read = data, true
	c.Close()
	return data, nil
}

// Bytes gives a coroutine of the whole body.
func (c *ClientResponse) Bytes() *asyncio.Coroutine[[]byte] {
	return asyncio.NewCoroutine("read", c.all)
}

// Read is Bytes.
func (c *ClientResponse) Read() *asyncio.Coroutine[[]byte] { return c.Bytes() }

// Text gives a coroutine of the whole body as a string.
func (c *ClientResponse) Text() *asyncio.Coroutine[string] {
	return asyncio.NewCoroutine("text", func() (string, error) {
		data, err := c.all()
		return string(data), err
	})
}

// AnyContentType has JSON decode a body of whatever type (content_type=None).
const AnyContentType = ""

// JSON gives a coroutine that decodes the body into what v points to. It fails with a *ContentTypeError when the response
// does not say that its body is JSON, or of the type given.
func (c *ClientResponse) JSON(v any, contentType ...string) *asyncio.Coroutine[asyncio.None] {
	return asyncio.NewCoroutineErr("json", func() error {
		data, err := c.all()
		if err != nil {
			return err
		}
		if !c.isOfType(contentType) {
			return &ContentTypeError{c.failure("Attempt to decode JSON with unexpected mimetype: " + c.Headers.Get("Content-Type"))}
		}
		return json.Unmarshal(data, v)
	})
}

func (c *ClientResponse) isOfType(want []string) bool {
	has := strings.ToLower(c.ContentType())
	switch {
	case len(want) == 0 || want[0] == "application/json":
		return has == "application/json" || strings.HasPrefix(has, "application/") && strings.HasSuffix(has, "+json")
	case want[0] == AnyContentType:
		return true
	}
	return has == strings.ToLower(want[0])
}

// String shows the response.
func (c *ClientResponse) String() string {
	return fmt.Sprintf("<ClientResponse(%s) [%d %s]>", c.URL, c.Status, c.Reason)
}

// Content is the body of a response as a stream. It is an AsyncIterable of lines.
type Content struct{ r *bufio.Reader }

// outside runs a read on a goroutine of its own, for the network may be slow.
func outside[T any](f func() (T, error)) (T, error) {
	v, err := asyncio.Await(asyncio.FromFunc(f))
	if err != nil {
		err = clientError(err, nil)
	}
	return v, err
}

func (c *Content) readAll() ([]byte, error) {
	return outside(func() ([]byte, error) { return io.ReadAll(c.r) })
}

// Read gives a coroutine of at most n bytes, of all that is left without n; nothing at the end.
func (c *Content) Read(n ...int) *asyncio.Coroutine[[]byte] {
	return asyncio.NewCoroutine("read", func() ([]byte, error) {
		if len(n) == 0 || n[0] < 0 {
			return c.readAll()
		}
		return outside(func() ([]byte, error) { return readSome(c.r, n[0]) })
	})
}

func readSome(r io.Reader, n int) ([]byte, error) {
	data := make([]byte, n)
	k, err := r.Read(data)
	return data[:k], withoutEOF(err)
}

func withoutEOF(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}

// readChunk reads n bytes, or what is left.
func readChunk(r io.Reader, n int) ([]byte, error) {
	data := make([]byte, n)
	got := 0
	for got < n {
		k, err := r.Read(data[got:])
		got += k
		if err != nil {
			return data[:got], withoutEOF(err)
		}
	}
	return data, nil
}

// ReadLine gives a coroutine of the next line with its newline; nothing at the end.
func (c *Content) ReadLine() *asyncio.Coroutine[[]byte] {
	return asyncio.NewCoroutine("readline", func() ([]byte, error) {
		return outside(func() ([]byte, error) {
			line, err := c.r.ReadBytes('\n')
			return line, withoutEOF(err)
		})
	})
}

// AIter gives the lines.
func (c *Content) AIter() asyncio.AsyncIterator[[]byte] { return pieces{c.ReadLine} }

// IterChunked gives the body in pieces of n bytes, the last one shorter.
func (c *Content) IterChunked(n int) asyncio.AsyncIterable[[]byte] {
	return pieces{func() *asyncio.Coroutine[[]byte] {
		return asyncio.NewCoroutine("read", func() ([]byte, error) {
			return outside(func() ([]byte, error) {
				return readChunk(c.r, n)
			})
		})
	}}
}

// IterAny gives the body in pieces as they come.
func (c *Content) IterAny() asyncio.AsyncIterable[[]byte] {
	return pieces{func() *asyncio.Coroutine[[]byte] { return c.Read(64 << 10) }}
}

// pieces iterates over what next gives, until that is nothing.
type pieces struct {
	next func() *asyncio.Coroutine[[]byte]
}

func (p pieces) AIter() asyncio.AsyncIterator[[]byte] { return p }

func (p pieces) ANext() *asyncio.Coroutine[[]byte] {
	return asyncio.NewCoroutine("__anext__", func() ([]byte, error) {
		data, err := asyncio.Await(p.next())
		if err == nil && len(data) == 0 {
			return nil, asyncio.ErrStopAsyncIteration
		}
		return data, err
	})
}
