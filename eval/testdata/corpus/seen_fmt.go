package main

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"strings"
	"text/tabwriter"
)

type G int

func (g G) GoString() string { return fmt.Sprintf("G(%d)", int(g)) }

type F struct{ a, b int }

func (f F) Format(s fmt.State, v rune) {
	w, wok := s.Width()
	p, pok := s.Precision()
	fmt.Fprintf(s, "F[%c %d%v %d%v %v%v%v %s]", v, w, wok, p, pok, s.Flag('+'), s.Flag('-'), s.Flag('#'), fmt.FormatString(s, v))
}

type S struct{ n int }

func (s *S) String() string { return fmt.Sprint("*S", s.n) }

type V struct{ n int }

func (v V) String() string { return fmt.Sprint("V", v.n) }

type Err struct{ n int }

func (e Err) Error() string  { return fmt.Sprint("Err", e.n) }
func (e Err) String() string { return "not this" }

type Panics struct{}

func (Panics) String() string { panic("oops") }

type Scan struct{ a, b int }

func (s *Scan) Scan(st fmt.ScanState, verb rune) error {
	st.SkipSpace()
	tok, err := st.Token(true, func(r rune) bool { return r != ';' })
	if err != nil {
		return err
	}
	st.ReadRune()
	_, err = fmt.Sscanf(string(tok), "%d/%d", &s.a, &s.b)
	if verb != 'v' {
		s.b = -s.b
	}
	return err
}

type B []byte
type Bs [3]byte
type R rune
type U uint8
type Us []U
type C complex64
type M map[string]V
type P *int
type Fn func(int) string
type Ch chan<- int
type Anon struct {
	V
	*S
	x any
	E error
}
type emb struct{ Err }
type lst struct {
	v    int
	next *lst
}

func main() {
	fmt.Printf("%v %+v %#v %d %x\n", G(1), G(2), G(3), G(4), G(255))
	fmt.Printf("%#v %#v %#v\n", []G{1}, map[G]G{1: 2}, struct{ X G }{5})
	fmt.Printf("%v|%+8.3q|%-#x\n", F{1, 2}, F{}, []F{{}})
	fmt.Println(S{1}, &S{2}, []S{{3}}, []*S{}, struct{ s V }{V{4}}, struct{ X V }{V{5}})
	fmt.Println(Err{1}, &Err{2}, []error{Err{3}}, map[string]error{"a": Err{4}}, emb{Err{5}})
	fmt.Printf("%s %v %d %q\n", Panics{}, &Panics{}, Panics{}, []Panics{{}})
	var ns *S
	var nv *V
	fmt.Printf("%v %s %+v\n", nv, nv, []any{nil, V{1}})
	_ = ns
	fmt.Printf("%v %s %x %q %#v %d\n", B("hi"), B("hi"), B("hi"), B("hi"), B("hi"), B("hi"))
	fmt.Printf("%v %s %x %#v\n", Bs{65, 66, 67}, Bs{65, 66, 67}, Bs{65, 66, 67}, Bs{1, 2})
	fmt.Printf("%v %c %q %U %#v\n", R('x'), R('x'), R('x'), R('x'), R('x'))
	fmt.Printf("%v %s %x %#v %q\n", Us{65, 66}, Us{65, 66}, Us{65, 66}, Us{1}, Us{65})
	fmt.Printf("%v %.1f %#v\n", C(1+2i), C(1+2i), C(1+2i))
	fmt.Printf("%v %+v %#v\n", M{"b": {1}, "a": {2}}, M{"b": {1}}, M{"b": {1}})
	fmt.Printf("%v %#v %T\n", P(nil), P(nil), P(nil))
	fmt.Printf("%#v %T %#v %T\n", Fn(nil), Fn(nil), Ch(nil), Ch(nil))
	fmt.Printf("%v %+v %T\n", Anon{V{1}, nil, V{2}, Err{3}}.V, Anon{V{1}, &S{4}, V{2}, Err{3}}.S, Anon{})
	fmt.Printf("%v %+v %#v\n", lst{1, nil}, lst{2, nil}, lst{3, nil})
	fmt.Printf("%T %T %T %T %T\n", []G{}, map[G]*V{}, func(G) V { return V{} }, struct{ A G }{}, [2]Fn{})
	fmt.Printf("%T %T\n", new(any), new(error))
	fmt.Printf("%6v|%-6v|%06d|%+d|%x|%X|%o|%b\n", G(5), V{1}, G(5), G(5), G(10), G(10), G(8), G(5))
	fmt.Printf("%!|%z|%d|%s\n", V{1}, "x", V{2})
	fmt.Printf("%[2]v %[1]v %[3]*.[2]*[1]f\n", 1.5, 2, 8)
	fmt.Printf("%v %v\n", [3]bool{true}, []any{1, "a", nil, V{1}, &V{2}, []V{{3}}, map[any]any{V{1}: G(2)}})
	fmt.Printf("%v %+v\n", struct {
		a any
		b error
		c fmt.Stringer
	}{V{1}, Err{2}, V{3}}, struct{ A, B any }{V{1}, G(2)})
	fmt.Printf("%t %v %p\n", true, struct{}{}, nil)
	fmt.Printf("%s\n", []string{"a"})
	fmt.Printf("%s %v\n", error(Err{1}), fmt.Stringer(V{2}))
	fmt.Printf("%d %s\n", []any{G(1), V{2}}, []any{G(1), V{2}})
	fmt.Printf("%08.3f|%+.2e|%g\n", 3.14159, 12345.678, 1e21)
	fmt.Printf("%x % x %#x % #x\n", "hello", "hello", "hello", B("hello"))
	fmt.Printf("%v %d\n", &[]G{1}, &map[string]G{"a": 1})
	fmt.Printf("%v\n", &struct{ V V }{V{9}})
	var s Scan
	n, err := fmt.Sscan("  3/4; 5", &s, new(int))
	fmt.Println(n, err, s)
	n, err = fmt.Sscanf("7/8;", "%z", &s)
	fmt.Println(n, err, s)
	var g G
	var b B
	var str struct{ S string }
	n, err = fmt.Sscanf("12 abc x", "%d %s %s", &g, &b, &str.S)
	fmt.Println(n, err, g, string(b), str.S)
	fmt.Println(fmt.Sprint(V{1}, V{2}, "a", "b", V{3}, 1, 2), fmt.Sprintln(G(1), "x"))
	fmt.Println(string(fmt.Append(nil, V{1})), string(fmt.Appendf(nil, "%v", Err{1})), string(fmt.Appendln(nil, G(2))))
	fmt.Println(fmt.Errorf("a %w b %w", Err{1}, Err{2}))
	var buf bytes.Buffer
	l := log.New(&buf, "p:", log.Lmsgprefix)
	l.Println(V{1}, Err{2})
	l.Printf("%v %T", G(1), G(1))
	l.Output(1, fmt.Sprint(V{3}))
	fmt.Print(buf.String())
	tw := tabwriter.NewWriter(os.Stdout, 4, 8, 1, '.', tabwriter.AlignRight|tabwriter.Debug)
	fmt.Fprintln(tw, "a\tbbb\t", V{1})
	fmt.Fprintln(tw, "aaaa\tb\t", V{1})
	tw.Flush()
	fmt.Fprintln(os.Stdout, strings.Repeat("=", 3), V{1})
	w := up{os.Stdout}
	fmt.Fprintf(w, "%v %s\n", V{1}, "lower")
	fmt.Fprintln(w, []V{{1}})
}

type up struct{ f *os.File }

func (u up) Write(p []byte) (int, error) { return u.f.Write(bytes.ToUpper(p)) }
