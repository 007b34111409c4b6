package main

import (
	"errors"
	"expvar"
	"flag"
	"fmt"
	"io"
	"net/netip"
	"os"
	"strings"
	"time"
)

type list []string

func (l *list) String() string     { return fmt.Sprint(*l) }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }
func (l *list) Get() any           { return []string(*l) }

type toggle bool

func (t *toggle) String() string     { return fmt.Sprint(bool(*t)) }
func (t *toggle) Set(s string) error { *t = s == "true"; return nil }
func (t *toggle) IsBoolFlag() bool   { return true }

type level int

func (l level) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "L%d", int(l)), nil }
func (l *level) UnmarshalText(b []byte) error {
	if _, err := fmt.Sscanf(string(b), "L%d", (*int)(l)); err != nil {
		return errors.New("no level")
	}
	return nil
}

type v struct{ n int }

func (v v) String() string { return fmt.Sprintf("{\"n\":%d}", v.n) }

type out struct{}

func (out) Write(p []byte) (int, error) { fmt.Print("| ", string(p)); return len(p), nil }

func main() {
	fs := flag.NewFlagSet("prog", flag.ContinueOnError)
	fs.SetOutput(os.Stdout)
	var l list
	var t toggle
	lv := level(3)
	fs.Var(&l, "l", "a `list`")
	fs.Var(&t, "t", "a toggle")
	fs.TextVar(&lv, "lv", level(1), "a level")
	fs.Func("f", "a func", func(s string) error { fmt.Println("func", s); return nil })
	fs.BoolFunc("b", "bool func", func(s string) error { fmt.Println("boolfunc", s); return nil })
	d := fs.Duration("d", time.Second, "dur")
	fmt.Println(fs.Parse([]string{"-l", "a", "-t", "-l=b", "-lv", "L9", "-f", "x", "-b", "-d", "2s", "rest"}))
	fmt.Println(l, t, lv, *d, fs.Args())
	fs.Usage = func() {}
	fmt.Println(fs.Parse([]string{"-lv", "bad"}))
	fs.VisitAll(func(f *flag.Flag) { fmt.Println(f.Name, f.Value, f.DefValue) })
	g, ok := fs.Lookup("l").Value.(flag.Getter)
	fmt.Println(ok, g.Get())
	_, ok = fs.Lookup("t").Value.(flag.Getter)
	_, own := fs.Lookup("t").Value.(*toggle)
	fmt.Println(ok, own)
	expvar.Publish("cell.v", v{5})
	m := expvar.NewMap("cell.m")
	m.Set("k", v{6})
	fmt.Println(expvar.Get("cell.v"), m)
	x, ok := expvar.Get("cell.v").(v)
	fmt.Println(x.n, ok)
	expvar.Publish("cell.f", expvar.Func(func() any { return map[string]any{"a": []int{1}, "v": v{7}} }))
	fmt.Println(expvar.Get("cell.f"))
	fs.SetOutput(out{})
	fmt.Println(strings.Contains("x", "y"), netip.MustParseAddr("1.2.3.4"))
	_ = io.EOF
}
