package aiohttp_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	asyncio "goasync/asyncrt"
	"goasync/asyncrt/aiohttp"
)

func aw[T any](x asyncio.Awaitable[T]) T { return asyncio.MustAwait(x) }

type (
	request  = *aiohttp.Request
	response = *aiohttp.Response
	handling = *asyncio.Coroutine[*aiohttp.Response]
)

func answer(f func() response) handling { return asyncio.NewCoroutineValue("handler", f) }

// application has a route for each thing the tests need.
func application() *aiohttp.Application {
	app := aiohttp.NewApplication()
	app.Get("/hello/{name}", func(r request) handling {
		return answer(func() response {
			aw(asyncio.Sleep(time.Millisecond))
			return aiohttp.NewResponse("hello " + r.MatchInfo("name") + r.Query.Get("mark"))
		})
	})
	app.Post("/json", func(r request) handling {
		return answer(func() response {
			var v map[string]int
			aw(r.JSON(&v))
			v["n"]++
			return aiohttp.JSONResponse(v, http.StatusCreated)
		})
	})
	app.Post("/form", func(r request) handling {
		return answer(func() response { return aiohttp.NewResponse(aw(r.Form()).Get("a") + r.Headers.Get("X-Test")) })
	})
	app.Get("/slow", func(request) handling {
		return answer(func() response { aw(asyncio.Sleep(time.Hour)); return nil })
	})
	app.Get("/fails", func(request) handling { return answer(func() response { panic(errors.New("no")) }) })
	app.Get("/missing", func(request) handling {
		return answer(func() response { panic(&aiohttp.HTTPError{Status: 404, Message: "nothing here"}) })
	})
	app.Get("/returns-nothing", func(request) handling { return answer(func() response { return nil }) })
	app.Get("/moved", func(request) handling {
		return answer(func() response {
			panic(&aiohttp.HTTPError{Status: 302, Headers: map[string]string{"Location": "/hello/moved"}})
		})
	})
	app.Post("/echo", func(r request) handling {
		return answer(func() response { return aiohttp.NewResponse(r.Headers.Get("Content-Type") + "|" + aw(r.Text())) })
	})
	app.Post("/upload", func(r request) handling {
		return answer(func() response {
			form := aw(r.Form())
			file := aw(r.File("f"))
			return aiohttp.NewResponse(form.Get("n") + " " + file.Name + " " + string(file.Data))
		})
	})
	app.Get("/broken", func(request) handling {
		return answer(func() response {
			return aiohttp.StreamResponse(func(w *aiohttp.ResponseWriter) *asyncio.Coroutine[asyncio.None] {
				return asyncio.NewCoroutineVoid("stream", func() {
					aw(w.Write([]byte("begun\n")))
					panic(errors.New("broken off"))
				})
			})
		})
	})
	app.Get("/stream", func(request) handling {
		return answer(func() response {
			return aiohttp.StreamResponse(func(w *aiohttp.ResponseWriter) *asyncio.Coroutine[asyncio.None] {
				return asyncio.NewCoroutineVoid("stream", func() {
					for i := range 3 {
						aw(w.Write([]byte(fmt.Sprintln("line", i))))
					}
				})
			})
		})
	})
	return app
}

// serving runs f with a session for a site of the application.
func serving(t *testing.T, f func(s *aiohttp.ClientSession), opts ...aiohttp.Option) {
	t.Helper()
	_, err := asyncio.Run(asyncio.NewCoroutineErr("main", func() error {
		return asyncio.With(aw(aiohttp.StartSite(application(), "127.0.0.1", 0)), func(site *aiohttp.Site) error {
			opts = append(opts, aiohttp.WithBaseURL(site.URL("/")))
			return asyncio.With(aiohttp.NewClientSession(opts...), func(s *aiohttp.ClientSession) error {
				f(s)
				return nil
			})
		})
	}), asyncio.WithoutInterrupts())
	if err != nil {
		t.Fatal(err)
	}
}

func TestRequests(t *testing.T) {
	rows := []struct {
		method, path string
		opts         []aiohttp.Option
		status       int
		text         string
	}{
		{"GET", "hello/you", nil, 200, "hello you"},
		{"GET", "hello/you", []aiohttp.Option{aiohttp.WithParams(map[string]string{"mark": "!"})}, 200, "hello you!"},
		{"POST", "json", []aiohttp.Option{aiohttp.WithJSON(map[string]int{"n": 1})}, 201, `{"n":2}`},
		{"POST", "form", []aiohttp.Option{aiohttp.WithData(map[string]string{"a": "b"}),
			aiohttp.WithHeaders(map[string]string{"X-Test": "c"})}, 200, "bc"},
		{"GET", "fails", nil, 500, "500 Internal Server Error\n\nServer got itself in trouble"},
		{"GET", "returns-nothing", nil, 500, "500 Internal Server Error\n\nServer got itself in trouble"},
		{"GET", "missing", nil, 404, "nothing here"},
		{"GET", "moved", nil, 200, "hello moved"},
		{"GET", "moved", []aiohttp.Option{aiohttp.WithRedirects(false)}, 302, "302: Found"},
		{"POST", "echo", []aiohttp.Option{aiohttp.WithData("text")}, 200, "text/plain; charset=utf-8|text"},
		{"POST", "echo", []aiohttp.Option{aiohttp.WithData([]byte("bytes"))}, 200, "application/octet-stream|bytes"},
		{"POST", "echo", []aiohttp.Option{aiohttp.WithData(io.MultiReader(strings.NewReader("a "), strings.NewReader("reader")))}, 200,
			"application/octet-stream|a reader"},
		{"POST", "upload", []aiohttp.Option{aiohttp.WithData(aiohttp.NewFormData().AddField("n", 5).AddField("f", "content", "name.txt"))}, 200,
			"5 name.txt content"},
		{"GET", "stream", nil, 200, "line 0\nline 1\nline 2\n"},
		{"GET", "nowhere", nil, 404, "404: Not Found"},
		{"POST", "stream", nil, 405, "405: Method Not Allowed"},
	}
	for _, row := range rows {
		t.Run(row.method+" "+row.path, func(t *testing.T) {
			serving(t, func(s *aiohttp.ClientSession) {
				err := asyncio.With(s.Request(row.method, row.path, row.opts...), func(r *aiohttp.ClientResponse) error {
					if text := aw(r.Text()); r.Status != row.status || text != row.text {
						t.Errorf("%d %q", r.Status, text)
					}
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			})
		})
	}
}

func TestConcurrentRequests(t *testing.T) {
	serving(t, func(s *aiohttp.ClientSession) {
		var all []*asyncio.Coroutine[string]
		for i := range 20 {
			all = append(all, asyncio.NewCoroutineValue("fetch", func() string {
				r := aw(s.Get(fmt.Sprint("hello/", i)))
				defer r.Close()
				return aw(r.Text())
			}))
		}
		for i, text := range aw(asyncio.Gather(all...)) {
			if text != fmt.Sprint("hello ", i) {
				t.Errorf("%d: %q", i, text)
			}
		}
	}, aiohttp.WithLimit(3))
}

func TestTimeoutAndCancel(t *testing.T) {
	serving(t, func(s *aiohttp.ClientSession) {
		_, err := asyncio.Await(s.Get("slow", aiohttp.WithTimeout(5*time.Millisecond)))
		if !errors.Is(err, asyncio.ErrTimeout) {
			t.Error(err)
		}
		_, err = asyncio.Await(asyncio.WaitFor(s.Get("slow"), 5*time.Millisecond))
		if !errors.Is(err, asyncio.ErrTimeout) {
			t.Error(err)
		}
		if text := aw(aw(s.Get("hello/again")).Text()); text != "hello again" {
			t.Error(text)
		}
	}, aiohttp.WithLimit(1))
}

func TestRaiseForStatus(t *testing.T) {
	serving(t, func(s *aiohttp.ClientSession) {
		_, err := asyncio.Await(s.Get("missing", aiohttp.WithRaiseForStatus()))
		var status *aiohttp.ClientResponseError
		if !errors.As(err, &status) || status.Status != 404 || !strings.HasPrefix(err.Error(), "404, message='Not Found'") {
			t.Error(err)
		}
	})
}

func TestContent(t *testing.T) {
	serving(t, func(s *aiohttp.ClientSession) {
		var lines, chunks []string
		r := aw(s.Get("stream"))
		for line := range asyncio.Each(r.Content) {
			lines = append(lines, string(line))
		}
		r.Close()
		r = aw(s.Get("stream"))
		for chunk := range asyncio.Each(r.Content.IterChunked(10)) {
			chunks = append(chunks, string(chunk))
		}
		r.Close()
		if strings.Join(lines, "|") != "line 0\n|line 1\n|line 2\n" || strings.Join(chunks, "|") != "line 0\nlin|e 1\nline 2|\n" {
			t.Errorf("%q %q", lines, chunks)
		}
	})
}

func TestClosedSession(t *testing.T) {
	serving(t, func(s *aiohttp.ClientSession) {
		aw(s.Close())
		if _, err := asyncio.Await(s.Get("hello/you")); err == nil || err.Error() != "Session is closed" {
			t.Error(err)
		}
	})
}

// Errors are aiohttp's, in its words, and all of them match ErrClient.
func TestClientErrors(t *testing.T) {
	refused := closedPort(t)
	rows := []struct {
		name, url, text string
		as              any
	}{
		{"refused", "http://127.0.0.1:" + refused, "Cannot connect to host 127.0.0.1:" + refused +
			" ssl:default [Connect call failed ('127.0.0.1', " + refused + ")]", new(*aiohttp.ClientConnectorError)},
		{"no scheme", "127.0.0.1/x", "127.0.0.1/x: no URL of HTTP", new(*aiohttp.InvalidURLError)},
		{"other scheme", "ftp://host/x", "ftp://host/x: no URL of HTTP", new(*aiohttp.InvalidURLError)},
		{"bad URL", "http://[", "http://[: missing ']' in host", new(*aiohttp.InvalidURLError)},
		{"hangs up", "http://" + hangsUp(t), "Server disconnected", new(*aiohttp.ServerDisconnectedError)},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			inSession(t, func(s *aiohttp.ClientSession) {
				_, err := asyncio.Await(s.Get(row.url))
				if !errors.Is(err, aiohttp.ErrClient) || !errors.As(err, row.as) || err.Error() != row.text {
					t.Errorf("%T: %v", err, err)
				}
			})
		})
	}
}

func inSession(t *testing.T, f func(s *aiohttp.ClientSession)) {
	t.Helper()
	_, err := asyncio.Run(asyncio.NewCoroutineErr("main", func() error {
		return asyncio.With(aiohttp.NewClientSession(), func(s *aiohttp.ClientSession) error { f(s); return nil })
	}), asyncio.WithoutInterrupts())
	if err != nil {
		t.Fatal(err)
	}
}

// closedPort gives a port at which nobody listens.
func closedPort(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

// hangsUp gives the address of a server that reads a little of each connection and closes it.
func hangsUp(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = c.Read(make([]byte, 4096))
			_ = c.Close()
		}
	}()
	return l.Addr().String()
}

func TestContentType(t *testing.T) {
	serving(t, func(s *aiohttp.ClientSession) {
		var v any
		err := asyncio.AwaitErr(aw(s.Get("hello/1")).JSON(&v))
		var wrong *aiohttp.ContentTypeError
		var status *aiohttp.ClientResponseError
		if !errors.As(err, &wrong) || !errors.As(err, &status) || !errors.Is(err, aiohttp.ErrClient) ||
			!strings.HasPrefix(err.Error(), "200, message='Attempt to decode JSON with unexpected mimetype: text/plain; charset=utf-8', url='http://") {
			t.Error(err)
		}
		if err := asyncio.AwaitErr(aw(s.Get("hello/1")).JSON(&v, aiohttp.AnyContentType)); err == nil || errors.As(err, &wrong) {
			t.Error(err)
		}
	})
}

// What fails in a handler is reported; a stream that breaks off is an error for who reads it.
func TestHandlerFailures(t *testing.T) {
	serving(t, func(s *aiohttp.ClientSession) {
		var reported []string
		l, _ := asyncio.GetRunningLoop()
		l.SetExceptionHandler(func(_ *asyncio.Loop, c asyncio.ExceptionContext) {
			reported = append(reported, fmt.Sprint(c.Message, ": ", c.Exception))
		})
		aw(aw(s.Get("fails")).Text())
		_, err := asyncio.Await(aw(s.Get("broken")).Text())
		var payload *aiohttp.ClientPayloadError
		if !errors.As(err, &payload) {
			t.Error(err)
		}
		aw(asyncio.Sleep(time.Millisecond))
		if got := strings.Join(reported, "|"); got != "Error handling request: no|Error handling request: broken off" {
			t.Error(got)
		}
	})
}
