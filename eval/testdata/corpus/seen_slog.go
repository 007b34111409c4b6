package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"testing/slogtest"
)

type secret string

func (secret) LogValue() slog.Value { return slog.StringValue("***") }

type user struct {
	Name string
	Pass secret
}

func (u user) LogValue() slog.Value {
	return slog.GroupValue(slog.String("name", u.Name), slog.Any("pass", u.Pass))
}

type temp float64

func (t temp) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%vC", float64(t)), nil }

type pt struct{ X, Y int }

func (p pt) String() string { return fmt.Sprint("pt", p.X) }

type je struct{ N int }

func (j je) MarshalJSON() ([]byte, error) { return fmt.Appendf(nil, `{"je":%d}`, j.N), nil }

type er struct{ n int }

func (e er) Error() string { return fmt.Sprint("er", e.n) }

type lvl int

func (l lvl) Level() slog.Level { return slog.Level(l) }

type h struct {
	lines *[]string
	group string
	attrs []slog.Attr
}

func (h h) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelInfo }
func (h h) Handle(ctx context.Context, r slog.Record) error {
	s := fmt.Sprint(r.Level, " ", r.Message, " ", h.group, h.attrs, " ", ctx.Value(key{}))
	r.Attrs(func(a slog.Attr) bool {
		s += fmt.Sprint(" ", a.Key, "=", a.Value.Kind(), ":", a.Value.Resolve())
		return true
	})
	*h.lines = append(*h.lines, s)
	return nil
}
func (h h) WithAttrs(a []slog.Attr) slog.Handler { h.attrs = append(h.attrs, a...); return h }
func (h h) WithGroup(n string) slog.Handler      { h.group += n + "."; return h }

type key struct{}

func main() {
	opt := &slog.HandlerOptions{Level: lvl(-4), ReplaceAttr: func(g []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}
	for _, hd := range []slog.Handler{slog.NewTextHandler(os.Stdout, opt), slog.NewJSONHandler(os.Stdout, opt)} {
		l := slog.New(hd)
		l.Info("m", "user", user{"bob", "pw"}, "secret", secret("x"), "temp", temp(3), "pt", pt{1, 2}, "je", je{4}, "er", er{5})
		l.Debug("d", "list", []pt{{1, 2}}, "map", map[string]pt{"a": {1, 2}}, "ptr", &pt{3, 4}, "nil", nil, "err", errors.New("plain"))
		l.With("u", user{"al", "q"}).WithGroup("g").Warn("w", slog.Group("in", "t", temp(1)), slog.Any("any", []any{temp(1), pt{5, 6}}))
	}
	var lines []string
	l := slog.New(h{lines: &lines})
	l.Debug("no")
	l.With("a", pt{1, 1}).WithGroup("G").InfoContext(context.WithValue(context.Background(), key{}, "ctx"), "hello", "k", user{"z", "y"}, "p", pt{2, 2}, "n", 5)
	for _, s := range lines {
		fmt.Println(s)
	}
	x, ok := l.Handler().(h)
	fmt.Println(ok, x.lines == &lines)
	v := slog.AnyValue(pt{1, 2})
	p, ok := v.Any().(pt)
	fmt.Println(v.Kind(), p.X, ok, v)
	fmt.Println(slog.AnyValue(secret("s")).Kind(), slog.AnyValue(secret("s")).Resolve())
	var buf bytes.Buffer
	err := slogtest.TestHandler(slog.NewJSONHandler(&buf, nil), func() []map[string]any {
		var ms []map[string]any
		for _, line := range bytes.Split(buf.Bytes(), []byte("\n")) {
			if len(line) > 0 {
				var m map[string]any
				json.Unmarshal(line, &m)
				ms = append(ms, m)
			}
		}
		return ms
	})
	fmt.Println(err)
	fmt.Println(slog.Any("a", pt{1, 2}).Equal(slog.Any("a", pt{1, 2})), slog.Any("a", pt{1, 2}).Equal(slog.Any("a", pt{1, 3})))
}
