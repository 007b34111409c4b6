package symbols

import (
	"expvar"
	"net/http"
	"net/http/pprof"
	"sync"
)

// The tables import all of std, and with it net/http/pprof and expvar, which
// add their pages to the default mux at start. A program that does not import
// them does not have the pages, so here they come with the packages' first use.

// emptyMux gives cells a default mux as a program without them has it.
var emptyMux = sync.OnceFunc(func() { http.DefaultServeMux = http.NewServeMux() })

var profilePages = sync.OnceFunc(func() {
	http.HandleFunc("GET /debug/pprof/", pprof.Index)
	http.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	http.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	http.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	http.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
})

var variablePage = sync.OnceFunc(func() { http.Handle("GET /debug/vars", expvar.Handler()) })

// prepare does what importing the package does besides giving its names.
func prepare(path string) {
	switch path {
	case "net/http":
		emptyMux()
	case "net/http/pprof":
		emptyMux()
		profilePages()
	case "expvar":
		emptyMux()
		variablePage()
	}
}
