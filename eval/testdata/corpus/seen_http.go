package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"
)

type recorder struct {
	http.ResponseWriter
	log *[]string
}

func (r recorder) Write(p []byte) (int, error) {
	*r.log = append(*r.log, "write "+string(p))
	return r.ResponseWriter.Write(p)
}
func (r recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

type flusher struct{ recorder }

func (f flusher) Flush() { *f.log = append(*f.log, "flush") }

type hijacker struct{ recorder }

func (h hijacker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return nil, nil, errors.New("no hijacking here")
}

type transport struct{ log *[]string }

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	*t.log = append(*t.log, r.Method+" "+r.URL.Path)
	if r.URL.Path == "/fail" {
		return nil, timeoutErr{}
	}
	return &http.Response{StatusCode: 418, Body: body{strings.NewReader("tea"), t.log}, Header: http.Header{}, Request: r}, nil
}
func (t transport) CloseIdleConnections() { *t.log = append(*t.log, "close idle") }

type timeoutErr struct{}

func (timeoutErr) Error() string   { return "too late" }
func (timeoutErr) Timeout() bool   { return true }
func (timeoutErr) Temporary() bool { return false }

type body struct {
	io.Reader
	log *[]string
}

func (b body) Close() error { *b.log = append(*b.log, "body closed"); return nil }

type jar struct{ log *[]string }

func (j jar) SetCookies(u *url.URL, c []*http.Cookie) {}
func (j jar) Cookies(u *url.URL) []*http.Cookie {
	*j.log = append(*j.log, "cookies for "+u.Path)
	return []*http.Cookie{{Name: "a", Value: "b"}}
}

type handler string

func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	fmt.Fprint(w, string(h), " ", r.URL.Path)
}

type fsys struct{}

func (fsys) Open(name string) (http.File, error) { return nil, errors.New("nothing at " + name) }

func main() {
	var log []string
	w := httptest.NewRecorder()
	f := flusher{recorder{w, &log}}
	fmt.Println(http.NewResponseController(f).Flush())
	fmt.Println(http.NewResponseController(recorder{w, &log}).Flush(), w.Flushed)
	_, _, err := http.NewResponseController(hijacker{recorder{w, &log}}).Hijack()
	fmt.Println(err)
	_, _, err = http.NewResponseController(recorder{w, &log}).Hijack()
	fmt.Println(err, errors.Is(err, http.ErrNotSupported))
	fmt.Println(http.NewResponseController(f).SetReadDeadline(time.Time{}))
	io.WriteString(f, "via io")
	fmt.Println(log)
	log = nil

	c := &http.Client{Transport: transport{&log}, Jar: jar{&log}}
	r, err := c.Get("http://example.org/pot")
	b, _ := io.ReadAll(r.Body)
	r.Body.Close()
	fmt.Println(r.StatusCode, string(b), err)
	_, err = c.Get("http://example.org/fail")
	var ue *url.Error
	var te timeoutErr
	var ne net.Error
	fmt.Println(err, errors.As(err, &ue), errors.As(err, &te), errors.As(err, &ne))
	fmt.Println(ue.Timeout(), ue.Temporary(), ne.Timeout())
	c.CloseIdleConnections()
	fmt.Println(log)

	mux := http.NewServeMux()
	mux.Handle("/a/", http.StripPrefix("/a", handler("A")))
	mux.Handle("/b/", handler("B"))
	mux.Handle("/f/", http.FileServer(fsys{}))
	srv := httptest.NewServer(mux)
	for _, p := range []string{"/a/x", "/b/y", "/f/z"} {
		r, err := http.Get(srv.URL + p)
		if err != nil {
			fmt.Println(err)
			continue
		}
		b, _ := io.ReadAll(r.Body)
		fmt.Println(r.StatusCode, strings.TrimSpace(string(b)))
	}
	srv.Close()
	h, pattern := mux.Handler(httptest.NewRequest("GET", "/b/q", nil))
	hb, ok := h.(handler)
	fmt.Println(pattern, hb, ok)
	req, _ := http.NewRequest("POST", "http://x/", body{bytes.NewReader([]byte("xx")), &log})
	fmt.Println(req.ContentLength, req.GetBody == nil)
	_, ok = req.Body.(body)
	fmt.Println(ok)
	rw := http.MaxBytesReader(w, body{strings.NewReader("12345"), &log}, 3)
	_, err = io.ReadAll(rw)
	var mbe *http.MaxBytesError
	fmt.Println(err, errors.As(err, &mbe))
	w = httptest.NewRecorder()
	http.ServeContent(w, httptest.NewRequest("GET", "/", nil), "x.txt", time.Time{}, &seekable{strings.NewReader("content")})
	fmt.Println(w.Code, w.Body)
}

type seekable struct{ r *strings.Reader }

func (s *seekable) Read(p []byte) (int, error)              { return s.r.Read(p) }
func (s *seekable) Seek(o int64, whence int) (int64, error) { return s.r.Seek(o, whence) }
