package rt

import (
	"bytes"
	"io"
	"log"
	"log/slog"
	"reflect"
	"strconv"
	"sync"

	"goasync/asyncrt/goroutine"
)

// Package log, log/slog and runtime.Caller find out where they are called by the frame of their caller, which is the
// interpreter's. Lowered code tells the place with the call.

// places are those of the calls under way, by goroutine.
var places sync.Map // int64 → int

// buildPlaced returns a compiled function, or a method, that takes the place of the call before its arguments.
func (e *Env) buildPlaced(h *Helper) reflect.Value {
	var f reflect.Value
	if h.From != nil {
		f = e.buildMethod(&Helper{From: h.From, Method: h.Method})
	} else {
		f, _ = e.host(h.Method.Pkg().Path(), h.Method.Name())
	}
	t := f.Type()
	in, out := typesOf(intReflect), make([]reflect.Type, t.NumOut())
	for i := range t.NumIn() {
		in = append(in, t.In(i))
	}
	for i := range out {
		out[i] = t.Out(i)
	}
	return reflect.MakeFunc(reflect.FuncOf(in, out, t.IsVariadic()), func(args []reflect.Value) []reflect.Value {
		id := goroutine.ID()
		outer, nested := places.Swap(id, int(args[0].Int()))
		defer func() {
			if nested {
				places.Store(id, outer)
			} else {
				places.Delete(id)
			}
		}()
		return callVariadic(f, args[1:])
	})
}

// place returns where the call under way stands; ok is false when that is not known.
func (e *Env) place() (file string, line int, ok bool) {
	p, ok := places.Load(goroutine.ID())
	if !ok {
		return "", 0, false
	}
	file, line = e.Position(p.(int))
	return file, line, true
}

// Caller is runtime.Caller. Of the callers of the function that calls it nothing is known.
func (e *Env) Caller(skip int) (pc uintptr, file string, line int, ok bool) {
	if skip == 0 {
		file, line, ok = e.place()
	}
	return 0, file, line, ok
}

// logging keeps lines apart that are written to the same writer.
var logging sync.Mutex

// Log is the method Output of a logger, by the place of the call under way where the logger is to tell it.
func (e *Env) Log(l *log.Logger, text string) error {
	const where = log.Lshortfile | log.Llongfile
	if l.Flags()&where == 0 {
		return l.Output(2, text)
	}
	at := "???:0"
	if file, line, ok := e.place(); ok {
		at = file + ":" + strconv.Itoa(line)
	}
	prefix, flags := l.Prefix(), l.Flags()&^where
	if flags&log.Lmsgprefix != 0 {
		prefix, text = "", prefix+text
		flags &^= log.Lmsgprefix
	}
	var b bytes.Buffer
	if err := log.New(&b, prefix, flags).Output(2, at+": "+text); err != nil {
		return err
	}
	logging.Lock()
	defer logging.Unlock()
	_, err := l.Writer().Write(b.Bytes())
	return err
}

// slogPatches are the makers of the handlers that tell places.
func (e *Env) slogPatches() map[string]any {
	return map[string]any{
		"NewTextHandler": func(w io.Writer, o *slog.HandlerOptions) *slog.TextHandler {
			return slog.NewTextHandler(w, e.placed(o))
		},
		"NewJSONHandler": func(w io.Writer, o *slog.HandlerOptions) *slog.JSONHandler {
			return slog.NewJSONHandler(w, e.placed(o))
		},
	}
}

// placed returns options with which a handler tells places in cells.
func (e *Env) placed(o *slog.HandlerOptions) *slog.HandlerOptions {
	if o == nil || !o.AddSource {
		return o
	}
	own := *o
	own.ReplaceAttr = func(groups []string, a slog.Attr) slog.Attr {
		if s, ok := a.Value.Any().(*slog.Source); ok && len(groups) == 0 && a.Key == slog.SourceKey && s != nil {
			file, line, _ := e.place()
			a.Value = slog.AnyValue(&slog.Source{File: file, Line: line})
		}
		if o.ReplaceAttr != nil {
			a = o.ReplaceAttr(groups, a)
		}
		return a
	}
	return &own
}
