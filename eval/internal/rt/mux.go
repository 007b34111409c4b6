package rt

import (
	"net/http"
	"reflect"
	"regexp"
)

// A pattern that is registered twice, as by a cell that is run again, is a panic that tells where the two calls stand. These
// are inside the interpreter: it is left out.

// muxPatches returns the functions of net/http that register.
func muxPatches() map[string]any {
	return map[string]any{
		"Handle": func(pattern string, h http.Handler) {
			defer placeless()
			http.Handle(pattern, h)
		},
		"HandleFunc": func(pattern string, h func(http.ResponseWriter, *http.Request)) {
			defer placeless()
			http.HandleFunc(pattern, h)
		},
	}
}

// muxMethod returns the function for a method that registers, nil for others.
func muxMethod(recv reflect.Type, name string) any {
	if recv != reflect.TypeFor[*http.ServeMux]() {
		return nil
	}
	switch name {
	case "Handle":
		return func(m *http.ServeMux, pattern string, h http.Handler) {
			defer placeless()
			m.Handle(pattern, h)
		}
	case "HandleFunc":
		return func(m *http.ServeMux, pattern string, h func(http.ResponseWriter, *http.Request)) {
			defer placeless()
			m.HandleFunc(pattern, h)
		}
	}
	return nil
}

var registeredAt = regexp.MustCompile(` \(registered at [^)]*\)`)

// placeless panics again, without places. It must be deferred.
func placeless() {
	r := recover()
	if err, ok := r.(error); ok {
		panic(plainError(registeredAt.ReplaceAllString(err.Error(), "")))
	} else if r != nil {
		panic(r)
	}
}
