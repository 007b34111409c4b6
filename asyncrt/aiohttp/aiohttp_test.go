package aiohttp_test

import (
	"errors"
	"fmt"
	"net/http"
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
		{"GET", "fails", nil, 500, "500 Internal Server Error\n\nServer got itself in trouble\n"},
		{"GET", "missing", nil, 404, "nothing here\n"},
		{"GET", "stream", nil, 200, "line 0\nline 1\nline 2\n"},
		{"GET", "nowhere", nil, 404, "404 page not found\n"},
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
